#include "wasm/screens/avatar.h"

#include <cstddef>
#include <cstdint>

#include "wasm/screens/palette.h"

namespace palaver::screens {

namespace {

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

// The code point at `at`, of text that is UTF-8; `length` gets its bytes.
char32_t code_point(std::string_view text, std::size_t at, std::size_t& length) {
  length = 1;
  while (at + length < text.size() && is_continuation(text[at + length])) ++length;
  const auto lead = static_cast<unsigned char>(text[at]);
  if (length == 1) return lead;
  char32_t value = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    value = (value << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
  }
  return value;
}

// What belongs to the letter before it: combining marks, variation selectors, skin tones, and the
// vowel signs and viramas of the Indic blocks.
bool extends(char32_t c) {
  return (c >= 0x300 && c <= 0x36F) || (c >= 0x591 && c <= 0x5C7) || (c >= 0x610 && c <= 0x61A) ||
         (c >= 0x64B && c <= 0x65F) || (c >= 0x900 && c <= 0x903) || (c >= 0x93A && c <= 0x94F) ||
         (c >= 0x981 && c <= 0x983) || (c >= 0x9BC && c <= 0x9CD) || (c >= 0xBBE && c <= 0xBCD) ||
         (c >= 0xE31 && c <= 0xE3A && c != 0xE32 && c != 0xE33) || (c >= 0xFE00 && c <= 0xFE0F) ||
         (c >= 0x1F3FB && c <= 0x1F3FF);
}

// What draws the next letter into this one: the zero-width joiner, and the viramas that make
// conjuncts.
bool joins_next(char32_t c) {
  return c == 0x200D || c == 0x94D || c == 0x9CD || c == 0xA4D || c == 0xACD || c == 0xB4D ||
         c == 0xC4D || c == 0xCCD || c == 0xD4D;
}

std::string first_letter(std::string_view word) {
  std::size_t end = 0;
  bool joined = true;
  while (end < word.size()) {
    std::size_t length = 0;
    const char32_t c = code_point(word, end, length);
    if (!joined && !extends(c) && !joins_next(c)) break;
    joined = joins_next(c);
    end += length;
  }
  return std::string(word.substr(0, end));
}

}  // namespace

int tint_of(std::string_view member_id) {
  std::uint32_t hash = 2166136261U;  // FNV-1a
  for (const char byte : member_id) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 16777619U;
  }
  // The low bits of FNV are its weakest.
  return static_cast<int>((hash ^ (hash >> 15)) % kTints);
}

std::string initials_of(std::string_view name) {
  std::string_view first;
  std::string_view last;
  while (!name.empty()) {
    const auto blank = name.find(' ');
    const auto word = name.substr(0, blank);
    if (!word.empty()) {
      if (first.empty()) {
        first = word;
      } else {
        last = word;
      }
    }
    if (blank == std::string_view::npos) break;
    name.remove_prefix(blank + 1);
  }
  if (first.empty()) return "?";
  return first_letter(first) + first_letter(last);
}

}  // namespace palaver::screens
