#include "server/http/field_text.h"

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <string_view>
#include <vector>

using namespace palaver::http;
using palaver::equals_ignoring_case;

TEST_CASE("field_text: letters compare without case, other bytes as they are", "[http]") {
  CHECK(equals_ignoring_case("Sec-WebSocket-Key", "sec-websocket-KEY"));
  CHECK_FALSE(equals_ignoring_case("a", "ab"));
  // '@' and '`', '[' and '{' differ by the same bit as a letter's case.
  CHECK_FALSE(equals_ignoring_case("@", "`"));
  CHECK_FALSE(equals_ignoring_case("[", "{"));
}

TEST_CASE("field_text: a list gives its items without blanks and empty ones", "[http]") {
  std::vector<std::string> items;
  const auto collect = [&](std::string_view item) {
    items.emplace_back(item);
    return item == "last";
  };
  CHECK_FALSE(any_list_item(", a ,\tb\t,, c d,", collect));
  CHECK(items == std::vector<std::string>{"a", "b", "c d"});
  items.clear();
  CHECK(any_list_item("a,last,never asked", collect));
  CHECK(items == std::vector<std::string>{"a", "last"});
  CHECK_FALSE(any_list_item("", collect));
}

TEST_CASE("field_text: names are tokens, values hold no line end", "[http]") {
  CHECK(is_token("X-Amzn-ErrorType"));
  CHECK_FALSE(is_token(""));
  CHECK_FALSE(is_token("a b"));
  CHECK_FALSE(is_token("a:"));
  CHECK_FALSE(is_token("a\r\n"));
  CHECK(is_field_value("any text, \t \xC3\xA9"));
  CHECK(is_field_value(""));
  CHECK_FALSE(is_field_value("a\nb"));
  CHECK_FALSE(is_field_value("a\rb"));
  CHECK_FALSE(is_field_value(std::string_view("a\0b", 3)));
  CHECK(trim(" \t x y\t ") == "x y");
  CHECK(trim(" \t").empty());
}
