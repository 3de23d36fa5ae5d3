// Any bytes as JSON: the scanner agrees with a parser that builds the whole tree on what is JSON,
// on what strings mean and on where members are; its tokens lie in the text in order; skipping
// leads where walking does. And any bytes in quotes are JSON.
//
// Input: the text.

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json/locate.h"
#include "core/json/member.h"
#include "core/json/scanner.h"
#include "tests/fuzz/fuzz_target.h"

namespace palaver::fuzz {
namespace {

using namespace palaver::json;
using Tree = nlohmann::json;

// Comparing trees takes stack for each level; longer texts are only looked through.
constexpr std::size_t kComparedBytes = 4096;

void check_string(std::string_view raw) {
  std::string text;
  append_unescaped(text, raw);
  const Tree tree = Tree::parse(raw, nullptr, false);
  promise(tree.is_string() && tree == text, "a string means what the other parser reads");
  promise(equals_unescaped(raw, text), "a string equals what it means");
  promise(!equals_unescaped(raw, text + "x"), "and nothing longer");
  promise(text.empty() || !equals_unescaped(raw, std::string_view(text).substr(1)),
          "and nothing shorter");
  std::string quoted;
  append_quoted(quoted, text);
  promise(Tree::parse(quoted, nullptr, false) == tree, "in quotes again it means the same");
}

// Whether the text is JSON.
bool check_tokens(std::string_view text) {
  Scanner scanner(text);
  std::size_t behind = 0;
  std::size_t depth = 0;
  for (std::size_t count = 0; count <= text.size(); ++count) {
    const Token token = scanner.next();
    promise(scanner.offset() <= text.size(), "a token is in the text");
    if (token == Token::error) {
      promise(*scanner.problem() != '\0', "an error says what is wrong");
      promise(scanner.next() == Token::error && !scanner.skip(), "an error stays");
      return false;
    }
    if (token == Token::end) {
      promise(scanner.depth() == 0 && scanner.next() == Token::end, "an end stays");
      return true;
    }
    promise(scanner.offset() >= behind, "tokens do not overlap");
    behind = scanner.offset() + scanner.raw().size();
    promise(behind <= text.size() && !scanner.raw().empty(), "a token's end is in the text");
    if (token == Token::begin_object || token == Token::begin_array) {
      ++depth;
      Scanner ahead = scanner;
      if (ahead.skip()) {
        promise(ahead.depth() + 1 == depth, "skipping closes one container");
        promise(count > 64 || is_json(ahead.raw()), "what is skipped is JSON");
      }
    }
    if (token == Token::end_object || token == Token::end_array) --depth;
    promise(scanner.depth() == depth, "the depth is that of open brackets");
    if (token == Token::string || token == Token::key) check_string(scanner.raw());
  }
  promise(false, "there are no more tokens than bytes");
  return false;
}

const Tree* follow(const Tree& tree, const MemberPath& path) {
  const Tree* at = &tree;
  for (const Step& step : path) {
    if (step.is_index()) {
      const auto size = at->is_array() ? static_cast<std::int64_t>(at->size()) : 0;
      const std::int64_t index = step.index() < 0 ? step.index() + size : step.index();
      if (index < 0 || index >= size) return nullptr;
      at = &(*at)[static_cast<std::size_t>(index)];
    } else {
      if (!at->is_object() || !at->contains(step.name())) return nullptr;
      at = &(*at)[step.name()];
    }
  }
  return at;
}

void check_members(std::string_view text, const Tree& tree) {
  const std::vector<MemberPath> paths = {{},   {"a"},      {"a", "a"},  {"a", 0},
                                         {0},  {-1, "a"},  {0, -2, 1},  {"a", "b", -1},
                                         {-1}, {"b", "a"}, {"\xC3\xA4"}};
  std::vector<RawMember> found(paths.size());
  promise(find_raw_members(text, paths, found), "members are looked for in JSON");
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const Tree* const expected = follow(tree, paths[i]);
    promise(found[i].exists() == (expected != nullptr), "a member is found when there is one");
    promise(find_raw_member(text, paths[i]).raw == found[i].raw, "alone as with others");
    const auto place = locate_value(text, paths[i]);
    promise(place.has_value() == found[i].exists(), "what is found has a place");
    if (expected == nullptr) continue;
    promise(Tree::parse(found[i].raw, nullptr, false) == *expected, "it is the right one");
    std::string compact;
    append_compact(compact, found[i].raw);
    promise(Tree::parse(compact, nullptr, false) == *expected, "compact it says the same");
    std::string again;
    append_compact(again, compact);
    promise(again == compact, "compact it stays");
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n') +
                                                std::count(text.begin(), text.end(), '\r'));
    promise(place->line >= 1 && place->line <= lines + 1, "its line is in the text");
    promise(place->column >= 1 && place->column <= text.size(), "its column is in the text");
  }
}

}  // namespace

std::vector<std::string> seeds() {
  return {
      R"({"action":"say","a":{"a":[1,{"b":[]}],"b":[true,null,-1.5e+3]},"b":{"a":"x"}})",
      R"([[{"a":"\u00e4\ud83d\udc4b\n\"\\\/"},[2,3]],{"a":{}}])",
      " {\r\n \"\xC3\xA4\" : [ false , \"\xF0\x9F\x91\x8B long enough for two words\" ] "
      ",\t\"a\":0}\n",
      "[[[[[[[[[[{\"\":[[[[[[]]]]]]}]]]]]]]]]]",
      R"({"a":1,"a":{"a":2},"a":[0.5,"\u0000"]})",
      "\"\xED\xA0\x80\xC0\xAF\xF4\x90\x80\x80\"",
  };
}

}  // namespace palaver::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace palaver::fuzz;
  // Bytes as characters: the one cast that this needs.
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  const bool is_json = check_tokens(text);
  promise(palaver::json::is_json(text) == is_json, "walking is judging");
  const Tree tree = Tree::parse(text, nullptr, false);
  // Only the other parser has numbers that are too large for it, and takes a NUL for the end.
  const bool large_numbers = size > 300 || text.find_first_of("eE") != text.npos;
  const bool has_nul = text.find('\0') != text.npos;
  promise(is_json != tree.is_discarded() || (is_json ? large_numbers : has_nul),
          "JSON is what the other parser takes for it");
  if (is_json && !tree.is_discarded() && size <= kComparedBytes) check_members(text, tree);

  std::string quoted;
  append_quoted(quoted, text);
  promise(palaver::json::is_json(quoted), "any bytes in quotes are JSON");
  return 0;
}
