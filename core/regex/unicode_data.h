// Facts of the Unicode Character Database 13, which Java 17 has: categories, case, and some
// properties and scripts. The tables are in unicode_*.cpp. Any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/regex/char_set.h"

namespace palaver::regex::unicode {

// General categories, as one bit each, so that L is Lu | Ll | Lt | Lm | Lo.
using Categories = std::uint32_t;

inline constexpr Categories kLetter = 0x3E;          // L
inline constexpr Categories kMark = 0x1C0;           // M
inline constexpr Categories kNonspacingMark = 0x40;  // Mn
inline constexpr Categories kDigit = 0x200;          // Nd
inline constexpr Categories kLetterNumber = 0x400;   // Nl
inline constexpr Categories kConnector = 0x800000;   // Pc

// "Lu", "L", "LC" (cased letters), "LD" (letters and digits); 0 when there is no such category.
Categories categories_of_name(std::string_view name);
bool has_category(char32_t value, Categories categories);
CharSet set_of(Categories categories);

// The simple mappings: one code point to one.
char32_t to_upper(char32_t value);
char32_t to_lower(char32_t value);
// What two characters have in common when (?iu) takes them for the same one: Java compares the
// small letters of the capital ones.
inline char32_t folded(char32_t value) {
  return to_lower(to_upper(value));
}
// Every code point that has another case.
std::vector<char32_t> cased_letters();

// Beyond what the category says: Other_Alphabetic, Other_Lowercase, Other_Uppercase.
std::span<const CharRange> other_alphabetic();
std::span<const CharRange> other_lowercase();
std::span<const CharRange> other_uppercase();
std::span<const CharRange> ideographic();
bool is_in(std::span<const CharRange> ranges, char32_t value);

// By the name in capitals, "LATIN". Empty for scripts that are not here.
std::span<const CharRange> script(std::string_view name);
// By the name in capitals without blanks, hyphens and underscores, "BASICLATIN".
std::span<const CharRange> block(std::string_view name);

}  // namespace palaver::regex::unicode
