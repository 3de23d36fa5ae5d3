#include "core/gateway/route_table.h"

#include <catch2/catch_test_macros.hpp>
#include <memory>

#include "tests/core/support/allocations.h"

using namespace palaver::gateway;

namespace {

RouteTable table_of(const std::vector<std::string>& keys,
                    std::string_view expression = "$request.body.action") {
  auto parsed = SelectionExpression::parse(expression, ExpressionKind::route);
  if (!parsed) FAIL(expression << ": " << parsed.error().message);
  return RouteTable(std::move(parsed).value(), keys);
}

std::string route_of(std::string_view body, const std::vector<std::string>& keys,
                     std::string_view expression = "$request.body.action") {
  const auto place = table_of(keys, expression).select(body);
  return place ? keys.at(*place) : "none";
}

// What must hold whatever the message: what the table says is what the expression's text says.
std::string slow_route_of(std::string_view body, const std::vector<std::string>& keys,
                          std::string_view expression) {
  SelectionInput input;
  input.request_body = body;
  const auto parsed = SelectionExpression::parse(expression, ExpressionKind::route);
  const auto key = parsed->evaluate(input);
  std::string otherwise = "none";
  for (const std::string& candidate : keys) {
    if (key && candidate == *key && candidate.substr(0, 1) != "$" && !key->empty()) {
      return candidate;
    }
    if (candidate == "$default") otherwise = candidate;
  }
  return otherwise;
}

}  // namespace

TEST_CASE("Route table: the route of a message", "[gateway]") {
  const std::vector<std::string> keys = {"$connect", "$disconnect", "sendMessage", "$default", "7"};
  CHECK(route_of(R"({"action":"sendMessage"})", keys) == "sendMessage");
  CHECK(route_of(R"({"action":"send\u004dessage"})", keys) == "sendMessage");
  CHECK(route_of(R"({"action":7})", keys) == "7");
  CHECK(route_of(R"({"action":"sendmessage"})", keys) == "$default");  // case counts
  CHECK(route_of(R"({"action":"sendMessage "})", keys) == "$default");
  CHECK(route_of(R"({"action":"sendMessag"})", keys) == "$default");
  CHECK(route_of(R"({"message":"hi"})", keys) == "$default");
  CHECK(route_of(R"(["sendMessage"])", keys) == "$default");
  CHECK(route_of("sendMessage", keys) == "$default");
  CHECK(route_of("\"sendMessage\"", keys) == "$default");
  CHECK(route_of("", keys) == "$default");
  CHECK(route_of(R"({"action":"$default"})", keys) == "$default");
  CHECK(route_of(R"({"action":"sendMessage"}})", keys) == "$default");
  CHECK(route_of("{\"action\":\"sendMessage\"}\xFF", keys) == "$default");
}

TEST_CASE("Route table: no message reaches $connect or $disconnect", "[gateway]") {
  const std::vector<std::string> keys = {"$connect", "$disconnect", "sendMessage"};
  CHECK(route_of(R"({"action":"$connect"})", keys) == "none");
  CHECK(route_of(R"({"action":"$disconnect"})", keys) == "none");
  CHECK(route_of(R"({"action":"connect"})", keys, "\\$$request.body.action") == "none");
}

TEST_CASE("Route table: without a default route nothing else is chosen", "[gateway]") {
  const std::vector<std::string> keys = {"sendMessage", ""};
  CHECK(route_of(R"({"action":"sendMessage"})", keys) == "sendMessage");
  CHECK(route_of(R"({"action":"other"})", keys) == "none");
  CHECK(route_of(R"({"action":""})", keys) == "none");
  CHECK(route_of(R"({"action":"$default"})", keys) == "none");
  CHECK(route_of("hello", keys) == "none");
  CHECK(route_of("hello", keys, "sendMessage") == "none");
  CHECK(route_of("{}", keys, "sendMessage") == "sendMessage");
  CHECK(route_of("{}", {}) == "none");
  CHECK(route_of("{}", {"$default"}) == "$default");
}

TEST_CASE("Route table: a key of several parts", "[gateway]") {
  const std::vector<std::string> keys = {"chat/join", "chat/", "chat", "/join", "chat/leave"};
  constexpr std::string_view kExpression = "${request.body.service}/${request.body.action}";
  CHECK(route_of(R"({"service":"chat","action":"join"})", keys, kExpression) == "chat/join");
  CHECK(route_of(R"({"action":"leave","service":"chat"})", keys, kExpression) == "chat/leave");
  CHECK(route_of(R"({"service":"chat"})", keys, kExpression) == "chat/");
  CHECK(route_of(R"({"action":"join"})", keys, kExpression) == "/join");
  CHECK(route_of(R"({"service":"chat","action":"joi"})", keys, kExpression) == "none");
  CHECK(route_of(R"({"service":"chat/join","action":""})", keys, kExpression) == "none");
}

TEST_CASE("Route table: the place is one among the keys it was given", "[gateway]") {
  CHECK(table_of({"b", "$default", "a", "a"}).select(R"({"action":"a"})") == 2);
  CHECK(table_of({"b", "$default", "a", "a"}).select(R"({"action":"b"})") == 0);
  CHECK(table_of({"b", "$default", "a", "$default"}).select(R"({"action":"c"})") == 1);
}

TEST_CASE("Route table: it agrees with comparing each key", "[gateway]") {
  const std::vector<std::string> texts = {"",    "a",   "aa",  "ab", "b",        "ba",
                                          "abc", "b/a", "a/b", "/",  "$default", "$connect"};
  for (std::size_t left_out = 0; left_out <= texts.size(); ++left_out) {
    std::vector<std::string> keys = texts;
    if (left_out < texts.size()) keys.erase(keys.begin() + static_cast<std::ptrdiff_t>(left_out));
    const RouteTable one = table_of(keys);
    const RouteTable two = table_of(keys, "$request.body.action/$request.body.b");
    for (const std::string& text : texts) {
      for (const std::string& other : texts) {
        const std::string body = R"({"action":")" + text + R"(","b":")" + other + R"("})";
        const auto of_one = one.select(body);
        const auto of_two = two.select(body);
        CHECK((of_one ? keys[*of_one] : "none") ==
              slow_route_of(body, keys, "$request.body.action"));
        CHECK((of_two ? keys[*of_two] : "none") ==
              slow_route_of(body, keys, "$request.body.action/$request.body.b"));
      }
    }
  }
}

TEST_CASE("Route table: selecting allocates nothing", "[gateway]") {
  const std::vector<std::string> keys = {"$connect", "$default", "sendMessage", "chat/join",
                                         std::string(2000, 'k')};
  struct Row {
    const char* expression;
    std::string body;
  };
  const std::string long_text(3000, 'x');
  for (const Row& row : {
           Row{"$request.body.action", R"({"action":"sendMessage","message":"Hello world"})"},
           Row{"$request.body.action", R"({"action":"send\u004dessage","message":"\ud83d\udc4b"})"},
           Row{"$request.body.action", R"({"action":")" + std::string(2000, 'k') + "\"}"},
           Row{"$request.body.action", R"({"action":")" + long_text + "\"}"},
           Row{"$request.body.action",
               R"({"action":{"a":["\u0061\n",{}],"b":")" + long_text + "\"}}"},
           Row{"$request.body.action", R"({"action":["a\u0062",[1],{"b":"\u000a"}]})"},
           Row{"$request.body.action", std::string(500, '[') + std::string(500, ']')},
           Row{"$request.body.action", "not JSON: " + long_text},
           Row{"${request.body.service}/${request.body.data[-1].action}",
               R"({"data":[1,{"action":"join"}],"service":"chat"})"},
           Row{"sendMessage", R"({"action":[1,2,3]})"},
           Row{"sendMessage", "not JSON"},
       }) {
    CAPTURE(row.expression, row.body);
    const RouteTable table = table_of(keys, row.expression);
    const std::size_t before = palaver::support::allocations();
    const auto place = table.select(row.body);
    const std::size_t after = palaver::support::allocations();
    CHECK(after == before);
    CHECK(place.has_value());
  }
}

TEST_CASE("Route table: the count of allocations counts", "[gateway]") {
  const std::size_t before = palaver::support::allocations();
  const auto memory = std::make_unique<std::string>(100, 'x');
  CHECK(palaver::support::allocations() == before + 2);
  CHECK(memory->size() == 100);
}

TEST_CASE("Route table: the largest message takes time in proportion", "[gateway]") {
  const RouteTable table = table_of({"a", "$default"});
  const std::size_t depth = 65'000;
  CHECK(table.select("{\"x\":" + std::string(depth, '[') + std::string(depth, ']') +
                     ",\"action\":\"a\"}") == 0);
  CHECK(table.select(std::string(131'072, '[')) == 1);
  std::string many = "{";
  for (int i = 0; i < 12'000; ++i) many += "\"action\":\"b\",";
  CHECK(table.select(many + "\"action\":\"a\"}") == 0);
}
