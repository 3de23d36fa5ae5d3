// Any pattern and any text: a pattern is understood or refused with its place, matching ends in
// bounded steps, and what the different questions answer fits together.
//
// Input: flags (one bit each, as in Flags; the last two together are ecma_262), the pattern, a zero
// byte, the text, a zero byte, the replacement.

#include <algorithm>
#include <string>
#include <string_view>

#include "core/framing/utf8.h"
#include "core/regex/regex.h"
#include "tests/fuzz/fuzz_target.h"

namespace palaver::fuzz {
namespace {

using namespace palaver::regex;

// Low, so that many inputs are tried in a second.
constexpr Limits kLimits{.steps = 20'000, .backtrack_entries = 4'000, .result_bytes = 4'000};

Flags flags_of(std::uint8_t bits) {
  return {.case_insensitive = (bits & 1) != 0,
          .multiline = (bits & 2) != 0,
          .dot_all = (bits & 4) != 0,
          .comments = (bits & 8) != 0,
          .unicode_case = (bits & 16) != 0,
          .unix_lines = (bits & 32) != 0,
          .unicode_character_class = (bits & 64) != 0,
          .literal = (bits & 192) == 128,
          .ecma_262 = (bits & 192) == 192};
}

std::string_view until_zero(std::string_view& rest) {
  const std::size_t zero = std::min(rest.find('\0'), rest.size());
  const std::string_view part = rest.substr(0, zero);
  rest.remove_prefix(std::min(zero + 1, rest.size()));
  return part;
}

void check_match(const Regex& regex, const Match& match, std::string_view text) {
  promise(match.groups.size() == regex.group_count() + 1, "every group has its place");
  promise(match.groups[0].has_value(), "the whole match is there");
  for (const auto& group : match.groups) {
    if (!group) continue;
    promise(group->begin <= group->end && group->end <= text.size(), "a group is in the text");
  }
  promise(!framing::is_valid_utf8(text) ||
              framing::is_valid_utf8(text.substr(match.begin(), match.whole().size())),
          "a match cuts no character");
}

void check_texts(const Regex& regex, std::string_view text, std::string_view replacement) {
  const auto found = regex.find(text);
  if (found && *found) check_match(regex, **found, text);

  const auto matches = regex.matches(text);
  if (matches && *matches && found) promise(found->has_value(), "what matches is found");

  const auto first = regex.replace_first(text, "$0");
  promise(!first || *first == text, "a match is replaced by itself");
  const auto all = regex.replace_all(text, "$0");
  promise(!all || *all == text, "all matches are replaced by themselves");
  const auto replaced = regex.replace_all(text, replacement);
  promise(!replaced || replaced->size() <= kLimits.result_bytes, "a result keeps its limit");

  const auto parts = regex.split(text, -1);
  if (!parts) return;
  promise(!parts->empty(), "a split text has a part");
  std::size_t bytes = 0;
  for (const std::string& part : *parts) bytes += part.size();
  promise(bytes <= text.size(), "a split adds nothing");
  if (found && !*found) promise(parts->size() == 1, "without a match there is one part");
}

}  // namespace

std::vector<std::string> seeds() {
  const auto input = [](std::uint8_t flags, std::string_view pattern, std::string_view text,
                        std::string_view replacement) {
    std::string all(1, static_cast<char>(flags));
    all.append(pattern).push_back('\0');
    all.append(text).push_back('\0');
    return all.append(replacement);
  };
  return {
      input(0, "2\\d\\d|(?:4|5)\\d{2}", "204", "$0"),
      input(0, "(?<user>[\\w.+-]++)@(\\p{Alpha}{2,}?\\.)*com$", "me.too@a.example.com\n",
            "${user}: $2\\$"),
      input(3, "^(?!.*\\bno\\b)(a|ab)(?<=b|\xC3\xA4)\\1*?\\R", "abAB\r\n\xC3\xA4", "<$1>"),
      input(8, "(?>[a-z&&[^m-p\\x{1F44B}]]+) # comment\n\\Q.*\\E|(?iu:k)\\k<n>(?<n>)", "abc.*", ""),
      input(64,
            "(?:(?:a{0,3}b?){2,4}c?"
            "?)*+$|\\G\\u00e4\\0101\\cA[]^-]",
            "aabbaabc\xFF\x80", "x"),
      input(192, "^{[[a&&\\b-\\d]+\\s\\v$|[^]a{,2}|[]", "{[&-1 \v", "$0"),
      input(128, "a.*(b", "xa.*(by", "\\"),
  };
}

}  // namespace palaver::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace palaver::fuzz;
  if (size == 0) return 0;
  // Bytes as characters: the one cast that this needs.
  std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string_view pattern = until_zero(rest);
  const std::string_view text = until_zero(rest);
  const auto regex = Regex::compile(pattern, flags_of(data[0]), kLimits);
  if (!regex) {
    promise(regex.error().offset <= pattern.size(), "an error's offset is in the pattern");
    promise(!regex.error().message.empty(), "it says what is wrong");
    return 0;
  }
  check_texts(*regex, text, rest);
  return 0;
}
