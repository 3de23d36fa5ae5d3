// What stands between a client and its API: throttles, API keys, required parameters.
#include <catch2/catch_test_macros.hpp>
#include <string>
#include <utility>

#include "tests/server/gateway/gateway_fixture.h"

namespace palaver::testing {
namespace {

namespace model = gateway::model;

// Throttled so that a second request within minutes is one too many.
model::RouteSettings one_request() {
  model::RouteSettings settings;
  settings.throttling_rate_limit = 0.001;
  settings.throttling_burst_limit = 1;
  return settings;
}

struct ApiFixture : GatewayFixture {
  explicit ApiFixture(model::Api api, gateway::GatewayOptions options = {},
                      const CommonLimits& limits = {})
      : GatewayFixture(std::move(options), net::PollerKind::automatic, std::move(api), {}, limits) {
  }

  int handshake_status(const std::string& path = "/dev", const std::string& headers = {}) {
    auto opened = client({.path = path, .host = "localhost", .more = headers});
    run_until("an answer", [&] { return opened->answer().has_value(); });
    return opened->answer()->status;
  }
};

}  // namespace

TEST_CASE("A throttled route answers with a frame, and the connection lives on", "[gateway]") {
  model::Api api = callback_api();
  api.stages[0].route_settings["sendMessage"] = one_request();
  ApiFixture fixture(std::move(api));
  auto client = fixture.connected_client();
  client->send_chat("one");
  fixture.wait_for_requests(2);
  client->send_chat("two");
  fixture.run_until("the frame", [&] { return client->texts().size() == 1; });
  CHECK(client->texts()[0].rfind(R"({"message": "Too Many Requests", "connectionId":")", 0) == 0);
  CHECK_FALSE(client->closed());
  CHECK(fixture.carrier.to("/sendmessage").size() == 1);
}

TEST_CASE("A throttled $connect is 429, and a rate of 0 lets nobody in", "[gateway]") {
  model::Api api = callback_api();
  api.stages[0].route_settings["$connect"] = one_request();
  ApiFixture once(api);
  CHECK(once.handshake_status() == 101);
  CHECK(once.handshake_status() == 429);
  api.stages[0].route_settings.clear();
  api.stages[0].default_route_settings.throttling_rate_limit = 0;
  api.stages[0].default_route_settings.throttling_burst_limit = 0;
  ApiFixture never(api);
  CHECK(never.handshake_status() == 429);
}

TEST_CASE("The account's limits are for all connections and all requests together", "[gateway]") {
  CommonLimits limits;
  limits.account.connections = gateway::ThrottleLimit{0.001, 2};
  limits.account.requests = gateway::ThrottleLimit{0.001, 2};
  ApiFixture fixture(callback_api(), {}, limits);
  auto first = fixture.connected_client();
  auto second = fixture.connected_client();
  CHECK(fixture.handshake_status() == 429);
  const std::string address = "/dev/@connections/" + fixture.connection_id();
  CHECK(fixture.request("GET", address).status == 200);
  second->send_chat("a message counts, too");
  fixture.wait_for_requests(3);
  const auto refused = fixture.request("GET", address);
  CHECK(refused.status == 429);
  CHECK(refused.header("x-amzn-errortype") == "LimitExceededException");
}

TEST_CASE("An API key opens the door of its plan's stages, as often as the plan says",
          "[gateway]") {
  model::Api api = callback_api();
  api.routes[0].api_key_required = true;
  api.api_keys = {{"good", "good", "0123456789abcdefghij", true},
                  {"off", "off", "off-456789abcdefghij", false},
                  {"homeless", "homeless", "home-56789abcdefghij", true}};
  model::UsagePlan plan;
  plan.id = plan.name = "plan";
  plan.api_stages = {{std::nullopt, "dev"}};
  plan.keys = {"good", "off"};
  plan.quota = model::QuotaSettings{2, model::QuotaPeriod::month, 0};
  api.usage_plans = {plan};
  ApiFixture fixture(std::move(api));
  CHECK(fixture.handshake_status("/dev") == 403);
  for (const char* value :
       {"wrong-6789abcdefghij", "off-456789abcdefghij", "home-56789abcdefghij"}) {
    CAPTURE(value);
    CHECK(fixture.handshake_status("/dev", "x-api-key: " + std::string(value) + "\r\n") == 403);
  }
  const std::string key = "X-Api-Key: 0123456789abcdefghij\r\n";
  CHECK(fixture.handshake_status("/dev", key) == 101);
  CHECK(fixture.handshake_status("/dev", key) == 101);
  CHECK(fixture.handshake_status("/dev", key) == 429);
  CHECK_FALSE(fixture.logged("0123456789abcdefghij"));
}

TEST_CASE("$connect without a required parameter is 400; unsigned for IAM is 403", "[gateway]") {
  model::Api api = callback_api();
  api.routes[0].request_parameters = {{"route.request.querystring.token", {true}}};
  ApiFixture fixture(api);
  CHECK(fixture.handshake_status("/dev") == 400);
  CHECK(fixture.handshake_status("/dev?token=t") == 101);
  api.routes[0].request_parameters.clear();
  api.routes[0].authorization_type = model::AuthorizationType::aws_iam;
  ApiFixture iam(api);
  CHECK(iam.handshake_status("/dev") == 403);
  CHECK(iam.carrier.requests.empty());
}

TEST_CASE("Pings go out in silence, for those who want them, and do not keep a connection",
          "[gateway]") {
  gateway::GatewayOptions options;
  options.limits.ping_interval = std::chrono::milliseconds{20};
  options.limits.idle_timeout = std::chrono::milliseconds{300};
  ApiFixture fixture(callback_api(), options);
  auto client = fixture.connected_client();
  fixture.run_until("pings", [&] { return client->pings() >= 2; });
  CHECK(fixture.closing_of(*client).code == 1001);
}

}  // namespace palaver::testing
