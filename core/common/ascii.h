// Characters of ASCII, whatever the locale. Any thread.
#pragma once

#include <algorithm>
#include <string_view>

#include "core/common/letter_case.h"

namespace palaver {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr bool is_ascii_letter(char c) {
  return lower_case(c) >= 'a' && lower_case(c) <= 'z';
}

// C0 controls and DEL: what neither a field of HTTP nor a line of a log may hold.
constexpr bool is_control(char c) {
  return (c >= '\0' && c < ' ') || c == '\x7F';
}

// An order of names in which letter case does not count.
struct LessIgnoringCase {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
      return lower_case(x) < lower_case(y);
    });
  }
};

}  // namespace palaver
