#include "core/gateway/parameter_mapping.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/core/gateway/event_fixture.h"

using namespace palaver::gateway;

namespace {

const StringMap kVariables = {{"mode", "test"}, {"empty", ""}};

HandshakeRequest handshake() {
  HandshakeRequest request;
  request.headers = {{"X-Tag", "1"}, {"x-tag", "2"}, {"Cookie", "a=b"}};
  request.query = {{"token", "t1"}, {"token", "t2"}, {"Token", "t3"}};
  return request;
}

ParameterMapping mapping(std::string_view target, std::string_view source) {
  auto parsed = ParameterMapping::parse(target, source);
  CAPTURE(std::string(target), std::string(source));
  REQUIRE(parsed);
  return *parsed;
}

std::string joined(const std::vector<NamedValue>& values) {
  std::string text;
  for (const NamedValue& value : values) text += value.name + "=" + value.value + ";";
  return text;
}

}  // namespace

TEST_CASE("Parameter mapping: each source", "[gateway]") {
  ConnectionContext connection = example_connection();
  connection.authorizer = AuthorizerContext{{"principalId", "user-7"}};
  const RequestContext context = example_message(connection);
  const HandshakeRequest request = handshake();
  struct Row {
    const char* source;
    const char* connect;  // with a handshake and no body
    const char* message;  // with a body and no handshake
  };
  const char* const kBody =
      R"({"action":"join","n":1.50,"yes":true,"none":null,"o":{"a":[1, "x"]},"empty":""})";
  for (const Row& row : {
           Row{"route.request.header.X-TAG", "v=2;", ""},
           Row{"route.request.header.Cookie", "v=a=b;", ""},
           Row{"route.request.header.Nobody", "", ""},
           Row{"route.request.multivalueheader.x-tag", "v=1;v=2;", ""},
           Row{"route.request.multivalueheader.Nobody", "", ""},
           Row{"route.request.querystring.token", "v=t2;", ""},
           Row{"route.request.querystring.TOKEN", "", ""},
           Row{"route.request.multivaluequerystring.token", "v=t1;v=t2;", ""},
           Row{"route.request.body.action", "", "v=join;"},
           Row{"route.request.body.n", "", "v=1.50;"},
           Row{"route.request.body.yes", "", "v=true;"},
           Row{"route.request.body.none", "", ""},
           Row{"route.request.body.nobody", "", ""},
           Row{"route.request.body.empty", "", "v=;"},
           Row{"route.request.body.o", "", R"(v={"a":[1,"x"]};)"},
           Row{"route.request.body.o.a", "", R"(v=[1,"x"];)"},
           Row{"route.request.body.o.a[1]", "", "v=x;"},
           Row{"route.request.body['o']['a'][-2]", "", "v=1;"},
           Row{"route.request.body.o.a[7]", "", ""},
           Row{"route.request.body..a[1]", "", R"(v=["x"];)"},
           Row{"route.request.body..nobody", "", ""},
           Row{"route.request.body.o.a.length()", "", "v=2;"},
           Row{"stageVariables.mode", "v=test;", "v=test;"},
           Row{"stageVariables.nobody", "", ""},
           Row{"context.connectionId", "v=BFHPhfCWIAMCKlQ=;", "v=BFHPhfCWIAMCKlQ=;"},
           Row{"context.authorizer.principalId", "v=user-7;", "v=user-7;"},
           Row{"context.nobody", "", ""},
           Row{"'application/json'", "v=application/json;", "v=application/json;"},
           Row{"'it's'", "v=it's;", "v=it's;"},
           Row{"''", "v=;", "v=;"},
       }) {
    CAPTURE(row.source);
    for (const char* target :
         {"integration.request.header.v", "integration.request.querystring.v"}) {
      const std::vector<ParameterMapping> one = {mapping(target, row.source)};
      const auto connect = map_parameters(one, {context, kVariables, &request, ""}, Backend::http);
      const auto message = map_parameters(one, {context, kVariables, nullptr, kBody}, Backend::aws);
      REQUIRE(connect);
      REQUIRE(message);
      CHECK(joined(connect->headers) + joined(connect->query) == row.connect);
      CHECK(joined(message->headers) + joined(message->query) == row.message);
    }
  }
  const std::vector<ParameterMapping> all = {
      mapping("integration.request.querystring.v", "route.request.body")};
  CHECK(joined(map_parameters(all, {context, kVariables, nullptr, "hi"}, Backend::http)->query) ==
        "v=hi;");
  CHECK(map_parameters(all, {context, kVariables, nullptr, ""}, Backend::http)->query.empty());
}

TEST_CASE("Parameter mapping: a message that is not JSON has no members", "[gateway]") {
  const std::vector<ParameterMapping> one = {
      mapping("integration.request.path.op", "route.request.body.action")};
  for (const char* body : {"", "hi", "[1]", "3", R"({"action":)", R"({"Action":"x"})"}) {
    CAPTURE(body);
    const auto mapped =
        map_parameters(one, {example_message(), kVariables, nullptr, body}, Backend::http);
    REQUIRE(mapped);
    CHECK(mapped->path.empty());
  }
}

TEST_CASE("Parameter mapping: the example of the tutorial chat", "[gateway]") {
  ConnectionContext connection = example_connection();
  connection.authorizer = AuthorizerContext{{"principalId", "user-7"}};
  const std::vector<ParameterMapping> mappings = {
      mapping("integration.request.header.connectionId", "context.connectionId"),
      mapping("integration.request.header.X-User", "context.authorizer.principalId"),
      mapping("integration.request.querystring.token", "route.request.querystring.token"),
      mapping("integration.request.path.op", "route.request.body.action"),
      mapping("integration.request.header.Content-Type", "'application/json'"),
  };
  const auto mapped = map_parameters(
      mappings, {example_message(connection), kVariables, nullptr, R"({"action":"join"})"},
      Backend::http);
  REQUIRE(mapped);
  CHECK(joined(mapped->headers) ==
        "connectionId=BFHPhfCWIAMCKlQ=;X-User=user-7;Content-Type=application/json;");
  CHECK(mapped->query.empty());
  CHECK(joined(mapped->path) == "op=join;");
}

TEST_CASE("Parameter mapping: several values of a path parameter are joined", "[gateway]") {
  const HandshakeRequest request = handshake();
  const auto mapped = map_parameters(
      {mapping("integration.request.path.t", "route.request.multivaluequerystring.token")},
      {example_connect(), kVariables, &request, ""}, Backend::http);
  REQUIRE(mapped);
  CHECK(joined(mapped->path) == "t=t1,t2;");
}

TEST_CASE("Parameter mapping: no value begins a header of its own", "[gateway]") {
  HandshakeRequest request;
  request.query = {{"a", "x\r\nX-Admin: true"},
                   {"b", "x\ny"},
                   {"c", std::string("x\0y", 3)},
                   {"d", "x\ty"},
                   {"e", "x\x7Fy"},
                   {"f", "\xC3\xA4 \xFF"}};
  for (const NamedValue& parameter : request.query) {
    CAPTURE(parameter.name);
    const std::string source = "route.request.querystring." + parameter.name;
    const auto mapped =
        map_parameters({mapping("integration.request.header.H", source),
                        mapping("integration.request.querystring.Q", source)},
                       {example_connect(), kVariables, &request, ""}, Backend::http);
    REQUIRE(mapped);
    const bool passes = parameter.name == "d" || parameter.name == "f";
    CHECK(mapped->headers.size() == (passes ? 1 : 0));
    CHECK(mapped->query.size() == 1);  // it will be percent-encoded
  }
}

TEST_CASE("Parameter mapping: headers that are the gateway's own", "[gateway]") {
  struct Row {
    const char* name;
    bool illegal_for_http;
    bool illegal_for_aws;
  };
  for (const Row& row :
       {Row{"content-length", true, true}, Row{"Transfer-Encoding", true, true},
        Row{"X-Amzn-Trace-Id", true, true}, Row{"x-amzn-apigateway-api-id", true, true},
        Row{"Authorization", false, true}, Row{"connection", false, true},
        Row{"Expect", false, true}, Row{"Proxy-Authenticate", false, true}, Row{"TE", false, true},
        Row{"Content-Type", false, false}, Row{"X-Amz-Invocation-Type", false, false}}) {
    CAPTURE(row.name);
    CHECK(is_illegal_header(row.name, Backend::http) == row.illegal_for_http);
    CHECK(is_illegal_header(row.name, Backend::aws) == row.illegal_for_aws);
    const std::vector<ParameterMapping> one = {
        mapping("integration.request.header." + std::string(row.name), "'v'")};
    const MappingInput input{example_message(), kVariables, nullptr, ""};
    CHECK(map_parameters(one, input, Backend::http).has_value() == !row.illegal_for_http);
    CHECK(map_parameters(one, input, Backend::aws).has_value() == !row.illegal_for_aws);
  }
}

TEST_CASE("Parameter mapping: what is none", "[gateway]") {
  struct Row {
    const char* target;
    const char* source;
  };
  const std::string long_constant = "'" + std::string(511, 'x') + "'";
  for (const Row& row : {
           Row{"", "'v'"},
           Row{"integration.request.header.", "'v'"},
           Row{"integration.request.header.a b", "'v'"},
           Row{"integration.request.header.a:b", "'v'"},
           Row{"integration.request.body.a", "'v'"},
           Row{"Integration.request.header.a", "'v'"},
           Row{"method.request.header.a", "'v'"},
           Row{"integration.request.header.a", ""},
           Row{"integration.request.header.a", "v"},
           Row{"integration.request.header.a", "'v"},
           Row{"integration.request.header.a", "'"},
           Row{"integration.request.header.a", "\"v\""},
           Row{"integration.request.header.a", "context."},
           Row{"integration.request.header.a", "$context.stage"},
           Row{"integration.request.header.a", "route.request.header."},
           Row{"integration.request.header.a", "route.request.header.a b"},
           Row{"integration.request.header.a", "route.request.querystring.\xC3\xA4"},
           Row{"integration.request.header.a", "route.request.path.x"},
           Row{"integration.request.header.a", "route.request.context.stage"},
           Row{"integration.request.header.a", "route.request.bodyx"},
           Row{"integration.request.header.a", "route.request.body."},
           Row{"integration.request.header.a", "route.request.body.a["},
           Row{"integration.request.header.a", "route.request.body[?(@.a"},
           Row{"integration.request.header.a", "method.request.header.a"},
           Row{"integration.request.header.a", "integration.response.header.a"},
           Row{"integration.request.header.a", long_constant.c_str()},
           Row{"route.response.header.a", "route.request.header.a"},
           Row{"route.response.header.a", "integration.response.querystring.a"},
           Row{"route.response.querystring.a", "'v'"},
       }) {
    CAPTURE(row.target, row.source);
    const auto parsed = ParameterMapping::parse(row.target, row.source);
    REQUIRE_FALSE(parsed);
    CHECK_FALSE(parsed.error().empty());
  }
}

TEST_CASE("Parameter mapping: headers for the answer to the handshake", "[gateway]") {
  HandshakeRequest response;
  response.headers = {{"Sec-WebSocket-Protocol", "chat.v2"}, {"Bad", "a\rb"}};
  const std::vector<ParameterMapping> mappings = {
      mapping("route.response.header.Sec-WebSocket-Protocol",
              "integration.response.header.sec-websocket-protocol"),
      mapping("route.response.header.Bad", "integration.response.multivalueheader.Bad"),
      mapping("route.response.header.X-Room", "integration.response.body.room"),
      mapping("route.response.header.X-Mode", "stageVariables.mode"),
      mapping("integration.request.header.X-Not", "'for the request'"),
  };
  CHECK(joined(map_response_headers(
            mappings, {example_connect(), kVariables, &response, R"({"room":42})"})) ==
        "Sec-WebSocket-Protocol=chat.v2;X-Room=42;X-Mode=test;");
}
