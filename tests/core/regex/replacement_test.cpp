#include "core/regex/replacement.h"

#include <catch2/catch_test_macros.hpp>

using namespace palaver::regex;

TEST_CASE("Regex: replacements that are refused, when there is something to replace", "[regex]") {
  const auto regex = Regex::compile("(a)(?<b>b)?");
  REQUIRE(regex);
  struct Row {
    const char* replacement;
    const char* message;
  };
  for (const Row& row : {
           Row{"$", "Illegal group reference: group index is missing"},
           Row{"$x", "Illegal group reference"},
           Row{"$ 1", "Illegal group reference"},
           Row{"$3", "No group 3"},
           Row{"$9", "No group 9"},
           Row{"${c}", "No group with name {c}"},
           Row{"${b", "Named capturing group is missing trailing '}'"},
           Row{"${}", "Named capturing group is missing trailing '}'"},
           Row{"${1}", "Capturing group name {1} starts with digit character"},
           Row{"\\", "Character to be escaped is missing"},
       }) {
    CAPTURE(row.replacement);
    const auto replaced = regex->replace_all("a", row.replacement);
    REQUIRE_FALSE(replaced);
    CHECK(replaced.error().kind == MatchError::Kind::bad_replacement);
    CHECK(replaced.error().message == row.message);
    CHECK(regex->replace_all("x", row.replacement).value_or("error") == "x");
  }
}
