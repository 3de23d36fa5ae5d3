#include "core/gateway/selection_expression.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <memory>

using namespace palaver::gateway;

namespace {

using Kind = ExpressionKind;

SelectionExpression expression_of(std::string_view text, Kind kind) {
  auto parsed = SelectionExpression::parse(text, kind);
  if (!parsed) FAIL(text << ": " << parsed.error().message);
  return std::move(parsed).value();
}

// "offset: message" of what is refused.
std::string refusal_of(std::string_view text, Kind kind) {
  const auto parsed = SelectionExpression::parse(text, kind);
  if (parsed) return "understood";
  return std::to_string(parsed.error().offset) + ": " + parsed.error().message;
}

std::optional<std::string> key_of(std::string_view expression, std::string_view body,
                                  Kind kind = Kind::route) {
  SelectionInput input;
  input.request_body = body;
  return expression_of(expression, kind).evaluate(input);
}

// Stops after some bytes, as one does who knows that no key is so long.
class ShortSink final : public palaver::json::TextSink {
 public:
  explicit ShortSink(std::size_t room) : room_(room) {}
  bool add(std::string_view piece) override {
    text += piece;
    return text.size() <= room_;
  }
  std::string text;

 private:
  std::size_t room_;
};

constexpr Kind kBodyKinds[] = {Kind::route, Kind::model, Kind::request_template,
                               Kind::response_template};

}  // namespace

TEST_CASE("Selection expression: the evaluation table of the documentation", "[gateway]") {
  constexpr std::string_view kBody = R"({"service":"chat","action":"join","data":{"room":"r1"}})";
  struct Row {
    const char* expression;
    const char* key;
  };
  for (const Row& row : {
           Row{"$request.body.action", "join"},
           Row{"${request.body.action}", "join"},
           Row{"${request.body.service}/${request.body.action}", "chat/join"},
           Row{"$request.body.data.room", "r1"},
           Row{"${request.body.action}-${request.body.nope}", "join-"},
           Row{"action", "action"},
           Row{"\\$default", "$default"},
       }) {
    CAPTURE(row.expression);
    for (const Kind kind : kBodyKinds) CHECK(key_of(row.expression, kBody, kind) == row.key);
  }
}

TEST_CASE("Selection expression: what it makes of a message", "[gateway]") {
  constexpr std::string_view kBody =
      R"({"service":"chat","action":"join","data":{"room":"r1","deep":{"er":"x"}},"one":1,"half":0.50,
          "large":123456789012345678901234567890,"yes":true,"no":false,"nothing":null,
          "list":["a", 2, null, ["b"], {"c": "d\u0020e"}],"two":["x","y"],"empty":[],
          "text":"\u0061\n\"","it's":{"a.b":7,"a\\b":8},"price":"$request.body.action"})";
  struct Row {
    const char* expression;
    const char* key;
  };
  for (const Row& row : {
           Row{"$request.body.service/$request.body.action", "chat/join"},
           Row{"$request.body.service.$request.body.action", "chat.join"},
           Row{"$request.body.data.deep.er", "x"},
           Row{"$request.body.action.", "join."},
           Row{"$request.body.action..service", "join..service"},
           Row{"$request.body.action()", "join()"},
           Row{"<$request.body.action>", "<join>"},
           Row{"$request.body.action$request.body.one", "join1"},
           Row{"\\$request.body.action", "$request.body.action"},
           Row{"$request.body.action\\$", "join$"},
           Row{"a\\b", "a\\b"},
           Row{"a}{b", "a}{b"},
           // Scalars as JSON, numbers with the digits that came.
           Row{"$request.body.one", "1"},
           Row{"$request.body.half", "0.50"},
           Row{"$request.body.large", "123456789012345678901234567890"},
           Row{"$request.body.yes", "true"},
           Row{"$request.body.no", "false"},
           Row{"$request.body.text", "a\n\""},
           // Nothing.
           Row{"$request.body.nothing", ""},
           Row{"$request.body.nope.nope", ""},
           Row{"$request.body.action.nope", ""},
           Row{"$request.body.Action", ""},
           // Elements, names in brackets.
           Row{"$request.body.list[0]", "a"},
           Row{"$request.body.list[1]", "2"},
           Row{"$request.body.list[-1].c", "d e"},
           Row{"$request.body.list[3][0]x", "bx"},
           Row{"$request.body.list[2]", ""},
           Row{"$request.body.list[5]", ""},
           Row{"$request.body.list[-6]", ""},
           Row{"$request.body['action']", "join"},
           Row{"$request.body[\"data\"]['room']", "r1"},
           Row{"${request.body['data'].room}[0]", "r1[0]"},
           Row{"$request.body['it\\'s']['a.b']", "7"},
           Row{"$request.body[\"it's\"]['a\\\\b']", "8"},
           Row{"$request.body['']", ""},
           Row{"$request.body[0]", ""},
           // Lists as Java prints them, objects as JSON.
           Row{"$request.body.two", "[x, y]"},
           Row{"$request.body.list", R"([a, 2, null, [b], {"c":"d e"}])"},
           Row{"$request.body.empty", "[]"},
           Row{"$request.body.data", R"({"room":"r1","deep":{"er":"x"}})"},
           // One pass.
           Row{"$request.body.price", "$request.body.action"},
       }) {
    CAPTURE(row.expression);
    CHECK(key_of(row.expression, kBody) == row.key);
  }
}

TEST_CASE("Selection expression: all of JSONPath", "[gateway]") {
  constexpr std::string_view kBody =
      R"({"list":[{"name":"x","n":1},{"name":"y","n":2.50},{"name":null,"n":[3,[4]]}],
          "a":"1","b":{"c":true}})";
  struct Row {
    const char* expression;
    const char* key;
  };
  for (const Row& row : {
           Row{"$request.body.list[*].name", "[x, y, null]"},
           Row{"$request.body.list[0,1].name", "[x, y]"},
           Row{"$request.body.list[1:].name", "[y, null]"},
           Row{"$request.body.list[?(@.n == 1)].name", "[x]"},
           Row{"<$request.body.list[?(@.n == 7)]>", "<[]>"},
           Row{"$request.body.list[2]['n'][*]", "[3, [4]]"},
           Row{"$request.body.list[0]['name','n']", R"({"name":"x","n":1})"},
           Row{"${request.body..c}", "[true]"},
           Row{"${request.body.list.length()}", "3"},
           Row{"${request.body.b.*}-${request.body.a}", "[true]-1"},
           Row{"$request.body.list.length()", "()"},  // without braces a name ends there
           Row{"$request.body.b.*", R"({"c":true}.*)"},
           Row{"<${request.body.nope.length()}>", "<>"},
       }) {
    CAPTURE(row.expression);
    CHECK(key_of(row.expression, kBody) == row.key);
    CHECK(key_of(row.expression, "{") == std::nullopt);
  }
  // JSON, but nested more deeply than what builds values takes.
  const std::string deep = std::string(1000, '[') + std::string(1000, ']');
  CHECK(key_of("a${request.body..b}", deep) == "a[]");
  CHECK(key_of("a${request.body.length()}", deep) == "a");
}

TEST_CASE("Selection expression: a list at the top", "[gateway]") {
  CHECK(key_of("$request.body[0].a", R"([{"a":"x"}])") == "x");
  CHECK(key_of("${request.body[-1]}", R"([1, 2])") == "2");
}

TEST_CASE("Selection expression: JSON that is no object gives the empty text, no JSON nothing",
          "[gateway]") {
  for (const char* body : {"", " ", "hello", "{", "{\"action\":\"a\"", "{\"action\":\"a\"}x"}) {
    CAPTURE(body);
    CHECK(key_of("$request.body.action", body) == std::nullopt);
    CHECK(key_of("a-$request.body.action", body) == std::nullopt);
    CHECK(key_of("constant", body) == "constant");
  }
  for (const char* body : {"[\"action\"]", "\"action\"", "1", "null", "{}"}) {
    CAPTURE(body);
    CHECK(key_of("$request.body.action", body) == "");
  }
}

TEST_CASE("Selection expression: of an integration's response", "[gateway]") {
  const std::vector<NamedValue> headers = {
      {"X-Kind", "first"}, {"Content-Type", "text/plain"}, {"x-kind", "second"}};
  SelectionInput input;
  input.request_body = R"({"action":"join"})";
  input.response_status = 404;
  input.response_headers = &headers;
  input.response_body = R"({"errorMessage":"Room \"r1\" NotFound","code":{"n":[7]}})";
  struct Row {
    Kind kind;
    const char* expression;
    const char* key;
  };
  for (const Row& row : {
           Row{Kind::response_template, "$integration.response.statuscode", "404"},
           Row{Kind::response_template, "${integration.response.statuscode}!", "404!"},
           Row{Kind::response_template, "$integration.response.header.Content-Type", "text/plain"},
           Row{Kind::response_template, "$integration.response.header.content-type/x",
               "text/plain/x"},
           Row{Kind::response_template, "$integration.response.header.X-KIND", "second"},
           Row{Kind::response_template, "$integration.response.header.X-Other", ""},
           Row{Kind::response_template, "$integration.response.multivalueheader.X-Kind",
               "[first, second]"},
           Row{Kind::response_template, "${integration.response.multivalueheader.content-type}",
               "[text/plain]"},
           Row{Kind::response_template, "$integration.response.multivalueheader.X-Other", ""},
           // A hyphen belongs to the name: there is no member "action-".
           Row{Kind::response_template, "$request.body.action-$integration.response.statuscode",
               "404"},
           Row{Kind::response_template, "${request.body.action}-$integration.response.statuscode",
               "join-404"},
           Row{Kind::integration_response, "${integration.response.statuscode}", "404"},
           Row{Kind::integration_response, "$integration.response.body.errorMessage",
               "Room \"r1\" NotFound"},
           Row{Kind::integration_response, "$integration.response.body.code.n[0]", "7"},
           Row{Kind::integration_response, "$integration.response.body.nope", ""},
       }) {
    CAPTURE(row.expression);
    CHECK(expression_of(row.expression, row.kind).evaluate(input) == row.key);
  }

  SECTION("a response that is not JSON has no members") {
    input.response_body = "Bad Gateway";
    CHECK(expression_of("a$integration.response.body.b", Kind::integration_response)
              .evaluate(input) == "a");
  }
  SECTION("what is not known is empty") {
    const SelectionInput nothing;
    CHECK(expression_of("a$integration.response.statuscode", Kind::response_template)
              .evaluate(nothing) == "a");
    CHECK(expression_of("a$integration.response.header.b", Kind::response_template)
              .evaluate(nothing) == "a");
    CHECK(expression_of("a$integration.response.multivalueheader.b", Kind::response_template)
              .evaluate(nothing) == "a");
  }
}

TEST_CASE("Selection expression: where the API key comes from", "[gateway]") {
  HandshakeRequest handshake;
  handshake.headers = {{"X-API-Key", "secret"}};
  ConnectionContext connection;
  connection.authorizer = AuthorizerContext{{"usageIdentifierKey", "other"}};
  RequestContext context;
  context.connection = std::make_shared<const ConnectionContext>(connection);
  SelectionInput input;
  input.handshake = &handshake;
  input.context = &context;

  const auto header = expression_of("$request.header.x-api-key", Kind::api_key);
  CHECK(header.evaluate(input) == "secret");
  CHECK(header.evaluate({}) == "");
  CHECK_FALSE(header.constant());
  const auto authorizer = expression_of("$context.authorizer.usageIdentifierKey", Kind::api_key);
  CHECK(authorizer.evaluate(input) == "other");
  CHECK(authorizer.evaluate({}) == "");

  for (const char* other : {"", "secret", "$request.header.other", "$request.body.key",
                            "$context.connectionId", "${request.header.x-api-key}"}) {
    CAPTURE(other);
    CHECK(refusal_of(other, Kind::api_key) ==
          "0: An API key selection expression is $request.header.x-api-key or "
          "$context.authorizer.usageIdentifierKey");
  }
}

TEST_CASE("Selection expression: of a route response there is one", "[gateway]") {
  const auto expression = expression_of("$default", Kind::route_response);
  CHECK(expression.evaluate({}) == "$default");
  CHECK(expression.constant());
  for (const char* other : {"", "\\$default", "${default}", "$default ", "a"}) {
    CAPTURE(other);
    CHECK(refusal_of(other, Kind::route_response) ==
          "0: Currently, only $default is supported as a route response selection expression.");
  }
}

TEST_CASE("Selection expression: each kind has its variables", "[gateway]") {
  struct Row {
    const char* variable;
    std::vector<Kind> kinds;
  };
  for (const Row& row : {
           Row{"$request.body.a",
               {Kind::route, Kind::model, Kind::request_template, Kind::response_template}},
           Row{"$integration.response.statuscode",
               {Kind::response_template, Kind::integration_response}},
           Row{"$integration.response.header.a", {Kind::response_template}},
           Row{"$integration.response.multivalueheader.a", {Kind::response_template}},
           Row{"$integration.response.body.a", {Kind::integration_response}},
           Row{"$request.header.a", {}},
           Row{"$request.querystring.a", {}},
           Row{"$context.connectionId", {}},
           Row{"$stageVariables.a", {}},
           Row{"$input.body", {}},
           Row{"$default", {}},
       }) {
    for (const Kind kind : {Kind::route, Kind::model, Kind::request_template,
                            Kind::response_template, Kind::integration_response}) {
      CAPTURE(row.variable, static_cast<int>(kind));
      const bool allowed = std::find(row.kinds.begin(), row.kinds.end(), kind) != row.kinds.end();
      CHECK(refusal_of("a" + std::string(row.variable), kind) ==
            (allowed
                 ? "understood"
                 : "1: Unexpected variable in selection expression: " + std::string(row.variable)));
    }
  }
}

TEST_CASE("Selection expression: what cannot be parsed, and where", "[gateway]") {
  struct Row {
    const char* expression;
    const char* refusal;
  };
  for (const Row& row : {
           Row{"", "0: The selection expression is empty"},
           Row{"$default", "0: Unexpected variable in selection expression: $default"},
           Row{"${default}", "0: Unexpected variable in selection expression: ${default}"},
           Row{"a/$request.header.x",
               "2: Unexpected variable in selection expression: $request.header.x"},
           Row{"${context.stage}",
               "0: Unexpected variable in selection expression: ${context.stage}"},
           Row{"$request.bodyaction",
               "0: Unexpected variable in selection expression: $request.bodyaction"},
           Row{"5$", "1: Unexpected variable in selection expression: $"},
           Row{"$5", "0: Unexpected variable in selection expression: $5"},
           Row{"$$request.body.a", "0: Unexpected variable in selection expression: $"},
           Row{"$request.body",
               "13: A member name must follow $request.body, as in $request.body.action"},
           Row{"$request.body.",
               "13: A member name must follow $request.body, as in $request.body.action"},
           Row{"${request.body}",
               "14: A member name must follow $request.body, as in $request.body.action"},
           Row{"$request.body..a",
               "13: A member name must follow $request.body, as in $request.body.action"},
           Row{"${request.body.a", "16: A } must end the variable here"},
           Row{"${request.body.a[0]", "19: A } must end the variable here"},
           Row{"${request.body.a b}",
               "16: This is not JSONPath: a name with blanks stands in brackets and quotes: "
               "['my name']"},
           Row{"${request.body.a.}", "17: This is not JSONPath: a path does not end with a dot"},
           Row{"$request.body.a[x]",
               "16: This is not JSONPath: a name in quotes, a number, `*` or `?` was expected"},
           Row{"$request.body.a[99999999999999999999]",
               "16: This is not JSONPath: the index is too large"},
           Row{"$request.body.a[", "15: This bracket has no end"},
           Row{"$request.body['a", "13: This bracket has no end"},
           Row{"$request.body['a\\", "13: This bracket has no end"},
           Row{"$request.body['a'", "13: This bracket has no end"},
           Row{"$request.body['a]", "13: This bracket has no end"},
           Row{"$request.body.a[?(@['b]'] == 1)", "15: This bracket has no end"},
       }) {
    CAPTURE(row.expression);
    CHECK(refusal_of(row.expression, Kind::route) == row.refusal);
  }
  CHECK(refusal_of("$integration.response.header", Kind::response_template) ==
        "28: A header's name must follow $integration.response.header, as in "
        "$integration.response.header.content-type");
  CHECK(refusal_of("$integration.response.body", Kind::integration_response) ==
        "26: A member name must follow $integration.response.body, as in "
        "$integration.response.body.errorMessage");
}

TEST_CASE("Selection expression: it has its limits", "[gateway]") {
  std::string variables;
  for (int i = 0; i < 8; ++i) variables += "$request.body.a/";
  CHECK(key_of(variables, R"({"a":1})") == "1/1/1/1/1/1/1/1/");
  CHECK(refusal_of(variables + "$request.body.a", Kind::route) ==
        "141: A selection expression has at most 8 variables of a body");
  std::string path = "$request.body";
  for (int i = 0; i < 64; ++i) path += "[0]";
  CHECK(refusal_of(path, Kind::route) == "understood");
  CHECK(refusal_of(path + ".a", Kind::route) == "understood");
  for (int i = 0; i < 400; ++i) path += ".a";
  CHECK(refusal_of(path, Kind::route) != "understood");
}

TEST_CASE("Selection expression: cut anywhere it is understood or refused", "[gateway]") {
  constexpr std::string_view kWhole = "a\\$${request.body.b['c\\'d'][-12].e}-$request.body.d.";
  int understood = 0;
  for (std::size_t cut = 0; cut <= kWhole.size(); ++cut) {
    const auto parsed = SelectionExpression::parse(kWhole.substr(0, cut), Kind::route);
    if (parsed) {
      ++understood;
      CHECK(parsed->text() == kWhole.substr(0, cut));
    } else {
      CHECK(parsed.error().offset <= cut);
      CHECK_FALSE(parsed.error().message.empty());
    }
  }
  CHECK(understood == 7);
}

TEST_CASE("Selection expression: it knows whether a message matters", "[gateway]") {
  CHECK(expression_of("\\$default", Kind::request_template).constant());
  CHECK_FALSE(expression_of("\\$default", Kind::request_template).needs_request_body());
  CHECK_FALSE(expression_of("$request.body.a", Kind::route).constant());
  CHECK(expression_of("$request.body.a", Kind::route).needs_request_body());
  const auto status = expression_of("$integration.response.statuscode", Kind::response_template);
  CHECK_FALSE(status.constant());
  CHECK_FALSE(status.needs_request_body());
}

TEST_CASE("Selection expression: who has had enough is not told the rest", "[gateway]") {
  const auto expression = expression_of("a${request.body.list}b", Kind::route);
  SelectionInput input;
  input.request_body = R"({"list":["xxxx",{"yyyy":"\u0061\u0062\u0063"},"zzzz"]})";
  const std::string whole = *expression.evaluate(input);
  CHECK(whole == R"(a[xxxx, {"yyyy":"abc"}, zzzz]b)");
  for (std::size_t room = 0; room <= whole.size(); ++room) {
    CAPTURE(room);
    ShortSink sink(room);
    const auto outcome = expression.write(input, sink);
    CHECK((outcome == SelectionExpression::Outcome::whole) == (room == whole.size()));
    CHECK(whole.substr(0, sink.text.size()) == sink.text);
    CHECK(sink.text.size() <= room + 6);
  }
}
