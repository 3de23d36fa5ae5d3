#include "core/gateway/api_integration_checks.h"

#include "tests/core/support/api_rows.h"

using namespace palaver::gateway::testing;

TEST_CASE("API validation: what every integration has", "[gateway]") {
  check({
      {"an id once",
       {{"/integrations/2/integrationId", R"("http")"}, {"/routes/2/target", ""}},
       {"integrations[2].integrationId: another integration has the id 'http' already",
        "warning: routes[2].target: is missing: the route has no integration"}},
      {"an id is part of a target",
       {{"/integrations/2/integrationId", R"("a b")"},
        {"/routes/2/target", R"("integrations/http")"}},
       {"integrations[2].integrationId: 'a b' is no id: letters, digits and . _ ~ - make one"}},
      {"4.1 50 ms", {{"/integrations/0/timeoutInMillis", "50"}}, {}},
      {"4.1 not less",
       {{"/integrations/0/timeoutInMillis", "49"}},
       {"integrations[0].timeoutInMillis: Timeout should be between 50 ms and 29000 ms"}},
      {"4.1 29 s", {{"/integrations/0/timeoutInMillis", "29000"}}, {}},
      {"4.1 not more",
       {{"/integrations/0/timeoutInMillis", "29001"}},
       {"integrations[0].timeoutInMillis: Timeout should be between 50 ms and 29000 ms"}},
      {"4.1 version 1.0 only",
       {{"/integrations/0/payloadFormatVersion", R"("2.0")"}},
       {"integrations[0].payloadFormatVersion: must be 1.0, not '2.0'"}},
      {"4.1 a role",
       {{"/integrations/0/credentialsArn", R"("arn:aws:iam::111122223333:role/x/y")"}},
       {}},
      {"4.1 the caller's credentials",
       {{"/integrations/0/credentialsArn", R"("arn:aws:iam::*:user/*")"}},
       {}},
      {"4.2 a stage variable",
       {{"/integrations/0/credentialsArn", R"("${stageVariables.role}")"}},
       {}},
      {"4.1 nothing else",
       {{"/integrations/0/credentialsArn", R"("admin")"}},
       {"integrations[0].credentialsArn: Invalid ARN specified in the request"}},
      {"4.1 a VPC link has an id",
       {{"/integrations/0/connectionType", R"("VPC_LINK")"}},
       {"integrations[0].connectionId: is required"}},
      {"4.1 this one has",
       {{"/integrations/0/connectionType", R"("VPC_LINK")"},
        {"/integrations/0/connectionId", R"("${stageVariables.vpcLinkId}")"}},
       {}},
      {"4.1 a description has 1024 characters",
       {{"/integrations/0/description", json_string(std::string(1025, 'd'))}},
       {"integrations[0].description: has 1025 characters; API Gateway allows 1024"}},
      {"a name to verify",
       {{"/integrations/0/tlsConfig", R"({"serverNameToVerify":""})"}},
       {"integrations[0].tlsConfig.serverNameToVerify: must not be empty"}},
  });
}

TEST_CASE("API validation: the method of the request to the backend", "[gateway]") {
  for (const char* method : {"ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}) {
    CHECK(problems_after({{"/integrations/0/integrationMethod", json_string(method)}}) == Texts{});
  }
  check({
      {"4.1 HTTP has one",
       {{"/integrations/0/integrationMethod", ""}},
       {"integrations[0].integrationMethod: is required: the verb for the backend"}},
      {"a verb, in capitals",
       {{"/integrations/0/integrationMethod", R"("post")"}},
       {"integrations[0].integrationMethod: must be ANY, DELETE, GET, HEAD, OPTIONS, PATCH, POST "
        "or PUT, not 'post'"}},
      {"10.2 SAM leaves it out for functions", {{"/integrations/1/integrationMethod", ""}}, {}},
      {"4.1 Lambda: POST",
       {{"/integrations/1/integrationMethod", R"("GET")"}},
       {"warning: integrations[1].integrationMethod: has no effect: Lambda functions are invoked "
        "by POST"}},
  });
}

TEST_CASE("API validation: the URI of an HTTP integration", "[gateway]") {
  const std::string at = "integrations[0].integrationUri: ";
  const std::string invalid =
      at + "Invalid HTTP endpoint specified for URI: Not an http or https URL: ";
  const auto uri = [](const char* text) {
    return std::vector<Change>{{"/integrations/0/integrationUri", json_string(text)}};
  };
  check({
      {"4.1 required", {{"/integrations/0/integrationUri", ""}}, {at + "is required"}},
      {"4.1 2048 characters",
       uri(("http://a/" + std::string(2040, 'x')).c_str()),
       {at + "has 2049 characters; API Gateway allows 2048"}},
      {"4.2 https, query", uri("https://example.com:8443/a?b=c&d"), {}},
      {"an IPv6 address", uri("http://[::1]:5000/"), {}},
      {"ours: what the program has itself", uri("palaver:chat/connect"), {}},
      {"a path", uri("/messages"), {invalid + "/messages"}},
      {"another scheme", uri("ftp://example.com/"), {invalid + "ftp://example.com/"}},
      {"no host", uri("http:///x"), {invalid + "http:///x"}},
      {"a blank", uri("http://a/b c"), {invalid + "http://a/b c"}},
      {"a function",
       uri("arn:aws:lambda:eu-west-1:111122223333:function:f"),
       {invalid + "arn:aws:lambda:eu-west-1:111122223333:function:f"}},
      {"4.2 stage variables", uri("http://${stageVariables.backend}/messages"), {}},
      {"that no stage has",
       uri("http://${stageVariables.host}/"),
       {"warning: " + at +
        "requests will fail on the stage 'dev': The stage has no variable "
        "host"}},
      {"that make no URL",
       uri("${stageVariables.backend}/messages"),
       {"warning: " + at +
        "requests will fail on the stage 'dev': Not an http or https URL: "
        "127.0.0.1:5000/messages"}},
      {"that do not end",
       uri("http://${stageVariables.backend/"),
       {at + "a } must end the ${ in it"}},
      {"4.2 the context is not in it",
       uri("http://a/${context.connectionId}"),
       {"warning: " + at +
        "requests will fail: ${context.connectionId} is not replaced in it, "
        "only ${stageVariables.NAME} is; map other values to integration.request.path.NAME and "
        "write {NAME}"}},
      {"4.2 path parameters",
       {{"/integrations/0/integrationUri", R"("http://a/{op}/x")"},
        {"/integrations/0/requestParameters/integration.request.path.op",
         R"("route.request.body.action")"}},
       {}},
      {"that have no value",
       uri("http://a/{op}/x"),
       {"warning: " + at +
        "requests will fail: {op} has no value, which requestParameters would "
        "give to integration.request.path.op"}},
  });
}

TEST_CASE("API validation: the URI of an AWS integration", "[gateway]") {
  const std::string at = "integrations[1].integrationUri: ";
  const std::string prefix = "arn:aws:apigateway:eu-west-1:";
  const std::string function = prefix + "lambda:path/2015-03-31/functions/";
  const auto uri = [](const std::string& text, const char* type = "AWS_PROXY") {
    return std::vector<Change>{{"/integrations/1/integrationUri", json_string(text)},
                               {"/integrations/1/integrationType", json_string(type)}};
  };
  const std::string only_functions =
      at +
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose "
      "stream invocations.";
  check({
      {"4.1 required", {{"/integrations/1/integrationUri", ""}}, {at + "is required"}},
      {"4.2 with an alias",
       uri(function + "arn:aws:lambda:eu-west-1:111122223333:function:f:live/invocations"),
       {}},
      {"in China",
       uri("arn:aws-cn:apigateway:cn-north-1:lambda:path/2015-03-31/functions/"
           "arn:aws-cn:lambda:cn-north-1:111122223333:function:f/invocations"),
       {}},
      {"4.2 by a stage variable",
       {{"/integrations/1/integrationUri",
         json_string(function + "arn:aws:lambda:eu-west-1:111122223333:function:"
                                "${stageVariables.fn}/invocations")},
        {"/stages/0/stageVariables/fn", R"("chat")"}},
       {}},
      {"that no stage has",
       uri(function + "arn:aws:lambda:eu-west-1:111122223333:function:${stageVariables.fn}"
                      "/invocations"),
       {"warning: " + at + "requests will fail on the stage 'dev': The stage has no variable fn"}},
      {"no ARN", uri("http://localhost/"), {at + "Invalid ARN specified in the request"}},
      {"the function's own ARN",
       uri("arn:aws:lambda:eu-west-1:111122223333:function:f"),
       {at + "Invalid ARN specified in the request"}},
      {"neither path nor action",
       uri(prefix + "lambda:functions/x"),
       {at + "AWS ARN for integration must contain path or action"}},
      {"no invocations",
       uri(function + "arn:aws:lambda:eu-west-1:111122223333:function:f"),
       {at + "Invalid lambda function: Not the URI of a Lambda function: " + function +
        "arn:aws:lambda:eu-west-1:111122223333:function:f"}},
      {"no function",
       uri(function + "f/invocations"),
       {at + "Invalid lambda function: Not the ARN of a Lambda function: f"}},
      {"4.2 another service, action", uri(prefix + "dynamodb:action/PutItem", "AWS"), {}},
      {"4.2 another service, path", uri(prefix + "sqs:path/111122223333/queue", "AWS"), {}},
      {"not as a proxy", uri(prefix + "sqs:path/111122223333/queue"), {only_functions}},
  });
}

TEST_CASE("API validation: MOCK integrations", "[gateway]") {
  check({
      {"4.2 no URI",
       {{"/integrations/2/integrationUri", R"("http://a/")"}},
       {"warning: integrations[2].integrationUri: has no effect in a MOCK"}},
      {"4.3 the template gives the status",
       {{"/integrations/2/requestTemplates", ""}},
       {"warning: integrations[2].requestTemplates: a MOCK integration takes its statusCode from "
        "a template: {\"statusCode\":200}"}},
  });
}

TEST_CASE("API validation: request parameters", "[gateway]") {
  const auto mapping = [](const std::string& target, const std::string& source) {
    return std::vector<Change>{
        {"/integrations/0/requestParameters/" + target, json_string(source)}};
  };
  for (const char* target : {"integration.request.header.X-a_b.c$d",
                             "integration.request.querystring.q", "integration.request.path.p"}) {
    CAPTURE(target);
    CHECK(problems_after(mapping(target, "context.connectionId")) == Texts{});
  }
  for (const char* source :
       {"route.request.querystring.token", "route.request.multivaluequerystring.token",
        "route.request.header.x", "route.request.multivalueheader.x", "route.request.body",
        "route.request.body.a.b", "stageVariables.backend", "context.connectionId",
        "context.authorizer.principalId", "'application/json'", "''"}) {
    CAPTURE(source);
    CHECK(problems_after(mapping("integration.request.header.a", source)) == Texts{});
  }
  for (const char* target : {"integration.request.body.x", "integration.request.header.",
                             "integration.request.header.a b", "method.request.header.x", "X"}) {
    CAPTURE(target);
    const Texts problems = problems_after(mapping(target, "'x'"));
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].find(
              palaver::gateway::member_text({"integrations", 0, "requestParameters", target}) +
              ": Invalid mapping target: ") == 0);
  }
  for (const char* source : {"", "route.request.path.x", "request.header.x", "$context.stage",
                             "'open", "text", "context.", "route.request.header.a b"}) {
    CAPTURE(source);
    const Texts problems = problems_after(mapping("integration.request.header.a", source));
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].find("integrations[0].requestParameters['integration.request.header.a']: "
                           "Invalid mapping expression") == 0);
  }
  check({
      {"4.4 512 characters",
       mapping("integration.request.header.a", "'" + std::string(511, 'x') + "'"),
       {"integrations[0].requestParameters['integration.request.header.a']: Invalid mapping "
        "expression: '" +
        std::string(511, 'x') + "': it must have 1 to 512 characters"}},
      {"a response's target",
       mapping("route.response.header.a", "context.stage"),
       {"integrations[0].requestParameters['route.response.header.a']: is of a response; a request "
        "has integration.request.header|querystring|path.NAME"}},
      {"4.4 illegal headers",
       mapping("integration.request.header.Content-Length", "'1'"),
       {"warning: integrations[0].requestParameters['integration.request.header.Content-Length']: "
        "is set by API Gateway itself: requests will fail"}},
      {"4.4 legal for HTTP", mapping("integration.request.header.Authorization", "'Basic x'"), {}},
      {"4.4 not for AWS",
       {{"/integrations/1/requestParameters",
         R"({"integration.request.header.Authorization":"'Basic x'"})"}},
       {"warning: integrations[1].requestParameters['integration.request.header.Authorization']: "
        "is set by API Gateway itself: requests will fail"}},
  });
}

TEST_CASE("API validation: $connect declares what is mapped of the handshake", "[gateway]") {
  const auto mapping = [](const std::string& source) {
    return std::vector<Change>{{"/integrations/1/requestParameters",
                                R"({"integration.request.header.a":)" + json_string(source) + "}"}};
  };
  const auto undeclared = [](const std::string& source) {
    return Texts{"warning: integrations[1].requestParameters['integration.request.header.a']: " +
                 source + " is not among the requestParameters of the route $connect"};
  };
  for (const char* source :
       {"route.request.querystring.token", "route.request.multivaluequerystring.token",
        "context.stage", "route.request.body.x"}) {
    CAPTURE(source);
    CHECK(problems_after(mapping(source)) == Texts{});
  }
  for (const char* source : {"route.request.querystring.Token", "route.request.header.token",
                             "route.request.multivalueheader.token"}) {
    CAPTURE(source);
    CHECK(problems_after(mapping(source)) == undeclared(source));
  }
}

TEST_CASE("API validation: templates", "[gateway]") {
  const std::string most(std::size_t{300} * 1024, 'x');
  check({
      {"8 300 KB", {{"/integrations/0/requestTemplates/$default", json_string(most)}}, {}},
      {"8 not more",
       {{"/integrations/0/requestTemplates/$default", json_string(most + "x")}},
       {"integrations[0].requestTemplates.$default: has 307201 bytes; API Gateway allows 307200"}},
      {"8 nor in a response",
       {{"/integrations/0/integrationResponses/0/responseTemplates",
         R"({"application/json":)" + json_string(most + "x") + "}"}},
       {"integrations[0].integrationResponses[0].responseTemplates['application/json']: has "
        "307201 bytes; API Gateway allows 307200"}},
      {"proxies have none",
       {{"/integrations/1/requestTemplates", R"({"$default":"x"})"}},
       {"warning: integrations[1].requestTemplates: have no effect in a proxy integration"}},
      {"4.1 AWS answers an empty map", {{"/integrations/1/requestTemplates", "{}"}}, {}},
  });
}

TEST_CASE("API validation: integration responses", "[gateway]") {
  const std::string at = "integrations[0].integrationResponses[";
  check({
      {"9.3 a key is required",
       {{"/integrations/0/integrationResponses/0/integrationResponseKey", ""}},
       {at + "0].integrationResponseKey: is required"}},
      {"a key once",
       {{"/integrations/0/integrationResponses/2", R"({"integrationResponseKey":"$default"})"}},
       {at + "2].integrationResponseKey: another response of the integration has the key "
             "'$default' already"}},
      {"4.9 a key that is neither $default nor /regex/",
       {{"/integrations/0/integrationResponses/0/integrationResponseKey", R"("200")"}},
       {"warning: " + at +
        "0].integrationResponseKey: is never picked: a key is $default or a "
        "regular expression in slashes, as in /4\\d\\d/"}},
      {"4.4 headers of the handshake's answer",
       {{"/integrations/0/integrationResponses/0/responseParameters",
         R"({"route.response.header.Sec-WebSocket-Protocol":"integration.response.header.P"})"}},
       {}},
      {"4.4 other targets",
       {{"/integrations/0/integrationResponses/0/responseParameters",
         R"({"integration.request.header.a":"context.stage"})"}},
       {at + "0].responseParameters['integration.request.header.a']: is of a request; a response "
             "has route.response.header.NAME"}},
      {"4.4 other sources",
       {{"/integrations/0/integrationResponses/0/responseParameters",
         R"({"route.response.header.a":"route.request.header.a"})"}},
       {at + "0].responseParameters['route.response.header.a']: Invalid mapping expression: "
             "route.request.header.a: there is no such source"}},
      {"4.9 unused by proxies",
       {{"/integrations/1/integrationResponses", R"([{"integrationResponseKey":"$default"}])"}},
       {"warning: integrations[1].integrationResponses: have no effect in a proxy integration"}},
      {"an id once",
       {{"/integrations/0/integrationResponses/0/integrationResponseId", R"("r")"},
        {"/integrations/0/integrationResponses/1/integrationResponseId", R"("r")"}},
       {at + "1].integrationResponseId: another response has it already"}},
  });
}
