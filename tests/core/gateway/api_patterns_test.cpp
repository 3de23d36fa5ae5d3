#include "core/gateway/api_patterns.h"

#include <catch2/catch_test_macros.hpp>

using namespace palaver::gateway;

TEST_CASE("API patterns: letters, digits and what else is named", "[gateway]") {
  CHECK(is_all_of("aZ09", ""));
  CHECK(is_all_of("a-b_c", "_-"));
  CHECK_FALSE(is_all_of("", "_-"));
  CHECK_FALSE(is_all_of("a b", "_-"));
  CHECK_FALSE(is_all_of("\xC3\xA4", "_-"));
  CHECK_FALSE(is_all_of(std::string_view("a\0b", 3), "_-"));
}

TEST_CASE("API patterns: characters of UTF-8 are counted", "[gateway]") {
  CHECK(character_count("") == 0);
  CHECK(character_count("abc") == 3);
  CHECK(character_count("\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80") == 3);
  CHECK(character_count("\xFF\xFE") == 2);
}

TEST_CASE("API patterns: variables in a text", "[gateway]") {
  CHECK_FALSE(find_variable("a$b{c}", 0).has_value());
  auto span = find_variable("ab${c.d}e${f", 0);
  REQUIRE(span.has_value());
  CHECK(span->begin == 2);
  CHECK(span->end == 8);
  CHECK(span->name == "c.d");
  CHECK(span->closed);
  span = find_variable("ab${c.d}e${f", span->end);
  REQUIRE(span.has_value());
  CHECK(span->begin == 9);
  CHECK(span->end == 12);
  CHECK(span->name == "f");
  CHECK_FALSE(span->closed);
}
