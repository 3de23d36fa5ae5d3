#include "core/regex/char_set.h"

#include <algorithm>
#include <iterator>

#include "core/regex/code_points.h"

namespace palaver::regex {
namespace {

bool begins_first(const CharRange& a, const CharRange& b) {
  return a.first < b.first;
}

}  // namespace

CharSet CharSet::of(std::vector<CharRange> ranges) {
  std::sort(ranges.begin(), ranges.end(), begins_first);
  return of_ordered(ranges);
}

CharSet CharSet::of_ordered(const std::vector<CharRange>& ranges) {
  CharSet set;
  set.ranges_.reserve(ranges.size());
  for (const CharRange& range : ranges) {
    if (!set.ranges_.empty() && range.first <= set.ranges_.back().last + 1) {
      set.ranges_.back().last = std::max(set.ranges_.back().last, range.last);
    } else {
      set.ranges_.push_back(range);
    }
  }
  for (const CharRange& range : set.ranges_) {
    for (char32_t value = range.first; value <= range.last && value < 128; ++value) {
      set.ascii_[value / 64] |= std::uint64_t{1} << (value % 64);
    }
  }
  return set;
}

bool CharSet::contains_beyond_ascii(char32_t value) const {
  const auto behind = std::upper_bound(
      ranges_.begin(), ranges_.end(), value,
      [](char32_t wanted, const CharRange& range) { return wanted < range.first; });
  return behind != ranges_.begin() && value <= std::prev(behind)->last;
}

CharSet CharSet::united(const CharSet& other) const {
  std::vector<CharRange> both;
  both.reserve(ranges_.size() + other.ranges_.size());
  std::merge(ranges_.begin(), ranges_.end(), other.ranges_.begin(), other.ranges_.end(),
             std::back_inserter(both), begins_first);
  return of_ordered(both);
}

CharSet CharSet::intersected(const CharSet& other) const {
  std::vector<CharRange> common;
  auto mine = ranges_.begin();
  auto theirs = other.ranges_.begin();
  while (mine != ranges_.end() && theirs != other.ranges_.end()) {
    const char32_t first = std::max(mine->first, theirs->first);
    const char32_t last = std::min(mine->last, theirs->last);
    if (first <= last) common.push_back({first, last});
    if (mine->last < theirs->last) {
      ++mine;
    } else {
      ++theirs;
    }
  }
  return of_ordered(common);
}

CharSet CharSet::negated() const {
  std::vector<CharRange> rest;
  rest.reserve(ranges_.size() + 1);
  char32_t next = 0;
  for (const CharRange& range : ranges_) {
    if (range.first > next) rest.push_back({next, range.first - 1});
    next = range.last + 1;
  }
  if (next <= kMaxCodePoint) rest.push_back({next, kMaxCodePoint});
  return of_ordered(rest);
}

}  // namespace palaver::regex
