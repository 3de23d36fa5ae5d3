#include "core/gateway/api_uri_checks.h"

#include <algorithm>
#include <optional>
#include <string>

#include "core/gateway/arn.h"
#include "core/gateway/integration_uri.h"

namespace palaver::gateway {

namespace {

constexpr std::string_view kStageVariables = "stageVariables.";

// Whether all `${` in the URI are variables of a stage.
bool check_variables(const ApiChecks& checks, std::string_view member, std::string_view uri) {
  bool ok = true;
  std::size_t from = 0;
  while (const std::optional<VariableSpan> variable = find_variable(uri, from)) {
    from = variable->end;
    if (!variable->closed) {
      checks.error(member, "a } must end the ${ in it");
      ok = false;
    } else if (variable->name.substr(0, kStageVariables.size()) != kStageVariables) {
      // AWS takes it and finds out later; it is not documented what becomes of it.
      checks.warning(member, "requests will fail: ${" + std::string(variable->name) +
                                 "} is not replaced in it, only ${stageVariables.NAME} is; map "
                                 "other values to integration.request.path.NAME and write {NAME}");
      ok = false;
    }
  }
  return ok;
}

// Tries the URI with the variables of each stage. problem_with(stage_variables) says what is wrong
// with it, or nothing.
template <class Function>
void check_on_stages(const model::Api& api, const ApiChecks& checks, std::string_view member,
                     Function problem_with) {
  for (const model::Stage& stage : api.stages) {
    if (const std::string problem = problem_with(stage.stage_variables); !problem.empty()) {
      checks.warning(
          member, "requests will fail on the stage " + quoted(stage.stage_name) + ": " + problem);
    }
  }
}

std::string function_problem(std::string_view uri, const StringMap& stage_variables) {
  const auto function = lambda_function(uri, stage_variables);
  return function ? "" : function.error();
}

std::string url_problem(std::string_view uri, const StringMap& stage_variables) {
  std::vector<NamedValue> path;
  for (const std::string_view name : placeholders(uri)) path.push_back({std::string(name), "x"});
  const auto url = integration_uri(uri, stage_variables, path, {});
  return url ? "" : url.error();
}

}  // namespace

void check_service_uri(const model::Api& api, const ApiChecks& checks, std::string_view member,
                       std::string_view uri, Services services) {
  if (!check_variables(checks, member, uri)) return;
  const bool has_variables = find_variable(uri, 0).has_value();
  const std::optional<Arn> arn = parse_arn(uri);
  const std::optional<ServiceUri> service = parse_service_uri(uri);
  if (!arn || arn->service != "apigateway") {
    checks.error(member, "Invalid ARN specified in the request");
  } else if (!service) {
    checks.error(member, "AWS ARN for integration must contain path or action");
  } else if (service->service != "lambda") {
    if (services == Services::lambda) {
      checks.error(member,
                   "Integrations of type 'AWS_PROXY' currently only supports Lambda function and "
                   "Firehose stream invocations.");
    }
  } else if (has_variables) {
    check_on_stages(api, checks, member,
                    [&](const StringMap& variables) { return function_problem(uri, variables); });
  } else if (const std::string problem = function_problem(uri, {}); !problem.empty()) {
    checks.error(member, "Invalid lambda function: " + problem);
  }
}

void check_http_uri(const model::Api& api, const ApiChecks& checks, std::string_view member,
                    std::string_view uri) {
  if (model::is_local(uri) || !check_variables(checks, member, uri)) return;
  if (find_variable(uri, 0)) {
    check_on_stages(api, checks, member,
                    [&](const StringMap& variables) { return url_problem(uri, variables); });
  } else if (const std::string problem = url_problem(uri, {}); !problem.empty()) {
    checks.error(member, "Invalid HTTP endpoint specified for URI: " + problem);
  }
}

std::vector<std::string_view> placeholders(std::string_view uri) {
  std::vector<std::string_view> names;
  for (std::size_t at = 0; at < uri.size(); ++at) {
    if (uri[at] != '{') continue;
    const std::size_t end = std::min(uri.find('}', at), uri.size());
    if (at == 0 || uri[at - 1] != '$') names.push_back(uri.substr(at + 1, end - at - 1));
    at = end;
  }
  return names;
}

}  // namespace palaver::gateway
