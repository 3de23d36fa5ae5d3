// What a backslash begins.
#include <algorithm>
#include <utility>

#include "core/regex/code_points.h"
#include "core/regex/parser.h"
#include "core/regex/properties.h"

namespace palaver::regex {
namespace {

// What reading a property's table costs, in ranges.
constexpr std::size_t kPropertyCost = 500;

// 16 and above: no digit.
std::uint32_t hex_digit(char32_t value) {
  if (value >= '0' && value <= '9') return value - '0';
  if (value >= 'a' && value <= 'f') return value - 'a' + 10;
  if (value >= 'A' && value <= 'F') return value - 'A' + 10;
  return 16;
}

bool is_octal(char32_t value) {
  return value >= '0' && value <= '7';
}

bool is_letter(char32_t value) {
  return (value >= 'a' && value <= 'z') || (value >= 'A' && value <= 'Z');
}

constexpr const char* kUnknownEscape = "Illegal/unsupported escape sequence";

}  // namespace

NodeId Parser::escape_outside() {
  Escape found = escape(Place::outside);
  if (failed()) return kNoNode;
  if (const auto* value = std::get_if<char32_t>(&found)) return character(*value);
  if (auto* characters = std::get_if<CharSet>(&found)) return set(std::move(*characters));
  if (const auto* what = std::get_if<Assertion>(&found)) return assertion(*what);
  if (const auto* to = std::get_if<Reference>(&found)) return back_reference(to->group);
  return line_break();
}

// \R: \r\n, or one character that ends a line.
NodeId Parser::line_break() {
  const NodeId pair = add({.kind = Node::Kind::sequence});
  NodeId last = kNoNode;
  append(pair, last, add({.kind = Node::Kind::character, .value = '\r'}));
  append(pair, last, add({.kind = Node::Kind::character, .value = '\n'}));
  const NodeId either = add({.kind = Node::Kind::choice});
  last = kNoNode;
  append(either, last, pair);
  append(either, last, set(predefined_class('v', flags_)));
  return either;
}

NodeId Parser::back_reference(std::uint32_t group) {
  return add({.kind = Node::Kind::back_reference, .fold = fold(), .value = group});
}

Parser::Escape Parser::escape(Place place) {
  const std::size_t start = reader_.offset();
  const char32_t letter = reader_.take_raw();
  if (place == Place::outside) {
    if (auto found = escape_for_outside(letter)) return *found;
  }
  if (auto characters = class_letter(letter, place)) return std::move(*characters);
  switch (letter) {
    case '0':
      return octal();
    case 'a':
      return U'\a';
    case 'b':
      if (flags_.ecma_262) return U'\b';  // in a class
      break;
    case 'c':
      return control();
    case 'e':
      return U'\x1B';
    case 'f':
      return U'\f';
    case 'n':
      return U'\n';
    case 'r':
      return U'\r';
    case 't':
      return U'\t';
    case 'u':
      return utf16();
    case 'v':  // at an end of a range
      return U'\v';
    case 'x':
      return hexadecimal();
    default:
      break;
  }
  const bool reserved = is_letter(letter) || (letter >= '1' && letter <= '9');
  const bool itself = flags_.ecma_262 && is_letter(letter);
  if ((reserved && !itself) || letter == PatternReader::kEnd) fail(kUnknownEscape, start);
  return letter;
}

Assertion Parser::word_edge(bool negated) const {
  if (flags_.unicode_character_class) {
    return negated ? Assertion::no_unicode_word_edge : Assertion::unicode_word_edge;
  }
  if (flags_.ecma_262) return negated ? Assertion::no_ascii_word_edge : Assertion::ascii_word_edge;
  return negated ? Assertion::no_word_edge : Assertion::word_edge;
}

// Nothing when the letter means the same inside of classes.
std::optional<Parser::Escape> Parser::escape_for_outside(char32_t letter) {
  switch (letter) {
    case 'A':
      return Assertion::text_begin;
    case 'B':
      return word_edge(true);
    case 'G':
      return Assertion::last_match_end;
    case 'R':
      return LineBreak{};
    case 'Z':
      return flags_.unix_lines ? Assertion::last_unix_line_end : Assertion::last_line_end;
    case 'b':
      if (reader_.peek_raw() == '{' && reader_.peek_raw(1) == 'g') fail(kUnknownEscape);
      return word_edge(false);
    case 'k':
      return named_reference();
    case 'z':
      return Assertion::text_end;
    default:
      if (letter >= '1' && letter <= '9') return numbered_reference(letter);
      return std::nullopt;
  }
}

std::optional<CharSet> Parser::class_letter(char32_t letter, Place place) {
  switch (letter) {
    case 'D':
    case 'H':
    case 'S':
    case 'V':
    case 'W':
      charge(kPropertyCost);
      return predefined_class(static_cast<char>(letter - 'A' + 'a'), flags_).negated();
    case 'v': {
      // As the end of a range it is the one character that it was before Java 8.
      const bool in_range =
          place == Place::range_end || (place == Place::in_class && reader_.peek_raw() == '-');
      if (in_range || flags_.ecma_262) return std::nullopt;
      return predefined_class('v', flags_);
    }
    case 'd':
    case 'h':
    case 's':
    case 'w':
      charge(kPropertyCost);
      return predefined_class(static_cast<char>(letter), flags_);
    case 'P':
      return property_class().negated();
    case 'p':
      return property_class();
    default:
      return std::nullopt;
  }
}

// --- Characters by number ----------------------------------------------------------------------

// \0n, \0nn, \0mnn with m up to 3.
char32_t Parser::octal() {
  char32_t value = 0;
  if (!is_octal(reader_.peek_raw())) {
    if (!flags_.ecma_262) fail("Illegal octal escape sequence");
    return value;
  }
  for (int digits = 0; digits < 3 && is_octal(reader_.peek_raw()); ++digits) {
    if (value * 8 > 0377) break;
    value = value * 8 + (reader_.take_raw() - '0');
  }
  return value;
}

// \xhh, \x{h...h}.
char32_t Parser::hexadecimal() {
  const std::size_t start = reader_.offset();
  char32_t value = 0;
  if (!reader_.take_if_raw('{')) {
    for (int i = 0; i < 2; ++i) {
      const std::uint32_t digit = hex_digit(reader_.take_raw());
      if (digit > 15) fail("Illegal hexadecimal escape sequence", start);
      value = value * 16 + digit;
    }
    return value;
  }
  if (hex_digit(reader_.peek_raw()) > 15) fail("Illegal hexadecimal escape sequence", start);
  while (hex_digit(reader_.peek_raw()) <= 15) {
    value = value * 16 + hex_digit(reader_.take_raw());
    if (value > kMaxCodePoint) fail("Hexadecimal codepoint is too big", start);
  }
  if (!reader_.take_if_raw('}')) fail("Unclosed hexadecimal escape sequence", start);
  return value;
}

// \uhhhh, or two of them that are one character in UTF-16.
char32_t Parser::utf16() {
  const std::size_t start = reader_.offset();
  const auto first = utf16_unit();
  if (!first) {
    fail("Illegal Unicode escape sequence", start);
    return 0;
  }
  const bool high = *first >= 0xD800 && *first <= 0xDBFF;
  if (!high || reader_.peek_raw() != '\\' || reader_.peek_raw(1) != 'u') return *first;
  PatternReader behind = reader_;
  reader_.take_raw();
  reader_.take_raw();
  const auto second = utf16_unit();
  if (second && *second >= 0xDC00 && *second <= 0xDFFF) {
    return 0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00);
  }
  reader_ = std::move(behind);
  return *first;
}

std::optional<char32_t> Parser::utf16_unit() {
  char32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    const std::uint32_t digit = hex_digit(reader_.take_raw());
    if (digit > 15) return std::nullopt;
    value = value * 16 + digit;
  }
  return value;
}

// \cX.
char32_t Parser::control() {
  const char32_t value = reader_.take_raw();
  if (value == PatternReader::kEnd) {
    fail("Illegal control escape sequence");
    return 0;
  }
  return flags_.ecma_262 ? value % 32 : value ^ 64;
}

// --- Names -------------------------------------------------------------------------------------

// Behind \p or \P.
CharSet Parser::property_class() {
  const std::size_t start = reader_.offset();
  std::string name;
  if (reader_.take_if('{')) {
    while (!reader_.at_end() && reader_.peek_raw() != '}') {
      append_code_point(name, reader_.take_raw());
    }
    if (!reader_.take_if_raw('}')) fail("Unclosed character family");
    if (name.empty()) fail("Empty character family", start);
  } else {
    const char32_t letter = reader_.take();
    if (letter == PatternReader::kEnd) {
      fail(kUnknownEscape, start);
      return {};
    }
    append_code_point(name, letter);
  }
  if (failed()) return {};
  const auto found = property(name, flags_);
  if (!found) {
    fail("Unknown character property name {" + name + "}", start);
    return {};
  }
  charge(std::max(kPropertyCost, found->ranges().size()));
  return *found;
}

// Takes further digits as long as there is such a group. A reference to none never matches.
Parser::Reference Parser::numbered_reference(char32_t first_digit) {
  std::uint32_t number = first_digit - '0';
  while (reader_.peek() >= '0' && reader_.peek() <= '9') {
    const std::uint32_t longer = number * 10 + (reader_.peek() - '0');
    if (longer >= syntax_.groups) break;
    number = longer;
    reader_.take();
  }
  return {number};
}

Parser::Reference Parser::named_reference() {
  const std::size_t start = reader_.offset();
  if (!reader_.take_if_raw('<')) {
    fail("\\k is not followed by '<' for named capturing group");
    return {0};
  }
  const std::string name = group_name();
  for (const auto& [known, number] : syntax_.names) {
    if (known == name) return {number};
  }
  fail("Named capturing group <" + name + "> does not exist", start);
  return {0};
}

}  // namespace palaver::regex
