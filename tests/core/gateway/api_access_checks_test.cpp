#include "core/gateway/api_access_checks.h"

#include "tests/core/support/api_rows.h"

using namespace palaver::gateway::testing;

TEST_CASE("API validation: authorizers", "[gateway]") {
  const std::string at = "authorizers[0].";
  const std::string other =
      R"({"name":"other","authorizerType":"REQUEST","authorizerUri":"http://a/","identitySource":[])";
  check({
      {"9.3 a name is required", {{"/authorizers/0/name", ""}}, {at + "name: is required"}},
      {"9.3 of 128 characters",
       {{"/authorizers/0/name", json_string(std::string(129, 'n'))}},
       {at + "name: has 129 characters; API Gateway allows 128"}},
      {"a name once",
       {{"/authorizers/1",
         R"({"name":"auth","authorizerType":"REQUEST","authorizerUri":"http://a/","identitySource":[]})"}},
       {"authorizers[1].name: Authorizer name must be unique. Authorizer auth already exists in "
        "this API."}},
      {"an id once",
       {{"/authorizers/1", other + R"(,"authorizerId":"auth"})"}},
       {"authorizers[1].authorizerId: another authorizer has the id 'auth' already"}},
      {"6.1 a type is required",
       {{"/authorizers/0/authorizerType", ""}},
       {at + "authorizerType: is required"}},
      {"6.1 REQUEST only",
       {{"/authorizers/0/authorizerType", R"("JWT")"}},
       {at + "authorizerType: must be REQUEST, not 'JWT'"}},
      {"6.1 a URI is required",
       {{"/authorizers/0/authorizerUri", ""}},
       {at + "authorizerUri: is required"}},
      {"6.1 of a function",
       {{"/authorizers/0/authorizerUri", R"("arn:aws:lambda:eu-west-1:1:function:f")"}},
       {at + "authorizerUri: Invalid ARN specified in the request"}},
      {"ours: of a URL", {{"/authorizers/0/authorizerUri", R"("http://localhost:5000/auth")"}}, {}},
      {"that is one",
       {{"/authorizers/0/authorizerUri", R"("http://")"}},
       {at + "authorizerUri: Invalid HTTP endpoint specified for URI: Not an http or https URL: "
             "http://"}},
      {"6.1 a role",
       {{"/authorizers/0/authorizerCredentialsArn", R"("me")"}},
       {at + "authorizerCredentialsArn: Invalid ARN specified in the request"}},
  });
}

TEST_CASE("API validation: section 6.1, identity sources", "[gateway]") {
  check({
      {"required",
       {{"/authorizers/0/identitySource", ""}},
       {"authorizers[0].identitySource: is required"}},
      {"but may be empty", {{"/authorizers/0/identitySource", "[]"}}, {}},
      {"all kinds",
       {{"/authorizers/0/identitySource",
         R"(["route.request.header.X-a_b.c","route.request.querystring.q","stageVariables.v","context.stage"])"}},
       {}},
  });
  for (const char* source :
       {"$request.header.Authorization", "route.request.header.", "route.request.body.x",
        "method.request.header.X", "context", "route.request.header.a,context.stage", ""}) {
    CAPTURE(source);
    CHECK(problems_after({{"/authorizers/0/identitySource/1", json_string(source)}}) ==
          Texts{"authorizers[0].identitySource[1]: Invalid request identity source expression: " +
                std::string(source) +
                ". The sources must be separated by comma, and each source must be either a "
                "request parameter, matching 'route.request.querystring|header.[a-zA-Z0-9.\\_-]+', "
                "or a stage variable, matching 'stageVariables.[a-zA-Z0-9.\\_-]+', or a context "
                "parameter, matching 'context.[a-zA-Z0-9.\\_-]+'"});
  }
}

TEST_CASE("API validation: API keys", "[gateway]") {
  check({
      {"a value is required", {{"/apiKeys/0/value", ""}}, {"apiKeys[0].value: is required"}},
      {"of 20 characters",
       {{"/apiKeys/0/value", R"("0123456789abcdef012")"}},
       {"apiKeys[0].value: API Key value should be at least 20 characters"}},
      {"and not more than 128",
       {{"/apiKeys/0/value", json_string(std::string(129, 'k'))}},
       {"apiKeys[0].value: has 129 characters; API Gateway allows 128"}},
      {"once",
       {{"/apiKeys/1", R"({"name":"two","value":"0123456789abcdef0123"})"}},
       {"apiKeys[1].value: API Key already exists"}},
      {"an id once",
       {{"/apiKeys/1", R"({"id":"key","value":"0123456789abcdef0123456789"})"}},
       {"apiKeys[1].id: another API key has the id 'key' already"}},
  });
}

TEST_CASE("API validation: usage plans", "[gateway]") {
  check({
      {"a name is required", {{"/usagePlans/0/name", ""}}, {"usagePlans[0].name: is required"}},
      {"an id once",
       {{"/usagePlans/1", R"({"id":"plan","name":"other"})"}},
       {"usagePlans[1].id: another usage plan has the id 'plan' already"}},
      {"a stage is required",
       {{"/usagePlans/0/apiStages/0/stage", ""}},
       {"usagePlans[0].apiStages[0].stage: is required"}},
      {"that is there",
       {{"/usagePlans/0/apiStages/0/stage", R"("prod")"}},
       {"usagePlans[0].apiStages[0].stage: names stage 'prod', which is not defined"}},
      {"another API's stages are not known here",
       {{"/usagePlans/0/apiStages/1", R"({"apiId":"zzzzzzzzzz","stage":"prod"})"}},
       {}},
      {"once",
       {{"/usagePlans/0/apiStages/1", R"({"apiId":"a1b2c3d4e5","stage":"dev"})"}},
       {"usagePlans[0].apiStages[1].stage: the plan has this stage already"}},
      {"a key that is there",
       {{"/usagePlans/0/keys/1", R"("kee")"}},
       {"usagePlans[0].keys[1]: names API key 'kee', which is not defined; did you mean 'key'?"}},
      {"in one plan of a stage",
       {{"/usagePlans/1", R"({"name":"other","keys":["key"],"apiStages":[{"stage":"dev"}]})"}},
       {"usagePlans[1].keys[0]: 'key' is in a usage plan of the stage 'dev' already"}},
      {"in several of different stages",
       {{"/stages/1", R"({"stageName":"prod"})"},
        {"/usagePlans/1", R"({"name":"other","keys":["key"],"apiStages":[{"stage":"prod"}]})"}},
       {}},
      {"no less than 0 requests",
       {{"/usagePlans/0/throttle", R"({"burstLimit":-1,"rateLimit":-0.5})"}},
       {"usagePlans[0].throttle.burstLimit: must not be negative",
        "usagePlans[0].throttle.rateLimit: must not be negative"}},
      {"in a period",
       {{"/usagePlans/0/quota/limit", "-1"}},
       {"usagePlans[0].quota.limit: must not be negative"}},
      {"which needs a number and a length",
       {{"/usagePlans/0/quota", "{}"}},
       {"usagePlans[0].quota.limit: is required", "usagePlans[0].quota.period: is required"}},
      {"and begins on a day",
       {{"/usagePlans/0/quota/offset", "1"}},
       {"usagePlans[0].quota.offset: Usage Plan quota offset must be zero in the DAY period"}},
      {"of the week", {{"/usagePlans/0/quota", R"({"limit":1,"period":"WEEK","offset":6})"}}, {}},
      {"of the week, of which there are seven",
       {{"/usagePlans/0/quota", R"({"limit":1,"period":"WEEK","offset":7})"}},
       {"usagePlans[0].quota.offset: Usage Plan quota offset must be between zero and six "
        "inclusive in the WEEK period"}},
      {"of the month",
       {{"/usagePlans/0/quota", R"({"limit":1,"period":"MONTH","offset":28})"}},
       {"usagePlans[0].quota.offset: Usage Plan quota offset must be between zero and "
        "twenty-seven inclusive in the MONTH period"}},
  });
}
