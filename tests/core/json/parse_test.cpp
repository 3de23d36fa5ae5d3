#include "core/json/parse.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

#include "core/json/print.h"

using namespace palaver::json;

TEST_CASE("JSON is parsed and printed as it was", "[json]") {
  const auto text = GENERATE(values<std::string>({
      "null",
      "true",
      "false",
      "0",
      "-5",
      "1.5",
      "12345678901234567890123",
      R"("")",
      R"("text")",
      R"("\"\\\b\f\n\r\t\u0001")",
      R"("größe 👋")",
      "[]",
      "{}",
      R"([1,[2,[3,{}]],"x",null])",
      R"({"b":1,"a":{"c":[true,false]},"":0})",
  }));
  const auto value = parse(text);
  REQUIRE(value);
  CHECK(to_json(*value) == text);
}

TEST_CASE("JSON that looks different and says the same", "[json]") {
  struct Row {
    const char* text;
    const char* json;
  };
  const auto row = GENERATE(values<Row>({
      {" \t\r\n[ 1 , 2 ] \n", "[1,2]"},
      {R"({ "a" : 1 })", R"({"a":1})"},
      {R"("\u0041\/\u00e4\ud83d\udc4b")", R"("A/ä👋")"},
      {"1e3", "1000.0"},
      {"1E400", "null"},  // Infinity, for which JSON has no number
      // The last value, in the first one's place.
      {R"({"a":1,"b":2,"a":3})", R"({"a":3,"b":2})"},
      {R"({"a":{"x":1},"\u0061":[]})", R"({"a":[]})"},
  }));
  CAPTURE(row.text);
  const auto value = parse(row.text);
  REQUIRE(value);
  CHECK(to_json(*value) == row.json);
}

TEST_CASE("What is not JSON is refused with its place", "[json]") {
  struct Row {
    std::string_view text;
    std::size_t offset;
  };
  const auto row = GENERATE(values<Row>({
      {"", 0},
      {"  ", 2},
      {"{", 1},
      {"[1", 2},
      {"[1,", 3},
      {"[1,]", 3},
      {"[1 2]", 3},
      {"{\"a\"}", 4},
      {"{\"a\":}", 5},
      {"{\"a\":1,}", 7},
      {"{a:1}", 1},
      {"[1}", 2},
      {"1 2", 2},
      {"'a'", 0},
      {"NaN", 0},
      {"[+1]", 1},
      {"//", 0},
  }));
  CAPTURE(row.text);
  const auto value = parse(row.text);
  REQUIRE_FALSE(value);
  CHECK(value.error().offset == row.offset);
  CHECK_FALSE(value.error().message.empty());
  // Things that a scanner finds inside a token: the place is in the text at least.
  for (const char* bad : {"tru", "01", "1.", "\"\x01\"", "\"\xFF\"", "\"\\x\"", "\"\\ud800\""}) {
    CAPTURE(bad);
    const auto refused = parse(bad);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().offset <= std::string_view(bad).size());
  }
}

TEST_CASE("JSON cut anywhere is not JSON", "[json]") {
  const std::string text = R"({"a":[1.5,true,"ä\u00e4"],"b":{"c":null}})";
  REQUIRE(parse(text));
  for (std::size_t size = 0; size < text.size(); ++size) {
    CAPTURE(size);
    const auto value = parse(text.substr(0, size));
    REQUIRE_FALSE(value);
    CHECK(value.error().offset <= size);
  }
}

TEST_CASE("JSON may be nested deep, but not without end", "[json]") {
  const auto lists = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  const auto deepest = parse(lists(kMaxDepth));
  REQUIRE(deepest);
  CHECK(to_json(*deepest) == lists(kMaxDepth));
  const auto too_deep = parse(lists(kMaxDepth + 1));
  REQUIRE_FALSE(too_deep);
  CHECK(too_deep.error().offset == kMaxDepth);
  CHECK(too_deep.error().message == "lists and objects are nested more than 500 deep");
  CHECK_FALSE(parse(std::string(100'000, '[')));
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  CHECK_FALSE(parse(objects));
}
