#include "core/gateway/api_reader.h"

#include <string>
#include <utility>

#include "core/gateway/api_ids.h"
#include "core/gateway/api_object_reader.h"
#include "core/json/print.h"

namespace palaver::gateway {

namespace {

using json::Value;
using namespace model;

// The elements of the list `name`, each read by `read_item`.
template <class Item>
void read_list(ApiObjectReader& reader, std::string_view name, std::vector<Item>& out,
               ApiProblems& problems,
               Item (*read_item)(const Value&, std::string_view, ApiProblems&)) {
  reader.each(name, [&](const Value& value, const std::string& where) {
    out.push_back(read_item(value, where, problems));
  });
}

void read_content_handling(ApiObjectReader& reader, std::optional<ContentHandlingStrategy>& out) {
  reader.read<ContentHandlingStrategy>(
      "contentHandlingStrategy",
      {{"CONVERT_TO_BINARY", ContentHandlingStrategy::convert_to_binary},
       {"CONVERT_TO_TEXT", ContentHandlingStrategy::convert_to_text}},
      out);
}

ParameterConstraintsMap read_constraints(ApiObjectReader& reader, std::string_view name,
                                         ApiProblems& problems) {
  ParameterConstraintsMap constraints;
  reader.each_member(name, [&](const std::string& key, const Value& value, std::string where) {
    ApiObjectReader inner(value, std::move(where), problems);
    inner.read("required", constraints[key].required);
    inner.finish();
  });
  return constraints;
}

TlsConfig read_tls_config(const Value& value, std::string where, ApiProblems& problems) {
  ApiObjectReader reader(value, std::move(where), problems);
  TlsConfig config;
  reader.read("serverNameToVerify", config.server_name_to_verify);
  reader.read("insecureSkipVerification", config.insecure_skip_verification);
  reader.finish();
  return config;
}

RouteSettings read_route_settings(const Value& value, std::string where, ApiProblems& problems) {
  ApiObjectReader reader(value, std::move(where), problems);
  RouteSettings settings;
  reader.read("dataTraceEnabled", settings.data_trace_enabled);
  reader.read("detailedMetricsEnabled", settings.detailed_metrics_enabled);
  reader.read<LoggingLevel>(
      "loggingLevel",
      {{"ERROR", LoggingLevel::error}, {"INFO", LoggingLevel::info}, {"OFF", LoggingLevel::off}},
      settings.logging_level);
  reader.read("throttlingBurstLimit", settings.throttling_burst_limit);
  reader.read("throttlingRateLimit", settings.throttling_rate_limit);
  reader.finish();
  return settings;
}

AccessLogSettings read_access_log_settings(const Value& value, std::string where,
                                           ApiProblems& problems) {
  ApiObjectReader reader(value, std::move(where), problems);
  AccessLogSettings settings;
  reader.read("destinationArn", settings.destination_arn);
  reader.read("format", settings.format);
  reader.finish();
  return settings;
}

UsagePlanStage read_usage_plan_stage(const Value& value, std::string_view member,
                                     ApiProblems& problems) {
  ApiObjectReader reader(value, std::string(member), problems);
  UsagePlanStage stage;
  reader.read("apiId", stage.api_id);
  reader.read("stage", stage.stage);
  reader.finish();
  return stage;
}

ThrottleSettings read_throttle(const Value& value, std::string where, ApiProblems& problems) {
  ApiObjectReader reader(value, std::move(where), problems);
  ThrottleSettings settings;
  reader.read("burstLimit", settings.burst_limit);
  reader.read("rateLimit", settings.rate_limit);
  reader.finish();
  return settings;
}

QuotaSettings read_quota(const Value& value, std::string where, ApiProblems& problems) {
  ApiObjectReader reader(value, std::move(where), problems);
  QuotaSettings settings;
  reader.require("limit");
  reader.read("limit", settings.limit);
  reader.require("period");
  reader.read<QuotaPeriod>(
      "period",
      {{"DAY", QuotaPeriod::day}, {"WEEK", QuotaPeriod::week}, {"MONTH", QuotaPeriod::month}},
      settings.period);
  reader.read("offset", settings.offset);
  reader.finish();
  return settings;
}

ApiMapping read_api_mapping(const Value& value, std::string_view member, ApiProblems& problems) {
  ApiObjectReader reader(value, std::string(member), problems);
  ApiMapping mapping;
  reader.read("stage", mapping.stage);
  reader.read("apiMappingKey", mapping.api_mapping_key);
  reader.read_only({"apiId", "apiMappingId"});
  reader.finish();
  return mapping;
}

void read_protocol(ApiObjectReader& reader) {
  std::string protocol(kProtocolType);
  reader.read("protocolType", protocol);
  if (protocol == "HTTP") {
    reader.error("protocolType", "must be WEBSOCKET: HTTP APIs are not served");
  } else if (protocol != kProtocolType) {
    reader.error("protocolType", "Invalid protocol specified. Must be one of [HTTP, WEBSOCKET]");
  }
}

}  // namespace

IntegrationResponse read_integration_response(const Value& value, std::string_view member,
                                              ApiProblems& problems) {
  ApiObjectReader reader(value, std::string(member), problems);
  IntegrationResponse response;
  reader.read("integrationResponseId", response.integration_response_id);
  reader.read("integrationResponseKey", response.integration_response_key);
  read_content_handling(reader, response.content_handling_strategy);
  reader.read("responseParameters", response.response_parameters);
  reader.read("responseTemplates", response.response_templates);
  reader.read("templateSelectionExpression", response.template_selection_expression);
  reader.finish();
  return response;
}

Integration read_integration(const Value& value, std::string_view member, ApiProblems& problems) {
  ApiObjectReader reader(value, std::string(member), problems);
  Integration integration;
  reader.read("integrationId", integration.integration_id);
  reader.require("integrationType");
  reader.read<IntegrationType>("integrationType",
                               {{"AWS", IntegrationType::aws},
                                {"AWS_PROXY", IntegrationType::aws_proxy},
                                {"HTTP", IntegrationType::http},
                                {"HTTP_PROXY", IntegrationType::http_proxy},
                                {"MOCK", IntegrationType::mock}},
                               integration.integration_type);
  reader.read("integrationMethod", integration.integration_method);
  reader.read("integrationUri", integration.integration_uri);
  reader.read<ConnectionType>(
      "connectionType",
      {{"INTERNET", ConnectionType::internet}, {"VPC_LINK", ConnectionType::vpc_link}},
      integration.connection_type);
  reader.read("connectionId", integration.connection_id);
  reader.read("credentialsArn", integration.credentials_arn);
  read_content_handling(reader, integration.content_handling_strategy);
  reader.read<PassthroughBehavior>("passthroughBehavior",
                                   {{"WHEN_NO_MATCH", PassthroughBehavior::when_no_match},
                                    {"WHEN_NO_TEMPLATES", PassthroughBehavior::when_no_templates},
                                    {"NEVER", PassthroughBehavior::never}},
                                   integration.passthrough_behavior);
  reader.read("payloadFormatVersion", integration.payload_format_version);
  reader.read("requestParameters", integration.request_parameters);
  reader.read("requestTemplates", integration.request_templates);
  reader.read("templateSelectionExpression", integration.template_selection_expression);
  reader.read("timeoutInMillis", integration.timeout_in_millis);
  if (const Value* config = reader.find("tlsConfig")) {
    integration.tls_config = read_tls_config(*config, reader.member("tlsConfig"), problems);
  }
  reader.read("description", integration.description);
  read_list(reader, "integrationResponses", integration.integration_responses, problems,
            read_integration_response);
  reader.read_only({"integrationResponseSelectionExpression", "apiGatewayManaged"});
  reader.http_only({"integrationSubtype", "responseParameters"});
  reader.finish();
  return integration;
}

RouteResponse read_route_response(const Value& value, std::string_view member,
                                  ApiProblems& problems) {
  ApiObjectReader reader(value, std::string(member), problems);
  RouteResponse response;
  reader.read("routeResponseId", response.route_response_id);
  reader.read("routeResponseKey", response.route_response_key);
  reader.read("modelSelectionExpression", response.model_selection_expression);
  reader.read("responseModels", response.response_models);
  response.response_parameters = read_constraints(reader, "responseParameters", problems);
  reader.finish();
  return response;
}

Route read_route(const Value& value, std::string_view member, ApiProblems& problems) {
  ApiObjectReader reader(value, std::string(member), problems);
  Route route;
  reader.read("routeId", route.route_id);
  reader.read("routeKey", route.route_key);
  reader.read("target", route.target);
  reader.read<AuthorizationType>("authorizationType",
                                 {{"NONE", AuthorizationType::none},
                                  {"AWS_IAM", AuthorizationType::aws_iam},
                                  {"CUSTOM", AuthorizationType::custom}},
                                 route.authorization_type);
  reader.read("authorizerId", route.authorizer_id);
  reader.read("apiKeyRequired", route.api_key_required);
  reader.read("operationName", route.operation_name);
  reader.read("modelSelectionExpression", route.model_selection_expression);
  reader.read("requestModels", route.request_models);
  route.request_parameters = read_constraints(reader, "requestParameters", problems);
  reader.read("routeResponseSelectionExpression", route.route_response_selection_expression);
  read_list(reader, "routeResponses", route.route_responses, problems, read_route_response);
  reader.read_only({"apiGatewayManaged"});
  reader.http_only({"authorizationScopes"});
  reader.finish();
  return route;
}

Authorizer read_authorizer(const Value& value, std::string_view member, ApiProblems& problems) {
  ApiObjectReader reader(value, std::string(member), problems);
  Authorizer authorizer;
  enum class Type { request };
  Type type{};
  reader.read("authorizerId", authorizer.authorizer_id);
  reader.read("name", authorizer.name);
  reader.require("authorizerType");
  reader.read<Type>("authorizerType", {{"REQUEST", Type::request}}, type);
  reader.read("authorizerUri", authorizer.authorizer_uri);
  reader.read("authorizerCredentialsArn", authorizer.authorizer_credentials_arn);
  reader.require("identitySource");  // although the list may be empty
  reader.read("identitySource", authorizer.identity_source);
  reader.read("identityValidationExpression", authorizer.identity_validation_expression);
  reader.http_only({"authorizerPayloadFormatVersion", "authorizerResultTtlInSeconds",
                    "enableSimpleResponses", "jwtConfiguration"});
  reader.finish();
  return authorizer;
}

Model read_model(const Value& value, std::string_view member, ApiProblems& problems) {
  ApiObjectReader reader(value, std::string(member), problems);
  Model model;
  reader.read("modelId", model.model_id);
  reader.read("name", model.name);
  if (const Value* schema = reader.find("schema"); schema != nullptr && schema->as_map()) {
    model.schema = json::to_json(*schema);
  } else {
    reader.read("schema", model.schema);
  }
  reader.read("contentType", model.content_type);
  reader.read("description", model.description);
  reader.finish();
  return model;
}

Stage read_stage(const Value& value, std::string_view member, ApiProblems& problems) {
  ApiObjectReader reader(value, std::string(member), problems);
  Stage stage;
  reader.read("stageName", stage.stage_name);
  reader.read("deploymentId", stage.deployment_id);
  reader.read("autoDeploy", stage.auto_deploy);
  reader.read("description", stage.description);
  reader.read("stageVariables", stage.stage_variables);
  if (const Value* settings = reader.find("defaultRouteSettings")) {
    stage.default_route_settings =
        read_route_settings(*settings, reader.member("defaultRouteSettings"), problems);
  }
  reader.each_member(
      "routeSettings", [&](const std::string& key, const Value& settings, std::string where) {
        stage.route_settings[key] = read_route_settings(settings, std::move(where), problems);
      });
  if (const Value* settings = reader.find("accessLogSettings")) {
    stage.access_log_settings =
        read_access_log_settings(*settings, reader.member("accessLogSettings"), problems);
  }
  reader.read("clientCertificateId", stage.client_certificate_id);
  reader.read("tags", stage.tags);
  reader.read_only(
      {"createdDate", "lastUpdatedDate", "lastDeploymentStatusMessage", "apiGatewayManaged"});
  reader.finish();
  return stage;
}

ApiKey read_api_key(const Value& value, std::string_view member, ApiProblems& problems) {
  ApiObjectReader reader(value, std::string(member), problems);
  ApiKey key;
  reader.read("id", key.id);
  reader.read("name", key.name);
  reader.read("value", key.value);
  reader.read("enabled", key.enabled);
  reader.read_only({"createdDate", "customerId", "description", "lastUpdatedDate", "stageKeys"});
  reader.finish();
  return key;
}

UsagePlan read_usage_plan(const Value& value, std::string_view member, ApiProblems& problems) {
  ApiObjectReader reader(value, std::string(member), problems);
  UsagePlan plan;
  reader.read("id", plan.id);
  reader.read("name", plan.name);
  read_list(reader, "apiStages", plan.api_stages, problems, read_usage_plan_stage);
  if (const Value* throttle = reader.find("throttle")) {
    plan.throttle = read_throttle(*throttle, reader.member("throttle"), problems);
  }
  if (const Value* quota = reader.find("quota")) {
    plan.quota = read_quota(*quota, reader.member("quota"), problems);
  }
  reader.read("keys", plan.keys);
  reader.read_only({"description", "productCode"});
  reader.finish();
  return plan;
}

DomainName read_domain_name(const Value& value, std::string_view member, ApiProblems& problems) {
  ApiObjectReader reader(value, std::string(member), problems);
  DomainName domain;
  reader.read("domainName", domain.domain_name);
  read_list(reader, "apiMappings", domain.api_mappings, problems, read_api_mapping);
  reader.read_only({"apiMappingSelectionExpression", "domainNameArn", "domainNameConfigurations",
                    "mutualTlsAuthentication", "routingMode"});
  reader.finish();
  return domain;
}

Api read_api(const Value& value, std::string_view member, ApiProblems& problems) {
  ApiObjectReader reader(value, std::string(member), problems);
  Api api;
  reader.read("apiId", api.api_id);
  reader.read("name", api.name);
  read_protocol(reader);
  reader.read("routeSelectionExpression", api.route_selection_expression);
  reader.read("apiKeySelectionExpression", api.api_key_selection_expression);
  reader.read("description", api.description);
  reader.read("version", api.version);
  reader.read("disableSchemaValidation", api.disable_schema_validation);
  reader.read("disableExecuteApiEndpoint", api.disable_execute_api_endpoint);
  reader.read<IpAddressType>(
      "ipAddressType", {{"ipv4", IpAddressType::ipv4}, {"dualstack", IpAddressType::dualstack}},
      api.ip_address_type);
  reader.read("tags", api.tags);
  read_list(reader, "integrations", api.integrations, problems, read_integration);
  read_list(reader, "routes", api.routes, problems, read_route);
  read_list(reader, "authorizers", api.authorizers, problems, read_authorizer);
  read_list(reader, "models", api.models, problems, read_model);
  read_list(reader, "stages", api.stages, problems, read_stage);
  read_list(reader, "apiKeys", api.api_keys, problems, read_api_key);
  read_list(reader, "usagePlans", api.usage_plans, problems, read_usage_plan);
  read_list(reader, "domainNames", api.domain_names, problems, read_domain_name);
  reader.read_only({"apiEndpoint", "apiGatewayManaged", "createdDate", "importInfo", "warnings"});
  reader.http_only({"corsConfiguration", "credentialsArn", "routeKey", "target"});
  reader.finish();
  assign_ids(api);
  return api;
}

}  // namespace palaver::gateway
