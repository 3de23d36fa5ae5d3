#include "tests/core/support/api_definition.h"

namespace palaver::gateway::testing {

nlohmann::json sound_definition() {
  static constexpr std::string_view kText = R"json({
    "apiId": "a1b2c3d4e5",
    "name": "chat",
    "routeSelectionExpression": "$request.body.action",
    "integrations": [
      {
        "integrationId": "http",
        "integrationType": "HTTP",
        "integrationMethod": "POST",
        "integrationUri": "http://127.0.0.1:5000/messages",
        "templateSelectionExpression": "\\$default",
        "requestParameters": {"integration.request.header.connectionId": "context.connectionId"},
        "requestTemplates": {"$default": "{\"Body\":$input.json('$')}"},
        "integrationResponses": [
          {"integrationResponseKey": "/2\\d\\d/", "responseTemplates": {"$default": "ok"}},
          {"integrationResponseKey": "$default"}
        ]
      },
      {
        "integrationId": "function",
        "integrationType": "AWS_PROXY",
        "integrationMethod": "POST",
        "integrationUri": "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:chat/invocations"
      },
      {
        "integrationId": "mock",
        "integrationType": "MOCK",
        "requestTemplates": {"$default": "{\"statusCode\":200}"}
      }
    ],
    "routes": [
      {
        "routeKey": "$connect",
        "target": "integrations/function",
        "authorizationType": "CUSTOM",
        "authorizerId": "auth",
        "requestParameters": {"route.request.querystring.token": {"required": true}}
      },
      {
        "routeKey": "send",
        "target": "integrations/http",
        "modelSelectionExpression": "\\$default",
        "requestModels": {"$default": "Message"},
        "routeResponseSelectionExpression": "$default",
        "routeResponses": [{"routeResponseKey": "$default"}]
      },
      {"routeKey": "ping", "target": "integrations/mock"}
    ],
    "authorizers": [
      {
        "authorizerId": "auth",
        "name": "auth",
        "authorizerType": "REQUEST",
        "authorizerUri": "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:auth/invocations",
        "identitySource": ["route.request.querystring.token"]
      }
    ],
    "models": [{"name": "Message", "schema": "{\"type\":\"object\"}"}],
    "stages": [
      {
        "stageName": "dev",
        "stageVariables": {"backend": "127.0.0.1:5000"},
        "defaultRouteSettings": {"throttlingBurstLimit": 100, "throttlingRateLimit": 50},
        "routeSettings": {"send": {"throttlingBurstLimit": 10, "throttlingRateLimit": 5.5}},
        "accessLogSettings": {"format": "$context.requestId $context.status"}
      }
    ],
    "apiKeys": [{"id": "key", "name": "one", "value": "0123456789abcdef0123"}],
    "usagePlans": [
      {
        "id": "plan",
        "name": "free",
        "apiStages": [{"stage": "dev"}],
        "throttle": {"burstLimit": 10, "rateLimit": 5},
        "quota": {"limit": 1000, "period": "DAY"},
        "keys": ["key"]
      }
    ],
    "domainNames": [
      {
        "domainName": "chat.example.com",
        "apiMappings": [{"stage": "dev", "apiMappingKey": "v1"}]
      }
    ]
  })json";
  return nlohmann::json::parse(kText);
}

std::vector<std::string> texts_of(const std::vector<ApiProblem>& problems) {
  std::vector<std::string> texts;
  for (const ApiProblem& problem : problems) {
    std::string text = problem.severity == Severity::warning ? "warning: " : "";
    if (!problem.member.empty()) text += problem.member + ": ";
    texts.push_back(text + problem.message);
  }
  return texts;
}

std::vector<std::string> problems_of(const nlohmann::json& definition) {
  const std::string text = definition.dump();
  ApiFile file = read_api_file(text);
  place_problems(text, file.problems);
  return texts_of(file.problems);
}

std::vector<std::string> problems_after(const std::vector<Change>& changes) {
  nlohmann::json definition = sound_definition();
  for (const Change& change : changes) {
    const nlohmann::json::json_pointer pointer(change.pointer);
    if (!change.value.empty()) {
      definition[pointer] = nlohmann::json::parse(change.value);
    } else if (nlohmann::json& parent = definition[pointer.parent_pointer()]; parent.is_array()) {
      parent.erase(std::stoul(pointer.back()));
    } else {
      parent.erase(pointer.back());
    }
  }
  return problems_of(definition);
}

std::string json_string(std::string_view text) {
  return nlohmann::json(text).dump();
}

}  // namespace palaver::gateway::testing
