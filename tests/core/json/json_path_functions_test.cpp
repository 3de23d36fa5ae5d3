// Functions at the end of a JSONPath.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/core/json/json_path_rows.h"

using namespace palaver::json;

namespace {

constexpr const char* kNumbers = R"({
  "n": [1, 2, 3, 4], "mixed": [1, "x", null, 2.5], "words": ["a", "b", 3], "below": [-3, -1],
  "one": [7], "none": [], "map": {"x": 1, "y": [1, 2]}, "text": "abc", "null": null,
  "sets": [[1, 2], [3]], "books": {"a": {"price": 1}, "b": {"price": 2.5, "books": [5, 6]}}
})";

}  // namespace

TEST_CASE("JsonPath: functions compute what Jayway's compute", "[json]") {
  const auto row = GENERATE(values<Row>({
      {"length of a list", "$.n.length()", "4"},
      {"length of a map", "$.map.length()", "2"},
      {"length of an empty list", "$.none.length()", "0"},
      {"length of a text is null", "$.text.length()", "null"},
      {"length of what is missing", "$.nope.length()", kMissing},
      {"length of the whole", "$.length()", "11"},
      {"size is the same", "$.n.size()", "4"},
      {"length of each", "$.sets[*].length()", "[2,1]"},
      {"length of an argument counts what is in it", "$.length($.n)", "4"},
      {"length of all that is in all that is found", "$..price.length()", "0"},
      {"length behind a descent", "$..y.length()", "2"},
      {"length of an argument that descends", "$.length($..y)", "2"},
      {"sum is a decimal", "$.n.sum()", "10.0"},
      {"min", "$.n.min()", "1.0"},
      {"max", "$.n.max()", "4.0"},
      {"max below zero", "$.below.max()", "-1.0"},
      {"avg", "$.n.avg()", "2.5"},
      {"stddev", "$.n.stddev()", "1.118033988749895"},
      {"stddev of one", "$.one.stddev()", "0.0"},
      {"what is no number does not count", "$.mixed.sum()", "3.5"},
      {"sum of nothing", "$.none.sum()", kMissing},
      {"sum of a text", "$.text.sum()", kMissing},
      {"sum of a map", "$.map.sum()", kMissing},
      {"sum with an argument", "$.n.sum(5)", "15.0"},
      {"sum of arguments only", "$.sum(1, 2.5, -1)", "2.5"},
      {"an argument that is a path", "$.sum($.n)", "10.0"},
      {"several", "$.n.sum($.one, $.below, 1)", "14.0"},
      {"an argument that is missing", "$.n.sum($.nope)", kMissing},
      {"a function in an argument", "$.one.sum($.n.sum())", "17.0"},
      {"sum behind a descent", "$..price.sum()", "3.5"},
      {"max behind a descent", "$..price.max()", "2.5"},
      {"of each one it is not there", "$.n[*].sum()", "[]"},
      {"keys", "$.map.keys()", R"(["x","y"])"},
      {"keys of a list", "$.n.keys()", "null"},
      {"concat takes the text of a list", "$.words.concat()", R"("ab")"},
      {"concat with arguments", R"($.words.concat("-", 4, $.text))", R"("ab-4abc")"},
      {"concat with a list in an argument", "$.concat($.words)", R"("ab3")"},
      {"concat of nothing", "$.none.concat()", R"("")"},
      {"concat with commas and parentheses", R"-($.concat("a,b", "(c)"))-", R"-("a,b(c)")-"},
      {"append", "$.n.append(5)", "[1,2,3,4,5]"},
      {"append of several", R"($.one.append("a", {"b": [1]}, $.text))",
       R"([7,"a",{"b":[1]},"abc"])"},
      {"append to what is no list", "$.text.append(1)", R"("abc")"},
      {"first", "$.n.first()", "1"},
      {"last", "$.n.last()", "4"},
      {"last of one", "$.one.last()", "7"},
      {"first of none", "$.none.first()", kMissing},
      {"first of a text", "$.text.first()", kMissing},
      {"index", "$.n.index(1)", "2"},
      {"index from the end", "$.n.index(-1)", "4"},
      {"index beyond the end", "$.n.index(4)", kMissing},
      {"index of nothing", "$.n.index()", kMissing},
      {"a step behind a function", "$.sets.last()[0]", "3"},
      {"a function behind a function", "$.map.keys().length()", "2"},
      {"behind a descent, a function of a function", "$..y.first().length()", "2"},
      {"blanks between arguments", "$.sum( 1 , 2 )", "3.0"},
  }));
  CAPTURE(row.rule, row.path);
  CHECK(found(kNumbers, row.path) == row.found);
}

TEST_CASE("JsonPath: append leaves the message as it is", "[json]") {
  const Value root = parsed(R"({"list":[1]})");
  const auto path = JsonPath::compile("$.list.append({\"a\":1})");
  REQUIRE(path);
  for (int i = 0; i < 2; ++i) {
    std::size_t steps = 100;
    const auto result = path->evaluate(root, steps);
    REQUIRE(result);
    REQUIRE(*result);
    CHECK(to_json(**result) == R"([1,{"a":1}])");
    // Nor is what a path brings along the same from one evaluation to the next.
    (*result)->as_list()->back().as_map()->put("b", Value::integer(2));
  }
  CHECK(to_json(root) == R"({"list":[1]})");
}
