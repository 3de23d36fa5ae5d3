#include "server/gateway/origin_policy.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/server/gateway/gateway_fixture.h"

namespace palaver::testing {
namespace {

using gateway::OriginPolicy;

bool lets_in(const OriginPolicy& policy, const char* origin, const char* host,
             const char* peer = "127.0.0.1") {
  http::Request request;
  request.headers.add("Host", host);
  if (origin != nullptr) request.headers.add("Origin", origin);
  request.peer_address = peer;
  return !policy.refusal(request);
}

OriginPolicy listed(const std::vector<std::string>& origins) {
  auto policy = OriginPolicy::of(origins);
  REQUIRE(policy);
  return *policy;
}

}  // namespace

TEST_CASE("Origins: by default the server's own pages, and this machine's on this machine",
          "[gateway]") {
  struct Row {
    const char* origin;  // null: no header
    const char* host;
    const char* peer;
    bool in;
  };
  const auto row = GENERATE(values<Row>({
      {nullptr, "chat.example.org", "203.0.113.7", true},
      {"http://chat.example.org", "chat.example.org", "203.0.113.7", true},
      {"https://chat.example.org", "chat.example.org", "203.0.113.7", true},
      {"https://chat.example.org", "chat.example.org:443", "203.0.113.7", true},
      {"http://Chat.example.org:80", "chat.Example.org", "203.0.113.7", true},
      {"http://chat.example.org:8080", "chat.example.org:8080", "203.0.113.7", true},
      {"http://192.168.1.5:8080", "192.168.1.5:8080", "192.168.1.9", true},
      {"http://chat.example.org:8080", "chat.example.org:8081", "203.0.113.7", false},
      {"http://chat.example.org", "chat.example.org:8080", "203.0.113.7", false},
      {"https://chat.example.org:80", "chat.example.org", "203.0.113.7", false},
      {"https://evil.example", "chat.example.org", "203.0.113.7", false},
      {"https://chat.example.org.evil.example", "chat.example.org", "203.0.113.7", false},
      {"https://evil.example", "localhost:8080", "127.0.0.1", false},
      {"http://localhost:5173", "localhost:8080", "127.0.0.1", true},
      {"http://127.0.0.1:5173", "localhost:8080", "127.0.0.1", true},
      {"http://[::1]:5173", "127.0.0.1:8080", "127.0.0.1", true},
      {"https://localhost", "[::1]:8080", "::1", true},
      {"http://localhost:5173", "chat.example.org", "203.0.113.7", false},
      {"http://localhost.evil.example", "localhost:8080", "127.0.0.1", false},
      {"http://127.evil.example", "localhost:8080", "127.0.0.1", false},
      {"http://127.0.0.1.evil.example", "localhost:8080", "127.0.0.1", false},
      {"http://localhost@evil.example", "localhost:8080", "127.0.0.1", false},
      {"null", "localhost:8080", "127.0.0.1", true},
      {"null", "[::1]:8080", "::1", true},
      {"null", "localhost:8080", "::ffff:127.0.0.1", true},
      {"null", "192.168.1.5:8080", "192.168.1.9", false},
      {"null", "chat.example.org", "127.0.0.1", false},
      {"", "localhost:8080", "127.0.0.1", false},
      {"://localhost", "localhost", "127.0.0.1", false},
      {"http://", "localhost", "127.0.0.1", false},
      {"nonsense", "localhost:8080", "127.0.0.1", false},
  }));
  CAPTURE(row.origin == nullptr ? "(none)" : row.origin, row.host, row.peer);
  CHECK(lets_in(OriginPolicy::local(), row.origin, row.host, row.peer) == row.in);
  CHECK(lets_in(OriginPolicy::any(), row.origin, row.host, row.peer));
}

TEST_CASE("Origins: a list adds to the server's own pages, and to them alone", "[gateway]") {
  const OriginPolicy policy = listed({"https://Shop.example", "http://app.example:8081"});
  CHECK(lets_in(policy, nullptr, "localhost:8080"));
  CHECK(lets_in(policy, "https://shop.example", "localhost:8080"));
  CHECK(lets_in(policy, "https://shop.example:443", "localhost:8080"));
  CHECK(lets_in(policy, "http://app.example:8081", "localhost:8080"));
  CHECK(lets_in(policy, "http://localhost:8080", "localhost:8080"));
  CHECK_FALSE(lets_in(policy, "http://shop.example", "localhost:8080"));
  CHECK_FALSE(lets_in(policy, "http://app.example", "localhost:8080"));
  CHECK_FALSE(lets_in(policy, "http://localhost:5173", "localhost:8080"));
  CHECK_FALSE(lets_in(policy, "null", "localhost:8080"));
  CHECK(lets_in(listed({"null"}), "null", "chat.example.org", "203.0.113.7"));
  CHECK_FALSE(lets_in(listed({"self"}), "null", "localhost:8080"));
  CHECK(lets_in(listed({"self"}), "http://localhost:8080", "localhost:8080"));
  CHECK(lets_in(listed({"self", "*"}), "https://evil.example", "localhost:8080"));
}

TEST_CASE("Origins: what is none is told", "[gateway]") {
  for (const char* text : {"", "example.org", "https://", "https://a/b", "https://*.example.org",
                           "https://a:port", "https://a:", "https://u@a", "a b"}) {
    CAPTURE(text);
    const auto policy = OriginPolicy::of({text});
    REQUIRE_FALSE(policy);
    CHECK(policy.error().find(text) != std::string::npos);
  }
}

TEST_CASE("Origins: a foreign page is refused with 403, and the log names it and the flag",
          "[gateway]") {
  GatewayFixture fixture;
  fixture.gateway.apis().apis().front()->set_origins(OriginPolicy::local());
  const auto answer_to = [&](const std::string& headers) {
    auto client = fixture.client({.more = headers});
    fixture.run_until("an answer", [&] { return client->answer().has_value(); });
    return client->answer()->status;
  };
  CHECK(answer_to("Origin: https://evil.example\r\n") == 403);
  CHECK(fixture.logged("origin https://evil.example is not among --allowed-origins"));
  CHECK(fixture.carrier.requests.empty());
  CHECK(answer_to("Origin: http://localhost\r\nOrigin: https://evil.example\r\n") == 403);
  CHECK(answer_to("Origin: http://localhost\r\n") == 101);
  CHECK(answer_to("") == 101);
}

}  // namespace palaver::testing
