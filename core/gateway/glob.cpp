#include "core/gateway/glob.h"

#include <cstddef>

#include "core/common/letter_case.h"

namespace palaver::gateway {

bool glob_matches(std::string_view pattern, std::string_view text, GlobCase letter_case) {
  const auto same = [letter_case](char a, char b) {
    return a == b || (letter_case == GlobCase::ignored && lower_case(a) == lower_case(b));
  };
  // Where to go on when what follows the last star does not fit: the star takes one more byte.
  // Earlier stars need not be tried again.
  std::size_t behind_star = std::string_view::npos;
  std::size_t star_end = 0;
  std::size_t p = 0;
  std::size_t t = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      behind_star = ++p;
      star_end = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || same(pattern[p], text[t]))) {
      ++p;
      ++t;
    } else if (behind_star != std::string_view::npos) {
      p = behind_star;
      t = ++star_end;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace palaver::gateway
