#include "core/regex/pattern_reader.h"

#include "core/regex/code_points.h"

namespace palaver::regex {

PatternReader::PatternReader(std::string_view pattern, Quoting quoting)
    : size_in_bytes_(pattern.size()) {
  characters_.reserve(pattern.size());
  bool quoted = quoting == Quoting::everything;
  std::size_t at = 0;
  const auto add = [&] {
    const CodePoint next = code_point_at(pattern, at);
    characters_.push_back({next.value, quoted, at});
    at += next.bytes;
  };
  while (at < pattern.size()) {
    const std::string_view two = pattern.substr(at, 2);
    if (quoting == Quoting::everything) {
      add();
    } else if (two == (quoted ? "\\E" : "\\Q")) {
      quoted = !quoted;
      at += 2;
    } else {
      // A backslash and what it escapes are read together: \\Q is no quote.
      const bool escape = !quoted && two.size() == 2 && two[0] == '\\';
      add();
      if (escape) add();
    }
  }
}

bool PatternReader::is_line_end(char32_t value) const {
  if (value == '\n') return true;
  return !unix_lines_ && (value == '\r' || value == 0x85 || value == 0x2028 || value == 0x2029);
}

void PatternReader::pass_over() {
  if (!comments_) return;
  while (next_ < characters_.size() && !characters_[next_].quoted) {
    const char32_t value = characters_[next_].value;
    if (value == ' ' || (value >= '\t' && value <= '\r')) {
      ++next_;
    } else if (value == '#') {
      while (next_ < characters_.size() && !is_line_end(characters_[next_].value)) ++next_;
    } else {
      return;
    }
  }
}

char32_t PatternReader::peek() {
  pass_over();
  return peek_raw();
}

char32_t PatternReader::peek_raw(std::size_t ahead) const {
  if (next_ + ahead >= characters_.size() || characters_[next_ + ahead].quoted) return kEnd;
  return characters_[next_ + ahead].value;
}

bool PatternReader::at_end() {
  pass_over();
  return next_ >= characters_.size();
}

bool PatternReader::at_quoted() {
  return !at_end() && characters_[next_].quoted;
}

char32_t PatternReader::take() {
  pass_over();
  return take_raw();
}

char32_t PatternReader::take_raw() {
  if (next_ >= characters_.size()) return kEnd;
  return characters_[next_++].value;
}

bool PatternReader::take_if(char32_t wanted) {
  if (peek() != wanted) return false;
  ++next_;
  return true;
}

bool PatternReader::take_if_raw(char32_t wanted) {
  if (peek_raw() != wanted) return false;
  ++next_;
  return true;
}

std::size_t PatternReader::offset() const {
  return next_ < characters_.size() ? characters_[next_].offset : size_in_bytes_;
}

}  // namespace palaver::regex
