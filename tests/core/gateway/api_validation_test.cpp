#include "core/gateway/api_validation.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/core/support/api_definition.h"

using namespace palaver::gateway;
using namespace palaver::gateway::testing;

namespace {

using Texts = std::vector<std::string>;

std::string list_of(std::size_t count, const std::string& begin, const std::string& end) {
  std::string text = "[";
  for (std::size_t i = 0; i < count; ++i) {
    text += (i == 0 ? "" : ",") + begin + std::to_string(i) + end;
  }
  return text + "]";
}

}  // namespace

TEST_CASE("API validation: a sound API has no problems", "[gateway]") {
  CHECK(problems_after({}) == Texts{});
}

TEST_CASE("API validation: what is refused of the API itself", "[gateway]") {
  struct Row {
    const char* what;
    std::vector<Change> changes;
    std::string problem;
  };
  for (const Row& row : std::vector<Row>{
           {"9.3 a name is required", {{"/name", ""}}, "name: is required"},
           {"9.3 and not empty", {{"/name", R"("")"}}, "name: is required"},
           {"9.3 a name has 128 characters",
            {{"/name", json_string(std::string(129, 'n'))}},
            "name: has 129 characters; API Gateway allows 128"},
           {"3.1 a route selection expression is required",
            {{"/routeSelectionExpression", ""}},
            "routeSelectionExpression: is required"},
           {"9.3 a description has 1024 characters",
            {{"/description", json_string(std::string(1025, 'd'))}},
            "description: has 1025 characters; API Gateway allows 1024"},
           {"9.3 a version has 1 character", {{"/version", R"("")"}}, "version: must not be empty"},
           {"9.3 a version has 64 characters",
            {{"/version", json_string(std::string(65, 'v'))}},
            "version: has 65 characters; API Gateway allows 64"},
           {"1.1 the id is a part of the host's name",
            {{"/apiId", R"("my_api")"}},
            "apiId: 'my_api' cannot be part of a host's name: it needs a-z, 0-9 and, inside, -; "
            "63 characters at most"},
           {"1.1 in lower case",
            {{"/apiId", R"("ABC")"}},
            "apiId: 'ABC' cannot be part of a host's name: it needs a-z, 0-9 and, inside, -; "
            "63 characters at most"},
           {"9.6 a deployment needs a route",
            {{"/routes", "[]"}, {"/stages/0/routeSettings", ""}},
            "routes: At least one route is required before deploying the Api"},
           {"a stage is missing",
            {{"/stages", ""}, {"/usagePlans", ""}, {"/domainNames", ""}},
            "warning: stages: has no stage: nobody can connect"},
       }) {
    CAPTURE(row.what);
    CHECK(problems_after(row.changes) == Texts{row.problem});
  }
}

TEST_CASE("API validation: characters are counted, not bytes", "[gateway]") {
  std::string name;
  for (int i = 0; i < 128; ++i) name += "\xC3\xA4";
  CHECK(problems_after({{"/name", json_string(name)}}) == Texts{});
}

TEST_CASE("API validation: section 8, how many there may be", "[gateway]") {
  const std::string route = R"({"target":"integrations/mock","routeKey":"r)";
  CHECK(problems_after(
            {{"/routes", list_of(300, route, "\"}")}, {"/stages/0/routeSettings", ""}}) == Texts{});
  CHECK(
      problems_after({{"/routes", list_of(301, route, "\"}")}, {"/stages/0/routeSettings", ""}}) ==
      Texts{"routes: has 301; API Gateway allows 300 an API"});
  const std::string mock =
      R"({"requestTemplates":{"$default":"{}"},"integrationType":"MOCK","integrationId":"i)";
  const std::string routes = R"([{"routeKey":"$default","target":"integrations/i0"}])";
  CHECK(problems_after({{"/integrations", list_of(301, mock, "\"}")},
                        {"/routes", routes},
                        {"/stages/0/routeSettings", ""}}) ==
        Texts{"integrations: has 301; API Gateway allows 300 an API"});
  CHECK(problems_after({{"/stages", list_of(11, R"({"stageName":"s)", "\"}")},
                        {"/usagePlans", ""},
                        {"/domainNames", ""}}) ==
        Texts{"stages: has 11; API Gateway allows 10 an API"});
  const std::string authorizer =
      R"({"authorizerType":"REQUEST","authorizerUri":"http://localhost/a","identitySource":[],"name":"a)";
  CHECK(problems_after({{"/authorizers", list_of(11, authorizer, "\"}")},
                        {"/routes/0/authorizationType", ""},
                        {"/routes/0/authorizerId", ""}}) ==
        Texts{"authorizers: has 11; API Gateway allows 10 an API"});
}

TEST_CASE("API validation: quotas can be raised, as on AWS", "[gateway]") {
  model::Api api;
  api.api_id = "a";
  api.name = "n";
  api.route_selection_expression = "x";
  api.stages.resize(11);
  for (std::size_t i = 0; i < api.stages.size(); ++i) {
    api.stages[i].stage_name = "s" + std::to_string(i);
  }
  api.routes.resize(1);
  api.routes[0].route_id = "r";
  api.routes[0].route_key = "$default";
  CHECK(texts_of(validate(api)) ==
        Texts{"stages: has 11; API Gateway allows 10 an API",
              "warning: routes[0].target: is missing: the route has no integration"});
  ApiCounts counts;
  counts.stages = 11;
  CHECK(texts_of(validate(api, counts)) ==
        Texts{"warning: routes[0].target: is missing: the route has no integration"});
}

TEST_CASE("API validation: a resource has 50 tags", "[gateway]") {
  nlohmann::json tags;
  for (int i = 0; i < 51; ++i) tags["t" + std::to_string(i)] = "";
  CHECK(problems_after({{"/tags", tags.dump()}}) ==
        Texts{"tags: has 51 tags; API Gateway allows 50"});
  CHECK(problems_after({{"/stages/0/tags", tags.dump()}}) ==
        Texts{"stages[0].tags: has 51 tags; API Gateway allows 50"});
}

TEST_CASE("API validation: what is refused of models", "[gateway]") {
  struct Row {
    const char* what;
    std::vector<Change> changes;
    std::string problem;
  };
  for (const Row& row : std::vector<Row>{
           {"9.3 a name is required",
            {{"/models/0/name", ""}, {"/routes/1/requestModels/$default", R"("")"}},
            "models[0].name: is required"},
           {"9.3 names are letters and digits",
            {{"/models/0/name", R"("my-model")"},
             {"/routes/1/requestModels/$default", R"("my-model")"}},
            "models[0].name: Model name must be alphanumeric: my-model"},
           {"a name once",
            {{"/models/1", R"({"name":"Message","schema":"{}"})"}},
            "models[1].name: Model name already exists for this API"},
           {"an id once",
            {{"/models/0/modelId", R"("m")"},
             {"/models/1", R"({"modelId":"m","name":"Other","schema":"{}"})"}},
            "models[1].modelId: another model has the id 'm' already"},
           {"9.3 a schema is required",
            {{"/models/0/schema", ""}},
            "models[0].schema: is required"},
           {"9.3 a schema has 32 KB",
            {{"/models/0/schema", json_string("\"" + std::string(32767, ' ') + "\"")}},
            "models[0].schema: has 32769 bytes; API Gateway allows 32768"},
           {"9.3 a content type has 256 characters",
            {{"/models/0/contentType", json_string(std::string(257, 'c'))}},
            "models[0].contentType: has 257 characters; API Gateway allows 256"},
           {"9.3 and one",
            {{"/models/0/contentType", R"("")"}},
            "models[0].contentType: must not be empty"},
       }) {
    CAPTURE(row.what);
    CHECK(problems_after(row.changes) == Texts{row.problem});
  }
}

TEST_CASE("API validation: what is refused of custom domains", "[gateway]") {
  struct Row {
    const char* what;
    std::vector<Change> changes;
    Texts problems;
  };
  for (const Row& row : std::vector<Row>{
           {"a name is required",
            {{"/domainNames/0/domainName", ""}},
            {"domainNames[0].domainName: is required"}},
           {"one label will do", {{"/domainNames/0/domainName", R"("localhost")"}}, {}},
           {"and so will a wildcard", {{"/domainNames/0/domainName", R"("*.example.com")"}}, {}},
           {"a port is not part of it",
            {{"/domainNames/0/domainName", R"("chat.example.com:8080")"}},
            {"domainNames[0].domainName: 'chat.example.com:8080' is no name of a host, in lower "
             "case and without a port"}},
           {"nor is an empty label",
            {{"/domainNames/0/domainName", R"("chat..com")"}},
            {"domainNames[0].domainName: 'chat..com' is no name of a host, in lower case and "
             "without a port"}},
           {"a domain once",
            {{"/domainNames/1", R"({"domainName":"chat.example.com"})"}},
            {"domainNames[1].domainName: The domain name you provided already exists."}},
           {"1.1 no mapping key is one", {{"/domainNames/0/apiMappings/0/apiMappingKey", ""}}, {}},
           {"8 characters of a mapping key",
            {{"/domainNames/0/apiMappings/0/apiMappingKey", R"("a$-_.+!*'()Z9")"}},
            {}},
           {"8 no slash for WebSocket APIs",
            {{"/domainNames/0/apiMappings/0/apiMappingKey", R"("a/b")"}},
            {"domainNames[0].apiMappings[0].apiMappingKey: API mapping key should only contain "
             "alphanumeric characters and $-_.+!*'(), and this is 'a/b'"}},
           {"8 a mapping key has 300 characters",
            {{"/domainNames/0/apiMappings/0/apiMappingKey", json_string(std::string(301, 'k'))}},
            {"domainNames[0].apiMappings[0].apiMappingKey: has 301 characters; API Gateway allows "
             "300"}},
           {"1.1 the service's own health check",
            {{"/domainNames/0/apiMappings/0/apiMappingKey", R"("ping")"}},
            {"warning: domainNames[0].apiMappings[0].apiMappingKey: on AWS nobody gets to it: the "
             "path is the service's own"}},
           {"a key once",
            {{"/domainNames/0/apiMappings/1", R"({"stage":"dev","apiMappingKey":"v1"})"}},
            {"domainNames[0].apiMappings[1].apiMappingKey: ApiMapping key already exists for this "
             "domain name"}},
           {"9.3 a stage is required",
            {{"/domainNames/0/apiMappings/0/stage", ""}},
            {"domainNames[0].apiMappings[0].stage: is required"}},
           {"and there",
            {{"/domainNames/0/apiMappings/0/stage", R"("Dev")"}},
            {"domainNames[0].apiMappings[0].stage: names stage 'Dev', which is not defined; did "
             "you mean 'dev'?"}},
       }) {
    CAPTURE(row.what);
    CHECK(problems_after(row.changes) == row.problems);
  }
}
