#include "core/gateway/glob.h"

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

using namespace palaver::gateway;

namespace {

// The rule as it is said, by recursion.
bool plain_match(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() == '*') {
    return plain_match(pattern.substr(1), text) ||
           (!text.empty() && plain_match(pattern, text.substr(1)));
  }
  if (text.empty() || (pattern.front() != '?' && pattern.front() != text.front())) return false;
  return plain_match(pattern.substr(1), text.substr(1));
}

std::vector<std::string> all_texts(std::string_view letters, std::size_t length) {
  std::vector<std::string> texts = {""};
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].size() == length) break;
    for (const char letter : letters) texts.push_back(texts[i] + letter);
  }
  return texts;
}

}  // namespace

TEST_CASE("Glob: as the plain rule says, for all short patterns and texts", "[gateway]") {
  std::size_t wrong = 0;
  const auto texts = all_texts("ab", 5);
  for (const std::string& pattern : all_texts("ab*?", 4)) {
    for (const std::string& text : texts) {
      if (glob_matches(pattern, text) != plain_match(pattern, text)) ++wrong;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("Glob: letter case, and patterns that are made to be slow", "[gateway]") {
  CHECK_FALSE(glob_matches("Execute-API:*", "execute-api:Invoke"));
  CHECK(glob_matches("Execute-API:in*", "execute-api:Invoke", GlobCase::ignored));
  std::string pattern;
  for (int i = 0; i < 250; ++i) pattern += "*a";
  CHECK_FALSE(glob_matches(pattern + "*b", std::string(2000, 'a')));
  CHECK(glob_matches(pattern + "*", std::string(2000, 'a')));
}
