#include "core/json/scanner.h"

#include <bit>
#include <cstring>

#include "core/framing/utf8.h"

namespace palaver::json {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101u;
constexpr std::uint64_t kHighBits = 0x8080808080808080u;

// The highest bit of each byte of `word` that is `c`. A byte above one that is so may be marked by
// mistake, never the lowest.
constexpr std::uint64_t marks_of(std::uint64_t word, char c) {
  const std::uint64_t difference = word ^ (kOnes * static_cast<std::uint8_t>(c));
  return (difference - kOnes) & ~difference & kHighBits;
}

// The same for control characters, which JSON wants escaped.
constexpr std::uint64_t marks_of_controls(std::uint64_t word) {
  return (word - kOnes * 0x20) & ~word & kHighBits;
}

constexpr bool ends_run(char c) {
  return c == '"' || c == '\\' || static_cast<std::uint8_t>(c) < 0x20;
}

struct Run {
  const char* end;  // at the first quote, backslash or control character, or at the text's end
  // Whether a byte of it is not ASCII; one of the seven bytes behind it may be taken for one.
  bool beyond_ascii;
};

inline Run run_at(const char* at, const char* end) {
  std::uint64_t high = 0;
  if constexpr (std::endian::native == std::endian::little) {
    while (end - at >= 8) {
      std::uint64_t word;
      std::memcpy(&word, at, sizeof word);
      high |= word & kHighBits;
      const std::uint64_t marks =
          marks_of(word, '"') | marks_of(word, '\\') | marks_of_controls(word);
      if (marks != 0) return {at + std::countr_zero(marks) / 8, high != 0};
      at += 8;
    }
  }
  for (; at != end && !ends_run(*at); ++at) high |= static_cast<std::uint8_t>(*at) & 0x80u;
  return {at, high != 0};
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The value of a hexadecimal digit; 16 when it is none.
std::uint32_t hex_value(char c) {
  if (is_digit(c)) return static_cast<std::uint32_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint32_t>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<std::uint32_t>(c - 'A') + 10;
  return 16;
}

bool is_high_surrogate(std::uint32_t unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}

bool is_low_surrogate(std::uint32_t unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

// Where `text` stops being UTF-8.
std::size_t first_wrong_byte(std::string_view text) {
  framing::Utf8Validator validator;
  std::size_t i = 0;
  while (i < text.size() && validator.feed(text.substr(i, 1))) ++i;
  return i;
}

// RFC 3629 section 3. `character` is a Unicode scalar value.
std::size_t encode_utf8(std::uint32_t character, char* out) {
  const auto byte = [](std::uint32_t value) {
    return static_cast<char>(static_cast<std::uint8_t>(value));
  };
  const auto tail = [&](std::uint32_t shift) {
    return byte(0x80u | ((character >> shift) & 0x3Fu));
  };
  if (character < 0x80) {
    out[0] = byte(character);
    return 1;
  }
  if (character < 0x800) {
    out[0] = byte(0xC0u | (character >> 6));
    out[1] = tail(0);
    return 2;
  }
  if (character < 0x10000) {
    out[0] = byte(0xE0u | (character >> 12));
    out[1] = tail(6);
    out[2] = tail(0);
    return 3;
  }
  out[0] = byte(0xF0u | (character >> 18));
  out[1] = tail(12);
  out[2] = tail(6);
  out[3] = tail(0);
  return 4;
}

// The four digits of a \u escape at the start of `digits`, which a Scanner has seen.
std::uint32_t unit_of(std::string_view digits) {
  std::uint32_t unit = 0;
  for (std::size_t i = 0; i < 4; ++i) unit = unit * 16 + hex_value(digits[i]);
  return unit;
}

// RFC 8259 section 7: the character that stands behind the backslash of a short escape.
char short_escape(char c) {
  switch (c) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;
  }
}

}  // namespace

// --- The sequence of tokens ---------------------------------------------------------------------

Token Scanner::next() {
  skip_blanks();
  token_ = at_;
  const char c = at_ == end_ ? '\0' : *at_;
  switch (state_) {
    case State::value:
      return take_value();
    case State::first_element:
      return c == ']' ? close() : take_value();
    case State::first_member:
      return c == '}' ? close() : take_key();
    case State::behind_value:
      break;
    case State::failed:
      return Token::error;
  }
  if (depth_ == 0) {
    token_end_ = at_;
    return at_ == end_ ? Token::end : fail(at_, "nothing may follow the value");
  }
  if (c == ',') {
    ++at_;
    skip_blanks();
    token_ = at_;
    return in_array_ ? take_value() : take_key();
  }
  if (c == (in_array_ ? ']' : '}')) return close();
  return fail(at_, in_array_ ? "a comma or the end of the array was expected"
                             : "a comma or the end of the object was expected");
}

bool Scanner::skip() {
  if (state_ != State::first_member && state_ != State::first_element) {
    return state_ != State::failed;
  }
  const char* const begin = token_;
  const std::size_t outside = depth_ - 1;
  while (depth_ != outside) {
    if (next() == Token::error) return false;
  }
  token_ = begin;
  return true;
}

void Scanner::skip_blanks() {
  while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r')) ++at_;
}

Token Scanner::fail(const char* at, const char* problem) {
  token_ = token_end_ = at_ = at;
  problem_ = problem;
  state_ = State::failed;
  return Token::error;
}

// --- Containers ---------------------------------------------------------------------------------

std::uint64_t& Scanner::level_bits(std::size_t level) {
  if (level < kInlineDepth) return inline_levels_[level / 64];
  const std::size_t word = (level - kInlineDepth) / 64;
  if (word == more_levels_.size()) more_levels_.push_back(0);
  return more_levels_[word];
}

Token Scanner::open(bool array) {
  std::uint64_t& bits = level_bits(depth_);
  const std::uint64_t bit = std::uint64_t{1} << (depth_ % 64);
  bits = array ? bits | bit : bits & ~bit;
  ++depth_;
  in_array_ = array;
  state_ = array ? State::first_element : State::first_member;
  token_end_ = ++at_;
  return array ? Token::begin_array : Token::begin_object;
}

Token Scanner::close() {
  const Token token = in_array_ ? Token::end_array : Token::end_object;
  --depth_;
  if (depth_ > 0) {
    const std::size_t level = depth_ - 1;
    in_array_ = ((level_bits(level) >> (level % 64)) & 1) != 0;
  }
  state_ = State::behind_value;
  token_end_ = ++at_;
  return token;
}

// --- Values -------------------------------------------------------------------------------------

Token Scanner::take_value() {
  if (at_ == end_) return fail(at_, "a value was expected, and the text ends");
  switch (*at_) {
    case '"':
      if (!take_string()) return Token::error;
      state_ = State::behind_value;
      return Token::string;
    case '{':
      return open(false);
    case '[':
      return open(true);
    case 't':
      return take_word("true", Token::true_value);
    case 'f':
      return take_word("false", Token::false_value);
    case 'n':
      return take_word("null", Token::null_value);
    default:
      if (*at_ == '-' || is_digit(*at_)) return take_number();
      return fail(at_, "a value was expected");
  }
}

Token Scanner::take_key() {
  if (at_ == end_ || *at_ != '"') return fail(at_, "a member's name in quotes was expected");
  if (!take_string()) return Token::error;
  skip_blanks();
  if (at_ == end_ || *at_ != ':') return fail(at_, "a colon was expected");
  ++at_;
  state_ = State::value;
  return Token::key;
}

Token Scanner::take_word(std::string_view word, Token token) {
  if (std::string_view(at_, static_cast<std::size_t>(end_ - at_)).substr(0, word.size()) != word) {
    return fail(at_, "a value was expected");
  }
  token_end_ = at_ += word.size();
  state_ = State::behind_value;
  return token;
}

// RFC 8259 section 6. What follows the number is the next token's matter.
Token Scanner::take_number() {
  const auto take_digits = [this] {
    const char* const begin = at_;
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return at_ != begin;
  };
  if (*at_ == '-') ++at_;
  const bool zero = at_ != end_ && *at_ == '0';
  if (zero) {
    ++at_;
    if (at_ != end_ && is_digit(*at_)) return fail(at_, "a number has no zero in front");
  } else if (!take_digits()) {
    return fail(at_, "a digit was expected");
  }
  if (at_ != end_ && *at_ == '.') {
    ++at_;
    if (!take_digits()) return fail(at_, "a digit was expected");
  }
  if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
    ++at_;
    if (at_ != end_ && (*at_ == '+' || *at_ == '-')) ++at_;
    if (!take_digits()) return fail(at_, "a digit was expected");
  }
  token_end_ = at_;
  state_ = State::behind_value;
  return Token::number;
}

// RFC 8259 section 7. UTF-8 is checked once the end is known: no byte of a character beyond ASCII
// looks like a quote or a backslash, be it right or wrong.
bool Scanner::take_string() {
  bool beyond_ascii = false;
  ++at_;
  while (true) {
    const Run run = run_at(at_, end_);
    at_ = run.end;
    beyond_ascii |= run.beyond_ascii;
    if (at_ == end_) {
      fail(at_, "the text ends inside a string");
      return false;
    }
    if (*at_ == '"') break;
    if (*at_ != '\\') {
      fail(at_, "a control character in a string must be escaped");
      return false;
    }
    if (!take_escape()) return false;
  }
  token_end_ = ++at_;
  if (beyond_ascii && !framing::is_valid_utf8(raw())) {
    fail(token_ + first_wrong_byte(raw()), "a string must be UTF-8");
    return false;
  }
  return true;
}

bool Scanner::take_escape() {
  static constexpr const char* kUnknown = "a backslash begins no escape that JSON has";
  static constexpr const char* kAlone = "half of a surrogate pair stands alone";
  const char* const backslash = at_++;
  if (at_ == end_) {
    fail(at_, "the text ends inside a string");
    return false;
  }
  if (*at_ != 'u') {
    if (std::string_view("\"\\/bfnrt").find(*at_) == std::string_view::npos) {
      fail(backslash, kUnknown);
      return false;
    }
    ++at_;
    return true;
  }
  ++at_;
  std::uint32_t unit = 0;
  if (!take_unit(&unit)) return false;
  if (is_low_surrogate(unit)) {
    fail(backslash, kAlone);
    return false;
  }
  if (!is_high_surrogate(unit)) return true;
  std::uint32_t low = 0;
  if (end_ - at_ < 2 || at_[0] != '\\' || at_[1] != 'u') {
    fail(backslash, kAlone);
    return false;
  }
  at_ += 2;
  if (!take_unit(&low)) return false;
  if (!is_low_surrogate(low)) {
    fail(backslash, kAlone);
    return false;
  }
  return true;
}

bool Scanner::take_unit(std::uint32_t* unit) {
  for (int i = 0; i < 4; ++i, ++at_) {
    const std::uint32_t digit = at_ == end_ ? 16 : hex_value(*at_);
    if (digit == 16) {
      fail(at_, "four hexadecimal digits were expected");
      return false;
    }
    *unit = *unit * 16 + digit;
  }
  return true;
}

// --- The text of strings ------------------------------------------------------------------------

bool Unescaper::next(std::string_view* piece) {
  if (rest_.empty()) return false;
  was_escaped_ = rest_.front() == '\\';
  if (!was_escaped_) {
    *piece = rest_.substr(0, rest_.find('\\'));
    rest_.remove_prefix(piece->size());
    return true;
  }
  std::uint32_t character = 0;
  std::size_t taken = 2;
  if (rest_[1] != 'u') {
    character = static_cast<std::uint8_t>(short_escape(rest_[1]));
  } else {
    character = unit_of(rest_.substr(2));
    taken = 6;
    if (is_high_surrogate(character)) {
      const std::uint32_t low = unit_of(rest_.substr(8));
      character = 0x10000 + ((character - 0xD800) << 10) + (low - 0xDC00);
      taken = 12;
    }
  }
  rest_.remove_prefix(taken);
  *piece = {character_.data(), encode_utf8(character, character_.data())};
  return true;
}

void append_unescaped(std::string& out, std::string_view raw) {
  Unescaper text(raw);
  for (std::string_view piece; text.next(&piece);) out += piece;
}

bool equals_unescaped(std::string_view raw, std::string_view text) {
  const std::string_view inside = raw.substr(1, raw.size() - 2);
  // An escape is longer than what it stands for.
  if (inside.size() < text.size()) return false;
  if (inside.find('\\') == std::string_view::npos) return inside == text;
  Unescaper unescaped(raw);
  for (std::string_view piece; unescaped.next(&piece);) {
    if (text.substr(0, piece.size()) != piece) return false;
    text.remove_prefix(piece.size());
  }
  return text.empty();
}

std::string_view quoted_character(char c) {
  static constexpr std::string_view kEscapes =
      "\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b    \\t    \\n    \\u000b"
      "\\f    \\r    \\u000e\\u000f\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017"
      "\\u0018\\u0019\\u001a\\u001b\\u001c\\u001d\\u001e\\u001f";
  static constexpr auto kCharacters = [] {
    std::array<char, 128> characters{};
    for (std::size_t i = 0; i < characters.size(); ++i) characters[i] = static_cast<char>(i);
    return characters;
  }();
  if (c == '"') return "\\\"";
  if (c == '\\') return "\\\\";
  const std::size_t place = static_cast<std::uint8_t>(c);
  if (place >= 0x20) return {&kCharacters[place % kCharacters.size()], 1};
  const std::string_view escape = kEscapes.substr(place * 6, 6);
  return escape[1] == 'u' ? escape : escape.substr(0, 2);
}

void append_quoted(std::string& out, std::string_view text) {
  static constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  out += '"';
  while (!text.empty()) {
    const auto [run_end, beyond_ascii] = run_at(text.data(), text.data() + text.size());
    std::string_view run = text.substr(0, static_cast<std::size_t>(run_end - text.data()));
    text.remove_prefix(run.size());
    if (beyond_ascii) {
      // Each longest piece that might have become a character is one replacement, as the Unicode
      // standard advises (section 3.9, "U+FFFD Substitution of Maximal Subparts").
      while (!framing::is_valid_utf8(run)) {
        framing::Utf8Validator validator;
        std::size_t whole = 0;
        std::size_t read = 0;
        while (read < run.size() && validator.feed(run.substr(read, 1))) {
          ++read;
          if (validator.complete()) whole = read;
        }
        out += run.substr(0, whole);
        out += kReplacement;
        run.remove_prefix(std::max(read, whole + 1));
      }
    }
    out += run;
    if (text.empty()) break;
    out += quoted_character(text.front());
    text.remove_prefix(1);
  }
  out += '"';
}

}  // namespace palaver::json
