// An API with one integration, deployed, and events on its routes.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <string>
#include <utility>

#include "core/gateway/api_ids.h"
#include "core/gateway/deployment.h"
#include "core/gateway/integration_request.h"
#include "core/gateway/integration_response.h"

namespace palaver::testing {

inline constexpr const char* kFunctionUri =
    "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/"
    "arn:aws:lambda:eu-west-1:111122223333:function:hello:live/invocations";

// The integration `it` of the route `say`, of $connect and of $disconnect.
struct IntegrationFixture {
  explicit IntegrationFixture(gateway::model::IntegrationType type) {
    integration.integration_id = "it";
    integration.integration_type = type;
    integration.integration_method = "POST";
    integration.integration_uri = "http://backend.test/say";
    if (gateway::model::is_aws(type)) integration.integration_uri = kFunctionUri;
    if (type == gateway::model::IntegrationType::mock) {
      integration.integration_method = integration.integration_uri = std::nullopt;
    }
    route.route_key = "say";
    auto connection = std::make_shared<gateway::ConnectionContext>();
    connection->connection_id = "BFHPhfCWIAMCKlQ=";
    connection->domain_name = "localhost:8080";
    connection->stage = "dev";
    connection->api_id = "a1b2c3d4e5";
    context.connection = std::move(connection);
    context.route_key = "say";
    context.request_id = "XDmGEE2RoE0FRdQ=";
  }

  // Deploys what the members say; the routes then exist.
  void deploy() {
    gateway::model::Api api;
    api.api_id = "a1b2c3d4e5";
    api.name = "test";
    api.route_selection_expression = "$request.body.action";
    api.models = models;
    api.integrations = {integration};
    route.target = "integrations/it";
    gateway::model::Route connect = route;
    connect.route_key = "$connect";
    connect.route_response_selection_expression.reset();
    connect.route_responses.clear();
    connect.model_selection_expression.reset();
    connect.request_models.clear();
    api.routes = {route, connect};
    gateway::assign_ids(api);
    auto result = gateway::deploy(api);
    if (!result) {
      for (const auto& problem : result.error())
        UNSCOPED_INFO(problem.member << ": " << problem.message);
    }
    REQUIRE(result);
    deployment = *result;
  }

  void make_two_way() {
    route.route_response_selection_expression = "$default";
    gateway::model::RouteResponse response;
    response.route_response_id = "r";
    response.route_response_key = "$default";
    route.route_responses = {response};
  }

  void respond_with(std::string key, std::string response_template = {}) {
    gateway::model::IntegrationResponse response;
    response.integration_response_key = std::move(key);
    if (!response_template.empty()) response.response_templates["$default"] = response_template;
    integration.integration_responses.push_back(std::move(response));
  }

  const gateway::DeployedRoute& deployed() const { return *deployment->find(context.route_key); }
  gateway::RouteEvent event() const {
    return {context, variables, message, context.route_key == "$connect" ? &handshake : nullptr,
            "Root=1-0-0"};
  }
  void connect() {
    context.route_key = "$connect";
    context.event_type = gateway::EventType::connect;
    message.clear();
  }

  gateway::IntegrationCall prepare() {
    if (!deployment) deploy();
    return gateway::prepare_call(*deployed().integration, event());
  }
  gateway::HttpCall http() {
    const auto call = prepare();
    REQUIRE(std::holds_alternative<gateway::HttpCall>(call));
    return std::get<gateway::HttpCall>(call);
  }
  gateway::CallRefusal refusal() {
    const auto call = prepare();
    REQUIRE(std::holds_alternative<gateway::CallRefusal>(call));
    return std::get<gateway::CallRefusal>(call);
  }
  gateway::Conclusion conclude(const gateway::IntegrationAnswer& answer) {
    const auto call = prepare();
    return gateway::conclude(deployed(), event(), call, answer);
  }

  gateway::model::Integration integration;
  gateway::model::Route route;
  std::vector<gateway::model::Model> models;
  std::shared_ptr<const gateway::Deployment> deployment;
  gateway::RequestContext context;
  gateway::StringMap variables;
  gateway::HandshakeRequest handshake;
  std::string message = R"({"action":"say","text":"hi"})";
};

inline std::string header_in(const gateway::HttpCall& call, std::string_view name) {
  std::string found;
  for (const auto& header : call.headers) {
    if (header.name == name) found += (found.empty() ? "" : "|") + header.value;
  }
  return found;
}

inline gateway::IntegrationAnswer answer(int status, std::string body = {},
                                         std::vector<gateway::NamedValue> headers = {}) {
  gateway::IntegrationAnswer made;
  made.status = status;
  made.body = std::move(body);
  made.headers = std::move(headers);
  return made;
}

}  // namespace palaver::testing
