// What a place in the text is: the begin or end of a line, the edge of a word.
#include "core/regex/code_points.h"
#include "core/regex/matcher.h"
#include "core/regex/unicode_data.h"

namespace palaver::regex {
namespace {

constexpr unicode::Categories kLetterOrDigit = unicode::kLetter | unicode::kDigit;

bool ends_line(char32_t value) {
  return value == '\n' || value == '\r' || value == 0x85 || value == 0x2028 || value == 0x2029;
}

}  // namespace

bool Matcher::assertion(Assertion what) {
  switch (what) {
    case Assertion::text_begin:
      return place_ == 0;
    case Assertion::text_end:
      return place_ == size();
    case Assertion::last_line_end:
      return at_last_line_end();
    case Assertion::last_unix_line_end:
      return place_ == size() || (place_ + 1 == size() && byte(place_) == '\n');
    case Assertion::line_begin:
      return at_line_begin();
    case Assertion::unix_line_begin:
      return place_ < size() && (place_ == 0 || byte(place_ - 1) == '\n');
    case Assertion::line_end:
      return at_line_end();
    case Assertion::unix_line_end:
      return place_ == size() || byte(place_) == '\n';
    case Assertion::word_edge:
      return at_word_edge(Words::letters_and_digits);
    case Assertion::no_word_edge:
      return !at_word_edge(Words::letters_and_digits);
    case Assertion::unicode_word_edge:
      return at_word_edge(Words::unicode);
    case Assertion::no_unicode_word_edge:
      return !at_word_edge(Words::unicode);
    case Assertion::ascii_word_edge:
      return at_word_edge(Words::ascii);
    case Assertion::no_ascii_word_edge:
      return !at_word_edge(Words::ascii);
    case Assertion::last_match_end:
      return place_ == last_end_;
  }
  return false;
}

// --- Lines -------------------------------------------------------------------------------------

// Behind a line terminator, but not at the end of the text; \r\n is one terminator.
bool Matcher::at_line_begin() const {
  if (place_ == size()) return false;
  if (place_ == 0) return true;
  const char32_t before = code_point_before(text_, place_).value;
  return ends_line(before) && !(before == '\r' && byte(place_) == '\n');
}

bool Matcher::at_line_end() const {
  if (place_ == size()) return true;
  const char32_t next = code_point_at(text_, place_).value;
  const bool inside_pair = next == '\n' && place_ > 0 && byte(place_ - 1) == '\r';
  return ends_line(next) && !inside_pair;
}

bool Matcher::at_last_line_end() const {
  if (place_ == size()) return true;
  if (!at_line_end()) return false;
  const std::size_t behind = place_ + code_point_at(text_, place_).bytes;
  return behind == size() ||
         (behind + 1 == size() && byte(place_) == '\r' && byte(place_ + 1) == '\n');
}

// --- Words -------------------------------------------------------------------------------------

// As in Java up to 18, letters and digits beyond ASCII belong to words here, though not to \w.
bool Matcher::is_word(char32_t value, Words words) const {
  if (value == '_') return true;
  if (value < 128) {
    return (value >= '0' && value <= '9') || (value >= 'A' && value <= 'Z') ||
           (value >= 'a' && value <= 'z');
  }
  if (words == Words::ascii) return false;
  if (unicode::has_category(value, kLetterOrDigit)) return true;
  if (words != Words::unicode) return false;
  constexpr unicode::Categories kMore =
      unicode::kMark | unicode::kConnector | unicode::kLetterNumber;
  return unicode::has_category(value, kMore) || value == 0x200C || value == 0x200D ||
         unicode::is_in(unicode::other_alphabetic(), value);
}

// Whether the marks that end at `end` stand on a letter or digit: then they belong to its word.
bool Matcher::has_base(Place end) {
  while (end > 0) {
    charge(1);
    const CodePoint before = code_point_before(text_, end);
    if (unicode::has_category(before.value, kLetterOrDigit)) return true;
    if (!unicode::has_category(before.value, unicode::kNonspacingMark)) return false;
    end -= static_cast<Place>(before.bytes);
  }
  return false;
}

bool Matcher::word_before(Words words) {
  if (place_ == 0) return false;
  const CodePoint before = code_point_before(text_, place_);
  if (is_word(before.value, words)) return true;
  return before.value >= 128 && words != Words::ascii &&
         unicode::has_category(before.value, unicode::kNonspacingMark) && has_base(place_);
}

bool Matcher::word_after(Words words) {
  if (place_ == size()) return false;
  const CodePoint next = code_point_at(text_, place_);
  if (is_word(next.value, words)) return true;
  return next.value >= 128 && words != Words::ascii &&
         unicode::has_category(next.value, unicode::kNonspacingMark) && has_base(place_);
}

bool Matcher::at_word_edge(Words words) {
  return word_before(words) != word_after(words);
}

}  // namespace palaver::regex
