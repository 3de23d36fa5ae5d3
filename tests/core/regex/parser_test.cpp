#include "core/regex/parser.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

using namespace palaver::regex;

TEST_CASE("Regex: what is not a pattern is refused with its place", "[regex]") {
  struct Row {
    const char* pattern;
    std::size_t offset;
    const char* message;
  };
  for (const Row& row : {
           Row{"*a", 0, "Dangling meta character '*'"},
           Row{"a|+", 2, "Dangling meta character '+'"},
           Row{"a**", 2, "Dangling meta character '*'"},
           Row{"(?i)*", 4, "Dangling meta character '*'"},
           Row{"(?", 2, "Unclosed group"},
           Row{"(a", 2, "Unclosed group"},
           Row{"(?:a", 4, "Unclosed group"},
           Row{"a)", 1, "Unmatched closing ')'"},
           Row{"[a", 2, "Unclosed character class"},
           Row{"[]", 2, "Unclosed character class"},
           Row{"[a&&", 4, "Unclosed character class"},
           Row{"[a-", 3, "Unclosed character class"},
           Row{"[&&]", 3, "Bad class syntax"},
           Row{"[z-a]", 2, "Illegal character range"},
           Row{"[a-\\d]", 2, "Illegal character range"},
           Row{"a{", 1, "Illegal repetition"},
           Row{"a{x}", 1, "Illegal repetition"},
           Row{"{name}", 0, "Illegal repetition"},
           Row{"a{1", 3, "Unclosed counted closure"},
           Row{"a{1,2", 5, "Unclosed counted closure"},
           Row{"a{2,1}", 1, "Illegal repetition range"},
           Row{"a{99999999999}", 1, "Illegal repetition range"},
           Row{"\\", 1, "Illegal/unsupported escape sequence"},
           Row{"\\y", 1, "Illegal/unsupported escape sequence"},
           Row{"\\X", 1, "Illegal/unsupported escape sequence"},
           Row{"\\E", 1, "Illegal/unsupported escape sequence"},
           Row{"\\b{g}", 2, "Illegal/unsupported escape sequence"},
           Row{"[\\b]", 2, "Illegal/unsupported escape sequence"},
           Row{"[\\R]", 2, "Illegal/unsupported escape sequence"},
           Row{"[\\1]", 2, "Illegal/unsupported escape sequence"},
           Row{"\\x4", 2, "Illegal hexadecimal escape sequence"},
           Row{"\\x{}", 2, "Illegal hexadecimal escape sequence"},
           Row{"\\x{41", 2, "Unclosed hexadecimal escape sequence"},
           Row{"\\x{110000}", 2, "Hexadecimal codepoint is too big"},
           Row{"\\u12", 2, "Illegal Unicode escape sequence"},
           Row{"\\08", 2, "Illegal octal escape sequence"},
           Row{"\\c", 2, "Illegal control escape sequence"},
           Row{"\\p{Nobody}", 2, "Unknown character property name {Nobody}"},
           Row{"\\p{IsNobody}", 2, "Unknown character property name {IsNobody}"},
           Row{"\\p{InNowhere}", 2, "Unknown character property name {InNowhere}"},
           Row{"\\p{}", 2, "Empty character family"},
           Row{"\\p{L", 4, "Unclosed character family"},
           Row{"\\pX", 2, "Unknown character property name {X}"},
           Row{"\\k", 2, "\\k is not followed by '<' for named capturing group"},
           Row{"\\k<a>", 2, "Named capturing group <a> does not exist"},
           Row{"(?<a>x)(?<a>y)", 7, "Named capturing group <a> is already defined"},
           Row{"(?<a", 4, "Named capturing group is missing trailing '>'"},
           Row{"(?<1a>x)", 0, "Unknown look-behind group"},
           Row{"(?@a)", 0, "Unknown group type"},
           Row{"(?q)", 2, "Unknown inline modifier"},
           Row{"(?i--s)", 4, "Unknown inline modifier"},
           Row{"(?<=a*)b", 0, "Look-behind group does not have an obvious maximum length"},
           Row{"(?<!a+)b", 0, "Look-behind group does not have an obvious maximum length"},
           Row{"(a)(?<=\\1)b", 3, "Look-behind group does not have an obvious maximum length"},
       }) {
    CAPTURE(row.pattern);
    const auto compiled = Regex::compile(row.pattern);
    REQUIRE_FALSE(compiled);
    CHECK(compiled.error().message == row.message);
    CHECK(compiled.error().offset == row.offset);
  }
}

TEST_CASE("Regex: a pattern cut anywhere is a pattern or is refused", "[regex]") {
  const std::string pattern =
      "(?<n>a|\\Q[x\\E)+?(?i:[^a-z&&[\\p{L}\\d]\\x{1F44B}]{2,3}+)(?<=\\u00e4|b)(?!c)\\k<n>(?>\\1)"
      "\\R$(?x) # \xC3\xA4\n\\bz*\\0101\\cA[\\]\xE2\x82\xAC\\t-\\v]";
  REQUIRE(Regex::compile(pattern));
  std::size_t patterns = 0;
  for (std::size_t cut = 0; cut <= pattern.size(); ++cut) {
    for (const std::string& part : {pattern.substr(0, cut), pattern.substr(cut)}) {
      CAPTURE(part);
      const auto compiled = Regex::compile(part);
      if (!compiled) {
        CHECK(compiled.error().offset <= part.size());
        CHECK_FALSE(compiled.error().message.empty());
        continue;
      }
      ++patterns;
      CHECK(compiled->find("abc\xC3\xA4[x\xF0\x9F\x91\x8B\xFF").has_value());
    }
  }
  CHECK(patterns > 10);
}

TEST_CASE("Regex: a pattern cannot ask for more than its share", "[regex]") {
  const auto many = [](std::string_view piece, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += piece;
    return text;
  };
  const auto refusal = [](const std::string& pattern) {
    const auto compiled = Regex::compile(pattern);
    return compiled ? std::string("compiled") : compiled.error().message;
  };
  const std::string deep = "Groups or classes are nested too deeply";
  CHECK(refusal(many("(", kMaxNesting) + many(")", kMaxNesting)) == "compiled");
  CHECK(refusal(many("(", 20'000) + many(")", 20'000)) == deep);
  CHECK(refusal(many("[", 20'000) + "a" + many("]", 20'000)) == deep);
  CHECK(refusal("[" + many("a&&", 20'000) + "a]") == deep);
  CHECK(refusal(many("\\p{L}", 10'000)) == "The pattern's character classes are too large");
  CHECK(refusal(many("(?iu)[a-z]", 5'000)) == "The pattern's character classes are too large");
  CHECK(refusal(many("a", kMaxPatternBytes)) == "compiled");
  CHECK(refusal(many("a", kMaxPatternBytes + 1)) == "The pattern is too long");
  CHECK(refusal("((((a{1000}){1000}){1000}){1000}){1000}") == "compiled");
  CHECK(refusal("(?<=((a{100000}){100000}){100000})") ==
        "Look-behind group does not have an obvious maximum length");
}
