#include <catch2/catch_test_macros.hpp>

#include "tests/core/regex/regex_rows.h"

using namespace palaver::regex;

TEST_CASE("Regex: what JavaScript reads otherwise", "[regex]") {
  struct Row {
    const char* pattern;
    const char* text;
    const char* java;
    const char* ecma;
  };
  for (const Row& row : {
           Row{"a$", "a\n", "a", "none"},
           Row{"(?m)a$", "a\n", "a", "a"},
           Row{"[[]+", "[[", "refused", "[["},
           Row{"[^[]+", "a[", "refused", "a"},
           Row{"[[a]]", "a]", "a", "a]"},
           Row{"[a&&b]+", "a&b", "none", "a&b"},
           Row{"[]", "a", "refused", "none"},
           Row{"[^]", "\n", "refused", "\n"},
           Row{"[]a]", "]", "]", "none"},
           Row{"[+-\\d]+", "1-+", "refused", "1-+"},
           Row{"^{\"a\"}", "{\"a\"}", "refused", "{\"a\"}"},
           Row{"a{b}", "a{b}", "refused", "a{b}"},
           Row{"a{,2}", "a{,2}", "refused", "a{,2}"},
           Row{"a{2}", "aaa", "aa", "aa"},
           Row{"a{1,2}b{1,}", "aabb", "aabb", "aabb"},
           Row{"\\s", "\xC2\xA0", "none", "\xC2\xA0"},
           Row{"\\S", "\xEF\xBB\xBF", "\xEF\xBB\xBF", "none"},
           Row{".", "\xC2\x85", "none", "\xC2\x85"},
           Row{"\\bb",
               "\xC3\xA4"
               "b",
               "none", "b"},
           Row{"\\Bb", "ab", "b", "b"},
           Row{"[\\b]", "\b", "refused", "\b"},
           Row{"\\v", "\n", "\n", "none"},
           Row{"\\v", "\v", "\v", "\v"},
           Row{"\\cj", "\n", "none", "\n"},
           Row{"\\y\\_", "y_", "refused", "y_"},
           Row{"^\\/\\-$", "/-", "/-", "/-"},
       }) {
    CAPTURE(row.pattern, row.text);
    const auto java = Regex::compile(row.pattern);
    CHECK((java ? found(*java, row.text) : "refused") == row.java);
    const auto ecma = Regex::compile(row.pattern, {.ecma_262 = true});
    CHECK((ecma ? found(*ecma, row.text) : "refused") == row.ecma);
  }
}
