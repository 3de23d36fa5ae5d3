#include "core/regex/code_points.h"

#include <algorithm>

namespace palaver::regex {
namespace {

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

// How far before `at` the character begins that has `at` inside or at its end; 0 when there is
// none.
std::size_t distance_to_lead(std::string_view text, std::size_t at) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(at, 4); ++back) {
    if (!is_continuation(text[at - back])) return back;
  }
  return 0;
}

}  // namespace

CodePoint long_code_point_at(std::string_view text, std::size_t at) {
  constexpr CodePoint kWrong{kReplacementCharacter, 1};
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80) return {byte, 1};
  if (byte < 0xC2 || byte > 0xF4) return kWrong;
  const std::size_t bytes = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
  if (text.size() - at < bytes) return kWrong;
  char32_t value = byte & (0x7Fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if (!is_continuation(text[at + i])) return kWrong;
    value = value << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3Fu);
  }
  const bool overlong = (bytes == 3 && value < 0x800) || (bytes == 4 && value < 0x10000);
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (overlong || surrogate || value > kMaxCodePoint) return kWrong;
  return {value, bytes};
}

CodePoint code_point_before(std::string_view text, std::size_t at) {
  const std::size_t back = distance_to_lead(text, at);
  if (back != 0) {
    const CodePoint found = code_point_at(text, at - back);
    if (found.bytes == back) return found;
  }
  return {kReplacementCharacter, 1};
}

bool splits_code_point(std::string_view text, std::size_t at) {
  if (at == 0 || at >= text.size() || !is_continuation(text[at])) return false;
  const std::size_t back = distance_to_lead(text, at);
  return back != 0 && code_point_at(text, at - back).bytes > back;
}

void append_code_point(std::string& out, char32_t value) {
  if (value > kMaxCodePoint || (value >= 0xD800 && value <= 0xDFFF)) value = kReplacementCharacter;
  const auto append = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  const auto append_rest = [&](unsigned shift) { append(0x80 | (value >> shift & 0x3F)); };
  if (value < 0x80) {
    append(value);
  } else if (value < 0x800) {
    append(0xC0 | value >> 6);
    append_rest(0);
  } else if (value < 0x10000) {
    append(0xE0 | value >> 12);
    append_rest(6);
    append_rest(0);
  } else {
    append(0xF0 | value >> 18);
    append_rest(12);
    append_rest(6);
    append_rest(0);
  }
}

}  // namespace palaver::regex
