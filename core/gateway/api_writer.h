// An API and its parts as JSON, in the members and the spelling of the apigatewayv2 API. Pure
// functions; any thread.
//
// resource_json() is what the control plane answers with for a resource: its own members and not
// the resources in it; members that are not set are missing, and those with defaults are there.
// What only a control plane knows (apiEndpoint, createdDate, ...) it adds itself.
#pragma once

#include <nlohmann/json.hpp>

#include "core/gateway/api_model.h"

namespace palaver::gateway {

nlohmann::json resource_json(const model::Api& api);
nlohmann::json resource_json(const model::Integration& integration);
nlohmann::json resource_json(const model::IntegrationResponse& response);
nlohmann::json resource_json(const model::Route& route);
nlohmann::json resource_json(const model::RouteResponse& response);
nlohmann::json resource_json(const model::Authorizer& authorizer);
nlohmann::json resource_json(const model::Model& model);
nlohmann::json resource_json(const model::Stage& stage);
nlohmann::json resource_json(const model::ApiKey& key);
nlohmann::json resource_json(const model::UsagePlan& plan);
nlohmann::json resource_json(const model::DomainName& domain);

// The whole API as a definition file has it: read_api() makes the same API of it.
nlohmann::json definition_json(const model::Api& api);

}  // namespace palaver::gateway
