#include "core/gateway/callback_api.h"

#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <string>

#include "core/gateway/deployment.h"
#include "core/gateway/integration_request.h"

using namespace palaver::gateway;

namespace {

std::shared_ptr<const Deployment> deployed(const std::string& backend) {
  const auto result = deploy(callback_api(backend, "dev"));
  REQUIRE(result);
  return *result;
}

HttpCall call_of(const Deployment& deployment, const std::string& route_key,
                 const std::string& message) {
  ConnectionContext connection;
  connection.connection_id = "BFHPhfCWIAMCKlQ=";
  connection.domain_name = "localhost:8080";
  connection.stage = "dev";
  connection.api_id = kCallbackApiId;
  RequestContext context;
  context.connection = std::make_shared<const ConnectionContext>(std::move(connection));
  const StringMap variables;
  const DeployedRoute* route = deployment.find(route_key);
  REQUIRE(route != nullptr);
  return std::get<HttpCall>(
      prepare_call(*route->integration, {context, variables, message, nullptr, {}}));
}

}  // namespace

TEST_CASE("Callback API: the three callbacks have the tutorial's bodies", "[gateway]") {
  const auto deployment = deployed("http://127.0.0.1:5000");
  for (const char* key : {"$connect", "$disconnect"}) {
    CAPTURE(key);
    CHECK(call_of(*deployment, key, "").body ==
          R"({"Id":"BFHPhfCWIAMCKlQ=","Domain":"localhost:8080","Stage":"dev"})");
  }
  CHECK(call_of(*deployment, "sendMessage", R"({"message":"Hello \"world\""})").body ==
        R"({"ConnectionId":"BFHPhfCWIAMCKlQ=","Message":"Hello \"world\""})");
  CHECK(call_of(*deployment, "sendMessage", R"({"message":"hi","details":{"id":"a"}})").body ==
        R"({"ConnectionId":"BFHPhfCWIAMCKlQ=","Message":"hi","Details":{"id":"a"}})");
}

TEST_CASE("Callback API: a backend's URL may have a path, and a slash at its end", "[gateway]") {
  struct Row {
    const char* backend;
    const char* url;
  };
  for (const Row& row : {Row{"http://127.0.0.1:5000", "http://127.0.0.1:5000/connect"},
                         Row{"http://127.0.0.1:5000/", "http://127.0.0.1:5000/connect"},
                         Row{"https://host/app", "https://host/app/connect"},
                         Row{"palaver:chat", "palaver:chat/connect"}}) {
    CAPTURE(row.backend);
    CHECK(call_of(*deployed(row.backend), "$connect", "").url == row.url);
  }
}

TEST_CASE("Callback API: `action` picks the route", "[gateway]") {
  const auto deployment = deployed("palaver:chat");
  const DeployedRoute* route = deployment->select(R"({"action":"sendMessage"})");
  REQUIRE(route != nullptr);
  CHECK(route->key == "sendMessage");
  CHECK(deployment->select(R"({"action":"other"})") == nullptr);
  CHECK(deployment->select("{}") == nullptr);
  CHECK(deployment->api_id() == kCallbackApiId);
}
