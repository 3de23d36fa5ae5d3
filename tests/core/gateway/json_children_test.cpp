#include "core/gateway/json_children.h"

#include <catch2/catch_test_macros.hpp>

using namespace palaver::gateway;

namespace {

std::string children_of(std::string_view text) {
  JsonChildren children(text);
  std::string found;
  while (children.next()) {
    if (children.is_object()) found += children.name() + "=";
    found += std::string(children.raw()) + ";";
  }
  return children.failed() ? "failed" : found;
}

}  // namespace

TEST_CASE("JSON children: one level of an object or a list", "[gateway]") {
  CHECK(children_of(R"( {"a" : 1, "\u00e4" : {"b":[2]}, "c":[ ], "d":"x\n"} )") ==
        "a=1;\xC3\xA4={\"b\":[2]};c=[ ];d=\"x\\n\";");
  CHECK(children_of(R"([1,null,[2,3],{"a":4},"x"])") == R"(1;null;[2,3];{"a":4};"x";)");
  CHECK(children_of("{}").empty());
  CHECK(children_of("[]").empty());
  CHECK(children_of("3").empty());
  CHECK(children_of("null").empty());
}

TEST_CASE("JSON children: a text that breaks, anywhere, is told", "[gateway]") {
  const std::string whole = R"({"a":[1,{"b":2}],"c":"d"})";
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    CAPTURE(cut);
    CHECK(children_of(whole.substr(0, cut)) == "failed");
  }
  CHECK(children_of(whole + "x") == "failed");
  CHECK(children_of("3 4") == "failed");
  JsonChildren children("{\"a\":[}");
  while (children.next()) {
  }
  CHECK_FALSE(children.next());
  CHECK(children.failed());
}

TEST_CASE("JSON children: text of scalars", "[gateway]") {
  JsonChildren children(R"({"s":"a\"b","n":-1.50,"t":true,"z":null})");
  std::string texts;
  while (children.next()) texts += children.text() + ";";
  CHECK(texts == "a\"b;-1.50;true;null;");
}
