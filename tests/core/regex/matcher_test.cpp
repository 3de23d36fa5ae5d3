#include "core/regex/matcher.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

using namespace palaver::regex;

namespace {

std::string outcome(std::string_view pattern, std::string_view text, Limits limits = {}) {
  const auto compiled = Regex::compile(pattern, {}, limits);
  REQUIRE(compiled);
  const auto found = compiled->find(text);
  if (found) return *found ? "found" : "none";
  return found.error().kind == MatchError::Kind::too_many_steps ? "steps" : "memory";
}

}  // namespace

TEST_CASE("Regex: patterns that would take forever end with an error", "[regex]") {
  const std::string many = std::string(60, 'a') + "b";
  const std::string long_text = std::string(100'000, 'a') + "b";
  CHECK(outcome("(a+)+$", long_text) == "steps");
  // Many patterns, and sanitizers: less is enough to see it.
  const Limits limits{.steps = 500'000};
  for (const char* pattern :
       {"(a+)+$", "(a*)*$", "(a|aa)+$", "(a|a?)+$", "(.*a){20}$", "([a-z]+)*=", "(?:a?){60}a{60}c",
        "((a{0,1000}){0,1000}){0,1000}$", "(a+)\\1+$", "(?=(a+)+$)b", "(?<=(?:a|aa){50})c",
        "(?!(a+)+$)c", "(?>(a+)+$)"}) {
    CAPTURE(pattern);
    const std::string of_many = outcome(pattern, many, limits);
    CHECK((of_many == "steps" || of_many == "none"));
    const std::string of_long = outcome(pattern, long_text, limits);
    CHECK((of_long == "steps" || of_long == "memory"));
  }
}

TEST_CASE("Regex: long texts are no reason to fail", "[regex]") {
  std::string text;
  for (int i = 0; i < 65'536; ++i) text += "ab";  // 128 KiB, the largest message
  for (const char* pattern : {"(?:a|b)*", "(a|b)*", "(?:ab)*+$", "(?>(?:a|b)*)$", "[ab]+", ".*b$",
                              ".*?b$", "a.*a", "(?=(a|b)*$)a", "(?:a|b){1000,}"}) {
    CAPTURE(pattern);
    CHECK(outcome(pattern, text) == "found");
  }
  // Where a match cannot begin is passed over.
  for (const char* pattern : {".*x", "[a-b]+x", "x", "^b", "\\w+@", "(\\w*)x"}) {
    CAPTURE(pattern);
    CHECK(outcome(pattern, text) == "none");
  }
}

TEST_CASE("Regex: the limits are what the caller says", "[regex]") {
  const std::string text(1000, 'a');
  CHECK(outcome("a*b", text, {.steps = 100}) == "steps");
  CHECK(outcome("a*b", text, {.steps = 10'000}) == "none");
  CHECK(outcome("(?:a|b)*", text, {.backtrack_entries = 1000}) == "memory");
  CHECK(outcome("(?:a|b)*", text, {.backtrack_entries = 10'000}) == "found");

  const auto regex = Regex::compile("a", {}, {.result_bytes = 1999});
  REQUIRE(regex);
  CHECK(regex->replace_all(text, "b").has_value());
  const auto longer = regex->replace_all(text, "bb");
  REQUIRE_FALSE(longer);
  CHECK(longer.error().kind == MatchError::Kind::too_much_memory);
  CHECK_FALSE(regex->replace_all(text, std::string(100'000, 'b')).has_value());
}

TEST_CASE("Regex: all matches of a call share the steps", "[regex]") {
  const auto regex = Regex::compile("[^b]", {}, {.steps = 1000});
  REQUIRE(regex);
  CHECK(regex->replace_all(std::string(100, 'a'), "c").has_value());
  const auto failed = regex->replace_all(std::string(10'000, 'a'), "c");
  REQUIRE_FALSE(failed);
  CHECK(failed.error().kind == MatchError::Kind::too_many_steps);
  CHECK_FALSE(regex->split(std::string(10'000, 'a')).has_value());
}

TEST_CASE("Regex: several calls share what the caller gives them", "[regex]") {
  const auto regex = Regex::compile("(a+)+$");
  REQUIRE(regex);
  std::size_t steps = 10'000;
  CHECK(regex->contains("caaa", steps).value_or(false));
  CHECK(steps < 10'000);
  CHECK(steps > 9'900);
  CHECK_FALSE(regex->contains("b", steps).value_or(true));
  const auto failed = regex->contains(std::string(40, 'a') + "b", steps);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().kind == MatchError::Kind::too_many_steps);
  CHECK(steps == 0);
}
