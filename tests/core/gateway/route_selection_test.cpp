#include "core/gateway/route_selection.h"

#include <catch2/catch_test_macros.hpp>

using namespace palaver::gateway;

namespace {

RouteSelectionExpression expression_of(std::string_view text) {
  auto parsed = RouteSelectionExpression::parse(text);
  if (!parsed) FAIL(text << ": " << parsed.error().message);
  return std::move(parsed).value();
}

std::string route_of(std::string_view body, const std::vector<std::string>& keys,
                     std::string_view expression = RouteSelectionExpression::kDefault) {
  const std::string* route = select_route(expression_of(expression), body, keys);
  return route == nullptr ? "none" : *route;
}

}  // namespace

TEST_CASE("Route selection: what an expression makes of a message", "[gateway]") {
  constexpr std::string_view kBody =
      R"({"service":"chat","action":"join","data":{"room":"r1","deep":{"er":"x"}},"one":1,"half":0.50,
          "yes":true,"nothing":null,"list":["a", 2],"price":"$request.body.action"})";
  struct Row {
    const char* expression;
    const char* key;
  };
  for (const Row& row : {
           Row{"$request.body.action", "join"},
           Row{"${request.body.action}", "join"},
           Row{"${request.body.service}/${request.body.action}", "chat/join"},
           Row{"$request.body.service/$request.body.action", "chat/join"},
           Row{"$request.body.service.$request.body.action", "chat.join"},
           Row{"$request.body.data.room", "r1"},
           Row{"$request.body.data.deep.er", "x"},
           Row{"${request.body.action}-${request.body.nope}", "join-"},
           Row{"$request.body.action.", "join."},
           Row{"<$request.body.action>", "<join>"},
           Row{"action", "action"},
           Row{"\\$default", "$default"},
           Row{"\\$request.body.action", "$request.body.action"},
           Row{"a\\b", "a\\b"},
           Row{"$request.body.one", "1"},
           Row{"$request.body.half", "0.50"},
           Row{"$request.body.yes", "true"},
           Row{"$request.body.nothing", ""},
           Row{"$request.body.nope.nope", ""},
           Row{"$request.body.action.nope", ""},
           Row{"$request.body.list", R"(["a",2])"},
           Row{"$request.body.data", R"({"room":"r1","deep":{"er":"x"}})"},
           Row{"$request.body.price", "$request.body.action"},  // not evaluated again
       }) {
    CAPTURE(row.expression);
    CHECK(expression_of(row.expression).evaluate(kBody) == row.key);
  }
}

TEST_CASE("Route selection: JSON that is no object selects the empty text, no JSON selects nothing",
          "[gateway]") {
  for (const char* expression : {"$request.body.action", "constant"}) {
    CAPTURE(expression);
    const RouteSelectionExpression parsed = expression_of(expression);
    CHECK(parsed.evaluate("hello") == std::nullopt);
    CHECK(parsed.evaluate("") == std::nullopt);
    CHECK(parsed.evaluate("[1]").has_value());
  }
  CHECK(expression_of("$request.body.action").evaluate("[\"action\"]") == "");
  CHECK(expression_of("$request.body.action").evaluate("\"action\"") == "");
}

TEST_CASE("Route selection: what cannot be parsed, and where", "[gateway]") {
  struct Row {
    const char* expression;
    std::size_t offset;
    const char* message;
  };
  for (const Row& row : {
           Row{"", 0, "The route selection expression is empty"},
           Row{"$default", 0, "Unexpected variable in selection expression: $default"},
           Row{"a/$request.header.x", 2,
               "Unexpected variable in selection expression: $request.header.x"},
           Row{"${context.stage}", 0,
               "Unexpected variable in selection expression: ${context.stage}"},
           Row{"$request.bodyaction", 0,
               "Unexpected variable in selection expression: $request.bodyaction"},
           Row{"5$", 1, "Unexpected variable in selection expression: $"},
           Row{"$5", 0, "Unexpected variable in selection expression: $5"},
           Row{"$request.body", 13,
               "A member name must follow $request.body, as in $request.body.action"},
           Row{"$request.body.", 13,
               "A member name must follow $request.body, as in $request.body.action"},
           Row{"${request.body}", 14,
               "A member name must follow $request.body, as in $request.body.action"},
           Row{"$request.body..a", 13,
               "A member name must follow $request.body, as in $request.body.action"},
           Row{"$request.body['a']", 13,
               "A member name must follow $request.body, as in $request.body.action"},
           Row{"$request.body.a[0]", 15, "Only member names joined by dots are supported, no [ ]"},
           Row{"${request.body.a", 16, "A } must end the variable here"},
           Row{"${request.body.a b}", 16, "A } must end the variable here"},
           Row{"${request.body.a.}", 16, "A } must end the variable here"},
       }) {
    CAPTURE(row.expression);
    const auto parsed = RouteSelectionExpression::parse(row.expression);
    REQUIRE_FALSE(parsed.has_value());
    CHECK(parsed.error().offset == row.offset);
    CHECK(parsed.error().message == row.message);
  }
}

TEST_CASE("Route selection: an expression cut anywhere is understood or refused", "[gateway]") {
  constexpr std::string_view kWhole = "a\\$${request.body.b.c}-$request.body.d.";
  int understood = 0;
  for (std::size_t cut = 0; cut <= kWhole.size(); ++cut) {
    const auto parsed = RouteSelectionExpression::parse(kWhole.substr(0, cut));
    if (parsed) {
      ++understood;
    } else {
      CHECK(parsed.error().offset <= cut);
      CHECK_FALSE(parsed.error().message.empty());
    }
  }
  CHECK(understood == 7);
}

TEST_CASE("Route selection: the route of a message", "[gateway]") {
  const std::vector<std::string> keys = {"$connect", "$disconnect", "sendMessage", "$default", "7"};
  CHECK(route_of(R"({"action":"sendMessage"})", keys) == "sendMessage");
  CHECK(route_of(R"({"action":7})", keys) == "7");
  CHECK(route_of(R"({"action":"sendmessage"})", keys) == "$default");  // case counts
  CHECK(route_of(R"({"action":"sendMessage "})", keys) == "$default");
  CHECK(route_of(R"({"message":"hi"})", keys) == "$default");
  CHECK(route_of(R"(["sendMessage"])", keys) == "$default");
  CHECK(route_of("sendMessage", keys) == "$default");
  CHECK(route_of("", keys) == "$default");
  CHECK(route_of(R"({"action":"$default"})", keys) == "$default");
}

TEST_CASE("Route selection: no message reaches $connect or $disconnect", "[gateway]") {
  const std::vector<std::string> keys = {"$connect", "$disconnect", "sendMessage"};
  CHECK(route_of(R"({"action":"$connect"})", keys) == "none");
  CHECK(route_of(R"({"action":"$disconnect"})", keys) == "none");
  CHECK(route_of(R"({"action":"connect"})", keys, "\\$$request.body.action") == "none");
}

TEST_CASE("Route selection: without a default route nothing else is chosen", "[gateway]") {
  const std::vector<std::string> keys = {"sendMessage", ""};
  CHECK(route_of(R"({"action":"sendMessage"})", keys) == "sendMessage");
  CHECK(route_of(R"({"action":"other"})", keys) == "none");
  CHECK(route_of(R"({"action":""})", keys) == "none");
  CHECK(route_of(R"({"action":"$default"})", keys) == "none");
  CHECK(route_of("hello", keys) == "none");
  CHECK(route_of("hello", keys, "sendMessage") == "none");
  CHECK(route_of("{}", keys, "sendMessage") == "sendMessage");
}

TEST_CASE("Route selection: the result points into the keys it was given", "[gateway]") {
  const std::vector<std::string> keys = {"$default", "a"};
  CHECK(select_route(expression_of("a"), "{}", keys) == &keys[1]);
  CHECK(select_route(expression_of("b"), "{}", keys) == &keys[0]);
}
