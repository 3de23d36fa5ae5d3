#include "server/gateway/http_integration.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <optional>

#include "server/http/server.h"
#include "tests/server/support/loop_fixture.h"

namespace palaver::testing {
namespace {

using gateway::IntegrationOutcome;
using gateway::IntegrationResult;

// A backend that keeps what it was sent and answers `response`, or not at all.
struct HttpBackend : LoopFixture {
  HttpBackend()
      : server(loop, {},
               [this](http::Request request, std::shared_ptr<http::Exchange> exchange) {
                 requests.push_back(std::move(request));
                 if (response) {
                   exchange->respond(*response);
                 } else {
                   kept = std::move(exchange);
                 }
               }),
        client(loop) {
    const auto listening = server.listen("127.0.0.1", 0);
    REQUIRE(listening);
    url = "http://127.0.0.1:" + std::to_string(*listening);
  }

  IntegrationResult invoke(gateway::HttpIntegration& integration) {
    std::optional<IntegrationResult> result;
    bool inside = true;
    integration.invoke({"AAAAAAAAAAAAAAA=", "$connect", "/connect", R"({"Id":"x"})"},
                       [&](IntegrationResult given) {
                         CHECK_FALSE(inside);
                         result = std::move(given);
                       });
    inside = false;
    run_until("the integration's answer", [&] { return result.has_value(); });
    return *result;
  }

  std::optional<http::Response> response = http::Response{};
  std::vector<http::Request> requests;
  std::shared_ptr<http::Exchange> kept;
  http::Server server;
  http::Client client;
  std::string url;
};

}  // namespace

TEST_CASE("A callback is a POST in the form of API Gateway's HTTP integrations", "[gateway]") {
  HttpBackend backend;
  const auto* behind = GENERATE("", "/", "/app", "/app/");
  gateway::HttpIntegration integration(backend.client, {backend.url + behind, "a1b2c3d4e5"});
  CHECK(backend.invoke(integration).status == 200);
  REQUIRE(backend.requests.size() == 1);
  const auto& request = backend.requests[0];
  CHECK(request.method == "POST");
  CHECK(request.target == (std::string_view(behind).size() > 1 ? "/app/connect" : "/connect"));
  CHECK(request.body == R"({"Id":"x"})");
  CHECK(request.headers.find("Content-Type") == "application/json");
  CHECK(request.headers.find("Accept") == "application/json");
  CHECK(request.headers.find("User-Agent") == "AmazonAPIGateway_a1b2c3d4e5");
  CHECK(request.headers.find("x-amzn-apigateway-api-id") == "a1b2c3d4e5");
}

TEST_CASE("The backend's status and body are the result", "[gateway]") {
  HttpBackend backend;
  backend.response = http::json_message(403, "no");
  gateway::HttpIntegration integration(backend.client, {backend.url, "a1b2c3d4e5"});
  const auto result = backend.invoke(integration);
  CHECK(result.outcome == IntegrationOutcome::answered);
  CHECK(result.status == 403);
  CHECK(result.body.find("no") != std::string::npos);
}

TEST_CASE("A backend that does not answer in time is told from one that is not there",
          "[gateway]") {
  HttpBackend backend;
  SECTION("no answer") {
    backend.response.reset();
    gateway::HttpIntegration integration(
        backend.client, {backend.url, "a1b2c3d4e5", std::chrono::milliseconds{50}});
    const auto result = backend.invoke(integration);
    CHECK(result.outcome == IntegrationOutcome::timed_out);
    CHECK_FALSE(result.problem.empty());
  }
  SECTION("nobody there") {
    // Port 1 is reserved and nothing of ours listens there.
    gateway::HttpIntegration integration(backend.client, {"http://127.0.0.1:1", "a1b2c3d4e5"});
    const auto result = backend.invoke(integration);
    CHECK(result.outcome == IntegrationOutcome::failed);
    CHECK(result.problem.find("127.0.0.1") != std::string::npos);
  }
}

}  // namespace palaver::testing
