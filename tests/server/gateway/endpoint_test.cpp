#include "server/gateway/endpoint.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>

#include "tests/server/gateway/gateway_fixture.h"

namespace palaver::testing {

using nlohmann::json;

TEST_CASE("The stage's path is the WebSocket endpoint, with or without slash and query",
          "[gateway]") {
  GatewayFixture fixture;
  const auto* path = GENERATE("/dev", "/dev/", "/dev?token=t", "/dev/?a=b&c=%zz", "/d%65v");
  CAPTURE(path);
  auto client = fixture.client({.path = path});
  fixture.run_until("an answer", [&] { return client->answer().has_value(); });
  CHECK(client->answer()->status == 101);
}

TEST_CASE("An upgrade anywhere else is forbidden", "[gateway]") {
  GatewayFixture fixture;
  const auto* path = GENERATE("/", "/prod", "/Dev", "/dev/more", "/%zz");
  CAPTURE(path);
  auto client = fixture.client({.path = path});
  fixture.run_until("an answer", [&] { return client->answer().has_value(); });
  CHECK(client->answer()->status == 403);
  CHECK(client->answer()->header("x-amzn-errortype") == "ForbiddenException");
  CHECK(client->answer()->body.rfind(R"({"message": "Forbidden", "connectionId":")", 0) == 0);
  CHECK(fixture.carrier.requests.empty());
}

TEST_CASE("A handshake of another version is told which one is spoken", "[gateway]") {
  GatewayFixture fixture;
  auto client = fixture.client({.version = "8"});
  fixture.run_until("an answer", [&] { return client->answer().has_value(); });
  CHECK(client->answer()->status == 426);
  CHECK(client->answer()->header("sec-websocket-version") == "13");
}

TEST_CASE("A browser that opens the endpoint as a page is told how to connect", "[gateway]") {
  GatewayFixture fixture;
  const auto answer = fixture.request("GET", "/dev");
  CHECK(answer.status == 426);
  CHECK(answer.header("upgrade") == "websocket");
  CHECK(json::parse(answer.body).at("message").get<std::string>().find("ws://localhost/dev") !=
        std::string::npos);
  CHECK(fixture.request("POST", "/dev", "x").status == 403);
}

TEST_CASE("Other paths are not the gateway's", "[gateway]") {
  GatewayFixture fixture;
  const auto* path =
      GENERATE("/", "/index.html", "/dev/file.js", "/%zz", "/@connections/x", "/develop");
  CAPTURE(path);
  CHECK(fixture.request("GET", path).body.find("not the gateway's") != std::string::npos);
}

}  // namespace palaver::testing
