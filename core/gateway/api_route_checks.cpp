#include "core/gateway/api_route_checks.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>

#include "core/common/prefix.h"
#include "core/gateway/api_limits.h"
#include "core/gateway/mapping_source.h"

namespace palaver::gateway {

namespace {

using namespace model;

void check_key(const ApiChecks& checks, const Route& route) {
  const std::string& key = route.route_key;
  if (!checks.required("routeKey", key) || key.front() != '$') return;
  if (key != kConnectRoute && key != kDisconnectRoute && key != kDefaultRoute) {
    checks.error("routeKey",
                 quoted(key) + " begins with $, which only $connect, $disconnect and $default do" +
                     did_you_mean(key, {kConnectRoute, kDisconnectRoute, kDefaultRoute}));
  }
}

void check_target(const Api& api, const ApiChecks& checks, const Route& route) {
  if (!route.target) {
    checks.warning("target", "is missing: the route has no integration");
    return;
  }
  checks.one_to("target", route.target, kNameCharacters);
  const std::optional<std::string_view> id = route.integration_id();
  if (!id) {
    checks.error("target", "must be integrations/ and the id of one, not " + quoted(*route.target));
  } else if (api.find_integration(*id) == nullptr) {
    checks.error("target",
                 "names integration " + quoted(*id) + ", which is not defined" +
                     did_you_mean(*id, names_of(api.integrations, &Integration::integration_id)));
  }
}

// Whether somebody with a key may open a connection to a stage.
bool is_in_usage_plan(const Api& api, const Stage& stage) {
  return std::any_of(api.usage_plans.begin(), api.usage_plans.end(), [&](const UsagePlan& plan) {
    return !plan.keys.empty() &&
           std::any_of(plan.api_stages.begin(), plan.api_stages.end(),
                       [&](const UsagePlanStage& planned) {
                         return planned.stage == stage.stage_name &&
                                planned.api_id.value_or(api.api_id) == api.api_id;
                       });
  });
}

void check_authorization(const Api& api, const ApiChecks& checks, const Route& route) {
  const bool custom = route.authorization_type == AuthorizationType::custom;
  if (route.route_key != kConnectRoute) {
    // "You can only use an authorizer on the $connect route": for others it has no effect.
    constexpr std::string_view kOnlyConnect =
        "has no effect: only the route $connect can be protected, and with it all others";
    if (route.authorization_type != AuthorizationType::none) {
      checks.warning("authorizationType", std::string(kOnlyConnect));
    }
    if (route.api_key_required) checks.warning("apiKeyRequired", std::string(kOnlyConnect));
    return;
  }
  if (custom && (!route.authorizer_id || api.find_authorizer(*route.authorizer_id) == nullptr)) {
    std::string message =
        "Invalid authorizer ID specified. Setting the authorization type to CUSTOM requires a "
        "valid authorizer.";
    if (route.authorizer_id) {
      message +=
          " " + quoted(*route.authorizer_id) + " is not defined" +
          did_you_mean(*route.authorizer_id, names_of(api.authorizers, &Authorizer::authorizer_id));
    }
    checks.error("authorizerId", std::move(message));
  } else if (!custom && route.authorizer_id) {
    checks.warning("authorizerId", "has no effect: the authorizationType is " +
                                       std::string(to_text(route.authorization_type)) +
                                       ", not CUSTOM");
  }
  if (!route.api_key_required) return;
  for (const Stage& stage : api.stages) {
    if (is_in_usage_plan(api, stage)) continue;
    checks.warning("apiKeyRequired", "no usage plan with a key has the stage " +
                                         quoted(stage.stage_name) + ": nobody can connect to it");
  }
}

void check_models(const Api& api, const ApiChecks& checks, const Route& route) {
  for (const auto& [key, name] : route.request_models) {
    if (api.find_model(name) == nullptr) {
      checks.inside("requestModels")
          .error(key, "names model " + quoted(name) + ", which is not defined" +
                          did_you_mean(name, names_of(api.models, &Model::name)));
    }
  }
  if (route.model_selection_expression && route.request_models.empty()) {
    checks.warning("modelSelectionExpression",
                   "every message will be refused: there are no requestModels to select");
  } else if (!route.model_selection_expression && !route.request_models.empty()) {
    checks.warning("requestModels", "have no effect without a modelSelectionExpression");
  }
}

void check_parameters(const ApiChecks& checks, const Route& route) {
  constexpr std::array<std::string_view, 4> kPrefixes = {
      "header.", "querystring.", "multivalueheader.", "multivaluequerystring."};
  for (const auto& [key, constraints] : route.request_parameters) {
    std::string_view name = key;
    const bool known =
        take_prefix(name, "route.request.") &&
        std::any_of(kPrefixes.begin(), kPrefixes.end(),
                    [&](std::string_view prefix) { return take_prefix(name, prefix); }) &&
        is_mapping_name(name);
    if (!known) {
      checks.inside("requestParameters")
          .error(key,
                 "Invalid mapping expression specified: a parameter of a route is "
                 "route.request.querystring.NAME or route.request.header.NAME");
    }
  }
  if (route.route_key != kConnectRoute && !route.request_parameters.empty()) {
    checks.warning("requestParameters",
                   "have no effect: only $connect has headers and a query string");
  }
}

void check_responses(const ApiChecks& checks, const Route& route) {
  const std::optional<std::string>& expression = route.route_response_selection_expression;
  if (expression && *expression != kDefaultKey) {
    checks.error("routeResponseSelectionExpression",
                 "Currently, only $default is supported as a route response selection expression.");
  }
  std::set<std::string_view> keys;
  std::set<std::string_view> ids;
  std::size_t index = 0;
  for (const RouteResponse& response : route.route_responses) {
    const ApiChecks inner = checks.element("routeResponses", index++);
    inner.id("routeResponseId", response.route_response_id);
    if (!ids.insert(response.route_response_id).second) {
      inner.error("routeResponseId", "another response has it already");
    }
    if (!inner.required("routeResponseKey", response.route_response_key)) continue;
    if (response.route_response_key != kDefaultKey) {
      inner.error("routeResponseKey",
                  "must be $default, not " + quoted(response.route_response_key));
    } else if (!keys.insert(response.route_response_key).second) {
      inner.error("routeResponseKey", "another response of the route has it already");
    }
  }
  if (expression && route.route_responses.empty()) {
    checks.warning("routeResponseSelectionExpression",
                   "the sender is not answered: routeResponses has no $default");
  } else if (!expression && !route.route_responses.empty()) {
    checks.warning("routeResponses",
                   "the sender is not answered without a routeResponseSelectionExpression");
  }
}

}  // namespace

void check_routes(const Api& api, const ApiChecks& checks) {
  std::set<std::string_view> keys;
  std::set<std::string_view> ids;
  std::size_t index = 0;
  for (const Route& route : api.routes) {
    const ApiChecks inner = checks.element("routes", index++);
    inner.id("routeId", route.route_id);
    if (!ids.insert(route.route_id).second) {
      inner.error("routeId", "another route has the id " + quoted(route.route_id) + " already");
    }
    if (!route.route_key.empty() && !keys.insert(route.route_key).second) {
      inner.error("routeKey", "Route with key " + route.route_key + " already exists for this API");
    }
    check_key(inner, route);
    check_target(api, inner, route);
    inner.one_to("operationName", route.operation_name, kOperationNameCharacters);
    check_authorization(api, inner, route);
    check_models(api, inner, route);
    check_parameters(inner, route);
    check_responses(inner, route);
  }
}

}  // namespace palaver::gateway
