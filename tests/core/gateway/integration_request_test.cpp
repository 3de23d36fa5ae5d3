#include "core/gateway/integration_request.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "tests/core/gateway/integration_fixture.h"

namespace palaver::testing {

using namespace palaver::gateway;
using model::IntegrationType;

TEST_CASE("HTTP: the rendered template with API Gateway's own headers", "[gateway]") {
  IntegrationFixture fixture(IntegrationType::http);
  fixture.integration.request_templates["$default"] =
      R"({"id":"$context.connectionId","body":$input.json('$')})";
  const HttpCall call = fixture.http();
  CHECK(call.method == "POST");
  CHECK(call.url == "http://backend.test/say");
  CHECK(call.body == R"({"id":"BFHPhfCWIAMCKlQ=","body":{"action":"say","text":"hi"}})");
  CHECK(header_in(call, "Accept") == "application/json");
  CHECK(header_in(call, "Content-Type") == "application/json");
  CHECK(header_in(call, "User-Agent") == "AmazonAPIGateway_a1b2c3d4e5");
  CHECK(header_in(call, "x-amzn-apigateway-api-id") == "a1b2c3d4e5");
  CHECK(header_in(call, "X-Amzn-Trace-Id") == "Root=1-0-0");
}

TEST_CASE("HTTP: which template is rendered", "[gateway]") {
  struct Row {
    const char* what;
    std::optional<std::string> expression;
    StringMap templates;
    const char* body;
  };
  const StringMap three = {{"say", "S"}, {"$default", "D"}, {"application/json", "J"}};
  const Row rows[] = {
      {"the selected one", "${request.body.action}", three, "S"},
      {"no such key", "$request.body.nothing", three, "D"},
      {"no expression", std::nullopt, three, "D"},
      {"no expression, no $default", std::nullopt, {{"application/json", "J"}}, "J"},
      {"a constant", "\\$default", three, "D"},
      {"none matches", "$request.body.text", {{"say", "S"}}, R"({"action":"say","text":"hi"})"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    IntegrationFixture fixture(IntegrationType::http);
    fixture.integration.template_selection_expression = row.expression;
    fixture.integration.request_templates = row.templates;
    CHECK(fixture.http().body == row.body);
  }
}

TEST_CASE("Passthrough: what goes out when no template matches", "[gateway]") {
  using model::PassthroughBehavior;
  struct Row {
    PassthroughBehavior behavior;
    bool other_templates;
    bool refused;
  };
  const Row rows[] = {
      {PassthroughBehavior::when_no_match, false, false},
      {PassthroughBehavior::when_no_match, true, false},
      {PassthroughBehavior::when_no_templates, false, false},
      {PassthroughBehavior::when_no_templates, true, true},
      {PassthroughBehavior::never, false, true},
      {PassthroughBehavior::never, true, true},
  };
  for (const Row& row : rows) {
    CAPTURE(to_text(row.behavior), row.other_templates);
    IntegrationFixture fixture(IntegrationType::http);
    fixture.integration.passthrough_behavior = row.behavior;
    if (row.other_templates) fixture.integration.request_templates["other"] = "x";
    if (row.refused) {
      CHECK(fixture.refusal().kind == ErrorKind::unsupported_media_type);
    } else {
      CHECK(fixture.http().body == fixture.message);
    }
  }
}

TEST_CASE("HTTP_PROXY: the message as it is; at $connect the client's headers and query",
          "[gateway]") {
  IntegrationFixture fixture(IntegrationType::http_proxy);
  fixture.integration.integration_uri = "http://backend.test/say?own=1";
  fixture.handshake.headers = {{"Host", "localhost:8080"},
                               {"X-Custom", "a"},
                               {"User-Agent", "client/1"},
                               {"Connection", "Upgrade"},
                               {"Sec-WebSocket-Key", "dGhl"},
                               {"upgrade", "websocket"},
                               {"Cookie", "c=1"},
                               {"TE", "trailers"}};
  fixture.handshake.query = {{"room", "a b"}};
  SECTION("a message") {
    const HttpCall call = fixture.http();
    CHECK(call.body == fixture.message);
    CHECK(call.url == "http://backend.test/say?own=1");
    CHECK(header_in(call, "X-Custom").empty());
    CHECK(header_in(call, "User-Agent") == "AmazonAPIGateway_a1b2c3d4e5");
  }
  SECTION("$connect") {
    fixture.connect();
    const HttpCall call = fixture.http();
    CHECK(call.body.empty());
    CHECK(call.url == "http://backend.test/say?own=1&room=a%20b");
    CHECK(header_in(call, "X-Custom") == "a");
    CHECK(header_in(call, "Cookie") == "c=1");
    CHECK(header_in(call, "User-Agent") == "client/1");
    for (const char* dropped : {"Host", "Connection", "Sec-WebSocket-Key", "upgrade", "TE"}) {
      CAPTURE(dropped);
      CHECK(header_in(call, dropped).empty());
    }
  }
}

TEST_CASE("Request parameters reach headers, query and path; stage variables the URI",
          "[gateway]") {
  IntegrationFixture fixture(IntegrationType::http_proxy);
  fixture.integration.integration_uri = "http://${stageVariables.host}/{op}";
  fixture.integration.request_parameters = {
      {"integration.request.header.connectionId", "context.connectionId"},
      {"integration.request.header.Content-Type", "'text/plain'"},
      {"integration.request.querystring.t", "route.request.body.text"},
      {"integration.request.path.op", "route.request.body.action"},
  };
  fixture.variables = {{"host", "other.test:81"}};
  const HttpCall call = fixture.http();
  CHECK(call.url == "http://other.test:81/say?t=hi");
  CHECK(header_in(call, "connectionId") == "BFHPhfCWIAMCKlQ=");
  CHECK(header_in(call, "Content-Type") == "text/plain");
  fixture.variables.clear();
  CHECK(fixture.refusal().kind == ErrorKind::api_configuration_error);
}

TEST_CASE("A request that has no body is sent none", "[gateway]") {
  for (const char* method : {"GET", "HEAD", "OPTIONS"}) {
    CAPTURE(method);
    IntegrationFixture fixture(IntegrationType::http_proxy);
    fixture.integration.integration_method = method;
    CHECK(fixture.http().method == method);
    CHECK(fixture.http().body.empty());
  }
  IntegrationFixture fixture(IntegrationType::http_proxy);
  fixture.integration.integration_method = "DELETE";
  CHECK(fixture.http().body == fixture.message);
}

TEST_CASE("CONVERT_TO_BINARY decodes the payload; what is not base64 is refused", "[gateway]") {
  IntegrationFixture fixture(IntegrationType::http_proxy);
  fixture.integration.content_handling_strategy = model::ContentHandlingStrategy::convert_to_binary;
  fixture.message = "AP8=";
  CHECK(fixture.http().body == std::string("\0\xFF", 2));
  fixture.message = "not base64!";
  CHECK(fixture.refusal().kind == ErrorKind::bad_request_body);
}

TEST_CASE("A template that fails is a configuration error that names it", "[gateway]") {
  IntegrationFixture fixture(IntegrationType::http);
  fixture.integration.request_templates["$default"] = "$input.body.substring(9999)";
  const CallRefusal refusal = fixture.refusal();
  CHECK(refusal.kind == ErrorKind::api_configuration_error);
  CHECK(refusal.detail.find("request template") != std::string::npos);
}

TEST_CASE("AWS_PROXY: the event goes to the function of the URI", "[gateway]") {
  IntegrationFixture fixture(IntegrationType::aws_proxy);
  const auto call = std::get<LambdaCall>(fixture.prepare());
  CHECK(call.function == "arn:aws:lambda:eu-west-1:111122223333:function:hello:live");
  CHECK_FALSE(call.event);
  CHECK(call.payload.find(
            R"("body":"{\"action\":\"say\",\"text\":\"hi\"}","isBase64Encoded":false})") !=
        std::string::npos);
}

TEST_CASE("AWS: the rendered template is the event; a header makes the call asynchronous",
          "[gateway]") {
  IntegrationFixture fixture(IntegrationType::aws);
  fixture.integration.request_templates["$default"] = R"({"text":$input.json('$.text')})";
  CHECK(std::get<LambdaCall>(fixture.prepare()).payload == R"({"text":"hi"})");
  IntegrationFixture asynchronous(IntegrationType::aws);
  asynchronous.integration.request_parameters = {
      {"integration.request.header.X-Amz-Invocation-Type", "'Event'"}};
  CHECK(std::get<LambdaCall>(asynchronous.prepare()).event);
}

TEST_CASE("MOCK: the template says the status, also without quotes", "[gateway]") {
  struct Row {
    const char* text;
    int status;  // 0: refused
  };
  for (const Row& row : {Row{R"({"statusCode":200})", 200}, Row{R"({ "statusCode" : 404 })", 404},
                         Row{"{statusCode: 201}", 201}, Row{"{'statusCode': '202'}", 202},
                         Row{"{}", 0}, Row{R"({"statusCode":"many"})", 0},
                         Row{R"({"statusCode":20})", 0}, Row{R"({"statusCode":2000})", 0}}) {
    CAPTURE(row.text);
    IntegrationFixture fixture(IntegrationType::mock);
    fixture.integration.request_templates["$default"] = row.text;
    const IntegrationCall call = fixture.prepare();
    if (row.status == 0) {
      REQUIRE(std::holds_alternative<CallRefusal>(call));
      CHECK(std::get<CallRefusal>(call).kind == ErrorKind::api_configuration_error);
    } else {
      REQUIRE(std::holds_alternative<MockCall>(call));
      CHECK(std::get<MockCall>(call).status == row.status);
    }
  }
}

TEST_CASE("$connect without a required parameter is refused", "[gateway]") {
  IntegrationFixture fixture(IntegrationType::http_proxy);
  fixture.route.request_parameters = {{"route.request.querystring.token", {true}},
                                      {"route.request.header.X-Auth", {true}},
                                      {"route.request.querystring.optional", {false}}};
  fixture.connect();
  fixture.deploy();
  const auto check = [&] { return check_request(fixture.deployed(), fixture.event()); };
  REQUIRE(check());
  CHECK(check()->kind == ErrorKind::bad_request_parameters);
  fixture.handshake.query = {{"token", "t"}};
  REQUIRE(check());
  CHECK(check()->detail.find("X-Auth") != std::string::npos);
  fixture.handshake.headers = {{"x-auth", "a"}};
  CHECK_FALSE(check());
}

TEST_CASE("A message is held against the model that its expression picks", "[gateway]") {
  IntegrationFixture fixture(IntegrationType::http_proxy);
  model::Model say;
  say.name = "Say";
  say.schema = R"({"type":"object","required":["text"],"properties":{"text":{"type":"string"}}})";
  fixture.models = {say};
  fixture.route.model_selection_expression = "$request.body.action";
  fixture.route.request_models = {{"say", "Say"}};
  fixture.deploy();
  const auto check = [&](std::string message) {
    fixture.message = std::move(message);
    return check_request(fixture.deployed(), fixture.event());
  };
  CHECK_FALSE(check(R"({"action":"say","text":"hi"})"));
  const auto missing = check(R"({"action":"say"})");
  REQUIRE(missing);
  CHECK(missing->kind == ErrorKind::bad_request_body);
  CHECK(missing->detail == R"([object has missing required properties (["text"])])");
  CHECK(check(R"({"action":"say","text":7})"));
  CHECK(check(R"({"action":"other"})"));  // no model, and no $default
  CHECK(check("not JSON"));
}

}  // namespace palaver::testing
