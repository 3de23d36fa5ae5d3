#include <catch2/catch_test_macros.hpp>

#include "tests/core/regex/regex_rows.h"

using namespace palaver::regex;

TEST_CASE("Regex: what a find gives", "[regex]") {
  struct Row {
    const char* pattern;
    const char* text;
    const char* found;
  };
  for (const Row& row : {
           // Quantifiers: greedy, lazy, possessive.
           Row{"a?", "aa", "a"},
           Row{"a*", "aaa", "aaa"},
           Row{"a+", "baaa", "aaa"},
           Row{"a{2}", "aaa", "aa"},
           Row{"a{2,}", "aaaa", "aaaa"},
           Row{"a{1,2}", "aaaa", "aa"},
           Row{"a{0}b", "ab", "b"},
           Row{"a{0,0}b", "ab", "b"},
           Row{"a??", "aa", ""},
           Row{"a*?b", "aaab", "aaab"},
           Row{"a+?", "aaa", "a"},
           Row{"a{1,3}?", "aaa", "a"},
           Row{"a{2,}?", "aaaa", "aa"},
           Row{"<.+?>", "<a><b>", "<a>"},
           Row{"<.+>", "<a><b>", "<a><b>"},
           Row{"a?+a", "a", "none"},
           Row{"a*+a", "aaa", "none"},
           Row{"a++b", "aaab", "aaab"},
           Row{"a{1,2}+a", "aa", "none"},
           Row{"a{1,2}+a", "aaa", "aaa"},
           Row{"(?:ab){2}", "ababab", "abab"},
           Row{"(?:ab)+?c", "ababc", "ababc"},
           Row{"(?:ab|cd)*", "abcdabx", "abcdab"},
           Row{"(?:a|ab){2}+b", "aab", "aab"},
           Row{"(?:a|ab){2}+", "aba", "none"},  // each round keeps its choice
           Row{"(?:a?){3}", "aa", "aa"},
           Row{"(?:a?)*b", "aab", "aab"},
           Row{"(?:a*)*b", "aab", "aab"},
           Row{"(?:a*)+", "b", ""},
           Row{"(?:|a)*", "aaa", ""},
           Row{"(?:a|b){2,3}?c", "ababc", "babc"},
           Row{"x{,3}?", "x", "refused"},
           // Groups.
           Row{"(a)(b)?", "ac", "a,a,-"},
           Row{"(a)|(b)", "b", "b,-,b"},
           Row{"(?:a)(b)", "ab", "ab,b"},
           Row{"((a)(b))", "ab", "ab,ab,a,b"},
           Row{"(a|b)*", "abab", "abab,b"},
           Row{"(?<year>\\d{4})-(?<month>\\d\\d)", "on 2024-11-05", "2024-11,2024,11"},
           Row{"(a)*b", "b", "b,-"},
           Row{"(?:(a)|b)*", "ab", "ab,a"},  // a round does not forget the round before
           Row{"(a*)(a*)", "aaa", "aaa,aaa,"},
           Row{"(a+?)(a*)", "aaa", "aaa,a,aa"},
           Row{"(a|ab)(c|bcd)(d*)", "abcd", "abcd,a,bcd,"},
           // Atomic groups.
           Row{"(?>a*)ab", "aaab", "none"},
           Row{"(?>a|ab)c", "abc", "none"},
           Row{"(?>ab|a)c", "abc", "abc"},
           Row{"x(?>a(b)?)c", "xabc", "xabc,b"},
           Row{"(?:(?>(a)b)|ac)", "ac", "ac,-"},  // what a dropped way caught is forgotten
           // Back references.
           Row{"(a+)b\\1", "aabaa", "aabaa,aa"},
           Row{"(a)(b)\\2\\1", "abba", "abba,a,b"},
           Row{"(?<q>['\"]).*?\\k<q>", "say 'it' now", "'it','"},
           Row{"\\b(\\w+) \\1\\b", "this is is it", "is is,is"},
           Row{"(?i)(a)\\1", "aA", "aA,a"},
           Row{"(a)\\1", "aA", "none"},
           Row{"(a)?\\1b", "b", "none"},  // a group that took no part matches nothing
           Row{"\\1(a)", "aa", "none"},
           Row{"(a)\\11", "aa1", "aa1,a"},  // there is no group 11
           Row{"(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)\\10", "abcdefghijj",
               "abcdefghijj,a,b,c,d,e,f,g,h,i,j"},
           Row{"(?iu)(\xC3\xA4)\\1", "\xC3\xA4\xC3\x84", "\xC3\xA4\xC3\x84,\xC3\xA4"},
           // Looking ahead and behind.
           Row{"a(?=b)", "acab", "a"},
           Row{"\\w+(?=\\.txt)", "read me.txt", "me"},
           Row{"a(?!b)", "abac", "a"},
           Row{"^(?!.*secret).*$", "no secret", "none"},
           Row{"(?=(a+))a*b\\1", "aaabaaa", "aaabaaa,aaa"},
           Row{"(?=(ab))a", "ab", "a,ab"},
           Row{"(?<=\\$)\\d+", "cost $42", "42"},
           Row{"(?<=a|bc)d", "bcd", "d"},
           Row{"(?<=a{1,3})b", "aaab", "b"},
           Row{"(?<!a)b", "abcb", "b"},
           Row{"(?<!^)b", "bb", "b"},
           Row{"(?<=^|,)[^,]*", "a,b", "a"},
           Row{"(?<=(\\d{2}))x", "123x", "x,23"},
           Row{"(?<=\xC3\xA4)b",
               "\xC3\xA4"
               "b",
               "b"},
           Row{"(?<!\\w{2})c", "abc xc", "c"},
           Row{"(?<=a(?=b))b", "ab", "b"},
           Row{"(?!)", "a", "none"},
           Row{"(?=a)*b", "b", "b"},
           // Anchors.
           Row{"^a", "ba", "none"},
           Row{"a$", "ab", "none"},
           Row{"a$", "a\n", "a"},
           Row{"a$", "a\r\n", "a"},
           Row{"a$", "a\n\n", "none"},
           Row{"a\\Z", "a\n", "a"},
           Row{"a\\z", "a\n", "none"},
           Row{"(?m)^b", "a\nb", "b"},
           Row{"(?m)a$", "a\nb", "a"},
           Row{"(?m)^$", "a\r\nb", "none"},  // \r\n is one line's end
           Row{"(?m)\\Ab", "a\nb", "none"},
           Row{"(?d)a$", "a\r", "none"},
           Row{"(?d).", "\r", "\r"},
           Row{"(?md)^b", "a\rb", "none"},
           Row{"(?m)^b",
               "a\xE2\x80\xA8"
               "b",
               "b"},  // U+2028
           Row{"\\bcat\\b", "concat cat", "cat"},
           Row{"\\Bcat", "cat concat", "cat"},
           Row{"\\b", "", "none"},
           Row{"\\B", "", ""},
           Row{"\\bb",
               "\xC3\xA4"
               "b",
               "none"},  // letters beyond ASCII are of words
           Row{"\\Ga", "ba", "none"},
           // Flags, and how far they reach.
           Row{"(?i)AB", "ab", "ab"},
           Row{"a(?i)b", "AB", "none"},
           Row{"a(?i)b", "aB", "aB"},
           Row{"(?i:a)b", "Ab", "Ab"},
           Row{"(?i:a)b", "AB", "none"},
           Row{"(?:(?i)a)b", "AB", "none"},
           Row{"(?i)a(?-i)b", "AB", "none"},
           Row{"a(?i)b|c", "C", "C"},
           Row{"(?i)[a-c]+", "aBC", "aBC"},
           Row{"(?i)[^a]", "A", "none"},
           Row{"(?i)\xC3\xA4", "\xC3\x84", "none"},
           Row{"(?iu)\xC3\xA4", "\xC3\x84", "\xC3\x84"},
           Row{"(?iu)k", "\xE2\x84\xAA", "\xE2\x84\xAA"},  // the Kelvin sign
           Row{"(?iu)[\xCE\xB1-\xCF\x89]+", "\xCE\x91\xCE\xA9", "\xCE\x91\xCE\xA9"},
           Row{"(?s)a.b", "a\nb", "a\nb"},
           Row{"a.b", "a\nb", "none"},
           Row{"a.b", "a\rb", "none"},
           Row{"a.b",
               "a\xC2\x85"
               "b",
               "none"},
           Row{"(?x) a b # and more\n c", "abc", "abc"},
           Row{"(?x)a\\ b", "a b", "a b"},
           Row{"(?x)[a b]+", "a b", "a"},
           Row{"(?x)a +", "aa", "aa"},
           Row{"(?U)\\w+", "\xC3\xA4\xC3\xB6", "\xC3\xA4\xC3\xB6"},
           Row{"\\w+", "\xC3\xA4", "none"},
           Row{"(?is-m:A.)", "a\n", "a\n"},
           // Literals and escapes.
           Row{"a\\.b", "a.b", "a.b"},
           Row{"\\Qa.b\\E+", "a.bb", "a.bb"},
           Row{"\\Qa.b", "a.b", "a.b"},
           Row{"\\Q\\E", "", ""},
           Row{"\\\\Q", "\\Q", "\\Q"},
           Row{"\\t\\n\\r\\f\\a\\e", "\t\n\r\f\a\x1B", "\t\n\r\f\a\x1B"},
           Row{"\\x41\\x{1F44B}", "A\xF0\x9F\x91\x8B", "A\xF0\x9F\x91\x8B"},
           Row{"\\u00e4", "\xC3\xA4", "\xC3\xA4"},
           Row{"\\ud83d\\udc4b", "\xF0\x9F\x91\x8B", "\xF0\x9F\x91\x8B"},
           Row{"\\ud83d", "\xF0\x9F\x91\x8B", "none"},
           Row{"\\07\\011\\0101", "\a\tA", "\a\tA"},
           Row{"\\0477", "'7", "'7"},
           Row{"\\cA\\c[", "\x01\x1B", "\x01\x1B"},
           Row{"\\-\\/\\@\\ ", "-/@ ", "-/@ "},
           Row{"a]b}", "a]b}", "a]b}"},
           Row{".", "\xF0\x9F\x91\x8B", "\xF0\x9F\x91\x8B"},
           Row{"^.{2}$", "\xC3\xA4\xE2\x82\xAC", "\xC3\xA4\xE2\x82\xAC"},
           Row{"\\R", "a\r\nb", "\r\n"},
           Row{"\\R{2}", "\r\n", "\r\n"},  // as two, when it must
           Row{"\\R", "\xE2\x80\xA9", "\xE2\x80\xA9"},
           Row{"||a", "a", ""},
           Row{"a||b", "b", ""},
       }) {
    CAPTURE(row.pattern, row.text);
    const auto compiled = Regex::compile(row.pattern);
    CHECK((compiled ? found(*compiled, row.text) : "refused") == row.found);
  }
}
