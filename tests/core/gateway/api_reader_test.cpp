#include "core/gateway/api_reader.h"

#include <catch2/catch_test_macros.hpp>

#include "core/json/parse.h"
#include "tests/core/support/api_definition.h"

using namespace palaver::gateway;
using namespace palaver::gateway::model;
using namespace palaver::gateway::testing;

namespace {

using Texts = std::vector<std::string>;

Api api_of(std::string_view text, Texts* problems = nullptr) {
  const auto value = palaver::json::parse(text);
  if (!value) FAIL(text << ": " << value.error().message);
  ApiProblems found;
  Api api = read_api(*value, "", found);
  if (problems != nullptr) {
    *problems = texts_of(found);
  } else if (!found.empty()) {
    FAIL(texts_of(found)[0]);
  }
  return api;
}

Texts problems_of_text(std::string_view text) {
  Texts problems;
  api_of(text, &problems);
  return problems;
}

}  // namespace

TEST_CASE("API reader: every member of an API", "[gateway]") {
  const Api api = api_of(R"({
    "apiId": "a1b2c3d4e5", "name": "chat", "protocolType": "WEBSOCKET",
    "routeSelectionExpression": "$request.body.action",
    "apiKeySelectionExpression": "$context.authorizer.usageIdentifierKey",
    "description": "d", "version": "1", "disableSchemaValidation": true,
    "disableExecuteApiEndpoint": true, "ipAddressType": "dualstack", "tags": {"a": "b"}
  })");
  CHECK(api.api_id == "a1b2c3d4e5");
  CHECK(api.name == "chat");
  CHECK(api.route_selection_expression == "$request.body.action");
  CHECK(api.api_key_selection_expression == "$context.authorizer.usageIdentifierKey");
  CHECK(api.description == "d");
  CHECK(api.version == "1");
  CHECK(api.disable_schema_validation);
  CHECK(api.disable_execute_api_endpoint);
  CHECK(api.ip_address_type == IpAddressType::dualstack);
  CHECK(api.tags.at("a") == "b");
}

TEST_CASE("API reader: every member of an integration", "[gateway]") {
  const Api api = api_of(R"({"integrations": [{
    "integrationId": "i", "integrationType": "AWS", "integrationMethod": "POST",
    "integrationUri": "u", "connectionType": "VPC_LINK", "connectionId": "c",
    "credentialsArn": "r", "contentHandlingStrategy": "CONVERT_TO_BINARY",
    "passthroughBehavior": "NEVER", "payloadFormatVersion": "1.0",
    "requestParameters": {"t": "s"}, "requestTemplates": {"k": "v"},
    "templateSelectionExpression": "\\$default", "timeoutInMillis": 50,
    "tlsConfig": {"serverNameToVerify": "n", "insecureSkipVerification": true},
    "description": "d",
    "integrationResponses": [{
      "integrationResponseId": "r", "integrationResponseKey": "/a/",
      "contentHandlingStrategy": "CONVERT_TO_TEXT", "responseParameters": {"p": "q"},
      "responseTemplates": {"x": "y"}, "templateSelectionExpression": "e"
    }]
  }]})");
  REQUIRE(api.integrations.size() == 1);
  const Integration& integration = api.integrations[0];
  CHECK(integration.integration_id == "i");
  CHECK(integration.integration_type == IntegrationType::aws);
  CHECK(integration.integration_method == "POST");
  CHECK(integration.integration_uri == "u");
  CHECK(integration.connection_type == ConnectionType::vpc_link);
  CHECK(integration.connection_id == "c");
  CHECK(integration.credentials_arn == "r");
  CHECK(integration.content_handling_strategy == ContentHandlingStrategy::convert_to_binary);
  CHECK(integration.passthrough_behavior == PassthroughBehavior::never);
  CHECK(integration.payload_format_version == "1.0");
  CHECK(integration.request_parameters.at("t") == "s");
  CHECK(integration.request_templates.at("k") == "v");
  CHECK(integration.template_selection_expression == "\\$default");
  CHECK(integration.timeout_in_millis == 50);
  REQUIRE(integration.tls_config.has_value());
  CHECK(integration.tls_config->server_name_to_verify == "n");
  CHECK(integration.tls_config->insecure_skip_verification);
  CHECK(integration.description == "d");
  REQUIRE(integration.integration_responses.size() == 1);
  const IntegrationResponse& response = integration.integration_responses[0];
  CHECK(response.integration_response_id == "r");
  CHECK(response.integration_response_key == "/a/");
  CHECK(response.content_handling_strategy == ContentHandlingStrategy::convert_to_text);
  CHECK(response.response_parameters.at("p") == "q");
  CHECK(response.response_templates.at("x") == "y");
  CHECK(response.template_selection_expression == "e");
}

TEST_CASE("API reader: every member of a route", "[gateway]") {
  const Api api = api_of(R"({"routes": [{
    "routeId": "r", "routeKey": "k", "target": "t", "authorizationType": "AWS_IAM",
    "authorizerId": "a", "apiKeyRequired": true, "operationName": "o",
    "modelSelectionExpression": "m", "requestModels": {"x": "y"},
    "requestParameters": {"p": {"required": true}, "q": {}},
    "routeResponseSelectionExpression": "$default",
    "routeResponses": [{
      "routeResponseId": "i", "routeResponseKey": "$default", "modelSelectionExpression": "m",
      "responseModels": {"a": "b"}, "responseParameters": {"c": {"required": true}}
    }]
  }]})");
  REQUIRE(api.routes.size() == 1);
  const Route& route = api.routes[0];
  CHECK(route.route_id == "r");
  CHECK(route.route_key == "k");
  CHECK(route.target == "t");
  CHECK(route.authorization_type == AuthorizationType::aws_iam);
  CHECK(route.authorizer_id == "a");
  CHECK(route.api_key_required);
  CHECK(route.operation_name == "o");
  CHECK(route.model_selection_expression == "m");
  CHECK(route.request_models.at("x") == "y");
  CHECK(route.request_parameters.at("p").required);
  CHECK_FALSE(route.request_parameters.at("q").required);
  CHECK(route.route_response_selection_expression == "$default");
  REQUIRE(route.route_responses.size() == 1);
  const RouteResponse& response = route.route_responses[0];
  CHECK(response.route_response_id == "i");
  CHECK(response.route_response_key == "$default");
  CHECK(response.model_selection_expression == "m");
  CHECK(response.response_models.at("a") == "b");
  CHECK(response.response_parameters.at("c").required);
}

TEST_CASE("API reader: every member of what is around routes", "[gateway]") {
  const Api api = api_of(R"({
    "authorizers": [{
      "authorizerId": "i", "name": "n", "authorizerType": "REQUEST", "authorizerUri": "u",
      "authorizerCredentialsArn": "c", "identitySource": ["a", "b"],
      "identityValidationExpression": "v"
    }],
    "models": [{
      "modelId": "i", "name": "n", "schema": "{}", "contentType": "text/x", "description": "d"
    }],
    "stages": [{
      "stageName": "s", "deploymentId": "d", "autoDeploy": true, "description": "t",
      "stageVariables": {"a": "b"},
      "defaultRouteSettings": {
        "dataTraceEnabled": true, "detailedMetricsEnabled": true, "loggingLevel": "INFO",
        "throttlingBurstLimit": 3, "throttlingRateLimit": 2
      },
      "routeSettings": {"$connect": {"throttlingRateLimit": 0.5, "loggingLevel": "ERROR"}},
      "accessLogSettings": {"destinationArn": "a", "format": "f"},
      "clientCertificateId": "c", "tags": {"x": "y"}
    }],
    "apiKeys": [{"id": "k", "name": "n", "value": "v", "enabled": false}],
    "usagePlans": [{
      "id": "p", "name": "n", "apiStages": [{"apiId": "a", "stage": "s"}, {"stage": "t"}],
      "throttle": {"burstLimit": 1, "rateLimit": 2.5},
      "quota": {"limit": 3, "period": "MONTH", "offset": 4}, "keys": ["k"]
    }],
    "domainNames": [{
      "domainName": "d", "apiMappings": [{"stage": "s", "apiMappingKey": "k"}, {"stage": "t"}]
    }]
  })");
  REQUIRE(api.authorizers.size() == 1);
  CHECK(api.authorizers[0].authorizer_id == "i");
  CHECK(api.authorizers[0].name == "n");
  CHECK(api.authorizers[0].authorizer_uri == "u");
  CHECK(api.authorizers[0].authorizer_credentials_arn == "c");
  CHECK(api.authorizers[0].identity_source == Texts{"a", "b"});
  CHECK(api.authorizers[0].identity_validation_expression == "v");
  REQUIRE(api.models.size() == 1);
  CHECK(api.models[0].model_id == "i");
  CHECK(api.models[0].name == "n");
  CHECK(api.models[0].schema == "{}");
  CHECK(api.models[0].content_type == "text/x");
  CHECK(api.models[0].description == "d");
  REQUIRE(api.stages.size() == 1);
  const Stage& stage = api.stages[0];
  CHECK(stage.stage_name == "s");
  CHECK(stage.deployment_id == "d");
  CHECK(stage.auto_deploy);
  CHECK(stage.description == "t");
  CHECK(stage.stage_variables.at("a") == "b");
  CHECK(stage.default_route_settings.data_trace_enabled == true);
  CHECK(stage.default_route_settings.detailed_metrics_enabled == true);
  CHECK(stage.default_route_settings.logging_level == LoggingLevel::info);
  CHECK(stage.default_route_settings.throttling_burst_limit == 3);
  CHECK(stage.default_route_settings.throttling_rate_limit == 2.0);
  CHECK(stage.route_settings.at("$connect").throttling_rate_limit == 0.5);
  CHECK(stage.route_settings.at("$connect").logging_level == LoggingLevel::error);
  CHECK_FALSE(stage.route_settings.at("$connect").throttling_burst_limit.has_value());
  REQUIRE(stage.access_log_settings.has_value());
  CHECK(stage.access_log_settings->destination_arn == "a");
  CHECK(stage.access_log_settings->format == "f");
  CHECK(stage.client_certificate_id == "c");
  CHECK(stage.tags.at("x") == "y");
  REQUIRE(api.api_keys.size() == 1);
  CHECK(api.api_keys[0] == ApiKey{"k", "n", "v", false});
  REQUIRE(api.usage_plans.size() == 1);
  const UsagePlan& plan = api.usage_plans[0];
  CHECK(plan.id == "p");
  CHECK(plan.name == "n");
  CHECK(plan.api_stages == std::vector<UsagePlanStage>{{"a", "s"}, {std::nullopt, "t"}});
  CHECK(plan.throttle == ThrottleSettings{1, 2.5});
  CHECK(plan.quota == QuotaSettings{3, QuotaPeriod::month, 4});
  CHECK(plan.keys == Texts{"k"});
  REQUIRE(api.domain_names.size() == 1);
  CHECK(api.domain_names[0].domain_name == "d");
  CHECK(api.domain_names[0].api_mappings == std::vector<ApiMapping>{{"s", "k"}, {"t", ""}});
}

TEST_CASE("API reader: what is missing or null has AWS's defaults, and ids are made", "[gateway]") {
  const Api api = api_of(
      R"({"name": "chat", "description": null, "routes": [{"routeKey": "a", "target": null}],
          "integrations": [{"integrationType": "MOCK"}], "apiKeys": [{}]})");
  CHECK_FALSE(api.description.has_value());
  CHECK_FALSE(api.routes[0].target.has_value());
  CHECK(api.integrations[0].timeout_in_millis == 29000);
  CHECK(api.integrations[0].integration_id.size() == 7);
  CHECK(api.api_id.size() == 10);
  CHECK(api.api_keys[0].enabled);
}

TEST_CASE("API reader: words that a member may be", "[gateway]") {
  for (const char* type : {"AWS", "AWS_PROXY", "HTTP", "HTTP_PROXY", "MOCK"}) {
    const Api api = api_of(R"({"integrations": [{"integrationType": )" + json_string(type) + "}]}");
    CHECK(to_text(api.integrations[0].integration_type) == type);
  }
  for (const char* behavior : {"WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"}) {
    const Api api = api_of(R"({"integrations": [{"integrationType": "MOCK",
        "passthroughBehavior": )" +
                           json_string(behavior) + "}]}");
    CHECK(to_text(api.integrations[0].passthrough_behavior) == behavior);
  }
  for (const char* strategy : {"CONVERT_TO_BINARY", "CONVERT_TO_TEXT"}) {
    const Api api = api_of(R"({"integrations": [{"integrationType": "MOCK",
        "contentHandlingStrategy": )" +
                           json_string(strategy) + "}]}");
    CHECK(to_text(*api.integrations[0].content_handling_strategy) == strategy);
  }
  for (const char* type : {"INTERNET", "VPC_LINK"}) {
    const Api api = api_of(R"({"integrations": [{"integrationType": "MOCK",
        "connectionType": )" +
                           json_string(type) + "}]}");
    CHECK(to_text(api.integrations[0].connection_type) == type);
  }
  for (const char* type : {"NONE", "AWS_IAM", "CUSTOM"}) {
    const Api api = api_of(R"({"routes": [{"authorizationType": )" + json_string(type) + "}]}");
    CHECK(to_text(api.routes[0].authorization_type) == type);
  }
  for (const char* level : {"OFF", "ERROR", "INFO"}) {
    const Api api = api_of(R"({"stages": [{"defaultRouteSettings": {"loggingLevel": )" +
                           json_string(level) + "}}]}");
    CHECK(to_text(*api.stages[0].default_route_settings.logging_level) == level);
  }
  for (const char* period : {"DAY", "WEEK", "MONTH"}) {
    const Api api = api_of(R"({"usagePlans": [{"quota": {"limit": 1, "period": )" +
                           json_string(period) + "}}]}");
    CHECK(to_text(api.usage_plans[0].quota->period) == period);
  }
  for (const char* type : {"ipv4", "dualstack"}) {
    CHECK(to_text(api_of(R"({"ipAddressType": )" + json_string(type) + "}").ip_address_type) ==
          type);
  }
}

TEST_CASE("API reader: what is of the wrong kind is told with what was expected", "[gateway]") {
  struct Row {
    const char* text;
    const char* problem;
  };
  for (
      const Row& row : {
          Row{R"({"name": 1})", "name: must be a string, not a number"},
          Row{R"({"name": {}})", "name: must be a string, not an object"},
          Row{R"({"description": true})", "description: must be a string, not a boolean"},
          Row{R"({"disableSchemaValidation": "true"})",
              "disableSchemaValidation: must be true or false, not a string"},
          Row{R"({"tags": []})", "tags: must be an object, not a list"},
          Row{R"({"tags": {"a": 1}})", "tags.a: must be a string, not a number"},
          Row{R"({"tags": {"a": null}})", "tags.a: must be a string, not null"},
          Row{R"({"routes": "all"})", "routes: must be a list, not a string"},
          Row{R"({"routes": [1]})", "routes[0]: must be an object, not a number"},
          Row{R"({"routes": [null]})", "routes[0]: must be an object, not null"},
          Row{R"({"routes": [{"requestParameters": {"route.request.header.X": true}}]})",
              "routes[0].requestParameters['route.request.header.X']: must be an object, not a "
              "boolean"},
          Row{R"({"routes": [{"routeResponses": [{"responseModels": 1}]}]})",
              "routes[0].routeResponses[0].responseModels: must be an object, not a number"},
          Row{R"({"routes": [{"authorizationType": "JWT"}]})",
              "routes[0].authorizationType: must be NONE, AWS_IAM or CUSTOM, not 'JWT'"},
          Row{R"({"routes": [{"authorizationType": "custom"}]})",
              "routes[0].authorizationType: must be NONE, AWS_IAM or CUSTOM, not 'custom'"},
          Row{R"({"integrations": [{}]})", "integrations[0].integrationType: is required"},
          Row{R"({"integrations": [{"integrationType": "LAMBDA"}]})",
              "integrations[0].integrationType: must be AWS, AWS_PROXY, HTTP, HTTP_PROXY or MOCK, "
              "not 'LAMBDA'"},
          Row{R"({"integrations": [{"integrationType": 1}]})",
              "integrations[0].integrationType: must be a string, not a number"},
          Row{R"({"integrations": [{"integrationType": "MOCK", "timeoutInMillis": 1.5}]})",
              "integrations[0].timeoutInMillis: must be a whole number"},
          Row{R"({"integrations": [{"integrationType": "MOCK", "timeoutInMillis":
                   99999999999999999999}]})",
              "integrations[0].timeoutInMillis: must be a whole number"},
          Row{R"({"integrations": [{"integrationType": "MOCK", "timeoutInMillis": "29000"}]})",
              "integrations[0].timeoutInMillis: must be a whole number, not a string"},
          Row{R"({"integrations": [{"integrationType": "MOCK", "passthroughBehavior": "ALWAYS"}]})",
              "integrations[0].passthroughBehavior: must be WHEN_NO_MATCH, WHEN_NO_TEMPLATES or "
              "NEVER, not 'ALWAYS'"},
          Row{R"({"integrations": [{"integrationType": "MOCK", "contentHandlingStrategy": "X"}]})",
              "integrations[0].contentHandlingStrategy: must be CONVERT_TO_BINARY or "
              "CONVERT_TO_TEXT, not 'X'"},
          Row{R"({"stages": [{"defaultRouteSettings": {"throttlingRateLimit": "1"}}]})",
              "stages[0].defaultRouteSettings.throttlingRateLimit: must be a number, not a "
              "string"},
          Row{R"({"stages": [{"routeSettings": {"a b": 1}}]})",
              "stages[0].routeSettings['a b']: must be an object, not a number"},
          Row{R"({"authorizers": [{"authorizerType": "REQUEST", "identitySource": "a"}]})",
              "authorizers[0].identitySource: must be a list, not a string"},
          Row{R"({"authorizers": [{"authorizerType": "REQUEST", "identitySource": [1]}]})",
              "authorizers[0].identitySource[0]: must be a string, not a number"},
          Row{R"({"authorizers": [{"authorizerType": "REQUEST"}]})",
              "authorizers[0].identitySource: is required"},
          Row{R"({"authorizers": [{"authorizerType": "TOKEN", "identitySource": []}]})",
              "authorizers[0].authorizerType: must be REQUEST, not 'TOKEN'"},
          Row{R"({"models": [{"schema": []}]})", "models[0].schema: must be a string, not a list"},
          Row{R"({"protocolType": "HTTP"})",
              "protocolType: must be WEBSOCKET: HTTP APIs are not served"},
          Row{R"({"protocolType": "SMTP"})",
              "protocolType: Invalid protocol specified. Must be one of [HTTP, WEBSOCKET]"},
      }) {
    CAPTURE(row.text);
    CHECK(problems_of_text(row.text) == Texts{row.problem});
  }
}

TEST_CASE("API reader: unknown members, and what they are near to", "[gateway]") {
  struct Row {
    const char* text;
    const char* problem;
  };
  for (const Row& row : {
           Row{R"({"Name": "a"})", "Name: unknown member 'Name'; did you mean 'name'?"},
           Row{R"({"rotues": []})", "rotues: unknown member 'rotues'; did you mean 'routes'?"},
           Row{R"({"$schema": "x"})", "$schema: unknown member '$schema'"},
           Row{R"({"a b": 1})", "['a b']: unknown member 'a b'"},
           Row{R"({"integrations": [{"integrationType": "MOCK", "integrationUrl": "x"}]})",
               "integrations[0].integrationUrl: unknown member 'integrationUrl'; did you mean "
               "'integrationUri'?"},
           Row{R"({"routes": [{"routeResponses": [{"key": "$default"}]}]})",
               "routes[0].routeResponses[0].key: unknown member 'key'"},
           Row{R"({"routes": [{"requestParameters": {"p": {"Required": true}}}]})",
               "routes[0].requestParameters.p.Required: unknown member 'Required'; did you mean "
               "'required'?"},
           Row{R"({"stages": [{"defaultRouteSettings": {"throttlingBurst": 1}}]})",
               "stages[0].defaultRouteSettings.throttlingBurst: unknown member 'throttlingBurst'; "
               "did you mean 'throttlingBurstLimit'?"},
       }) {
    CAPTURE(row.text);
    CHECK(problems_of_text(row.text) == Texts{row.problem});
  }
}

TEST_CASE("API reader: what only AWS answers with may stand there", "[gateway]") {
  CHECK(problems_of_text(R"({
    "apiEndpoint": "wss://a", "apiGatewayManaged": false, "createdDate": "2024-11-11T11:30:00Z",
    "warnings": [], "importInfo": [],
    "integrations": [{"integrationType": "HTTP", "apiGatewayManaged": false,
                      "integrationResponseSelectionExpression": "${integration.response.statuscode}"}],
    "routes": [{"apiGatewayManaged": false}],
    "stages": [{"createdDate": "x", "lastUpdatedDate": "x", "lastDeploymentStatusMessage": "x"}],
    "domainNames": [{"apiMappingSelectionExpression": "$request.basepath",
                     "apiMappings": [{"apiId": "a", "apiMappingId": "m"}]}]
  })") == Texts{});
}

TEST_CASE("API reader: what only HTTP APIs have has no effect", "[gateway]") {
  constexpr const char* kNoEffect = "has no effect: only HTTP APIs have it, not WebSocket APIs";
  const Texts problems = problems_of_text(R"({
    "corsConfiguration": {},
    "integrations": [{"integrationType": "HTTP", "integrationSubtype": "SQS-SendMessage"}],
    "routes": [{"authorizationScopes": ["a"]}],
    "authorizers": [{"authorizerType": "REQUEST", "identitySource": [],
                     "authorizerResultTtlInSeconds": 300}]
  })");
  CHECK(problems ==
        Texts{std::string("warning: integrations[0].integrationSubtype: ") + kNoEffect,
              std::string("warning: routes[0].authorizationScopes: ") + kNoEffect,
              std::string("warning: authorizers[0].authorizerResultTtlInSeconds: ") + kNoEffect,
              std::string("warning: corsConfiguration: ") + kNoEffect});
}

TEST_CASE("API reader: a schema is JSON text or the JSON itself", "[gateway]") {
  const Api api = api_of(R"({"models": [
    {"name": "A", "schema": "{ \"type\": \"object\" }"},
    {"name": "B", "schema": {"type": "object", "required": ["a"], "minimum": 1}}
  ]})");
  CHECK(api.models[0].schema == R"({ "type": "object" })");
  CHECK(api.models[1].schema == R"({"type":"object","required":["a"],"minimum":1})");
}

TEST_CASE("API reader: problems are told from where the API stands", "[gateway]") {
  ApiProblems problems;
  const auto value = palaver::json::parse(R"({"routes": [{"routeKey": 1}]})");
  REQUIRE(value.has_value());
  read_api(*value, "[3]", problems);
  CHECK(texts_of(problems) == Texts{"[3].routes[0].routeKey: must be a string, not a number"});
}
