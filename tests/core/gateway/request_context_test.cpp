#include "core/gateway/request_context.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

using namespace palaver::gateway;

namespace {

RequestContext context_of(EventType type) {
  ConnectionContext connection;
  connection.connection_id = "BFHPhfCWIAMCKlQ=";
  connection.domain_name = "localhost:8080";
  connection.stage = "dev";
  connection.api_id = "a1b2c3d4e5";
  connection.identity.source_ip = "192.0.2.7";
  connection.identity.user_agent = "curl/7.88";
  connection.connected_at_ms = 1731324924553;
  RequestContext context;
  context.connection = std::make_shared<const ConnectionContext>(std::move(connection));
  context.route_key = "sendMessage";
  context.request_id = "XDmGEE2RoE0FRdQ=";
  context.event_type = type;
  context.request_time_ms = 1731324924561;
  context.message_id = "YDmG_E2RoE0=";
  context.disconnect_status_code = 1001;
  context.disconnect_reason = "Going away";
  return context;
}

std::string request_time(std::int64_t unix_ms) {
  RequestContext context;
  context.request_time_ms = unix_ms;
  return context.find("requestTime").value_or("");
}

}  // namespace

TEST_CASE("$context: each name that API Gateway has for every event", "[gateway]") {
  struct Row {
    const char* name;
    const char* text;
  };
  for (const EventType type : {EventType::connect, EventType::message, EventType::disconnect}) {
    const RequestContext context = context_of(type);
    for (const Row& row :
         {Row{"connectionId", "BFHPhfCWIAMCKlQ="}, Row{"connectedAt", "1731324924553"},
          Row{"domainName", "localhost:8080"}, Row{"routeKey", "sendMessage"},
          Row{"requestId", "XDmGEE2RoE0FRdQ="}, Row{"extendedRequestId", "XDmGEE2RoE0FRdQ="},
          Row{"apiId", "a1b2c3d4e5"}, Row{"stage", "dev"},
          Row{"requestTime", "11/Nov/2024:11:35:24 +0000"},
          Row{"requestTimeEpoch", "1731324924561"}, Row{"identity.sourceIp", "192.0.2.7"},
          Row{"identity.userAgent", "curl/7.88"}}) {
      CAPTURE(row.name);
      CHECK(context.find(row.name) == row.text);
    }
  }
}

TEST_CASE("$context: some names have a value in one event only", "[gateway]") {
  const RequestContext connect = context_of(EventType::connect);
  CHECK(connect.find("eventType") == "CONNECT");
  CHECK(connect.find("messageId") == std::nullopt);
  CHECK(connect.find("disconnectStatusCode") == std::nullopt);

  const RequestContext message = context_of(EventType::message);
  CHECK(message.find("eventType") == "MESSAGE");
  CHECK(message.find("messageId") == "YDmG_E2RoE0=");
  CHECK(message.find("disconnectReason") == std::nullopt);

  const RequestContext disconnect = context_of(EventType::disconnect);
  CHECK(disconnect.find("eventType") == "DISCONNECT");
  CHECK(disconnect.find("messageId") == std::nullopt);
  CHECK(disconnect.find("disconnectStatusCode") == "1001");
  CHECK(disconnect.find("disconnectReason") == "Going away");
}

TEST_CASE("$context: names of REST APIs, of nobody and of the wrong case have no value",
          "[gateway]") {
  const RequestContext context = context_of(EventType::message);
  for (const char* name : {"", "httpMethod", "path", "identity", "identity.", "sourceIp",
                           "connectionid", "connectionId.x", "authorizer.principalId", "status"}) {
    CAPTURE(name);
    CHECK(context.find(name) == std::nullopt);
  }
  CHECK(RequestContext{}.find("identity.userAgent") == std::nullopt);
}

TEST_CASE("$context.requestTime: the common log format, in UTC", "[gateway]") {
  CHECK(request_time(0) == "01/Jan/1970:00:00:00 +0000");
  CHECK(request_time(999) == "01/Jan/1970:00:00:00 +0000");
  CHECK(request_time(951'782'400'000) == "29/Feb/2000:00:00:00 +0000");
  CHECK(request_time(1'735'689'599'999) == "31/Dec/2024:23:59:59 +0000");
  CHECK(request_time(1'735'689'600'000) == "01/Jan/2025:00:00:00 +0000");
  CHECK(request_time(4'102'444'799'000) == "31/Dec/2099:23:59:59 +0000");
  CHECK(request_time(-1) == "31/Dec/1969:23:59:59 +0000");

  const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  std::int64_t ms = 1'735'689'600'000;  // the first of January 2025
  for (int month = 0; month < 12; ++month) {
    CHECK(request_time(ms) == std::string("01/") + months[month] + "/2025:00:00:00 +0000");
    ms += std::int64_t{86'400'000} * days[month];
  }
}

TEST_CASE("Domain name: a Host header that a template may put between quotes", "[gateway]") {
  CHECK(valid_domain_name("localhost:8080") == "localhost:8080");
  CHECK(valid_domain_name("Chat.Example.COM") == "chat.example.com");
  CHECK(valid_domain_name("[::1]:8080") == "[::1]:8080");
  CHECK(valid_domain_name("my_host-2") == "my_host-2");
  CHECK(valid_domain_name(std::string(255, 'a')) == std::string(255, 'a'));
}

TEST_CASE("Domain name: a Host header that is none is refused", "[gateway]") {
  for (const char* host : {"", "a\"b", "a\\b", "a b", "a,b", "a/b", "a@b", "a{b", "a$b", "a\nb",
                           "b\xC3\xBC"
                           "cher.example",
                           "a%20b", "a'b", "a;b"}) {
    CAPTURE(host);
    CHECK(valid_domain_name(host) == std::nullopt);
  }
  CHECK(valid_domain_name(std::string(256, 'a')) == std::nullopt);
  CHECK(valid_domain_name(std::string_view("a\0b", 3)) == std::nullopt);
  // Of all single bytes, letters, digits and six marks pass.
  int passed = 0;
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    if (valid_domain_name({&c, 1})) ++passed;
  }
  CHECK(passed == 26 + 26 + 10 + 6);
}

TEST_CASE("$context: who signed, which key, what the authorizer said", "[gateway]") {
  ConnectionContext connection;
  connection.identity.account_id = "111122223333";
  connection.identity.caller = "AIDAEXAMPLE";
  connection.identity.user = "AIDAEXAMPLE";
  connection.identity.user_arn = "arn:aws:iam::111122223333:user/ann";
  connection.identity.api_key = "key-value";
  connection.identity.api_key_id = "k1";
  connection.authorizer = AuthorizerContext{{"tenant", "acme"}, {"principalId", "user-7"}};
  RequestContext context;
  context.connection = std::make_shared<const ConnectionContext>(std::move(connection));
  struct Row {
    const char* name;
    const char* text;
  };
  for (const Row& row :
       {Row{"identity.accountId", "111122223333"}, Row{"identity.caller", "AIDAEXAMPLE"},
        Row{"identity.user", "AIDAEXAMPLE"},
        Row{"identity.userArn", "arn:aws:iam::111122223333:user/ann"},
        Row{"identity.apiKey", "key-value"}, Row{"identity.apiKeyId", "k1"},
        Row{"authorizer.tenant", "acme"}, Row{"authorizer.principalId", "user-7"}}) {
    CAPTURE(row.name);
    CHECK(context.find(row.name) == row.text);
  }
  CHECK(context.find("authorizer.nobody") == std::nullopt);
  CHECK(context.find("authorizer.") == std::nullopt);
  CHECK(context.find("authorizer") == std::nullopt);
}

TEST_CASE("$context: status and error have a value once they are known", "[gateway]") {
  RequestContext context;
  CHECK(context.find("status") == std::nullopt);
  CHECK(context.find("error.messageString") == std::nullopt);
  context.status = 504;
  context.error_message = "Endpoint request timed out";
  context.error_response_type = "INTEGRATION_TIMEOUT";
  context.error_validation_string = "[no action]";
  CHECK(context.find("status") == "504");
  CHECK(context.find("error.message") == "Endpoint request timed out");
  CHECK(context.find("error.messageString") == "\"Endpoint request timed out\"");
  CHECK(context.find("error.responseType") == "INTEGRATION_TIMEOUT");
  CHECK(context.find("error.validationErrorString") == "[no action]");
}

TEST_CASE("HandshakeRequest: the last of several values; header names in any letter case",
          "[gateway]") {
  HandshakeRequest request;
  request.headers = {{"X-Token", "a"}, {"x-token", "b"}};
  request.query = {{"room", "1"}, {"room", "2"}, {"Room", "3"}};
  CHECK(request.header("X-TOKEN") == "b");
  CHECK(request.header("X-Other") == std::nullopt);
  CHECK(request.query_parameter("room") == "2");
  CHECK(request.query_parameter("ROOM") == std::nullopt);
}
