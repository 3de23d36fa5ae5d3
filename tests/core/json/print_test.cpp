#include "core/json/print.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <limits>
#include <string>

#include "core/json/parse.h"

using namespace palaver::json;

namespace {

class Greeting : public Object {
 public:
  std::string text() const override { return "say \"hi\""; }
};

}  // namespace

TEST_CASE("Values print as text the way API Gateway's users see them", "[json]") {
  struct Row {
    const char* json;
    const char* text;
  };
  const auto row = GENERATE(values<Row>({
      {R"("bar")", "bar"},
      {R"("say \"hi\"\n")", "say \"hi\"\n"},
      {"null", ""},
      {"true", "true"},
      {"12", "12"},
      {"12345678901234567890", "12345678901234567890"},
      {"1.0", "1.0"},
      {"1e10", "1.0E10"},
      {R"({"foo":"bar"})", "{foo=bar}"},
      {R"({"foo":"bar","n":1})", "{foo=bar, n=1}"},
      {R"({"b":1,"a":2})", "{b=1, a=2}"},
      {R"({"bigger":{"to":"test"},"with":"separators"})", "{bigger={to=test}, with=separators}"},
      {R"([{"foo":"bar"}])", R"([{"foo":"bar"}])"},
      {R"({"foo":[{"nested":"bar"}]})", R"({foo=[{"nested":"bar"}]})"},
      {R"({"a":null,"b":[null],"c":""})", "{a=null, b=[null], c=}"},
      {R"([1,2.5,"x",{"y":null}])", R"([1,2.5,"x",{"y":null}])"},
      {"[]", "[]"},
      {"{}", "{}"},
  }));
  CAPTURE(row.json);
  const auto value = parse(row.json);
  REQUIRE(value);
  CHECK(to_text(*value) == row.text);
}

TEST_CASE("Values print as JSON, whatever they are", "[json]") {
  CHECK(to_json(Value::object(std::make_shared<Greeting>())) == R"("say \"hi\"")");
  CHECK(to_text(Value::object(std::make_shared<Greeting>())) == "say \"hi\"");
  CHECK(to_text(Value::list({Value::object(std::make_shared<Greeting>())})) == R"(["say \"hi\""])");
  CHECK(to_json(Value::string("\xFF")) == "\"\xEF\xBF\xBD\"");
  CHECK(to_json(Value::decimal(1)) == "1.0");
  CHECK(to_json(Value::decimal(std::numeric_limits<double>::infinity())) == "null");
  CHECK(to_json(Value::decimal(std::numeric_limits<double>::quiet_NaN())) == "null");
  CHECK(to_text(Value::decimal(std::numeric_limits<double>::infinity())) == "Infinity");
}

TEST_CASE("Printing ends, whatever the value holds", "[json]") {
  SECTION("nested too deep") {
    Value deep = Value::integer(1);
    for (int i = 0; i < 100'000; ++i) deep = Value::list({deep});
    CHECK(to_json(deep) == std::string(kMaxDepth, '[') + "null" + std::string(kMaxDepth, ']'));
    Value map = Value::integer(1);
    for (int i = 0; i < 100'000; ++i) {
      Map members;
      members.put("a", map);
      map = Value::map(std::move(members));
    }
    CHECK(to_text(map).size() == kMaxDepth * 4 + 4);
  }
  SECTION("a list in itself") {
    Heap heap;
    const Value list = Value::list();
    heap.hold(list);
    list.as_list()->push_back(list);
    CHECK(to_text(list) == std::string(kMaxDepth, '[') + "null" + std::string(kMaxDepth, ']'));
    // Twice, and there is no end to it.
    list.as_list()->push_back(list);
    CHECK(to_json(list).size() <= kMaxPrintedBytes);
    std::string out = "before ";
    CHECK_FALSE(append_text(out, list, 1'000));
    CHECK(out.size() <= 1'000);
  }
  SECTION("a limit that is just enough, and one that is not") {
    const auto value = parse(R"({"a":"b","c":[1]})");
    REQUIRE(value);
    for (std::size_t limit = 0; limit < 20; ++limit) {
      std::string json;
      CHECK(append_json(json, *value, limit) == (limit >= 17));
      CHECK(json.size() <= limit);
      std::string text;
      CHECK(append_text(text, *value, limit) == (limit >= 12));
    }
    std::string nothing;
    CHECK(append_text(nothing, Value::null(), 0));
  }
}
