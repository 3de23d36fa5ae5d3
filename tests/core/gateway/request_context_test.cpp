#include "core/gateway/request_context.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

using namespace palaver::gateway;

namespace {

RequestContext context_of(EventType type) {
  RequestContext context;
  context.connection_id = "BFHPhfCWIAMCKlQ=";
  context.domain_name = "localhost:8080";
  context.stage = "dev";
  context.api_id = "a1b2c3d4e5";
  context.route_key = "sendMessage";
  context.request_id = "XDmGEE2RoE0FRdQ=";
  context.source_ip = "192.0.2.7";
  context.user_agent = "curl/7.88";
  context.event_type = type;
  context.connected_at_ms = 1731324924553;
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
