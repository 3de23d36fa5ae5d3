#include "wasm/screens/avatar.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <set>
#include <string>

#include "wasm/screens/guest_name.h"
#include "wasm/screens/palette.h"

namespace palaver::screens {

TEST_CASE("Avatar: initials are the first letters of the first and last word, in any script",
          "[screens]") {
  struct Row {
    const char* name;
    const char* initials;
  };
  const auto row = GENERATE(values<Row>({
      {"Ada Lovelace", "AL"},
      {"ada", "a"},
      {"Grace Brewster Murray Hopper", "GH"},
      {"  Quiet   Heron  ", "QH"},
      {"山田 太郎", "山太"},
      {"ليلى", "ل"},
      {"", "?"},
      {"   ", "?"},
      // One letter each, though they are more than one code point.
      {"e\u0301mile zola", "e\u0301z"},
      {"प्रिया शर्मा", "प्रिश"},
      {"👨‍👩‍👧 Family", "👨‍👩‍👧F"},
      {"👍🏽", "👍🏽"},
  }));
  CAPTURE(row.name);
  CHECK(initials_of(row.name) == row.initials);
}

TEST_CASE("Avatar: a person has one colour, and people differ in theirs", "[screens]") {
  std::set<int> seen;
  for (int i = 0; i < 100; ++i) {
    const int tint = tint_of("m" + std::to_string(i));
    REQUIRE(tint >= 0);
    REQUIRE(tint < static_cast<int>(kTints));
    CHECK(tint == tint_of("m" + std::to_string(i)));
    seen.insert(tint);
  }
  CHECK(seen.size() == kTints);
}

TEST_CASE("Guest name: two words, and many of them", "[screens]") {
  std::set<std::string> seen;
  for (std::uint64_t random = 0; random < 1600; ++random) {
    const std::string name = guest_name(random);
    const auto blank = name.find(' ');
    REQUIRE(blank != std::string::npos);
    CHECK(name.find(' ', blank + 1) == std::string::npos);
    CHECK(blank > 0);
    CHECK(blank + 1 < name.size());
    seen.insert(name);
  }
  CHECK(seen.size() == 1600);
  CHECK_FALSE(guest_name(~std::uint64_t{0}).empty());
}

}  // namespace palaver::screens
