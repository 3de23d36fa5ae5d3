// A set of code points: what a character class, a property or the dot means. Any thread.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace palaver::regex {

struct CharRange {
  char32_t first;
  char32_t last;

  friend bool operator==(const CharRange&, const CharRange&) = default;
};

class CharSet {
 public:
  CharSet() = default;
  // In any order, overlapping or not.
  static CharSet of(std::vector<CharRange> ranges);

  bool contains(char32_t value) const {
    if (value < 128) return (ascii_[value / 64] >> (value % 64) & 1) != 0;
    return contains_beyond_ascii(value);
  }

  // In time linear in both sets.
  CharSet united(const CharSet& other) const;
  CharSet intersected(const CharSet& other) const;
  CharSet negated() const;

  // Ascending, with gaps between them.
  const std::vector<CharRange>& ranges() const { return ranges_; }

  friend bool operator==(const CharSet&, const CharSet&) = default;

 private:
  static CharSet of_ordered(const std::vector<CharRange>& ranges);
  bool contains_beyond_ascii(char32_t value) const;

  std::vector<CharRange> ranges_;
  std::array<std::uint64_t, 2> ascii_{};
};

}  // namespace palaver::regex
