#include "core/gateway/api_route_checks.h"

#include "tests/core/support/api_rows.h"

using namespace palaver::gateway::testing;

TEST_CASE("API validation: route keys", "[gateway]") {
  check({
      {"9.3 a key is required", {{"/routes/2/routeKey", ""}}, {"routes[2].routeKey: is required"}},
      {"$disconnect", {{"/routes/2/routeKey", R"("$disconnect")"}}, {}},
      {"$default", {{"/routes/2/routeKey", R"("$default")"}}, {}},
      {"any text", {{"/routes/2/routeKey", R"("chat/join \u00e4 a$b")"}}, {}},
      {"9.6 a key once",
       {{"/routes/2/routeKey", R"("$connect")"}},
       {"routes[2].routeKey: Route with key $connect already exists for this API"}},
      {"letter case counts", {{"/routes/2/routeKey", R"("Send")"}}, {}},
      {"3.2 custom keys may not start with $",
       {{"/routes/2/routeKey", R"("$conect")"}},
       {"routes[2].routeKey: '$conect' begins with $, which only $connect, $disconnect and "
        "$default do; did you mean '$connect'?"}},
      {"whatever follows",
       {{"/routes/2/routeKey", R"("$")"}},
       {"routes[2].routeKey: '$' begins with $, which only $connect, $disconnect and $default "
        "do"}},
      {"an id once",
       {{"/routes/1/routeId", R"("r")"}, {"/routes/2/routeId", R"("r")"}},
       {"routes[2].routeId: another route has the id 'r' already"}},
      {"an id stands in URLs",
       {{"/routes/1/routeId", R"("a/b")"}},
       {"routes[1].routeId: 'a/b' is no id: letters, digits and . _ ~ - make one"}},
      {"9.3 an operation name has 1 character",
       {{"/routes/1/operationName", R"("")"}},
       {"routes[1].operationName: must not be empty"}},
      {"9.3 an operation name has 64 characters",
       {{"/routes/1/operationName", json_string(std::string(65, 'o'))}},
       {"routes[1].operationName: has 65 characters; API Gateway allows 64"}},
  });
}

TEST_CASE("API validation: a route's target is an integration that is there", "[gateway]") {
  check({
      {"none",
       {{"/routes/2/target", ""}},
       {"warning: routes[2].target: is missing: the route has no integration"}},
      {"not defined",
       {{"/routes/2/target", R"("integrations/hello")"}},
       {"routes[2].target: names integration 'hello', which is not defined"}},
      {"nearly defined",
       {{"/routes/2/target", R"("integrations/moc")"}},
       {"routes[2].target: names integration 'moc', which is not defined; did you mean 'mock'?"}},
      {"just an id",
       {{"/routes/2/target", R"("mock")"}},
       {"routes[2].target: must be integrations/ and the id of one, not 'mock'"}},
      {"no id",
       {{"/routes/2/target", R"("integrations/")"}},
       {"routes[2].target: must be integrations/ and the id of one, not 'integrations/'"}},
      {"more than an id",
       {{"/routes/2/target", R"("integrations/mock/x")"}},
       {"routes[2].target: must be integrations/ and the id of one, not 'integrations/mock/x'"}},
  });
}

TEST_CASE("API validation: who may take a route", "[gateway]") {
  constexpr const char* kNoEffect =
      "has no effect: only the route $connect can be protected, and with it all others";
  const std::string invalid =
      "routes[0].authorizerId: Invalid authorizer ID specified. Setting the authorization type to "
      "CUSTOM requires a valid authorizer.";
  check({
      {"CUSTOM needs an authorizer", {{"/routes/0/authorizerId", ""}}, {invalid}},
      {"that is there",
       {{"/routes/0/authorizerId", R"("aut")"}},
       {invalid + " 'aut' is not defined; did you mean 'auth'?"}},
      {"6.4 IAM on $connect",
       {{"/routes/0/authorizationType", R"("AWS_IAM")"}, {"/routes/0/authorizerId", ""}},
       {}},
      {"an authorizer without CUSTOM",
       {{"/routes/0/authorizationType", ""}},
       {"warning: routes[0].authorizerId: has no effect: the authorizationType is NONE, not "
        "CUSTOM"}},
      {"an authorizer with IAM",
       {{"/routes/0/authorizationType", R"("AWS_IAM")"}},
       {"warning: routes[0].authorizerId: has no effect: the authorizationType is AWS_IAM, not "
        "CUSTOM"}},
      {"6 only $connect, IAM",
       {{"/routes/1/authorizationType", R"("AWS_IAM")"}},
       {std::string("warning: routes[1].authorizationType: ") + kNoEffect}},
      {"6 only $connect, an authorizer",
       {{"/routes/1/authorizationType", R"("CUSTOM")"}, {"/routes/1/authorizerId", R"("auth")"}},
       {std::string("warning: routes[1].authorizationType: ") + kNoEffect}},
      {"6 only $connect, API keys",
       {{"/routes/1/apiKeyRequired", "true"}},
       {std::string("warning: routes[1].apiKeyRequired: ") + kNoEffect}},
      {"6.5 API keys", {{"/routes/0/apiKeyRequired", "true"}}, {}},
      {"6.5 a key is in a usage plan of the stage",
       {{"/routes/0/apiKeyRequired", "true"}, {"/usagePlans/0/keys", "[]"}},
       {"warning: routes[0].apiKeyRequired: no usage plan with a key has the stage 'dev': nobody "
        "can connect to it"}},
      {"of this API's",
       {{"/routes/0/apiKeyRequired", "true"},
        {"/usagePlans/0/apiStages/0/apiId", R"("zzzzzzzzzz")"}},
       {"warning: routes[0].apiKeyRequired: no usage plan with a key has the stage 'dev': nobody "
        "can connect to it"}},
      {"which may be named",
       {{"/routes/0/apiKeyRequired", "true"},
        {"/usagePlans/0/apiStages/0/apiId", R"("a1b2c3d4e5")"}},
       {}},
  });
}

TEST_CASE("API validation: what a route validates messages with", "[gateway]") {
  check({
      {"3.4 the name of a model",
       {{"/routes/1/requestModels/$default", R"("message")"}},
       {"routes[1].requestModels.$default: names model 'message', which is not defined; did you "
        "mean 'Message'?"}},
      {"3.4 no key is found",
       {{"/routes/1/requestModels", ""}},
       {"warning: routes[1].modelSelectionExpression: every message will be refused: there are "
        "no requestModels to select"}},
      {"3.4 runs when the expression is set",
       {{"/routes/1/modelSelectionExpression", ""}},
       {"warning: routes[1].requestModels: have no effect without a modelSelectionExpression"}},
  });
}

TEST_CASE("API validation: the parameters of a handshake", "[gateway]") {
  const auto declared = [](const std::string& name) {
    return std::vector<Change>{{"/routes/0/requestParameters/" + name, R"({"required":false})"}};
  };
  for (const char* name :
       {"route.request.header.X-Auth", "route.request.querystring.a.b_c$d",
        "route.request.multivalueheader.X", "route.request.multivaluequerystring.x"}) {
    CAPTURE(name);
    CHECK(problems_after(declared(name)).empty());
  }
  for (const char* name :
       {"route.request.body.x", "route.request.header.", "route.request.header.a b",
        "integration.request.header.x", "route.request.path.x"}) {
    CAPTURE(name);
    CHECK(problems_after(declared(name)) ==
          std::vector<std::string>{
              "routes[0].requestParameters['" + std::string(name) +
              "']: Invalid mapping expression specified: a parameter of a route is "
              "route.request.querystring.NAME or route.request.header.NAME"});
  }
  CHECK(problems_after({{"/routes/1/requestParameters", R"({"route.request.header.X":{}})"}}) ==
        std::vector<std::string>{"warning: routes[1].requestParameters: have no effect: only "
                                 "$connect has headers and a query string"});
}

TEST_CASE("API validation: two-way routes", "[gateway]") {
  check({
      {"3.1 only $default",
       {{"/routes/1/routeResponseSelectionExpression", R"("\\$default")"}},
       {"routes[1].routeResponseSelectionExpression: Currently, only $default is supported as a "
        "route response selection expression."}},
      {"3.1 and nothing that gives it",
       {{"/routes/1/routeResponseSelectionExpression", R"("$request.body.x")"}},
       {"routes[1].routeResponseSelectionExpression: Currently, only $default is supported as a "
        "route response selection expression."}},
      {"9.3 a response's key is required",
       {{"/routes/1/routeResponses/0/routeResponseKey", ""}},
       {"routes[1].routeResponses[0].routeResponseKey: is required"}},
      {"9.3 a response's key is $default",
       {{"/routes/1/routeResponses/0/routeResponseKey", R"("ok")"}},
       {"routes[1].routeResponses[0].routeResponseKey: must be $default, not 'ok'"}},
      {"once",
       {{"/routes/1/routeResponses/1", R"({"routeResponseKey":"$default"})"}},
       {"routes[1].routeResponses[1].routeResponseKey: another response of the route has it "
        "already"}},
      {"4.10 it takes a response",
       {{"/routes/1/routeResponses", ""}},
       {"warning: routes[1].routeResponseSelectionExpression: the sender is not answered: "
        "routeResponses has no $default"}},
      {"4.10 and the expression",
       {{"/routes/1/routeResponseSelectionExpression", ""}},
       {"warning: routes[1].routeResponses: the sender is not answered without a "
        "routeResponseSelectionExpression"}},
  });
}
