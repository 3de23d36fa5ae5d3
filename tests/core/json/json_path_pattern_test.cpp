// `=~` in JSONPath filters.
#include "core/json/json_path_pattern.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

#include "tests/core/json/json_path_rows.h"

using namespace palaver::json;

namespace {

constexpr const char* kItems = R"({
  "wanted": "Ann",
  "items": [
    {"id": 1, "name": "Ann",    "tags": ["red", "round"], "map": {}},
    {"id": 2, "name": "Bob",    "tags": [],               "ok": true},
    {"id": 3, "name": "anne",   "tags": "red",            "ok": null},
    {"id": 4, "name": "a/b\nc", "n": 1.5},
    {"id": 5, "name": "ÄRGER"}
  ]})";

}  // namespace

TEST_CASE("JsonPath: patterns are Java's and match whole texts", "[json]") {
  const auto row = GENERATE(values<Row>({
      {"a pattern", "@.name =~ /A.*/", "[1]"},
      {"it matches the whole", "@.name =~ /n/", "[]"},
      {"on the left", "/B.b/ =~ @.name", "[2]"},
      {"no blanks", "@.name=~/B.b/", "[2]"},
      {"without regard to case", "@.name =~ /an+e?/i", "[1,3]"},
      {"nor beyond ASCII", "@.name =~ /ärger/iu", "[5]"},
      {"i alone is for ASCII", "@.name =~ /ärger/i", "[]"},
      {"a slash in a pattern", R"(@.name =~ /a\/b\sc/)", "[4]"},
      {"a dot is no line end", "@.name =~ /a.*c/", "[]"},
      {"a dot is everything", "@.name =~ /a.*c/s", "[4]"},
      {"blanks that mean nothing", "@.name =~ /B o b/x", "[2]"},
      {"parentheses and brackets", "@.name =~ /(A|B)[a-z)]+/", "[1,2]"},
      {"a number as text", "@.id =~ /[12]/", "[1,2]"},
      {"a decimal as text", "@.n =~ /1[.]5/", "[4]"},
      {"a boolean as text", "@.ok =~ /tr.*/", "[2]"},
      {"one item of a list", "@.tags =~ /r.*d/", "[1,3]"},
      {"an empty list has none", "@.tags =~ /x*/", "[4,5]"},
      {"null is the empty text", "@.ok =~ /x*/", "[1,3,4,5]"},
      {"a map is, too", "@.map =~ /x*/", "[1,2,3,4,5]"},
      {"text from a path is no pattern", "@.name =~ $.wanted", "[]"},
      {"nor is text", "@.name =~ 'Ann'", "[]"},
      {"two patterns", "/a/ =~ /a/", "[]"},
      {"and more", "@.name =~ /A.*/ || @.name =~ /B.*/ && !(@.ok =~ /x/)", "[1,2]"},
  }));
  CAPTURE(row.rule, row.path);
  CHECK(found(kItems, "$.items[?(" + std::string(row.path) + ")].id") == row.found);
}

TEST_CASE("JsonPath: a pattern that is none is refused with its place", "[json]") {
  const auto path = JsonPath::compile("$.a[?(@.b =~ /x(y/)]");
  REQUIRE_FALSE(path);
  CHECK(path.error().offset >= 14);
  CHECK(path.error().offset <= 17);
  CHECK_FALSE(path.error().message.empty());
  CHECK(found("{}", "$[?(@.a =~ /x/g)]") == "14: `)`, `&&` or `||` was expected");
}

TEST_CASE("JsonPath: a pattern that would take for ever ends the evaluation", "[json]") {
  const std::string text = "[\"" + std::string(60, 'a') + "!\"]";
  CHECK(found(text, "$[?(@ =~ /(a*)*b/)]").find("steps") != std::string::npos);
}
