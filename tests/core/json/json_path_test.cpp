#include "core/json/json_path.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

#include "tests/core/json/json_path_rows.h"

using namespace palaver::json;

namespace {

constexpr const char* kShop = R"({
  "shop": {"name": "Corner", "open": true, "owner": null, "a b": {"c.d": 7}, "it's": 1, "": 0,
           "goods": [{"name": "Tea", "price": 4, "size": {"name": "small"}},
                     {"name": "Coffee", "price": 6.5},
                     {"name": "Mug", "price": 12}]},
  "list": [10, 11, 12, 13, 14],
  "empty": [], "none": {}, "größe": "L", "dash-ed": 2, "UPPER": 3, "$ref": 4, "length": 5,
  "big": 12345678901234567890123, "float": 1e10, "nested": [[1, 2], [3, [4]]]
})";

}  // namespace

TEST_CASE("JsonPath: members, indexes, slices and wildcards find what Jayway finds", "[json]") {
  const auto row = GENERATE(values<Row>({
      {"the whole", "$.none", "{}"},
      {"a member", "$.shop.name", R"("Corner")"},
      {"a member of a member", "$.shop.goods[0].size.name", R"("small")"},
      {"a boolean", "$.shop.open", "true"},
      {"a null that is there is a value", "$.shop.owner", "null"},
      {"an integer as written", "$.big", "12345678901234567890123"},
      {"a decimal as Java's double", "$.float", "1.0E10"},
      {"brackets and single quotes", "$['shop']['name']", R"("Corner")"},
      {"brackets and double quotes", R"($["shop"]["name"])", R"("Corner")"},
      {"blanks in brackets", "$[ 'shop' ][ 'name' ]", R"("Corner")"},
      {"brackets behind a dot", "$.['shop'].['name']", R"("Corner")"},
      {"a name with blanks and dots", "$.shop['a b']['c.d']", "7"},
      {"an escaped quote in a name", R"($.shop['it\'s'])", "1"},
      {"a quote in the other quotes", R"($.shop["it's"])", "1"},
      {"an escape of UTF-16 in a name", R"($['gr\u00f6\u00dfe'])", R"("L")"},
      {"a name beyond ASCII", "$.größe", R"("L")"},
      {"the empty name", "$.shop['']", "0"},
      {"a name with a hyphen", "$.dash-ed", "2"},
      {"a name with a dollar sign", "$.$ref", "4"},
      {"names are case-sensitive", "$.upper", kMissing},
      {"a function's name without parentheses is a member", "$.length", "5"},
      {"without $", "shop.name", R"("Corner")"},
      {"without $, in brackets", "['shop'].name", R"("Corner")"},
      {"without $, a wildcard", "*",
       "[{\"name\":\"Corner\",\"open\":true,\"owner\":null,"
       "\"a b\":{\"c.d\":7},\"it's\":1,\"\":0,\"goods\":[{\"name\":\"Tea\",\"price\":4,"
       "\"size\":{\"name\":\"small\"}},{\"name\":\"Coffee\",\"price\":6.5},{\"name\":\"Mug\","
       "\"price\":12}]},[10,11,12,13,14],[],{},\"L\",2,3,4,5,12345678901234567890123,1.0E10,"
       "[[1,2],[3,[4]]]]"},
      {"without $, a dot in front makes two", ".price", "[4,6.5,12]"},
      {"@ for $", "@.shop.name", R"("Corner")"},
      {"blanks around", "  $.shop.name ", R"("Corner")"},
      {"missing", "$.nope", kMissing},
      {"missing on the way", "$.nope.name", kMissing},
      {"a member of a text", "$.shop.name.first", kMissing},
      {"a member of null", "$.shop.owner.name", kMissing},
      {"a member of a list", "$.list.name", kMissing},
      {"an index of a map", "$.shop[0]", kMissing},
      {"an index of a text", "$.shop.name[0]", kMissing},
      {"the first", "$.list[0]", "10"},
      {"the last", "$.list[-1]", "14"},
      {"blanks around an index", "$.list[ 0 ]", "10"},
      {"zeros in front", "$.list[01]", "11"},
      {"an index beyond the end", "$.list[5]", kMissing},
      {"an index before the beginning", "$.list[-6]", kMissing},
      {"a list in a list", "$.nested[1][1][0]", "4"},
      {"several indexes are a list", "$.list[0,2]", "[10,12]"},
      {"in their order, blanks between", "$.list[3 , 0 , -1]", "[13,10,14]"},
      {"one index twice", "$.list[1,1]", "[11,11]"},
      {"several indexes, some beyond", "$.list[4,5]", "[14]"},
      {"several indexes, none there", "$.list[8,9]", "[]"},
      {"a slice", "$.list[1:3]", "[11,12]"},
      {"a slice to the end", "$.list[3:]", "[13,14]"},
      {"a slice from the beginning", "$.list[:2]", "[10,11]"},
      {"a slice of the last", "$.list[-2:]", "[13,14]"},
      {"a slice without the last", "$.list[:-2]", "[10,11,12]"},
      {"both ends from the end", "$.list[-3:-1]", "[12,13]"},
      {"a slice beyond the end", "$.list[3:9]", "[13,14]"},
      {"a slice from before the beginning", "$.list[-9:]", "[10,11,12,13,14]"},
      {"an empty slice", "$.list[3:3]", "[]"},
      {"a slice the wrong way round", "$.list[3:1]", "[]"},
      {"both ends given are counted as they are", "$.list[1:-1]", "[]"},
      {"from the last over the first", "$.list[-1:2]", "[14,10,11]"},
      {"a step width is taken and has no effect", "$.list[0:4:2]", "[10,11,12,13]"},
      {"a slice of an empty list", "$.empty[0:2]", "[]"},
      {"a slice of a map", "$.none[0:2]", "[]"},
      {"all of a list", "$.list[*]", "[10,11,12,13,14]"},
      {"all of a list, with a dot", "$.list.*", "[10,11,12,13,14]"},
      {"all of a map", "$.shop.goods[1].*", R"(["Coffee",6.5])"},
      {"all of an empty list", "$.empty[*]", "[]"},
      {"all of a number", "$['dash-ed'][*]", "[]"},
      {"a member of all", "$.shop.goods[*].name", R"(["Tea","Coffee","Mug"])"},
      {"a member that not all have", "$.shop.goods[*].size.name", R"(["small"])"},
      {"an index of all", "$.nested[*][0]", "[1,3]"},
      {"all of all", "$.nested[*][*]", "[1,2,3,[4]]"},
      {"an indefinite path is a list, found or not", "$.shop.goods[*].nope", "[]"},
      {"also when its beginning is missing", "$.nope[*]", "[]"},
      {"a member of a slice", "$.shop.goods[:2].name", R"(["Tea","Coffee"])"},
  }));
  CAPTURE(row.rule, row.path);
  CHECK(found(kShop, row.path) == row.found);
}

TEST_CASE("JsonPath: several names and recursive descent find what Jayway finds", "[json]") {
  const auto row = GENERATE(values<Row>({
      {"several names at the end are one object", "$.shop['name','open']",
       R"({"name":"Corner","open":true})"},
      {"in the order of the path", "$.shop['open','name']", R"({"open":true,"name":"Corner"})"},
      {"in either quotes", R"($.shop["name",'open'])", R"({"name":"Corner","open":true})"},
      {"without those that are missing", "$.shop['name','nope']", R"({"name":"Corner"})"},
      {"none there", "$.shop['nope','neither']", "{}"},
      {"several names of what has none", "$.list['a','b']", kMissing},
      {"several names on the way are a list", "$.shop.goods[0]['name','size'].name",
       R"(["small"])"},
      {"several names on the way, none there", "$['nope','neither'].name", "[]"},
      {"several names of all", "$.shop.goods[*]['name','price']",
       R"([{"name":"Tea","price":4},{"name":"Coffee","price":6.5},{"name":"Mug","price":12}])"},
      {"a member wherever it is", "$..price", "[4,6.5,12]"},
      {"from the outside in", "$..name", R"(["Corner","Tea","small","Coffee","Mug"])"},
      {"a member that is nowhere", "$..nope", "[]"},
      {"in brackets", "$..['price']", "[4,6.5,12]"},
      {"below a member", "$.shop.goods..name", R"(["Tea","small","Coffee","Mug"])"},
      {"several names, where all of them are", "$..['name','price']",
       R"([{"name":"Tea","price":4},{"name":"Coffee","price":6.5},{"name":"Mug","price":12}])"},
      {"a step behind", "$..goods[0].name", R"(["Tea"])"},
      {"an index wherever there is a list", "$.nested..[0]", "[[1,2],1,3,4]"},
      {"a slice wherever there is a list", "$.nested..[1:]", "[[3,[4]],2,[4]]"},
      {"an index and a member", "$..[0].name", R"(["Tea"])"},
      {"everything in something", "$.nested..*", "[[1,2],[3,[4]],1,2,3,[4],4]"},
      {"everything in something, in brackets", "$.nested..[*]", "[[1,2],[3,[4]],1,2,3,[4],4]"},
      {"everything in a map", "$.shop.goods[0]..*", R"(["Tea",4,{"name":"small"},"small"])"},
      {"a member of everything", "$.shop..*.name", R"(["Tea","Coffee","Mug","small"])"},
      {"twice", "$..goods..name", R"(["Tea","small","Coffee","Mug"])"},
      {"below what is missing", "$.nope..name", "[]"},
      {"below a text", "$.shop.name..x", "[]"},
  }));
  CAPTURE(row.rule, row.path);
  CHECK(found(kShop, row.path) == row.found);
}

TEST_CASE("JsonPath: $ is the whole message, whatever it is", "[json]") {
  for (const char* text : {"{\"a\":[1]}", "[1,2]", "\"text\"", "12", "true", "null"}) {
    CHECK(found(text, "$") == text);
  }
  CHECK(found("[1,2]", "$[1]") == "2");
  CHECK(found("[1,2]", "[1]") == "2");
  CHECK(found("12", "$.a") == kMissing);
  CHECK(found("null", "$..a") == "[]");
}

TEST_CASE("JsonPath: a path that is none is refused with its place", "[json]") {
  const auto row = GENERATE(values<Row>({
      {"nothing", "", "0: the path is empty"},
      {"blanks only", "  ", "0: the path is empty"},
      {"a dot at the end", "$.", "2: a path does not end with a dot"},
      {"a dot behind a name", "$.a.", "4: a path does not end with a dot"},
      {"two dots at the end", "$.a..", "5: a path does not end with a dot"},
      {"a dot without $", "a.", "2: a path does not end with a dot"},
      {"three dots", "$...a", "3: a third dot"},
      {"no dot", "$a", "1: `.` or `[` was expected"},
      {"a blank", "$. a", "2: a name with blanks stands in brackets and quotes: ['my name']"},
      {"a blank in a name", "$.my name",
       "4: a name with blanks stands in brackets and quotes: ['my name']"},
      {"no closing bracket", "$['a'", "5: a comma or `]` was expected"},
      {"no closing quote", "$['a]", "2: the end of the text in quotes is missing"},
      {"no name behind a comma", "$['a',]", "6: a name in quotes was expected"},
      {"a name without quotes", "$[a]", "2: a name in quotes, a number, `*` or `?` was expected"},
      {"empty brackets", "$[]", "2: a name in quotes, a number, `*` or `?` was expected"},
      {"a bracket only", "$[", "2: a name in quotes, a number, `*` or `?` was expected"},
      {"no index behind a comma", "$[1,]", "4: an index was expected"},
      {"two minus signs", "$[--1]", "2: an index was expected"},
      {"an index beyond 32 bits", "$[2147483648]", "2: the index is too large"},
      {"an index that goes on", "$[1a]", "3: a comma or `]` was expected"},
      {"a colon alone", "$[:]", "3: a number was expected"},
      {"a slice and a comma", "$[1:2,3]", "5: `]` was expected"},
      {"a comma and a slice", "$[1,2:3]", "5: a comma or `]` was expected"},
      {"a wildcard that goes on", "$[*1]", "3: `]` was expected"},
      {"a name behind brackets", "$['a']b", "6: `.` or `[` was expected"},
      {"a wrong escape", R"($['\u00g0'])", "4: four hexadecimal digits were expected"},
      {"no such function", "$.a.count()", "4: there is no function count()"},
      {"an open function", "$.a.sum(", "8: a value was expected"},
      {"an open argument", "$.a.sum(1", "9: a comma or the end of the arguments was expected"},
      {"no argument behind a comma", "$.sum(1,)", "8: an argument was expected"},
      {"a function of everything", "$..length()",
       "3: between `..` and a function a step was expected"},
      {"a filter without parentheses", "$[?@.a]", "3: `(` was expected"},
      {"an open filter", "$[?(@.a]", "8: `)`, `&&` or `||` was expected"},
      {"an open filter bracket", "$[?(@.a)", "8: `]` was expected"},
      {"an empty filter", "$[?()]", "4: a value was expected"},
      {"a literal alone", "$[?(true)]", "4: a path or a comparison was expected"},
      {"half a comparison", "$[?(@.a ==)]", "10: a value was expected"},
      {"no such operator", "$[?(@.a like 'x')]", "8: there is no operator like"},
      {"no such signs", "$[?(@.a =< 1)]", "8: there is no operator =<"},
      {"a word", "$[?(@.a == x)]", "11: a value was expected"},
      {"half an and", "$[?(@.a && )]", "11: a value was expected"},
      {"a single &", "$[?(@.a & @.b)]", "8: `)`, `&&` or `||` was expected"},
      {"an open pattern", "$[?(@.a =~ /x)]", "15: the end of the pattern, `/`, was expected"},
      {"an open list", "$[?(@.a in [1, 2)]", "16: a comma or `]` was expected"},
      {"an open map", "$[?(@.a == {'b': 1)]", "18: a comma or `}` was expected"},
      {"a map without a colon", "$[?(@.a == {'b'})]", "15: a colon was expected"},
      {"a path in a filter", "$[?(@.a. == 1)]", "8: a name was expected"},
  }));
  CAPTURE(row.rule, row.path);
  CHECK(found("{}", row.path) == row.found);
}

TEST_CASE("JsonPath: a path is definite when it can find one value only", "[json]") {
  struct Definite {
    const char* path;
    bool definite;
  };
  const auto row = GENERATE(values<Definite>({
      {"$", true},
      {"$.a['b'][0][-1]", true},
      {"$.a['b','c']", true},
      {"$.a.length()", true},
      {"$..a.length()", true},
      {"$['a','b'].c", false},
      {"$.a[0,1]", false},
      {"$.a[0:1]", false},
      {"$.*", false},
      {"$.a[*].b", false},
      {"$..a", false},
      {"$[?(@.a)]", false},
      {"$.a[*].length()", false},
  }));
  CAPTURE(row.path);
  const auto path = JsonPath::compile(row.path);
  REQUIRE(path);
  CHECK(path->definite() == row.definite);
}

TEST_CASE("JsonPath: a path of member names only says them", "[json]") {
  using Names = std::optional<std::vector<std::string>>;
  const auto names = [](const char* path) { return JsonPath::compile(path)->member_names(); };
  CHECK(names("$") == Names(std::vector<std::string>()));
  CHECK(names("$.a['b c'].d") == Names({"a", "b c", "d"}));
  CHECK(names("message") == Names({"message"}));
  CHECK(names("$.a[0]") == Names());
  CHECK(names("$.*") == Names());
  CHECK(names("$..a") == Names());
  CHECK(names("$['a','b']") == Names());
  CHECK(names("$.a.length()") == Names());
}

TEST_CASE("JsonPath: a path of names and indexes is a way to a member", "[json]") {
  using Way = std::optional<MemberPath>;
  const auto way = [](const std::string& path) { return JsonPath::compile(path)->member_path(); };
  CHECK(way("$") == Way(MemberPath()));
  CHECK(way("$.a['b'].c") == Way({"a", "b", "c"}));
  CHECK(way("$.list[2][-1].name") == Way({"list", 2, -1, "name"}));
  CHECK(way("$.list[0,1]") == Way());
  CHECK(way("$.list[0:1]") == Way());
  CHECK(way("$['a','b']") == Way());
  CHECK(way("$.list.length()") == Way());
  std::string long_path = "$";
  for (int i = 0; i < 65; ++i) long_path += "[0]";
  CHECK(way(long_path) == Way());
}

TEST_CASE("JsonPath: what is found is a part of the message, not a copy", "[json]") {
  const Value root = parsed(R"({"list":[1]})");
  std::size_t steps = 100;
  const auto result = JsonPath::compile("$.list")->evaluate(root, steps);
  REQUIRE(result);
  REQUIRE(*result);
  (*result)->as_list()->push_back(Value::integer(2));
  CHECK(to_json(root) == R"({"list":[1,2]})");
  CHECK(steps < 100);
}

TEST_CASE("JsonPath: work is limited", "[json]") {
  SECTION("steps run out") {
    std::string list = "[0";
    for (int i = 1; i < 1000; ++i) list += "," + std::to_string(i);
    list += "]";
    const std::string many = "the path takes too many steps";
    CHECK(found(list, "$[999]", 10) == "999");
    CHECK(found(list, "$[*]", 100) == many);
    CHECK(found(list, "$[?(@ in $[*])]", 10'000) == many);
    CHECK(found(list, "$[?($[?($[?(@ == 7)])])]", 100'000) == many);
    CHECK(found(list, "$[?($[?(@ > 1)] empty false)].length()", 1'000) == many);
  }
  SECTION("long text costs more than one step") {
    const std::string text = "\"" + std::string(100'000, 'x') + "\"";
    CHECK(found("[" + text + "," + text + "]", "$[?(@ == $[0])]", 1'000) ==
          "the path takes too many steps");
  }
  SECTION("a value that is as deep as JSON may be is searched to its ground") {
    std::string deep = "1";
    for (std::size_t i = 0; i < kMaxDepth; ++i) deep.insert(0, "{\"a\":").append("}");
    CHECK(found(deep, "$..a[?(@.b)]") == "[]");
    CHECK(found(deep, "$..a..a", 10) == "the path takes too many steps");
  }
  SECTION("a list in itself") {
    Heap heap;
    const Value list = Value::list();
    heap.hold(list);
    list.as_list()->push_back(list);
    list.as_list()->push_back(list);
    for (const char* path : {"$..a", "$..*", "$..[?(@.a)]", "$..[0]", "$[?(@ == $)]"}) {
      CAPTURE(path);
      std::size_t steps = 1'000'000;
      CHECK_FALSE(JsonPath::compile(path)->evaluate(list, steps));
    }
  }
  SECTION("paths are not endless") {
    std::string names = "$";
    for (int i = 0; i < 300; ++i) names += ".a";
    CHECK(found("{}", names) == "515: the path has more than 256 steps");
    std::string filters = "$";
    std::string parentheses = "$[?(";
    std::string nots = "$[?(";
    std::string lists = "$[?(@ == ";
    for (int i = 0; i < 100'000; ++i) {
      filters += "[?(@";
      parentheses += "(";
      nots += "!";
      lists += "[";
    }
    for (const auto& path : {filters, parentheses, nots, lists}) {
      CHECK(found("{}", path).find("nested more than 24 deep") != std::string::npos);
    }
  }
}
