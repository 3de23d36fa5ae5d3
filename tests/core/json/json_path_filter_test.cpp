// Conditions in JSONPath filters.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

#include "tests/core/json/json_path_rows.h"

using namespace palaver::json;

namespace {

// The ids of what a filter finds tell which ones it took.
constexpr const char* kItems = R"({
  "wanted": "red", "limit": 5, "colors": ["red", "blue"],
  "items": [
    {"id": 1, "name": "Ann",  "n": 5,   "tags": ["red", "round"], "ok": true,  "sub": {"x": 1}},
    {"id": 2, "name": "Bob",  "n": 10,  "tags": [],               "ok": false, "sub": {}},
    {"id": 3, "name": "anne", "n": "5", "tags": ["blue"],         "ok": null},
    {"id": 4, "name": "",     "n": 5.5, "tags": "red",            "color": "red"},
    {"id": 5, "n": -1, "list": [1, 2.0, "3"], "color": "green"}
  ]})";

std::string ids(const std::string& condition) {
  return found(kItems, "$.items[?(" + condition + ")].id");
}

}  // namespace

TEST_CASE("JsonPath: filters judge as Jayway's do", "[json]") {
  const auto row = GENERATE(values<Row>({
      {"exists", "@.sub", "[1,2]"},
      {"exists: false and null are there", "@.ok", "[1,2,3]"},
      {"exists: a member of a member", "@.sub.x", "[1]"},
      {"exists: an index", "@.tags[1]", "[1]"},
      {"exists: a path from $", "$.wanted", "[1,2,3,4,5]"},
      {"exists: a path from $ that is not there", "$.nope", "[]"},
      {"exists: an indefinite path is a list, which exists", "@..nope", "[1,2,3,4,5]"},
      {"exists: unless a map on the way lacks a member", "@.*.x", "[1,3,4,5]"},
      {"does not exist", "!@.ok", "[4,5]"},
      {"does not exist, with blanks", "! @.ok", "[4,5]"},
      {"does not exist, in parentheses", "!(@.ok)", "[4,5]"},
      {"equal numbers", "@.id == 3", "[3]"},
      {"equal numbers of other types", "@.id == 3.0", "[3]"},
      {"no blanks", "@.id==3", "[3]"},
      {"the literal on the left", "3 == @.id", "[3]"},
      {"a number below zero", "@.n == -1", "[5]"},
      {"an exponent", "@.n == 1e1", "[2]"},
      {"a text that the number prints as", "@.n == 5", "[1,3]"},
      {"a number that is what the text says", "@.n == '5.0'", "[1]"},
      {"a number and a text that is the same number", "@.id == '3.0'", "[3]"},
      {"equal text", "@.name == 'Bob'", "[2]"},
      {"equal text in double quotes", R"(@.name == "Bob")", "[2]"},
      {"an escape in a text", R"(@.name == 'B\u006fb')", "[2]"},
      {"a bracket in a text", "@.name == ')]'", "[]"},
      {"the empty text", "@.name == ''", "[4]"},
      {"text is case-sensitive", "@.name == 'ANN'", "[]"},
      {"true", "@.ok == true", "[1]"},
      {"false", "@.ok == false", "[2]"},
      {"null", "@.ok == null", "[3]"},
      {"what is missing is not null", "@.nope == null", "[]"},
      {"what is missing equals nothing", "@.nope == @.neither", "[]"},
      {"not equal", "@.id != 3", "[1,2,4,5]"},
      {"what is missing is not equal", "@.ok != true", "[2,3,4,5]"},
      {"equal lists", "@.tags == ['red','round']", "[1]"},
      {"equal lists in JSON's quotes", R"(@.tags == ["blue"])", "[3]"},
      {"words without quotes in lists", "@.tags == [blue]", "[3]"},
      {"the list on the left", "['blue'] == @.tags", "[3]"},
      {"an empty list", "@.tags == []", "[2]"},
      {"in lists 2 is not 2.0", "@.list == [1, 2, '3']", "[]"},
      {"the same list", "@.list == [1, 2.0, '3']", "[5]"},
      {"equal maps", R"(@.sub == {"x": 1})", "[1]"},
      {"equal maps without quotes", "@.sub == {x: 1}", "[1]"},
      {"an empty map", "@.sub == {}", "[2]"},
      {"the same type and equal", "@.n === 5", "[1]"},
      {"equal but of another type", "@.n === '5'", "[3]"},
      {"not the same", "@.n !== 5", "[2,3,4,5]"},
      {"below", "@.n < 5", "[5]"},
      {"below or equal", "@.n <= 5", "[1,5]"},
      {"above", "@.n > 5", "[2,4]"},
      {"above or equal", "@.n >= 5", "[1,2,4]"},
      {"a number is not above a text", "@.n > '1'", "[3]"},
      {"text has an order", "@.name > 'B'", "[2,3]"},
      {"booleans have none", "@.ok < true", "[]"},
      {"what is missing has none", "@.nope < 5", "[]"},
      {"from the root", "@.n > $.limit", "[2,4]"},
      {"from the root, text", "@.color == $.wanted", "[4]"},
      {"two paths of the item", "@.id < @.n", "[1,2,4]"},
      {"and", "@.id > 1 && @.id < 4", "[2,3]"},
      {"and without blanks", "@.id>1&&@.id<4", "[2,3]"},
      {"or", "@.id == 1 || @.id == 5", "[1,5]"},
      {"or without blanks", "@.color||@.sub", "[1,2,4,5]"},
      {"and binds more than or", "@.id == 1 || @.id > 2 && @.id < 4", "[1,3]"},
      {"parentheses", "(@.id == 1 || @.id > 2) && @.id < 4", "[1,3]"},
      {"parentheses in parentheses", "((@.id == 1) || (@.id == 2))", "[1,2]"},
      {"three of them", "@.id == 1 || @.id == 2 || @.id == 3", "[1,2,3]"},
      {"not", "!(@.id == 1 || @.id == 2)", "[3,4,5]"},
      {"not not", "!!(@.id == 1)", "[1]"},
      {"not before a comparison", "!@.id == 1", "[2,3,4,5]"},
      {"not binds more than and", "!@.sub && @.id > 3", "[4,5]"},
      {"in", "@.id in [1, 3, 9]", "[1,3]"},
      {"in, text", "@.color in ['red', 'green']", "[4,5]"},
      {"in, upper case", "@.id IN [1]", "[1]"},
      {"in a list of the message", "@.color in $.colors", "[4]"},
      {"in: what is missing is in nothing", "@.nope in [1, null]", "[]"},
      {"in: null is in a list with null", "@.ok in [null]", "[3]"},
      {"in what is no list", "@.id in 1", "[]"},
      {"not in", "@.id nin [1, 3]", "[2,4,5]"},
      {"not in: what is missing", "@.color nin ['red']", "[1,2,3,5]"},
      {"not in what is no list: refused too", "@.id nin 1", "[]"},
      {"nor does ! help", "!(@.id in 1)", "[]"},
      {"subsetof", "@.tags subsetof ['red','round','blue']", "[1,2,3]"},
      {"subsetof: too few", "@.tags subsetof ['red']", "[2]"},
      {"anyof", "@.tags anyof ['round','blue']", "[1,3]"},
      {"noneof", "@.tags noneof ['round']", "[2,3]"},
      {"noneof: what is no list is refused", "@.n noneof [1]", "[]"},
      {"contains: an item", "@.tags contains 'red'", "[1,4]"},
      {"contains: a part of a text", "@.name contains 'nn'", "[1,3]"},
      {"size of lists and text", "@.tags size 2", "[1]"},
      {"size of text", "@.name size 3", "[1,2]"},
      {"size of nothing", "@.tags size 0", "[2]"},
      {"size: no number", "@.tags size 'x'", "[]"},
      {"empty", "@.tags empty true", "[2]"},
      {"not empty", "@.tags empty false", "[1,3,4]"},
      {"empty text", "@.name empty true", "[4]"},
      {"empty map", "@.sub empty true", "[2]"},
      {"empty: numbers are neither", "@.id empty false", "[]"},
      {"a function", "@.tags.length() > 1", "[1]"},
      {"a function that has nothing to compute from", "@.tags.sum() > 0", "[]"},
      {"a function of a list", "@.list.sum() == 3", "[5]"},
      {"brackets", "@['name'] == 'Bob'", "[2]"},
      {"a filter in a filter", "@.tags[?(@ == 'red')] empty false", "[1]"},
      {"blanks everywhere", "  @.id   ==   1   ||   @.id   ==   2   ", "[1,2]"},
  }));
  CAPTURE(row.rule, row.path);
  CHECK(ids(row.path) == row.found);
}

TEST_CASE("JsonPath: a filter chooses items of lists, and takes or leaves maps", "[json]") {
  constexpr const char* kText = R"({"map":{"a":1,"b":{"a":2}},"list":[1,2,3],"text":"x"})";
  const auto row = GENERATE(values<Row>({
      {"items that are no maps", "$.list[?(@ > 1)]", "[2,3]"},
      {"a map that fits", "$.map[?(@.a == 1)]", R"([{"a":1,"b":{"a":2}}])"},
      {"a map that does not", "$.map[?(@.a == 2)]", "[]"},
      {"a text", "$.text[?(@.a)]", "[]"},
      {"what is missing", "$.nope[?(@.a)]", "[]"},
      {"maps wherever they are, once each", "$..[?(@.a)]", R"([{"a":1,"b":{"a":2}},{"a":2}])"},
      {"and a member of them", "$..[?(@.a)].a", "[1,2]"},
      {"blanks in brackets", "$.list[ ? ( @ == 2 ) ]", "[2]"},
      {"two filters", "$.list[*][?(@.a)]", "[]"},
      {"an index behind a filter is of each item", "$.list[?(@ > 1)][0]", "[]"},
  }));
  CAPTURE(row.rule, row.path);
  CHECK(found(kText, row.path) == row.found);
}
