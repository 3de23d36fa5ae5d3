#include "core/gateway/api_writer.h"

#include <catch2/catch_test_macros.hpp>

#include "core/gateway/api_reader.h"
#include "core/json/parse.h"
#include "tests/core/support/api_definition.h"

using namespace palaver::gateway;
using namespace palaver::gateway::model;
using namespace palaver::gateway::testing;

namespace {

Api api_of(const nlohmann::json& definition) {
  const auto value = palaver::json::parse(definition.dump());
  REQUIRE(value.has_value());
  ApiProblems problems;
  Api api = read_api(*value, "", problems);
  CHECK(texts_of(problems) == std::vector<std::string>{});
  return api;
}

}  // namespace

TEST_CASE("API writer: section 9.5, an API is answered with its defaults", "[gateway]") {
  Api api;
  api.api_id = "a1b2c3d4e5";
  api.name = "chat";
  api.route_selection_expression = "$request.body.action";
  CHECK(resource_json(api).dump() ==
        R"({"apiId":"a1b2c3d4e5","apiKeySelectionExpression":"$request.header.x-api-key",)"
        R"("disableExecuteApiEndpoint":false,"disableSchemaValidation":false,)"
        R"("ipAddressType":"ipv4","name":"chat","protocolType":"WEBSOCKET",)"
        R"("routeSelectionExpression":"$request.body.action","tags":{}})");
}

TEST_CASE("API writer: section 9.5, a route", "[gateway]") {
  Route route;
  route.route_id = "72jz1wk";
  route.route_key = "sendmessage";
  route.target = "integrations/x3y4z5w";
  CHECK(resource_json(route).dump() ==
        R"({"apiKeyRequired":false,"authorizationType":"NONE","routeId":"72jz1wk",)"
        R"("routeKey":"sendmessage","target":"integrations/x3y4z5w"})");
}

TEST_CASE("API writer: section 4.1, an integration as AWS answers it", "[gateway]") {
  Integration integration;
  integration.integration_id = "fxqec8c";
  integration.integration_type = IntegrationType::aws_proxy;
  integration.integration_method = "POST";
  integration.integration_uri =
      "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
      "arn:aws:lambda:us-east-1:111122223333:function:my-default/invocations";
  integration.content_handling_strategy = ContentHandlingStrategy::convert_to_text;
  integration.timeout_in_millis = 10000;
  CHECK(resource_json(integration) == nlohmann::json::parse(R"({
    "connectionType": "INTERNET",
    "contentHandlingStrategy": "CONVERT_TO_TEXT",
    "integrationId": "fxqec8c",
    "integrationMethod": "POST",
    "integrationType": "AWS_PROXY",
    "integrationUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111122223333:function:my-default/invocations",
    "passthroughBehavior": "WHEN_NO_MATCH",
    "payloadFormatVersion": "1.0",
    "timeoutInMillis": 10000
  })"));
}

TEST_CASE("API writer: section 9.4, a stage with its defaults", "[gateway]") {
  Stage stage;
  stage.stage_name = "dev";
  CHECK(resource_json(stage) == nlohmann::json::parse(R"({
    "autoDeploy": false,
    "defaultRouteSettings":
      {"dataTraceEnabled": false, "detailedMetricsEnabled": false, "loggingLevel": "OFF"},
    "routeSettings": {}, "stageName": "dev", "stageVariables": {}, "tags": {}
  })"));
}

TEST_CASE("API writer: section 4.9, what cannot be set is answered", "[gateway]") {
  Integration integration;
  CHECK(resource_json(integration)["integrationResponseSelectionExpression"] ==
        "${integration.response.statuscode}");
  integration.integration_type = IntegrationType::http_proxy;
  CHECK_FALSE(resource_json(integration).contains("integrationResponseSelectionExpression"));
}

TEST_CASE("API writer: a resource is answered without what is in it", "[gateway]") {
  const Api api = api_of(sound_definition());
  for (const char* member : {"routes", "integrations", "stages", "models", "authorizers"}) {
    CHECK_FALSE(resource_json(api).contains(member));
  }
  CHECK_FALSE(resource_json(api.integrations[0]).contains("integrationResponses"));
  CHECK_FALSE(resource_json(api.routes[1]).contains("routeResponses"));
}

TEST_CASE("API writer: what was written is read as it was", "[gateway]") {
  const auto again = [](const Api& api) { return api_of(definition_json(api)); };
  const Api sound = api_of(sound_definition());
  CHECK(again(sound).integrations == sound.integrations);
  CHECK(again(sound).routes == sound.routes);

  // Defaults are written, so that what was absent is there the second time.
  const Api once = again(sound);
  CHECK(again(once) == once);

  nlohmann::json all = sound_definition();
  all["description"] = "d";
  all["version"] = "1";
  all["tags"] = {{"a", "b"}};
  all["ipAddressType"] = "dualstack";
  all["disableSchemaValidation"] = true;
  all["disableExecuteApiEndpoint"] = true;
  nlohmann::json& integration = all["integrations"][0];
  integration["connectionType"] = "VPC_LINK";
  integration["connectionId"] = "c";
  integration["credentialsArn"] = "r";
  integration["contentHandlingStrategy"] = "CONVERT_TO_BINARY";
  integration["passthroughBehavior"] = "NEVER";
  integration["timeoutInMillis"] = 50;
  integration["tlsConfig"] = {{"serverNameToVerify", "n"}, {"insecureSkipVerification", true}};
  integration["description"] = "d";
  nlohmann::json& response = integration["integrationResponses"][0];
  response["contentHandlingStrategy"] = "CONVERT_TO_TEXT";
  response["responseParameters"] = {{"a", "b"}};
  response["templateSelectionExpression"] = "x";
  nlohmann::json& route = all["routes"][1];
  route["apiKeyRequired"] = true;
  route["operationName"] = "o";
  route["routeResponses"][0]["modelSelectionExpression"] = "m";
  route["routeResponses"][0]["responseModels"] = {{"a", "b"}};
  route["routeResponses"][0]["responseParameters"] = {{"a", {{"required", true}}}};
  all["authorizers"][0]["authorizerCredentialsArn"] = "c";
  all["authorizers"][0]["identityValidationExpression"] = "v";
  all["models"][0]["description"] = "d";
  nlohmann::json& stage = all["stages"][0];
  stage["autoDeploy"] = true;
  stage["clientCertificateId"] = "c";
  stage["deploymentId"] = "d";
  stage["description"] = "t";
  stage["tags"] = {{"a", "b"}};
  stage["accessLogSettings"]["destinationArn"] = "a";
  stage["defaultRouteSettings"] = {
      {"dataTraceEnabled", true}, {"detailedMetricsEnabled", true}, {"loggingLevel", "INFO"}};
  all["apiKeys"][0]["enabled"] = false;
  all["usagePlans"][0]["apiStages"][0]["apiId"] = "a";
  all["usagePlans"][0]["quota"] = {{"limit", 1}, {"period", "WEEK"}, {"offset", 2}};
  const Api whole = api_of(all);
  CHECK(again(whole) == whole);
  CHECK(definition_json(again(whole)) == definition_json(whole));
}
