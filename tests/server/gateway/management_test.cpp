#include "server/gateway/management.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>

#include "tests/server/gateway/gateway_fixture.h"

namespace palaver::testing {
namespace {

using nlohmann::json;

// The id in the forms that SDKs and people write it.
std::string escaped(const std::string& id, std::string_view equals_sign) {
  return id.substr(0, id.size() - 1).append(equals_sign);
}

}  // namespace

TEST_CASE("A post reaches its client as a text frame", "[gateway]") {
  GatewayFixture fixture;
  auto client = fixture.connected_client();
  auto other = fixture.connected_client();
  const auto* form = GENERATE("/@connections/", "/%40connections/");
  const auto* equals_sign = GENERATE("=", "%3D", "%3d");
  const auto* behind = GENERATE("", "/", "?x=1");
  const std::string target =
      std::string("/dev") + form + escaped(fixture.connection_id(), equals_sign) + behind;
  CAPTURE(target);
  const auto answer = fixture.request("POST", target, R"({"type":"hello"})");
  CHECK(answer.status == 200);
  CHECK(answer.body.empty());
  CHECK(answer.has("x-amzn-requestid"));
  fixture.run_until("the text", [&] { return client->texts().size() == 1; });
  CHECK(client->texts()[0] == R"({"type":"hello"})");
  CHECK(other->texts().empty());
}

TEST_CASE("Posts made one after the other arrive in order", "[gateway]") {
  GatewayFixture fixture;
  auto client = fixture.connected_client();
  const std::string target = "/dev/@connections/" + fixture.connection_id();
  for (int n = 0; n < 20; ++n) {
    REQUIRE(fixture.request("POST", target, std::to_string(n)).status == 200);
  }
  fixture.run_until("all texts", [&] { return client->texts().size() == 20; });
  for (std::size_t n = 0; n < 20; ++n) CHECK(client->texts()[n] == std::to_string(n));
}

TEST_CASE("A post of 128 KiB arrives whole, in frames of at most 32 KiB", "[gateway]") {
  GatewayFixture fixture;
  auto client = fixture.connected_client();
  const std::string text(128 * 1024, 'x');
  const std::string target = "/dev/@connections/" + fixture.connection_id();
  CHECK(fixture.request("POST", target, text).status == 200);
  fixture.run_until("the text", [&] { return client->texts().size() == 1; });
  CHECK(client->texts()[0] == text);
  // Four frames, each with a header of four bytes (RFC 6455 section 5.2), the first not final.
  CHECK(client->wire().size() == text.size() + 4 * 4);
  CHECK(client->wire()[0] == '\x01');

  const auto refused = fixture.request("POST", target, text + "x");
  CHECK(refused.status == 413);
  CHECK(refused.header("x-amzn-errortype") == "PayloadTooLargeException");
  CHECK(json::parse(refused.body).at("message") == "Message too long");
}

TEST_CASE("An empty post is an empty message; one that is not UTF-8 is refused", "[gateway]") {
  GatewayFixture fixture;
  auto client = fixture.connected_client();
  const std::string target = "/dev/@connections/" + fixture.connection_id();
  CHECK(fixture.request("POST", target, "").status == 200);
  fixture.run_until("the text", [&] { return client->texts().size() == 1; });
  CHECK(client->texts()[0].empty());
  const auto refused = fixture.request("POST", target, "\xff");
  CHECK(refused.status == 400);
  CHECK(refused.header("x-amzn-errortype") == "BadRequestException");
}

TEST_CASE("GET tells when and whence a client connected", "[gateway]") {
  GatewayFixture fixture;
  const bool named = GENERATE(true, false);
  auto client = fixture.client({.more = named ? "User-Agent: test/1.0\r\n" : ""});
  fixture.run_until("the 101", [&] { return client->open(); });
  const auto answer = fixture.request("GET", "/dev/@connections/" + fixture.connection_id());
  CHECK(answer.status == 200);
  CHECK(answer.header("content-type") == "application/json");
  const auto body = json::parse(answer.body);
  CHECK(body.at("connectedAt").get<std::string>().size() == gateway::iso_time(0).size());
  CHECK(body.at("lastActiveAt").get<std::string>() >= body.at("connectedAt").get<std::string>());
  CHECK(body.at("identity").at("sourceIp") == "127.0.0.1");
  CHECK(body.at("identity").at("userAgent") == (named ? json("test/1.0") : json(nullptr)));
}

TEST_CASE("DELETE closes with 1000, and then the connection is gone", "[gateway]") {
  GatewayFixture fixture;
  auto client = fixture.connected_client();
  const std::string target = "/dev/@connections/" + fixture.connection_id();
  const auto answer = fixture.request("DELETE", target);
  CHECK(answer.status == 204);
  CHECK(answer.body.empty());
  CHECK(fixture.closing_of(*client).code == 1000);
  CHECK(fixture.request("DELETE", target).status == 410);
  CHECK(fixture.logged("code=1000 reason=\"Connection Closed Normally\""));
}

TEST_CASE("A connection that is not there is gone; a malformed id is a bad request", "[gateway]") {
  GatewayFixture fixture;
  const auto* method = GENERATE("POST", "GET", "DELETE");
  const auto gone = fixture.request(method, "/dev/@connections/AAAAAAAAAAAAAAA%3D", "");
  CHECK(gone.status == 410);
  CHECK(gone.body.empty());
  CHECK(gone.header("content-length") == "0");
  CHECK(gone.header("x-amzn-errortype") == "GoneException");
  CHECK(gone.has("x-amzn-requestid"));

  const auto bad = fixture.request(method, "/dev/@connections/nonsense", "");
  CHECK(bad.status == 400);
  CHECK(bad.header("x-amzn-errortype") == "BadRequestException");
  CHECK(json::parse(bad.body).at("message") == "Invalid connectionId: nonsense");
}

TEST_CASE("A connection is gone for posts until its $connect is through", "[gateway]") {
  GatewayFixture fixture;
  fixture.carrier.hold = true;
  auto client = fixture.client();
  fixture.wait_for_requests(1);
  const std::string target = "/dev/@connections/" + fixture.connection_id();
  CHECK(fixture.request("POST", target, "too early").status == 410);
  fixture.carrier.answer(0, status(200));
  fixture.run_until("the 101", [&] { return client->open(); });
  CHECK(fixture.request("POST", target, "now").status == 200);
}

TEST_CASE("Other methods and paths without an id are refused as API Gateway does", "[gateway]") {
  struct Row {
    const char* method;
    const char* target;
    const char* type;
  };
  const auto row = GENERATE(values<Row>({
      {"PUT", "/dev/@connections/AAAAAAAAAAAAAAA=", "MissingAuthenticationTokenException"},
      {"POST", "/dev/@connections", "MissingAuthenticationTokenException"},
      {"POST", "/dev/@connections/", "MissingAuthenticationTokenException"},
      {"POST", "/dev/@connections/AAAAAAAAAAAAAAA=/x", "MissingAuthenticationTokenException"},
      {"POST", "/prod/@connections/AAAAAAAAAAAAAAA=", "ForbiddenException"},
  }));
  CAPTURE(row.method, row.target);
  GatewayFixture fixture;
  const auto answer = fixture.request(row.method, row.target, "");
  CHECK(answer.status == 403);
  CHECK(answer.header("x-amzn-errortype") == row.type);
}

TEST_CASE("Times are told in UTC with milliseconds", "[gateway]") {
  CHECK(gateway::iso_time(0) == "1970-01-01T00:00:00.000Z");
  CHECK(gateway::iso_time(1588277433236) == "2020-04-30T20:10:33.236Z");
}

}  // namespace palaver::testing
