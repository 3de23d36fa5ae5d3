#include "core/gateway/api_writer.h"

#include <string>
#include <string_view>
#include <vector>

namespace palaver::gateway {

namespace {

using nlohmann::json;
using namespace model;

template <class T>
void put(json& object, const char* name, const std::optional<T>& value) {
  if (value) object[name] = *value;
}

template <class Enum>
void put_choice(json& object, const char* name, const std::optional<Enum>& value) {
  if (value) object[name] = std::string(to_text(*value));
}

// Maps that AWS leaves out of its answers when nothing is in them.
void put_unless_empty(json& object, const char* name, const StringMap& map) {
  if (!map.empty()) object[name] = map;
}

void put_unless_empty(json& object, const char* name, const ParameterConstraintsMap& map) {
  if (map.empty()) return;
  json& constraints = object[name];
  for (const auto& [key, value] : map) constraints[key] = {{"required", value.required}};
}

template <class Item>
void put_all(json& object, const char* name, const std::vector<Item>& items,
             json (*to_json)(const Item&)) {
  if (items.empty()) return;
  json& list = object[name] = json::array();
  for (const Item& item : items) list.push_back(to_json(item));
}

json settings_json(const RouteSettings& settings) {
  json object = json::object();
  put(object, "dataTraceEnabled", settings.data_trace_enabled);
  put(object, "detailedMetricsEnabled", settings.detailed_metrics_enabled);
  put_choice(object, "loggingLevel", settings.logging_level);
  put(object, "throttlingBurstLimit", settings.throttling_burst_limit);
  put(object, "throttlingRateLimit", settings.throttling_rate_limit);
  return object;
}

// A route's settings are answered as they were given, the default ones with what they default to.
json default_settings_json(const RouteSettings& settings) {
  RouteSettings whole = settings;
  whole.data_trace_enabled = settings.data_trace_enabled.value_or(false);
  whole.detailed_metrics_enabled = settings.detailed_metrics_enabled.value_or(false);
  whole.logging_level = settings.logging_level.value_or(LoggingLevel::off);
  return settings_json(whole);
}

json integration_definition(const Integration& integration) {
  json object = resource_json(integration);
  put_all(object, "integrationResponses", integration.integration_responses, resource_json);
  return object;
}

json route_definition(const Route& route) {
  json object = resource_json(route);
  put_all(object, "routeResponses", route.route_responses, resource_json);
  return object;
}

}  // namespace

json resource_json(const Api& api) {
  json object = {
      {"apiId", api.api_id},
      {"apiKeySelectionExpression", api.api_key_selection_expression},
      {"disableExecuteApiEndpoint", api.disable_execute_api_endpoint},
      {"disableSchemaValidation", api.disable_schema_validation},
      {"ipAddressType", std::string(to_text(api.ip_address_type))},
      {"name", api.name},
      {"protocolType", std::string(kProtocolType)},
      {"routeSelectionExpression", api.route_selection_expression},
      {"tags", api.tags},
  };
  put(object, "description", api.description);
  put(object, "version", api.version);
  return object;
}

json resource_json(const Integration& integration) {
  json object = {
      {"connectionType", std::string(to_text(integration.connection_type))},
      {"integrationId", integration.integration_id},
      {"integrationType", std::string(to_text(integration.integration_type))},
      {"passthroughBehavior", std::string(to_text(integration.passthrough_behavior))},
      {"payloadFormatVersion", integration.payload_format_version},
      {"timeoutInMillis", integration.timeout_in_millis},
  };
  put(object, "connectionId", integration.connection_id);
  put_choice(object, "contentHandlingStrategy", integration.content_handling_strategy);
  put(object, "credentialsArn", integration.credentials_arn);
  put(object, "description", integration.description);
  put(object, "integrationMethod", integration.integration_method);
  if (const auto expression = integration.integration_response_selection_expression()) {
    object["integrationResponseSelectionExpression"] = std::string(*expression);
  }
  put(object, "integrationUri", integration.integration_uri);
  put_unless_empty(object, "requestParameters", integration.request_parameters);
  put_unless_empty(object, "requestTemplates", integration.request_templates);
  put(object, "templateSelectionExpression", integration.template_selection_expression);
  if (const std::optional<TlsConfig>& config = integration.tls_config) {
    json& tls = object["tlsConfig"] = json::object();
    put(tls, "serverNameToVerify", config->server_name_to_verify);
    if (config->insecure_skip_verification) tls["insecureSkipVerification"] = true;
  }
  return object;
}

json resource_json(const IntegrationResponse& response) {
  json object = {
      {"integrationResponseId", response.integration_response_id},
      {"integrationResponseKey", response.integration_response_key},
  };
  put_choice(object, "contentHandlingStrategy", response.content_handling_strategy);
  put_unless_empty(object, "responseParameters", response.response_parameters);
  put_unless_empty(object, "responseTemplates", response.response_templates);
  put(object, "templateSelectionExpression", response.template_selection_expression);
  return object;
}

json resource_json(const Route& route) {
  json object = {
      {"apiKeyRequired", route.api_key_required},
      {"authorizationType", std::string(to_text(route.authorization_type))},
      {"routeId", route.route_id},
      {"routeKey", route.route_key},
  };
  put(object, "authorizerId", route.authorizer_id);
  put(object, "modelSelectionExpression", route.model_selection_expression);
  put(object, "operationName", route.operation_name);
  put_unless_empty(object, "requestModels", route.request_models);
  put_unless_empty(object, "requestParameters", route.request_parameters);
  put(object, "routeResponseSelectionExpression", route.route_response_selection_expression);
  put(object, "target", route.target);
  return object;
}

json resource_json(const RouteResponse& response) {
  json object = {
      {"routeResponseId", response.route_response_id},
      {"routeResponseKey", response.route_response_key},
  };
  put(object, "modelSelectionExpression", response.model_selection_expression);
  put_unless_empty(object, "responseModels", response.response_models);
  put_unless_empty(object, "responseParameters", response.response_parameters);
  return object;
}

json resource_json(const Authorizer& authorizer) {
  json object = {
      {"authorizerId", authorizer.authorizer_id},
      {"authorizerType", "REQUEST"},
      {"authorizerUri", authorizer.authorizer_uri},
      {"identitySource", authorizer.identity_source},
      {"name", authorizer.name},
  };
  put(object, "authorizerCredentialsArn", authorizer.authorizer_credentials_arn);
  put(object, "identityValidationExpression", authorizer.identity_validation_expression);
  return object;
}

json resource_json(const Model& model) {
  json object = {
      {"contentType", model.content_type},
      {"modelId", model.model_id},
      {"name", model.name},
      {"schema", model.schema},
  };
  put(object, "description", model.description);
  return object;
}

json resource_json(const Stage& stage) {
  json object = {
      {"autoDeploy", stage.auto_deploy},
      {"defaultRouteSettings", default_settings_json(stage.default_route_settings)},
      {"routeSettings", json::object()},
      {"stageName", stage.stage_name},
      {"stageVariables", stage.stage_variables},
      {"tags", stage.tags},
  };
  for (const auto& [key, settings] : stage.route_settings) {
    object["routeSettings"][key] = settings_json(settings);
  }
  if (const std::optional<AccessLogSettings>& settings = stage.access_log_settings) {
    json& log = object["accessLogSettings"] = json::object();
    put(log, "destinationArn", settings->destination_arn);
    put(log, "format", settings->format);
  }
  put(object, "clientCertificateId", stage.client_certificate_id);
  put(object, "deploymentId", stage.deployment_id);
  put(object, "description", stage.description);
  return object;
}

json resource_json(const ApiKey& key) {
  return {{"enabled", key.enabled}, {"id", key.id}, {"name", key.name}, {"value", key.value}};
}

json resource_json(const UsagePlan& plan) {
  json object = {
      {"apiStages", json::array()}, {"id", plan.id}, {"keys", plan.keys}, {"name", plan.name}};
  for (const UsagePlanStage& stage : plan.api_stages) {
    json& item = object["apiStages"].emplace_back(json{{"stage", stage.stage}});
    put(item, "apiId", stage.api_id);
  }
  if (const std::optional<ThrottleSettings>& settings = plan.throttle) {
    json& throttle = object["throttle"] = json::object();
    put(throttle, "burstLimit", settings->burst_limit);
    put(throttle, "rateLimit", settings->rate_limit);
  }
  if (const std::optional<QuotaSettings>& quota = plan.quota) {
    object["quota"] = {{"limit", quota->limit},
                       {"offset", quota->offset},
                       {"period", std::string(to_text(quota->period))}};
  }
  return object;
}

json resource_json(const DomainName& domain) {
  json object = {{"apiMappings", json::array()}, {"domainName", domain.domain_name}};
  for (const ApiMapping& mapping : domain.api_mappings) {
    json& item = object["apiMappings"].emplace_back(json{{"stage", mapping.stage}});
    if (!mapping.api_mapping_key.empty()) item["apiMappingKey"] = mapping.api_mapping_key;
  }
  return object;
}

json definition_json(const Api& api) {
  json object = resource_json(api);
  put_all(object, "integrations", api.integrations, integration_definition);
  put_all(object, "routes", api.routes, route_definition);
  put_all(object, "authorizers", api.authorizers, resource_json);
  put_all(object, "models", api.models, resource_json);
  put_all(object, "stages", api.stages, resource_json);
  put_all(object, "apiKeys", api.api_keys, resource_json);
  put_all(object, "usagePlans", api.usage_plans, resource_json);
  put_all(object, "domainNames", api.domain_names, resource_json);
  return object;
}

}  // namespace palaver::gateway
