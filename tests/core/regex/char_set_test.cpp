#include "core/regex/char_set.h"

#include <catch2/catch_test_macros.hpp>

#include "core/regex/code_points.h"

using namespace palaver::regex;

namespace {

// Membership of the first `kSmall` code points, one bit each: the slow, plain set.
constexpr unsigned kSmall = 5;

CharSet set_of(unsigned bits) {
  std::vector<CharRange> ranges;
  for (char32_t value = kSmall; value-- > 0;) {
    if ((bits >> value & 1) != 0) ranges.push_back({value, value});
  }
  return CharSet::of(std::move(ranges));
}

unsigned bits_of(const CharSet& set) {
  unsigned bits = 0;
  for (char32_t value = 0; value < kSmall; ++value) {
    if (set.contains(value)) bits |= 1u << value;
  }
  return bits;
}

}  // namespace

TEST_CASE("CharSet: unions, intersections and negations of all small sets", "[regex]") {
  constexpr unsigned kAll = (1u << kSmall) - 1;
  for (unsigned a = 0; a <= kAll; ++a) {
    CAPTURE(a);
    REQUIRE(bits_of(set_of(a)) == a);
    CHECK(bits_of(set_of(a).negated()) == (kAll & ~a));
    CHECK(set_of(a).negated().contains(kMaxCodePoint));
    CHECK(set_of(a).negated().negated() == set_of(a));
    for (unsigned b = 0; b <= kAll; ++b) {
      CAPTURE(b);
      CHECK(set_of(a).united(set_of(b)) == set_of(a | b));
      CHECK(set_of(a).intersected(set_of(b)) == set_of(a & b));
    }
  }
}

TEST_CASE("CharSet: ranges beyond ASCII join where they touch", "[regex]") {
  const CharSet set = CharSet::of({{0x3B1, 0x3C9}, {'a', 'z'}, {0x3A0, 0x3B0}, {0x70, 0x90}});
  CHECK(set.ranges() == std::vector<CharRange>{{'a', 0x90}, {0x3A0, 0x3C9}});
  CHECK(set.contains(0x90));
  CHECK_FALSE(set.contains(0x91));
  CHECK(set.contains(0x3A0));
  CHECK_FALSE(set.contains(0x3CA));
}
