#include "core/gateway/api_stage_checks.h"

#include <set>
#include <string>
#include <string_view>

#include "core/gateway/access_log_format.h"
#include "core/gateway/api_limits.h"

namespace palaver::gateway {

namespace {

using namespace model;

void check_name(const ApiChecks& checks, const Stage& stage) {
  const std::string& name = stage.stage_name;
  if (!checks.required("stageName", name)) return;
  checks.at_most("stageName", name, kNameCharacters);
  if (name == kDefaultKey) {
    checks.error("stageName", "WebSocket APIs have no stage $default: their URLs name the stage");
  } else if (!is_all_of(name, "_-")) {
    checks.error("stageName", "Stage name only allows a-zA-Z0-9_-, and this is " + quoted(name));
  }
}

void check_variables(const ApiChecks& checks, const StringMap& variables) {
  if (variables.size() > kStageVariablesPerStage) {
    checks.error("stageVariables", "has " + std::to_string(variables.size()) +
                                       " variables; API Gateway allows " +
                                       std::to_string(kStageVariablesPerStage));
  }
  const ApiChecks inner = checks.inside("stageVariables");
  for (const auto& [name, value] : variables) {
    // "Amazon API Gateway stage variables reference": letters, digits and underscores.
    if (!is_all_of(name, "_")) {
      inner.error(name, "Invalid stage variable name: " + quoted(name) +
                            ". Please use names with alphanumeric characters and underscores");
    }
    inner.at_most(name, name, kStageVariableNameCharacters);
    // [A-Za-z0-9-._~:/?#&=,]+
    if (!is_all_of(value, "-._~:/?#&=,")) {
      inner.error(name, "Invalid stage variable value: " + quoted(value) +
                            ". Please use values with alphanumeric characters and the symbols "
                            "- . _ ~ : / ? # & = ,");
    }
    inner.at_most(name, value, kStageVariableValueCharacters);
  }
}

void check_settings(const ApiChecks& checks, const RouteSettings& settings) {
  const auto check = [&](std::string_view member, double limit) {
    if (limit < 0) {
      checks.error(member, "must not be negative");
    } else if (limit == 0) {
      checks.warning(member, "0 blocks every request; leave it out for no limit of its own");
    }
  };
  if (settings.throttling_burst_limit) {
    check("throttlingBurstLimit", static_cast<double>(*settings.throttling_burst_limit));
  }
  if (settings.throttling_rate_limit) {
    check("throttlingRateLimit", *settings.throttling_rate_limit);
  }
}

void check_access_log(const ApiChecks& checks, const AccessLogSettings& settings) {
  if (!settings.format || settings.format->empty()) {
    checks.warning("format", "is missing: nothing is logged");
    return;
  }
  const auto format = AccessLogFormat::parse(*settings.format);
  if (!format) {
    checks.error("format", format.error());
    return;
  }
  if (format->unsupported().empty()) return;
  std::string names;
  for (const std::string& name : format->unsupported()) {
    names += (names.empty() ? "" : ", ") + name;
  }
  checks.error("format", "The following context variables are not supported: [" + names + "]");
}

}  // namespace

void check_stages(const Api& api, const ApiChecks& checks) {
  std::set<std::string_view> names;
  std::size_t index = 0;
  for (const Stage& stage : api.stages) {
    const ApiChecks inner = checks.element("stages", index++);
    check_name(inner, stage);
    if (!stage.stage_name.empty() && !names.insert(stage.stage_name).second) {
      inner.error("stageName", "Stage already exists");
    }
    inner.at_most("description", stage.description.value_or(""), kDescriptionCharacters);
    inner.tags(stage.tags);
    check_variables(inner, stage.stage_variables);
    check_settings(inner.inside("defaultRouteSettings"), stage.default_route_settings);
    for (const auto& [key, settings] : stage.route_settings) {
      const ApiChecks of_routes = inner.inside("routeSettings");
      if (api.find_route(key) == nullptr) {
        of_routes.error(key, "Unable to find Route by key " + key +
                                 " within the provided RouteSettings" +
                                 did_you_mean(key, names_of(api.routes, &Route::route_key)));
      }
      check_settings(of_routes.inside(key), settings);
    }
    if (stage.access_log_settings) {
      check_access_log(inner.inside("accessLogSettings"), *stage.access_log_settings);
    }
  }
}

}  // namespace palaver::gateway
