#include "core/gateway/arn.h"

#include <catch2/catch_test_macros.hpp>

using namespace palaver::gateway;

namespace {

const std::string kFunction = "arn:aws:lambda:us-east-1:111122223333:function:my-default";

std::string uri_of(const std::string& function) {
  return "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/" + function +
         "/invocations";
}

}  // namespace

TEST_CASE("ARN: its parts", "[gateway]") {
  const auto arn = parse_arn("arn:aws-cn:execute-api:cn-north-1:111122223333:api/dev/a:b");
  REQUIRE(arn);
  CHECK(arn->partition == "aws-cn");
  CHECK(arn->service == "execute-api");
  CHECK(arn->region == "cn-north-1");
  CHECK(arn->account == "111122223333");
  CHECK(arn->resource == "api/dev/a:b");
  CHECK(parse_arn("arn:aws:s3:::bucket"));
  for (const char* text :
       {"", "arn", "arn:", "arn:aws:s3", "arn:aws:s3::", "arn:aws:s3:::", "arn::s3:::b",
        "arn:aws::::b", "ARN:aws:s3:::b", "arn:aws:s3:::a b", "arn:aws:s3:::a\nb"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_arn(text));
  }
}

TEST_CASE("ARN: the function of an integrationUri", "[gateway]") {
  struct Row {
    std::string uri;
    StringMap variables;
    const char* name;
    const char* qualifier;
  };
  for (const Row& row : {
           Row{uri_of(kFunction), {}, "my-default", ""},
           Row{uri_of(kFunction + ":live"), {}, "my-default", "live"},
           Row{uri_of(kFunction + ":7"), {}, "my-default", "7"},
           Row{uri_of(kFunction + ":$LATEST"), {}, "my-default", "$LATEST"},
           Row{uri_of("arn:aws:lambda:eu-west-1:111122223333:function:${stageVariables.fn}"),
               {{"fn", "chat"}},
               "chat",
               ""},
           Row{uri_of("arn:aws:lambda:eu-west-1:111122223333:function:${stageVariables.fn}"),
               {{"fn", "chat:live"}},
               "chat",
               "live"},
           Row{uri_of(kFunction + ":${stageVariables.alias}"),
               {{"alias", "blue"}},
               "my-default",
               "blue"},
       }) {
    CAPTURE(row.uri);
    const auto function = lambda_function(row.uri, row.variables);
    REQUIRE(function);
    CHECK(function->name == row.name);
    CHECK(function->qualifier == row.qualifier);
    CHECK(function->account == "111122223333");
  }
  CHECK(lambda_function(uri_of(kFunction), {})->text == kFunction);
  CHECK(lambda_function(uri_of(kFunction), {})->region == "us-east-1");
}

TEST_CASE("ARN: an integrationUri that names no function", "[gateway]") {
  const StringMap variables = {{"empty", ""}, {"slash", "a/b"}};
  for (const std::string& uri :
       {std::string(), kFunction, std::string("http://localhost/"), uri_of(""),
        uri_of("my-default"), uri_of("arn:aws:lambda:us-east-1:111122223333:function:"),
        uri_of("arn:aws:lambda:us-east-1:111122223333:layer:x"),
        uri_of("arn:aws:sqs:us-east-1:111122223333:function:x"), uri_of(kFunction + ":"),
        uri_of(kFunction + ":a:b"), uri_of(kFunction + "/../x"), uri_of(kFunction) + "x",
        uri_of("arn:aws:lambda:us-east-1:111122223333:function:${stageVariables.nobody}"),
        uri_of("arn:aws:lambda:us-east-1:111122223333:function:${stageVariables.empty}"),
        uri_of("arn:aws:lambda:us-east-1:111122223333:function:${stageVariables.slash}"),
        uri_of("arn:aws:lambda:us-east-1:111122223333:function:${stageVariables.fn"),
        std::string("arn:aws:apigateway:us-east-1:lambda:action/Invoke"),
        std::string("arn:aws:apigateway:us-east-1:sqs:path/2015-03-31/functions/") + kFunction +
            "/invocations"}) {
    CAPTURE(uri);
    const auto function = lambda_function(uri, variables);
    REQUIRE_FALSE(function);
    CHECK_FALSE(function.error().empty());
  }
  CHECK(lambda_function("${stageVariables.fn}", {}).error() == "The stage has no variable fn");
}

TEST_CASE("ARN: other services", "[gateway]") {
  const auto action = parse_service_uri("arn:aws:apigateway:eu-west-1:sqs:action/SendMessage");
  REQUIRE(action);
  CHECK(action->region == "eu-west-1");
  CHECK(action->service == "sqs");
  CHECK(action->style == ServiceUri::Style::action);
  CHECK(action->target == "SendMessage");
  const auto path = parse_service_uri("arn:aws:apigateway:eu-west-1:sqs:path/111122223333/queue");
  REQUIRE(path);
  CHECK(path->style == ServiceUri::Style::path);
  CHECK(path->target == "111122223333/queue");
  for (const char* text :
       {"arn:aws:apigateway:eu-west-1:sqs:path/", "arn:aws:apigateway:eu-west-1:sqs:verb/x",
        "arn:aws:apigateway:eu-west-1::path/x", "arn:aws:lambda:eu-west-1:sqs:path/x"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_service_uri(text));
  }
}

TEST_CASE("ARN: written", "[gateway]") {
  CHECK(invoke_arn("us-east-1", kFunction) == uri_of(kFunction));
  CHECK(invoke_path(*parse_function_arn(kFunction)) ==
        "/2015-03-31/functions/my-default/invocations");
  CHECK(invoke_path(*parse_function_arn(kFunction + ":live")) ==
        "/2015-03-31/functions/my-default/invocations?Qualifier=live");
  CHECK(invoke_path(*parse_function_arn(kFunction + ":$LATEST")) ==
        "/2015-03-31/functions/my-default/invocations?Qualifier=%24LATEST");
  const ApiPlace api = {"eu-west-1", "111122223333", "a1b2c3d4e5", "dev"};
  CHECK(method_arn(api, "$connect") ==
        "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3d4e5/dev/$connect");
  CHECK(management_arn(api, "POST", "L0SM9cOFvHcCIhw=") ==
        "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3d4e5/dev/POST/@connections/"
        "L0SM9cOFvHcCIhw=");
}
