// Names that ignore the case of ASCII letters, as HTTP's do: RFC 9110 section 5.1. Any thread.
#pragma once

#include <algorithm>
#include <string_view>

namespace palaver {

constexpr char lower_case(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower_case(x) == lower_case(y); });
}

}  // namespace palaver
