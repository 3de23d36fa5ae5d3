#include "core/json/json_path_pattern.h"

#include <utility>

namespace palaver::json::path {
namespace {

// A message has many short texts or few long ones. What a pattern may take for each is limited so
// that all of them together take no minutes, even with a pattern that goes back and forth; one that
// does not takes a few steps for each character.
constexpr std::size_t kShortBytes = 1024;
constexpr std::size_t kStepsForShortTexts = 50'000;

regex::Flags flags_of(std::string_view letters) {
  regex::Flags flags;
  for (const char letter : letters) {
    switch (letter) {
      case 'd':
        flags.unix_lines = true;
        break;
      case 'i':
        flags.case_insensitive = true;
        break;
      case 'm':
        flags.multiline = true;
        break;
      case 's':
        flags.dot_all = true;
        break;
      case 'u':
        flags.unicode_case = true;
        break;
      case 'x':
        flags.comments = true;
        break;
      case 'U':  // which in Java means `u` too
        flags.unicode_character_class = true;
        flags.unicode_case = true;
        break;
      default:
        break;
    }
  }
  return flags;
}

}  // namespace

expected<Pattern, PathError> Pattern::compile(std::string_view pattern, std::string_view flags) {
  regex::Limits limits;
  auto for_long_texts = regex::Regex::compile(pattern, flags_of(flags), limits);
  if (!for_long_texts) {
    regex::RegexError& error = for_long_texts.error();
    return unexpected(PathError{error.offset, std::move(error.message)});
  }
  limits.steps = kStepsForShortTexts;
  auto for_short_texts = regex::Regex::compile(pattern, flags_of(flags), limits);
  return Pattern(*std::move(for_short_texts), *std::move(for_long_texts));
}

expected<bool, std::string> Pattern::matches(std::string_view text) const {
  const auto& regex = text.size() <= kShortBytes ? for_short_texts_ : for_long_texts_;
  auto matched = regex.matches(text);
  if (matched) return *matched;
  return unexpected("a pattern takes too long: " + std::move(matched.error().message));
}

}  // namespace palaver::json::path
