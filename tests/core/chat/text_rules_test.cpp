#include "core/chat/text_rules.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

namespace palaver::chat {
namespace {

TEST_CASE("trim_blanks: takes blanks of every script from both ends and none from inside",
          "[chat]") {
  struct Row {
    const char* text;
    const char* trimmed;
  };
  const auto row = GENERATE(values<Row>({
      {"", ""},
      {"Ada", "Ada"},
      {" \t\r\n Ada  Lovelace \v\f", "Ada  Lovelace"},
      {"\u00a0\u3000Ada\u2003", "Ada"},
      {"\u200b\ufeff\u2060", ""},
      {"\u2028Ada\u2029\u0085", "Ada"},
      {" \u6f22\u5b57 ", "\u6f22\u5b57"},
      {"\U0001f600 \U0001f600", "\U0001f600 \U0001f600"},
      // A joiner is part of how a family is spelled.
      {"\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"},
  }));
  CAPTURE(row.text);
  CHECK(trim_blanks(row.text) == row.trimmed);
}

TEST_CASE("name_problem: a name has 1 to so many bytes of UTF-8", "[chat]") {
  CHECK_FALSE(name_problem("A", 4));
  CHECK_FALSE(name_problem("Ad\u00e4", 4));
  CHECK(name_problem("", 4) == "is empty");
  CHECK(name_problem("Ada L", 4) == "is 5 bytes long; at most 4 are allowed");
  CHECK(name_problem("\xc3", 4) == "is not UTF-8");
  CHECK(name_problem("\xed\xa0\x80", 4) == "is not UTF-8");
}

TEST_CASE("name_problem: names cannot disturb the line they are shown in", "[chat]") {
  const std::string bad = GENERATE("\x01", "\n", "\t", "\x1f", "\x7f", "\u0080", "\u009f", "\u2028",
                                   "\u2029", "\u202a", "\u202e", "\u2066", "\u2069");
  CAPTURE(bad);
  CHECK(name_problem("a" + bad + "b", 64) == "has a control character");
  CHECK(fit_name("a" + bad + "b", 64) == "a b");
}

TEST_CASE("name_problem: what only looks near to a forbidden character is allowed", "[chat]") {
  const std::string good = GENERATE(" ", "~", "\u00a1", "\u200d", "\u200e", "\u2027", "\u202f",
                                    "\u2065", "\u206a", "\U0001f600");
  CAPTURE(good);
  CHECK_FALSE(name_problem("a" + good + "b", 64));
}

TEST_CASE("message_problem: any text goes, save none and U+0000", "[chat]") {
  CHECK_FALSE(message_problem("Hello"));
  CHECK_FALSE(message_problem("  two\n\tlines  "));
  CHECK_FALSE(message_problem("\x01\u202e"));
  CHECK(message_problem("") == "is empty");
  CHECK(message_problem(" \n\u3000\u200b") == "is empty");
  CHECK(message_problem(std::string_view("a\0b", 3)) == "has the character U+0000");
  CHECK(message_problem("\xff") == "is not UTF-8");
}

TEST_CASE("fit_name: whatever was typed becomes a name that the server takes", "[chat]") {
  CHECK(fit_name("  Ada  ", 64) == "Ada");
  CHECK(fit_name("\n\u202e", 64).empty());
  CHECK(fit_name("\xff", 64).empty());
  CHECK(fit_name("\u6f22\u5b57", 5) == "\u6f22");
  // Cut behind a blank: it goes as well.
  CHECK(fit_name("Ada Lovelace", 4) == "Ada");

  const std::string typed = GENERATE("  ", "x", "a\u2028b", "\u6f22\u5b57\u6f22\u5b57");
  for (std::size_t limit = 1; limit < 14; ++limit) {
    CAPTURE(typed, limit);
    const std::string fitted = fit_name(typed, limit);
    if (fitted.empty()) {
      CHECK((trim_blanks(typed).empty() || limit < 3));
    } else {
      CHECK_FALSE(name_problem(fitted, limit));
    }
    CHECK(fit_name(fitted, limit) == fitted);
  }
}

}  // namespace
}  // namespace palaver::chat
