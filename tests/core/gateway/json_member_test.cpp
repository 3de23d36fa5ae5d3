#include "core/gateway/json_member.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

using namespace palaver::gateway;

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
  "integer" : -12, "decimal" : 1.50, "large" : 123456789012345678901234567890, "exponent" : 1E5,
  "quoted" : "say \"hi\"\n", "letter" : "\u00e4 \ud83d\udc4b"
})";

}  // namespace

TEST_CASE("JSON member: each kind of value", "[gateway]") {
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

TEST_CASE("JSON member: a string's text is without quotes and escapes", "[gateway]") {
  CHECK(find_member(kMessage, {"quoted"}).text == "say \"hi\"\n");
  CHECK(find_member(R"("alone")", {}).text == "alone");
}

TEST_CASE("JSON member: no names mean the whole text, compact and in its order", "[gateway]") {
  CHECK(found(R"( { "b" : 1 , "a" : [ true , null ] } )", {}) ==
        R"(object {"b":1,"a":[true,null]})");
  CHECK(found(" [ ] ", {}) == "array []");
  CHECK(found(R"([[1,"x"],[2],{"k":[{}]}])", {}) == R"(array [[1,"x"],[2],{"k":[{}]}])");
  CHECK(found("7", {}) == "number 7");
  CHECK(found("\"\"", {}) == "string \"\"");
}

TEST_CASE("JSON member: of members with the same name the last counts", "[gateway]") {
  CHECK(found(R"({"a":1,"a":2})", {"a"}) == "number 2");
  CHECK(found(R"({"a":{"b":1},"a":{"b":2}})", {"a", "b"}) == "number 2");
  CHECK(found(R"({"a":{"b":1},"a":{}})", {"a", "b"}) == "missing ");
  CHECK(found(R"({"a":{"b":1},"a":5})", {"a", "b"}) == "missing ");
  CHECK(found(R"({"a":5,"a":{"b":1}})", {"a", "b"}) == "number 1");
}

TEST_CASE("JSON member: text that is not JSON has none", "[gateway]") {
  for (const char* text :
       {"", " ", "hello", "{", R"({"a":1)", R"({"a":1}x)", R"({"a":1,})", "{'a':1}",
        R"({"a":"\ud800"})", "{\"a\":\"\xFF\"}", "nul", "[1 2]", R"({"a":1e999})"}) {
    CAPTURE(text);
    CHECK(found(text, {"a"}) == "not_json ");
    CHECK(found(text, {}) == "not_json ");
  }
}

TEST_CASE("JSON member: the largest message of nothing but brackets takes no stack", "[gateway]") {
  const std::size_t depth = 60'000;
  const std::string nested = std::string(depth, '[') + std::string(depth, ']');
  CHECK((find_member(nested, {}).json() == nested));
  CHECK((find_member("{\"a\":" + nested + "}", {"a"}).json() == nested));
  CHECK(find_member("{\"b\":" + nested + "}", {"a"}).kind == JsonKind::missing);
  CHECK(find_member(std::string(2 * depth, '['), {}).kind == JsonKind::not_json);
}

TEST_CASE("JSON member: many members take time in proportion", "[gateway]") {
  std::string text = "{";
  for (int i = 0; i < 12'000; ++i)
    text += "\"m" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  text += "\"last\":true}";
  CHECK(find_member(text, {"m11999"}).json() == "11999");
  CHECK((find_member(text, {}).json() == text));
}

TEST_CASE("JSON member: it agrees with a parser that builds the whole tree", "[gateway]") {
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
        for (const std::string& name : path) {
          if (at == nullptr || !at->is_object() || !at->contains(name)) {
            at = nullptr;
          } else {
            at = &(*at)[name];
          }
        }
        const std::string expected = at == nullptr ? "" : at->dump();
        if (find_member(text, path).json() != expected) FAIL(text << " " << path.front());
        ++compared;
      }
    }
  }
  CHECK(compared == 25 * 25 * 7);
}

TEST_CASE("JSON text: a string is escaped, and what is not ASCII stays", "[gateway]") {
  CHECK(json_string("") == R"("")");
  CHECK(json_string("a\"b\\c/\n\t\x01") == R"("a\"b\\c/\n\t\u0001")");
  CHECK(json_string("\xC3\xA4\xF0\x9F\x91\x8B") == "\"\xC3\xA4\xF0\x9F\x91\x8B\"");
  CHECK(json_string("a\xFF") == "\"a\xEF\xBF\xBD\"");
}

TEST_CASE("Member path: names after dots, up to what cannot be one", "[gateway]") {
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
