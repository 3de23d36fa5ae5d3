#include "core/regex/properties.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/regex/code_points.h"
#include "core/regex/unicode_data.h"

namespace palaver::regex {
namespace {

using unicode::categories_of_name;

CharSet category(std::string_view name) {
  return unicode::set_of(categories_of_name(name));
}

CharSet set_of(std::span<const CharRange> ranges) {
  return CharSet::of({ranges.begin(), ranges.end()});
}

CharSet set_of(std::initializer_list<CharRange> ranges) {
  return CharSet::of(ranges);
}

CharSet without(const CharSet& set, const CharSet& others) {
  return set.intersected(others.negated());
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// --- ASCII -------------------------------------------------------------------------------------

struct AsciiClass {
  std::string_view name;  // as Java spells it
  std::array<CharRange, 4> ranges;
  std::size_t count;
};

constexpr AsciiClass kAsciiClasses[] = {
    {"ASCII", {{{0, 0x7F}}}, 1},
    {"Alnum", {{{'0', '9'}, {'A', 'Z'}, {'a', 'z'}}}, 3},
    {"Alpha", {{{'A', 'Z'}, {'a', 'z'}}}, 2},
    {"Blank", {{{'\t', '\t'}, {' ', ' '}}}, 2},
    {"Cntrl", {{{0, 0x1F}, {0x7F, 0x7F}}}, 2},
    {"Digit", {{{'0', '9'}}}, 1},
    {"Graph", {{{'!', '~'}}}, 1},
    {"Lower", {{{'a', 'z'}}}, 1},
    {"Print", {{{' ', '~'}}}, 1},
    {"Punct", {{{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}}}, 4},
    {"Space", {{{'\t', '\r'}, {' ', ' '}}}, 2},
    {"Upper", {{{'A', 'Z'}}}, 1},
    {"XDigit", {{{'0', '9'}, {'A', 'F'}, {'a', 'f'}}}, 3},
};

std::optional<CharSet> ascii_class(std::string_view name) {
  for (const AsciiClass& entry : kAsciiClasses) {
    if (entry.name == name) return set_of(std::span(entry.ranges).first(entry.count));
  }
  return std::nullopt;
}

// --- Unicode -----------------------------------------------------------------------------------

CharSet lowercase() {
  return category("Ll").united(set_of(unicode::other_lowercase()));
}

CharSet uppercase() {
  return category("Lu").united(set_of(unicode::other_uppercase()));
}

CharSet alphabetic() {
  return unicode::set_of(categories_of_name("L") | categories_of_name("Nl"))
      .united(set_of(unicode::other_alphabetic()));
}

CharSet white_space() {
  return category("Z").united(set_of({{'\t', '\r'}, {0x85, 0x85}}));
}

CharSet hex_digits() {
  return category("Nd").united(
      set_of({{'A', 'F'}, {'a', 'f'}, {0xFF21, 0xFF26}, {0xFF41, 0xFF46}}));
}

CharSet blank() {
  return category("Zs").united(set_of({{'\t', '\t'}}));
}

CharSet graph() {
  return unicode::set_of(categories_of_name("Z") | categories_of_name("Cc") |
                         categories_of_name("Cs") | categories_of_name("Cn"))
      .negated();
}

CharSet join_control() {
  return set_of({{0x200C, 0x200D}});
}

CharSet word() {
  return alphabetic()
      .united(unicode::set_of(categories_of_name("M") | categories_of_name("Nd") |
                              categories_of_name("Pc")))
      .united(join_control());
}

CharSet noncharacters() {
  std::vector<CharRange> ranges = {{0xFDD0, 0xFDEF}};
  for (char32_t plane = 0; plane <= kMaxCodePoint; plane += 0x10000) {
    ranges.push_back({plane + 0xFFFE, plane + 0xFFFF});
  }
  return CharSet::of(std::move(ranges));
}

// By a name in capitals; UTS 18 Annex C for those that POSIX has too.
std::optional<CharSet> binary_property(std::string_view name) {
  if (name == "ALPHABETIC" || name == "ALPHA") return alphabetic();
  if (name == "LETTER") return category("L");
  if (name == "IDEOGRAPHIC") return set_of(unicode::ideographic());
  if (name == "LOWERCASE" || name == "LOWER") return lowercase();
  if (name == "UPPERCASE" || name == "UPPER") return uppercase();
  if (name == "TITLECASE") return category("Lt");
  if (name == "WHITE_SPACE" || name == "WHITESPACE" || name == "SPACE") return white_space();
  if (name == "CONTROL" || name == "CNTRL") return category("Cc");
  if (name == "PUNCTUATION" || name == "PUNCT") return category("P");
  if (name == "HEX_DIGIT" || name == "HEXDIGIT" || name == "XDIGIT") return hex_digits();
  if (name == "ASSIGNED") return category("Cn").negated();
  if (name == "NONCHARACTER_CODE_POINT" || name == "NONCHARACTERCODEPOINT") return noncharacters();
  if (name == "DIGIT") return category("Nd");
  if (name == "ALNUM") return alphabetic().united(category("Nd"));
  if (name == "BLANK") return blank();
  if (name == "GRAPH") return graph();
  if (name == "PRINT") return without(graph().united(blank()), category("Cc"));
  if (name == "WORD") return word();
  if (name == "JOIN_CONTROL" || name == "JOINCONTROL") return join_control();
  return std::nullopt;
}

// --- Names -------------------------------------------------------------------------------------

std::string in_capitals(std::string_view name, std::string_view left_out = "") {
  std::string capitals;
  for (const char c : name) {
    if (left_out.find(c) != std::string_view::npos) continue;
    capitals.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  return capitals;
}

std::optional<CharSet> script_or_block(std::span<const CharRange> ranges) {
  if (ranges.empty()) return std::nullopt;
  return set_of(ranges);
}

std::optional<CharSet> category_named(std::string_view name, const Flags& flags) {
  if (name == "L1") return set_of({{0, 0xFF}});
  if (name == "all") return CharSet().negated();
  // Without case, a letter of one case stands for all three.
  if (flags.case_insensitive && (name == "Lu" || name == "Ll" || name == "Lt")) name = "LC";
  const unicode::Categories categories = categories_of_name(name);
  if (categories == 0) return std::nullopt;
  return unicode::set_of(categories);
}

// The tests of java.lang.Character.
std::optional<CharSet> java_class(std::string_view name) {
  if (name == "LowerCase") return lowercase();
  if (name == "UpperCase") return uppercase();
  if (name == "TitleCase") return category("Lt");
  if (name == "Alphabetic") return alphabetic();
  if (name == "Ideographic") return set_of(unicode::ideographic());
  if (name == "Digit") return category("Nd");
  if (name == "Defined") return category("Cn").negated();
  if (name == "Letter") return category("L");
  if (name == "LetterOrDigit") return category("LD");
  if (name == "SpaceChar") return category("Z");
  if (name == "ISOControl") return category("Cc");
  if (name == "Whitespace") {
    return without(category("Z"), set_of({{0xA0, 0xA0}, {0x2007, 0x2007}, {0x202F, 0x202F}}))
        .united(set_of({{'\t', '\r'}, {0x1C, 0x1F}}));
  }
  return std::nullopt;
}

// Java 15 and later: (?i)\p{Lower} is every letter that has a case.
bool is_cased_property(std::string_view capitals) {
  return capitals == "LOWERCASE" || capitals == "LOWER" || capitals == "UPPERCASE" ||
         capitals == "UPPER" || capitals == "TITLECASE";
}

CharSet all_cases() {
  return lowercase().united(uppercase()).united(category("Lt"));
}

std::optional<CharSet> is_property(std::string_view name, const Flags& flags) {
  const std::string capitals = in_capitals(name);
  if (auto found = binary_property(capitals)) {
    return flags.case_insensitive && is_cased_property(capitals) ? all_cases() : found;
  }
  if (auto found = category_named(name, flags)) return found;
  return script_or_block(unicode::script(capitals));
}

std::optional<CharSet> key_and_value(std::string_view name, std::string_view value,
                                     const Flags& flags) {
  const std::string key = in_capitals(name);
  if (key == "SC" || key == "SCRIPT") return script_or_block(unicode::script(in_capitals(value)));
  if (key == "BLK" || key == "BLOCK") {
    return script_or_block(unicode::block(in_capitals(value, " -_")));
  }
  if (key == "GC" || key == "GENERAL_CATEGORY") return category_named(value, flags);
  return std::nullopt;
}

}  // namespace

CharSet predefined_class(char letter, const Flags& flags) {
  switch (letter) {
    case 'd':
      return flags.unicode_character_class ? category("Nd") : set_of({{'0', '9'}});
    case 's':
      if (flags.ecma_262) {
        return category("Z").united(set_of({{'\t', '\r'}, {0xFEFF, 0xFEFF}}));
      }
      return flags.unicode_character_class ? white_space() : set_of({{'\t', '\r'}, {' ', ' '}});
    case 'w':
      return flags.unicode_character_class
                 ? word()
                 : set_of({{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}});
    case 'h':
      return category("Zs").united(set_of({{'\t', '\t'}, {0x180E, 0x180E}}));
    default:  // v
      return set_of({{'\n', '\r'}, {0x85, 0x85}, {0x2028, 0x2029}});
  }
}

std::optional<CharSet> property(std::string_view name, const Flags& flags) {
  if (const std::size_t equals = name.find('='); equals != std::string_view::npos) {
    return key_and_value(name.substr(0, equals), name.substr(equals + 1), flags);
  }
  if (name.substr(0, 2) == "In") {
    return script_or_block(unicode::block(in_capitals(name.substr(2), " -_")));
  }
  if (name.substr(0, 2) == "Is") return is_property(name.substr(2), flags);
  const bool cased = name == "Lower" || name == "Upper" || name == "javaLowerCase" ||
                     name == "javaUpperCase" || name == "javaTitleCase";
  if (flags.unicode_character_class && ascii_class(name).has_value() && name != "ASCII") {
    return flags.case_insensitive && cased ? all_cases() : binary_property(in_capitals(name));
  }
  if (flags.case_insensitive && cased) {
    return ends_with(name, "Case") ? all_cases() : ascii_class("Alpha");
  }
  if (auto found = ascii_class(name)) return found;
  if (name.substr(0, 4) == "java") return java_class(name.substr(4));
  return category_named(name, flags);
}

CharSet line_terminators(const Flags& flags) {
  if (flags.unix_lines) return set_of({{'\n', '\n'}});
  if (flags.ecma_262) return set_of({{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}});
  return set_of({{'\n', '\n'}, {'\r', '\r'}, {0x85, 0x85}, {0x2028, 0x2029}});
}

CharSet with_other_cases(const CharSet& set, const Flags& flags) {
  if (!flags.case_insensitive) return set;
  std::vector<CharRange> others;
  const auto add = [&others](char32_t value) { others.push_back({value, value}); };
  for (char32_t small = 'a'; small <= 'z'; ++small) {
    if (set.contains(small)) add(small - 32);
    if (set.contains(small - 32)) add(small);
  }
  if (flags.unicode_case) {
    for (const char32_t value : unicode::cased_letters()) {
      const char32_t upper = unicode::to_upper(value);
      if (set.contains(upper) || set.contains(unicode::to_lower(upper))) add(value);
    }
  }
  return set.united(CharSet::of(std::move(others)));
}

}  // namespace palaver::regex
