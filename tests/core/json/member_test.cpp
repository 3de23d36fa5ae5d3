#include "core/json/member.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

using namespace palaver::json;

namespace {

// "kind json" of what is found.
std::string found(std::string_view json, const MemberPath& path) {
  static constexpr const char* kKinds[] = {"not_json", "missing", "null",   "false", "true",
                                           "number",   "string",  "object", "array"};
  const JsonMember member = find_member(json, path);
  return kKinds[static_cast<int>(member.kind)] + (" " + member.json());
}

constexpr std::string_view kMessage = R"({
  "action" : "say", "n" : null, "yes" : true, "no" : false,
  "data" : { "room" : "r1", "list" : [ 1 , { "room" : "inner" } , [ ] ], "empty" : { } },
  "integer" : -12, "decimal" : 1.50, "large" : 123456789012345678901234567890, "exponent" : 1E5, "beyond": 1e999,
  "quoted" : "say \"hi\"\n", "letter" : "\u00e4 \ud83d\udc4b"
})";

}  // namespace

TEST_CASE("JSON member: each kind of value", "[json]") {
  struct Row {
    MemberPath path;
    const char* found;
  };
  for (const Row& row : {
           Row{{"action"}, R"(string "say")"},
           Row{{"n"}, "null null"},
           Row{{"yes"}, "true true"},
           Row{{"no"}, "false false"},
           Row{{"integer"}, "number -12"},
           Row{{"decimal"}, "number 1.50"},
           Row{{"large"}, "number 123456789012345678901234567890"},
           Row{{"exponent"}, "number 1E5"},
           Row{{"data"}, R"(object {"room":"r1","list":[1,{"room":"inner"},[]],"empty":{}})"},
           Row{{"data", "room"}, R"(string "r1")"},
           Row{{"data", "list"}, R"(array [1,{"room":"inner"},[]])"},
           Row{{"data", "empty"}, "object {}"},
           Row{{"beyond"}, "number 1e999"},  // no number is too large for its digits
           Row{{"quoted"}, R"(string "say \"hi\"\n")"},
           Row{{"letter"}, "string \"\xC3\xA4 \xF0\x9F\x91\x8B\""},
           Row{{"room"}, "missing "},                  // of another object
           Row{{"inner"}, "missing "},                 // a value, not a name
           Row{{"action", "x"}, "missing "},           // below a string
           Row{{"n", "x"}, "missing "},                // below null
           Row{{"data", "list", "room"}, "missing "},  // below an array
           Row{{"data", "empty", "x"}, "missing "},
           Row{{"data", "room", "data", "room"}, "missing "},
           Row{{"Action"}, "missing "},
       }) {
    CAPTURE(row.path);
    CHECK(found(kMessage, row.path) == row.found);
  }
}

TEST_CASE("JSON member: a string's text is without quotes and escapes", "[json]") {
  CHECK(find_member(kMessage, {"quoted"}).text == "say \"hi\"\n");
  CHECK(find_member(R"("alone")", {}).text == "alone");
}

TEST_CASE("JSON member: elements of arrays", "[json]") {
  constexpr std::string_view kText =
      R"({"a":[1,[2,3],{"b":[4,{"c":5}]},"x"],"o":{"0":"name"},"e":[]})";
  struct Row {
    MemberPath path;
    const char* found;
  };
  for (const Row& row : {
           Row{{"a", 0}, "number 1"},
           Row{{"a", 1}, "array [2,3]"},
           Row{{"a", 1, 1}, "number 3"},
           Row{{"a", 1, -1}, "number 3"},
           Row{{"a", 1, -2}, "number 2"},
           Row{{"a", 1, -3}, "missing "},
           Row{{"a", 1, 2}, "missing "},
           Row{{"a", 2, "b", 0}, "number 4"},
           Row{{"a", -2, "b", -1, "c"}, "number 5"},
           Row{{"a", 3}, R"(string "x")"},
           Row{{"a", -1}, R"(string "x")"},
           Row{{"a", 4}, "missing "},
           Row{{"a", -4}, "number 1"},
           Row{{"a", -5}, "missing "},
           Row{{"a", 3, 0}, "missing "},  // below a string
           Row{{"a", "0"}, "missing "},   // a name, below an array
           Row{{"o", 0}, "missing "},     // an index, below an object
           Row{{"o", "0"}, R"(string "name")"},
           Row{{"e", 0}, "missing "},
           Row{{"e", -1}, "missing "},
           Row{{0}, "missing "},
       }) {
    CHECK(found(kText, row.path) == row.found);
  }
  CHECK(found("[[1,2],[3]]", {-1, 0}) == "number 3");
  CHECK(found("[[1,2],[3,]]", {0, -1}) == "not_json ");
  CHECK(found("[[1,2],[3}]", {-1}) == "not_json ");
}

TEST_CASE("JSON member: several are found in one reading", "[json]") {
  constexpr std::string_view kText =
      R"({"a" : {"b" : [1, {"c": 2}], "x": null}, "d": "e\n", "a\u0062": 0})";
  const std::vector<MemberPath> paths = {
      {"a"}, {"a", "b"}, {"a", "b", 1, "c"}, {"a", "b", -1}, {"d"}, {"ab"}, {"a", "b"}, {"z"}, {}};
  std::vector<RawMember> found(paths.size());
  REQUIRE(find_raw_members(kText, paths, found));
  CHECK(found[0].raw == R"({"b" : [1, {"c": 2}], "x": null})");
  CHECK(found[0].key == "\"a\"");
  CHECK(found[1].raw == R"([1, {"c": 2}])");
  CHECK(found[2].raw == "2");
  CHECK(found[2].key == "\"c\"");
  CHECK(found[3].raw == R"({"c": 2})");
  CHECK(found[3].key.empty());
  CHECK(found[4].raw == R"("e\n")");
  CHECK(found[5].key == R"("a\u0062")");
  CHECK(found[6].raw == found[1].raw);
  CHECK(found[6].raw.data() == found[1].raw.data());
  CHECK_FALSE(found[7].exists());
  CHECK(found[8].raw == kText);

  CHECK_FALSE(find_raw_members(R"({"a":1}})", paths, found));
  for (const RawMember& member : found) CHECK(member.kind == JsonKind::not_json);
}

TEST_CASE("JSON member: any number of paths", "[json]") {
  std::string text = "[";
  std::vector<MemberPath> paths;
  for (int i = 0; i < 50; ++i) {
    text += std::to_string(i) + ",";
    paths.push_back({i});
  }
  text += "50]";
  std::vector<RawMember> found(paths.size());
  REQUIRE(find_raw_members(text, paths, found));
  for (std::size_t i = 0; i < 50; ++i) CHECK(found[i].raw == std::to_string(i));
  CHECK_FALSE(find_raw_members(text + "]", paths, found));
  CHECK(found[0].kind == JsonKind::not_json);
  CHECK(find_raw_members(text, {}, {}));
  CHECK_FALSE(find_raw_members("[1", {}, {}));
}

TEST_CASE("JSON member: a path has its limit", "[json]") {
  std::string text = "1";
  MemberPath path;
  for (std::size_t i = 0; i < kMaxSteps; ++i) {
    text = "{\"a\":[" + text + "]}";
    path.push_back(i % 2 == 0 ? Step("a") : Step(0));
  }
  CHECK(find_raw_member(text, path).exists());
  path.push_back("a");
  CHECK(find_raw_member(text, path).kind == JsonKind::missing);
  CHECK(find_raw_member(text + "]", path).kind == JsonKind::not_json);
}

TEST_CASE("JSON text: compact, with no more escapes than it needs", "[json]") {
  const auto compact = [](std::string_view raw) {
    std::string out;
    append_compact(out, raw);
    return out;
  };
  CHECK(compact(R"( { "a" : [ 1 , { } , [ ] , "b c" ] , "d" : null } )") ==
        R"({"a":[1,{},[],"b c"],"d":null})");
  CHECK(compact(R"(["\/\u00e4\u000a\u0022\u005c\u0007"])") == "[\"/\xC3\xA4\\n\\\"\\\\\\u0007\"]");
  CHECK(compact(R"({"\u0061":-0,"b":1.0E+2})") == R"({"a":-0,"b":1.0E+2})");
  CHECK(compact("7") == "7");
}

TEST_CASE("JSON member: no names mean the whole text, compact and in its order", "[json]") {
  CHECK(found(R"( { "b" : 1 , "a" : [ true , null ] } )", {}) ==
        R"(object {"b":1,"a":[true,null]})");
  CHECK(found(" [ ] ", {}) == "array []");
  CHECK(found(R"([[1,"x"],[2],{"k":[{}]}])", {}) == R"(array [[1,"x"],[2],{"k":[{}]}])");
  CHECK(found("7", {}) == "number 7");
  CHECK(found("\"\"", {}) == "string \"\"");
}

TEST_CASE("JSON member: of members with the same name the last counts", "[json]") {
  CHECK(found(R"({"a":1,"a":2})", {"a"}) == "number 2");
  CHECK(found(R"({"a":{"b":1},"a":{"b":2}})", {"a", "b"}) == "number 2");
  CHECK(found(R"({"a":{"b":1},"a":{}})", {"a", "b"}) == "missing ");
  CHECK(found(R"({"a":{"b":1},"a":5})", {"a", "b"}) == "missing ");
  CHECK(found(R"({"a":5,"a":{"b":1}})", {"a", "b"}) == "number 1");
}

TEST_CASE("JSON member: text that is not JSON has none", "[json]") {
  for (const char* text : {"", " ", "hello", "{", R"({"a":1)", R"({"a":1}x)", R"({"a":1,})",
                           "{'a':1}", R"({"a":"\ud800"})", "{\"a\":\"\xFF\"}", "nul", "[1 2]"}) {
    CAPTURE(text);
    CHECK(found(text, {"a"}) == "not_json ");
    CHECK(found(text, {}) == "not_json ");
  }
}

TEST_CASE("JSON member: the largest message of nothing but brackets takes no stack", "[json]") {
  const std::size_t depth = 60'000;
  const std::string nested = std::string(depth, '[') + std::string(depth, ']');
  CHECK((find_member(nested, {}).json() == nested));
  CHECK((find_member("{\"a\":" + nested + "}", {"a"}).json() == nested));
  CHECK(find_member("{\"b\":" + nested + "}", {"a"}).kind == JsonKind::missing);
  CHECK(find_member(std::string(2 * depth, '['), {}).kind == JsonKind::not_json);
}

TEST_CASE("JSON member: many members take time in proportion", "[json]") {
  std::string text = "{";
  for (int i = 0; i < 12'000; ++i)
    text += "\"m" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  text += "\"last\":true}";
  CHECK(find_member(text, {"m11999"}).json() == "11999");
  CHECK((find_member(text, {}).json() == text));
}

TEST_CASE("JSON member: it agrees with a parser that builds the whole tree", "[json]") {
  // Small documents of all shapes: what is found is what the tree holds.
  const std::vector<std::string> leaves = {"1", "\"a\"", "null", "[]", "{}"};
  std::vector<std::string> values = leaves;
  for (const std::string& leaf : leaves) {
    values.push_back("[" + leaf + "]");
    values.push_back("{\"a\":" + leaf + "}");
    values.push_back("{\"b\":" + leaf + "}");
    values.push_back("[{\"a\":" + leaf + "}," + leaf + "]");
  }
  int compared = 0;
  for (const std::string& first : values) {
    for (const std::string& second : values) {
      const std::string text = "{\"a\":" + first + ",\"b\":" + second + "}";
      const nlohmann::json tree = nlohmann::json::parse(text);
      for (const MemberPath& path :
           {MemberPath{"a"}, MemberPath{"b"}, MemberPath{"a", "a"}, MemberPath{"a", "b"},
            MemberPath{"b", "a"}, MemberPath{"b", "b"}, MemberPath{"a", "a", "a"}}) {
        const nlohmann::json* at = &tree;
        for (const Step& step : path) {
          if (at == nullptr || !at->is_object() || !at->contains(step.name())) {
            at = nullptr;
          } else {
            at = &(*at)[step.name()];
          }
        }
        const std::string expected = at == nullptr ? "" : at->dump();
        if (find_member(text, path).json() != expected) FAIL(text << " " << path.front().name());
        ++compared;
      }
    }
  }
  CHECK(compared == 25 * 25 * 7);
}

TEST_CASE("JSON text: a string is escaped, and what is not ASCII stays", "[json]") {
  CHECK(json_string("") == R"("")");
  CHECK(json_string("a\"b\\c/\n\t\x01") == R"("a\"b\\c/\n\t\u0001")");
  CHECK(json_string("\xC3\xA4\xF0\x9F\x91\x8B") == "\"\xC3\xA4\xF0\x9F\x91\x8B\"");
  CHECK(json_string("a\xFF") == "\"a\xEF\xBF\xBD\"");
}

TEST_CASE("Member path: names after dots, up to what cannot be one", "[json]") {
  struct Row {
    const char* text;
    MemberPath path;
    std::size_t end;
  };
  for (const Row& row :
       {Row{"", {}, 0}, Row{".", {}, 0}, Row{"a", {}, 0}, Row{"..a", {}, 0}, Row{".a", {"a"}, 2},
        Row{".a.b_c-d.9", {"a", "b_c-d", "9"}, 10}, Row{".a..b", {"a"}, 2}, Row{".a.", {"a"}, 2},
        Row{".a[0]", {"a"}, 2}, Row{".\xC3\xA4 b", {"\xC3\xA4"}, 3}}) {
    CAPTURE(row.text);
    std::size_t offset = 0;
    CHECK(take_member_path(row.text, &offset) == row.path);
    CHECK(offset == row.end);
  }
}
