// Code points in UTF-8 text, forwards and backwards. Never fails: a byte that belongs to no
// character counts as one character, U+FFFD. Any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace palaver::regex {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;
inline constexpr char32_t kMaxCodePoint = 0x10FFFF;

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 0;
};

// Those of more than one byte, or wrong ones, at `at`, which is inside of `text`.
CodePoint long_code_point_at(std::string_view text, std::size_t at);

inline CodePoint code_point_at(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80) return {byte, 1};
  return long_code_point_at(text, at);
}

// The one that ends at `at`, which is greater than 0.
CodePoint code_point_before(std::string_view text, std::size_t at);

// Whether `at` is inside of a character.
bool splits_code_point(std::string_view text, std::size_t at);

// What is no code point of a text (surrogates, too large ones) becomes U+FFFD.
void append_code_point(std::string& out, char32_t value);

}  // namespace palaver::regex
