#include "core/regex/regex.h"

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

#include "tests/core/regex/regex_rows.h"

using namespace palaver::regex;

namespace {

// "yes", "no", or the error's text.
std::string matched(std::string_view pattern, std::string_view text) {
  const auto result = regex_of(pattern).matches(text);
  if (!result) return result.error().message;
  return *result ? "yes" : "no";
}

std::string replaced(std::string_view pattern, std::string_view text,
                     std::string_view replacement) {
  const auto result = regex_of(pattern).replace_all(text, replacement);
  return result ? *result : result.error().message;
}

// With `|` behind each part.
std::string parts(std::string_view pattern, std::string_view text, int limit = 0) {
  const auto result = regex_of(pattern).split(text, limit);
  if (!result) return result.error().message;
  std::string all;
  for (const std::string& part : *result) all += part + "|";
  return all;
}

}  // namespace

TEST_CASE("Regex: the keys of integration responses choose by the whole value", "[regex]") {
  struct Row {
    const char* pattern;
    const char* value;
    const char* matches;
  };
  for (const Row& row : {
           Row{"200", "200", "yes"},
           Row{"200", "2000", "no"},
           Row{"200", "1200", "no"},
           Row{"2\\d\\d", "204", "yes"},
           Row{"2\\d{2}", "204", "yes"},
           Row{"2\\d\\d", "404", "no"},
           Row{"4\\d\\d", "429", "yes"},
           Row{"[45]\\d\\d", "503", "yes"},
           Row{"(4|5)\\d{2}", "200", "no"},
           Row{"5..", "500", "yes"},
           Row{".*NotFound.*", "ResourceNotFoundException", "yes"},
           Row{".*NotFound.*", "NotFound", "yes"},
           Row{".*NotFound.*", "Not Found", "no"},
           Row{".*", "", "yes"},
           Row{".+", "", "no"},
           Row{".*", "two\nlines", "no"},
           Row{"(\\n|.)+", "two\nlines", "yes"},
           Row{"(?s).*", "two\nlines", "yes"},
           Row{"[\\s\\S]*error[\\s\\S]*", "an\nerror\n", "yes"},
           Row{"\\{\"errorMessage\":.*\\}", R"({"errorMessage":"x"})", "yes"},
           Row{"Bad Request:.*", "Bad Request: no name", "yes"},
           Row{"^\\[BadRequest\\].*", "[BadRequest] no name", "yes"},
           Row{"(?i).*error.*", "An ERROR", "yes"},
           Row{"a|ab", "ab", "yes"},  // the other choice, since the whole must match
           Row{"(a|ab)(c|bcd)", "abcd", "yes"},
           Row{"a*?", "aaa", "yes"},
           Row{"", "", "yes"},
           Row{"", "a", "no"},
       }) {
    CAPTURE(row.pattern, row.value);
    CHECK(matched(row.pattern, row.value) == row.matches);
  }
}

TEST_CASE("Regex: flags of the call are flags of the whole pattern", "[regex]") {
  CHECK(found(regex_of("ab", {.case_insensitive = true}), "AB") == "AB");
  CHECK(found(regex_of("^b", {.multiline = true}), "a\nb") == "b");
  CHECK(found(regex_of("a.b", {.dot_all = true}), "a\nb") == "a\nb");
  CHECK(found(regex_of("a b", {.comments = true}), "ab") == "ab");
  CHECK(found(regex_of("\xC3\xA4", {.case_insensitive = true, .unicode_case = true}), "\xC3\x84") ==
        "\xC3\x84");
  CHECK(found(regex_of("a$", {.unix_lines = true}), "a\r") == "none");
  CHECK(found(regex_of("\\w", {.unicode_character_class = true}), "\xC3\xA4") == "\xC3\xA4");
  CHECK(found(regex_of("a.*(", {.literal = true}), "ba.*(") == "a.*(");
}

TEST_CASE("Regex: a find begins where it is told to and sees what is before", "[regex]") {
  const std::string text = "ab ab \xC3\xA4";
  CHECK(regex_of("ab").find(text, 1)->value().begin() == 3);
  CHECK(found(regex_of("^ab"), text, 3) == "none");
  CHECK(found(regex_of("(?<= )ab"), text, 3) == "ab");
  CHECK(found(regex_of("\\Gab"), text, 3) == "ab");
  CHECK(found(regex_of("\\Gab"), text, 2) == "none");
  CHECK(found(regex_of("a"), text, 4) == "none");
  CHECK(found(regex_of(""), text, text.size()).empty());
  CHECK(found(regex_of(""), text, text.size() + 1) == "none");
  // From inside of a character, the next one is the first.
  CHECK(found(regex_of("."), text, text.size() - 1) == "none");
  CHECK(regex_of("b.*").find(text, 0)->value().whole() == Span{1, text.size()});
}

TEST_CASE("Regex: bytes that are not UTF-8 are one character each", "[regex]") {
  CHECK(found(regex_of("a.b"),
              "a\xFF"
              "b") ==
        "a\xFF"
        "b");
  CHECK(found(regex_of("a.b"),
              "a\xC3"
              "b") ==
        "a\xC3"
        "b");
  CHECK(found(regex_of("a..b"),
              "a\xE2\x82"
              "b") ==
        "a\xE2\x82"
        "b");
  CHECK(found(regex_of("^.{4}$"), "\xF0\x9F\x91\xFF") == "\xF0\x9F\x91\xFF");
  CHECK(found(regex_of(".*(.)b"),
              "\x80\x80"
              "b") ==
        "\x80\x80"
        "b,\x80");
}

TEST_CASE("Regex: replaceAll", "[regex]") {
  struct Row {
    const char* pattern;
    const char* text;
    const char* replacement;
    const char* result;
  };
  for (const Row& row : {
           Row{"a", "banana", "o", "bonono"},
           Row{"a", "xyz", "o", "xyz"},
           Row{"\\s+", " a  b ", "-", "-a-b-"},
           Row{"(\\w+)@(\\w+)", "me@home", "$2 at $1", "home at me"},
           Row{"(?<user>\\w+)@", "me@home", "${user}/", "me/home"},
           Row{"(a)", "a", "$1$1", "aa"},
           Row{"(a)", "a", "$10", "a0"},  // group 1 and a zero: there is no group 10
           Row{"a", "a", "\\$1", "$1"},
           Row{"a", "a", "\\\\", "\\"},
           Row{"a", "a", "\\n", "n"},
           Row{"(a)(b)?", "a", "[$2]", "[]"},
           Row{"\\\\'", "it\\'s", "'", "it's"},  // as people undo $util.escapeJavaScript
           Row{"\"", "say \"hi\"", "\\\\\"", "say \\\"hi\\\""},
           Row{"", "abc", "-", "-a-b-c-"},
           Row{"x*", "abc", "-", "-a-b-c-"},
           Row{"x*", "axb", "-", "-a--b-"},
           Row{"a*", "baac", "x", "xbxxcx"},
           Row{"", "\xC3\xA4", "-", "-\xC3\xA4-"},
           Row{"", "", "-", "-"},
           Row{"$", "a\n", "!", "a!\n!"},
           Row{"(?m)^", "a\nb", "> ", "> a\n> b"},
           Row{"\\b", "a bc", "|", "|a| |bc|"},
           Row{"\\G\\d", "12a3", "x", "xxa3"},
           Row{"(?=b)", "abab", "-", "a-ba-b"},
           Row{"[^\\x00-\\x7F]", "a\xC3\xA4\xE2\x82\xAC", "?", "a??"},
       }) {
    CAPTURE(row.pattern, row.text, row.replacement);
    CHECK(replaced(row.pattern, row.text, row.replacement) == row.result);
  }
}

TEST_CASE("Regex: replaceFirst replaces one", "[regex]") {
  CHECK(*regex_of("a").replace_first("banana", "<$0>") == "b<a>nana");
  CHECK(*regex_of("x").replace_first("banana", "o") == "banana");
  CHECK(*regex_of("").replace_first("ab", "-") == "-ab");
}

TEST_CASE("Regex: split", "[regex]") {
  struct Row {
    const char* pattern;
    const char* text;
    int limit;
    const char* parts;
  };
  for (const Row& row : {
           Row{",", "a,b,c", 0, "a|b|c|"},
           Row{",", "a", 0, "a|"},
           Row{",", "", 0, "|"},
           Row{",", "a,,b", 0, "a||b|"},
           Row{",", ",a", 0, "|a|"},
           Row{",", "a,,", 0, "a|"},
           Row{",", ",,", 0, ""},
           Row{",", "a,,", -1, "a|||"},
           Row{",", "a,b,c", 2, "a|b,c|"},
           Row{",", "a,b,c", 1, "a,b,c|"},
           Row{",", "a,b,,", 3, "a|b|,|"},
           Row{",", "a,b,,", 9, "a|b|||"},
           Row{"", "abc", 0, "a|b|c|"},
           Row{"", "abc", 2, "a|bc|"},
           Row{"", "abc", -1, "a|b|c||"},
           Row{"", "", 0, "|"},
           Row{"\\s*", " a b", 0, "||a||b|"},
           Row{"(?=b)", "abab", 0, "a|ba|b|"},
           Row{"(?=a)", "abab", 0, "ab|ab|"},
           Row{"[,;]\\s*", "a, b;c", 0, "a|b|c|"},
           Row{"\\.", "a.b", 0, "a|b|"},
           Row{".", "a.b", 0, ""},
           Row{"(,)", "a,b", 0, "a|b|"},
           Row{"\\|", "a|b", 0, "a|b|"},
       }) {
    CAPTURE(row.pattern, row.text, row.limit);
    CHECK(parts(row.pattern, row.text, row.limit) == row.parts);
  }
}

TEST_CASE("Regex: groups have numbers and names", "[regex]") {
  const Regex regex = regex_of("(a)(?<middle>b)(?:c)(?<End9>d)");
  CHECK(regex.group_count() == 3);
  CHECK(regex.group_number("middle") == 2);
  CHECK(regex.group_number("End9") == 3);
  CHECK_FALSE(regex.group_number("nobody").has_value());
}
