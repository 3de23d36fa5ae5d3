#include <catch2/catch_test_macros.hpp>

#include "tests/core/regex/regex_rows.h"

using namespace palaver::regex;

TEST_CASE("Regex: character classes", "[regex]") {
  struct Row {
    const char* pattern;
    const char* text;
    const char* found;
  };
  for (const Row& row : {
           Row{"[abc]+", "xcabx", "cab"},
           Row{"[^abc]+", "abxyc", "xy"},
           Row{"[a-cx-z]+", "_axc_", "axc"},
           Row{"[a\\-c]+", "b-ac", "-ac"},
           Row{"[a-]+", "b-a", "-a"},
           Row{"[-a]+", "b-a", "-a"},
           Row{"[]a]+", "a]", "a]"},  // a bracket that comes first is one of the characters
           Row{"[^]a]+", "a]b", "b"},
           Row{"[a^]+", "^a", "^a"},
           Row{"[.*+?]+", "a.*+?", ".*+?"},
           Row{"[\\]\\[]+", "[]", "[]"},
           Row{"[a[bc]]+", "abc", "abc"},
           Row{"[a-d[m-p]]+", "dmx", "dm"},
           Row{"[^a[b]]", "abc", "c"},  // all of it is negated
           Row{"[a-z&&[def]]+", "xdef", "def"},
           Row{"[a-z&&[^bc]]+", "bcad", "ad"},
           Row{"[a-z&&[^m-p]]+", "mnlq", "lq"},
           Row{"[a-z&&b-d&&c-x]+", "bcde", "cd"},
           Row{"[^a&&a]", "a", "none"},
           Row{"[a&b]+", "b&a", "b&a"},
           Row{"[&&a]", "a", "a"},
           Row{"[\\d&&[^5]]+", "456", "4"},
           Row{"[\\w&&[^\\d_]]+", "12ab_", "ab"},
           Row{"[\\d\\s]+", "a1 2b", "1 2"},
           Row{"[^\\d]+", "1ab2", "ab"},
           Row{"[\\D]+", "1ab2", "ab"},
           Row{"[\\d-z]+", "a5-z", "5-z"},
           Row{"[\\Qa-c]\\E]+", "b-]ca", "-]ca"},
           Row{"[\\x41-\\x43\\t]+", "zA\tC", "A\tC"},
           Row{"[\xC3\xA4-\xC3\xBC]+", "a\xC3\xA4\xC3\xB6", "\xC3\xA4\xC3\xB6"},
           Row{"[\xF0\x9F\x91\x8B]", "\xF0\x9F\x91\x8B", "\xF0\x9F\x91\x8B"},
           Row{"[\\v-\\x0e]+", "\x0C", "\x0C"},
           Row{"\\d+", "a42", "42"},
           Row{"\\d+", "\xD9\xA3", "none"},  // an Arabic digit
           Row{"(?U)\\d+", "\xD9\xA3", "\xD9\xA3"},
           Row{"\\D+", "42a", "a"},
           Row{"\\w+", "-a_1-", "a_1"},
           Row{"\\W+", "a-+b", "-+"},
           Row{"\\s+", "a \t\n\v\f\rb", " \t\n\v\f\r"},
           Row{"\\s", "\xC2\xA0", "none"},
           Row{"\\S+", " ab ", "ab"},
           Row{"\\h+", "a \t\xC2\xA0\n", " \t\xC2\xA0"},
           Row{"\\H+", " a", "a"},
           Row{"\\v+", "a\n\v\f\r\xC2\x85", "\n\v\f\r\xC2\x85"},
           Row{"\\V+", "\na", "a"},
           Row{"\\p{Lower}+", "ABcd\xC3\xA4", "cd"},
           Row{"\\p{Upper}+", "abCD", "CD"},
           Row{"\\p{ASCII}+",
               "\xC3\xA4"
               "b",
               "b"},
           Row{"\\p{Alpha}+", "1aB2", "aB"},
           Row{"\\p{Digit}+", "a12", "12"},
           Row{"\\p{Alnum}+", "-a1-", "a1"},
           Row{"\\p{Punct}+", "a!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
               "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"},
           Row{"\\p{Graph}+", " a! ", "a!"},
           Row{"\\p{Print}+", "\ta b\n", "a b"},
           Row{"\\p{Blank}+", "a \tb", " \t"},
           Row{"\\p{Cntrl}+", "a\x7F\x01", "\x7F\x01"},
           Row{"\\p{XDigit}+", "xfF0g", "fF0"},
           Row{"\\p{Space}+", "a \n", " \n"},
           Row{"\\P{Alpha}+", "ab12", "12"},
           Row{"\\p{javaLowerCase}+",
               "A\xC3\xA4"
               "b",
               "\xC3\xA4"
               "b"},
           Row{"\\p{javaWhitespace}+", "a\x1C ", "\x1C "},
           Row{"\\p{L}+", "1\xC3\xA4\xE4\xBD\xA0", "\xC3\xA4\xE4\xBD\xA0"},
           Row{"\\pL+", "1\xC3\xA4", "\xC3\xA4"},
           Row{"\\PL+",
               "\xC3\xA4"
               "12",
               "12"},
           Row{"\\p{Lu}+",
               "a\xC3\x84"
               "B",
               "\xC3\x84"
               "B"},
           Row{"\\p{IsLu}+", "a\xC3\x84", "\xC3\x84"},
           Row{"\\p{Lt}", "\xC7\x85", "\xC7\x85"},
           Row{"\\p{N}+", "a\xC2\xBD", "\xC2\xBD"},
           Row{"\\p{Sc}+", "a\xE2\x82\xAC$", "\xE2\x82\xAC$"},
           Row{"\\p{general_category=Nd}+", "a1", "1"},
           Row{"\\p{IsAlphabetic}+", "1\xC3\xA4_", "\xC3\xA4"},
           Row{"\\p{IsLetter}+", "1\xC3\xA4", "\xC3\xA4"},
           Row{"\\p{IsDigit}+", "a\xD9\xA3", "\xD9\xA3"},
           Row{"\\p{IsWhite_Space}+", "a\xC2\xA0", "\xC2\xA0"},
           Row{"\\p{IsLatin}+",
               "\xCE\xB1"
               "b\xC3\xA4",
               "b\xC3\xA4"},
           Row{"\\p{IsGreek}+", "b\xCE\xB1", "\xCE\xB1"},
           Row{"\\p{script=Han}+", "a\xE4\xBD\xA0", "\xE4\xBD\xA0"},
           Row{"\\p{InGreek}+", "b\xCE\xB1", "\xCE\xB1"},
           Row{"\\p{InCombiningDiacriticalMarks}+", "a\xCC\x88", "\xCC\x88"},
           Row{"[\\p{L}&&[^\\p{Lu}]]+", "Aab", "ab"},
           Row{"[^\\p{L}\\p{N}]+", "a1-_b", "-_"},
           Row{"(?i)\\p{Lower}+", "aB", "aB"},
           Row{"(?U)\\p{Lower}+", "\xC3\xA4", "\xC3\xA4"},
       }) {
    CAPTURE(row.pattern, row.text);
    CHECK(found(regex_of(row.pattern), row.text) == row.found);
  }
}
