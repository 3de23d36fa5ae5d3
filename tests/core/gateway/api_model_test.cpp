#include "core/gateway/api_model.h"

#include <catch2/catch_test_macros.hpp>

using namespace palaver::gateway::model;

TEST_CASE("API model: defaults are AWS's", "[gateway]") {
  const Api api;
  CHECK(api.api_key_selection_expression == "$request.header.x-api-key");
  CHECK_FALSE(api.disable_execute_api_endpoint);
  CHECK_FALSE(api.disable_schema_validation);
  CHECK(api.ip_address_type == IpAddressType::ipv4);
  const Integration integration;
  CHECK(integration.connection_type == ConnectionType::internet);
  CHECK(integration.passthrough_behavior == PassthroughBehavior::when_no_match);
  CHECK(integration.payload_format_version == "1.0");
  CHECK(integration.timeout_in_millis == 29000);
  CHECK_FALSE(integration.content_handling_strategy.has_value());
  const Route route;
  CHECK_FALSE(route.api_key_required);
  CHECK(route.authorization_type == AuthorizationType::none);
  CHECK_FALSE(Stage{}.auto_deploy);
}

TEST_CASE("API model: the id in a route's target", "[gateway]") {
  struct Row {
    std::optional<std::string> target;
    std::optional<std::string_view> id;
  };
  for (const Row& row : {
           Row{"integrations/hello", "hello"},
           Row{"integrations/a.b-c", "a.b-c"},
           Row{std::nullopt, std::nullopt},
           Row{"", std::nullopt},
           Row{"integrations/", std::nullopt},
           Row{"integrations/a/b", std::nullopt},
           Row{"hello", std::nullopt},
           Row{"authorizers/a", std::nullopt},
       }) {
    Route route;
    route.target = row.target;
    CAPTURE(row.target.value_or("none"));
    CHECK(route.integration_id() == row.id);
  }
}

TEST_CASE("API model: a two-way route has the expression and a response", "[gateway]") {
  Route route;
  CHECK_FALSE(route.two_way());
  route.route_response_selection_expression = "$default";
  CHECK_FALSE(route.two_way());
  route.route_responses.resize(1);
  CHECK_FALSE(route.two_way());
  route.route_responses[0].route_response_key = "$default";
  CHECK(route.two_way());
  route.route_response_selection_expression.reset();
  CHECK_FALSE(route.two_way());
}

TEST_CASE("API model: section 4.9, what backends' answers are told apart by", "[gateway]") {
  constexpr const char* kFunction =
      "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/"
      "arn:aws:lambda:eu-west-1:111122223333:function:f/invocations";
  constexpr const char* kQueue = "arn:aws:apigateway:eu-west-1:sqs:path/111122223333/queue";
  struct Row {
    IntegrationType type;
    std::optional<std::string> uri;
    std::optional<std::string_view> expression;
  };
  for (const Row& row : {
           Row{IntegrationType::aws, kFunction, "$integration.response.body.errorMessage"},
           Row{IntegrationType::aws, kQueue, "${integration.response.statuscode}"},
           Row{IntegrationType::http, "http://a/", "${integration.response.statuscode}"},
           Row{IntegrationType::mock, std::nullopt, "${integration.response.statuscode}"},
           Row{IntegrationType::aws_proxy, kFunction, std::nullopt},
           Row{IntegrationType::http_proxy, "http://a/", std::nullopt},
       }) {
    Integration integration;
    integration.integration_type = row.type;
    integration.integration_uri = row.uri;
    CAPTURE(to_text(row.type));
    CHECK(integration.integration_response_selection_expression() == row.expression);
  }
}

TEST_CASE("API model: a route's settings, then the stage's, then AWS's", "[gateway]") {
  Stage stage;
  RouteSettings settings = stage.settings_of("send");
  CHECK(settings.data_trace_enabled == false);
  CHECK(settings.detailed_metrics_enabled == false);
  CHECK(settings.logging_level == LoggingLevel::off);
  CHECK_FALSE(settings.throttling_burst_limit.has_value());
  CHECK_FALSE(settings.throttling_rate_limit.has_value());

  stage.default_route_settings.throttling_burst_limit = 10;
  stage.default_route_settings.throttling_rate_limit = 5;
  stage.default_route_settings.logging_level = LoggingLevel::error;
  stage.route_settings["send"].throttling_rate_limit = 0;
  stage.route_settings["send"].logging_level = LoggingLevel::info;
  settings = stage.settings_of("send");
  CHECK(settings.throttling_burst_limit == 10);
  CHECK(settings.throttling_rate_limit == 0);
  CHECK(settings.logging_level == LoggingLevel::info);
  settings = stage.settings_of("other");
  CHECK(settings.throttling_rate_limit == 5);
  CHECK(settings.logging_level == LoggingLevel::error);
}

TEST_CASE("API model: parts are found by what others name them with", "[gateway]") {
  Api api;
  CHECK(api.find_integration("a") == nullptr);
  api.integrations.resize(2);
  api.integrations[1].integration_id = "a";
  CHECK(api.find_integration("a") == &api.integrations[1]);
  api.routes.resize(1);
  api.routes[0].route_key = "$connect";
  CHECK(api.find_route("$connect") == api.routes.data());
  CHECK(api.find_route("$Connect") == nullptr);
  api.authorizers.resize(1);
  api.authorizers[0].authorizer_id = "auth";
  CHECK(api.find_authorizer("auth") == api.authorizers.data());
  api.models.resize(1);
  api.models[0].name = "Message";
  CHECK(api.find_model("Message") == api.models.data());
  api.stages.resize(1);
  api.stages[0].stage_name = "dev";
  CHECK(api.find_stage("dev") == api.stages.data());
  api.api_keys.resize(1);
  api.api_keys[0].id = "key";
  CHECK(api.find_api_key("key") == api.api_keys.data());
}
