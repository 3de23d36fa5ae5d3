#include "server/aws/lambda_client.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/server/support/http_fixture.h"

using namespace palaver;
using namespace palaver::aws;
using namespace palaver::testing;
using namespace std::chrono_literals;

namespace {

constexpr const char* kArn = "arn:aws:lambda:eu-west-1:111122223333:function:my-default";

struct Fixture : HttpFixture {
  Fixture() {
    keep_requests();
    use({endpoint(), {}});
  }
  std::string endpoint() const { return "http://127.0.0.1:" + std::to_string(port); }
  void use(LambdaOptions options) {
    auto created = LambdaClient::create(client, std::move(options),
                                        [] { return *aws::parse_basic_time("20251104T101112Z"); });
    if (!created) FAIL(created.error());
    lambda.emplace(*std::move(created));
  }
  void invoke(LambdaCall call) {
    lambda->invoke(std::move(call),
                   [this](LambdaResult result) { results.push_back(std::move(result)); });
  }
  void invoke(std::string function, std::string payload = "{}") {
    LambdaCall call;
    call.function = std::move(function);
    call.payload = std::move(payload);
    invoke(std::move(call));
  }
  void wait_for_results(std::size_t count) {
    run_until("results", [&] { return results.size() >= count; });
  }
  // The request that an invocation becomes.
  http::Request request_of(std::string function) {
    const auto index = exchanges.size();
    invoke(std::move(function));
    wait_for_requests(index + 1);
    exchanges[index]->respond(text_response("null"));
    wait_for_results(results.size() + 1);
    return requests[index];
  }
  LambdaResult answer_with(http::Response response, std::string function = "my-default") {
    invoke(std::move(function));
    wait_for_requests(1);
    exchanges[0]->respond(std::move(response));
    wait_for_results(1);
    return results[0];
  }

  http::Client client{loop};
  std::optional<LambdaClient> lambda;
  std::vector<LambdaResult> results;
};

http::Response answer(int status, std::string body, http::Headers headers = {}) {
  http::Response response;
  response.status = status;
  response.headers = std::move(headers);
  response.body = std::move(body);
  return response;
}

}  // namespace

TEST_CASE("Lambda names: the forms that Invoke takes", "[aws]") {
  struct Row {
    const char* text;
    const char* name;
    const char* qualifier;
    const char* unqualified;
  };
  const auto row = GENERATE(values<Row>({
      {"my-default", "my-default", "", "my-default"},
      {"my_default:live", "my_default", "live", "my_default"},
      {"f:42", "f", "42", "f"},
      {"f:$LATEST", "f", "$LATEST", "f"},
      {"function", "function", "", "function"},
      {"function:f", "f", "", "function:f"},
      {"111122223333:f", "f", "", "111122223333:f"},
      {"111122223333:function:f:live", "f", "live", "111122223333:function:f"},
      {"eu-west-1:111122223333:function:f", "f", "", "eu-west-1:111122223333:function:f"},
      {kArn, "my-default", "", kArn},
      {"arn:aws:lambda:eu-west-1:111122223333:function:my-default:live", "my-default", "live",
       kArn},
      {"arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:f", "f", "",
       "arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:f"},
      // Names that could be something else.
      {"111122223333", "111122223333", "", "111122223333"},
      {"eu-west-1", "eu-west-1", "", "eu-west-1"},
  }));
  CAPTURE(row.text);
  const auto name = parse_lambda_name(row.text);
  REQUIRE(name);
  CHECK(name->name == row.name);
  CHECK(name->qualifier == row.qualifier);
  CHECK(name->unqualified == row.unqualified);
}

TEST_CASE("Lambda names: what is none", "[aws]") {
  const auto* text =
      GENERATE("", ":", "a:", ":a", "a:b:c", "a b", "a/b", "..", "a:$OTHER", "${stageVariables.fn}",
               "arn:aws:lambda:eu-west-1:111122223333:function:",
               "arn:aws:lambda:eu-west-1:111122223333:layer:a",
               "arn:aws:lambda:eu-west-1:1234:function:a", "arn:aws:sqs:eu-west-1:111122223333:a",
               "arn:aws:lambda:eu-west-1:111122223333:function:a:b:c");
  CAPTURE(text);
  CHECK_FALSE(parse_lambda_name(text));
  CHECK_FALSE(parse_lambda_name(std::string(257, 'a')));
}

TEST_CASE_METHOD(Fixture, "LambdaClient: an invocation on the wire and its result", "[aws]") {
  LambdaCall call;
  call.function = "my-default:live";
  call.payload = R"({"a":1})";
  call.client_context = R"({"custom":{}})";
  invoke(call);
  CHECK(results.empty());
  wait_for_requests(1);
  CHECK(requests[0].method == "POST");
  CHECK(requests[0].target == "/2015-03-31/functions/my-default/invocations?Qualifier=live");
  CHECK(requests[0].body == R"({"a":1})");
  CHECK(requests[0].headers.find("Content-Type") == "application/json");
  CHECK(requests[0].headers.find("X-Amz-Invocation-Type") == "RequestResponse");
  CHECK(requests[0].headers.find("X-Amz-Client-Context") == "eyJjdXN0b20iOnt9fQ==");
  CHECK_FALSE(requests[0].headers.find("Authorization"));
  exchanges[0]->respond(answer(200, R"({"statusCode":200})",
                               {{"X-Amz-Executed-Version", "3"}, {"x-amzn-RequestId", "id-1"}}));
  wait_for_results(1);
  REQUIRE(results[0]);
  CHECK(results[0]->succeeded());
  CHECK(results[0]->status == 200);
  CHECK(results[0]->body == R"({"statusCode":200})");
  CHECK(results[0]->request_id == "id-1");
}

TEST_CASE_METHOD(Fixture, "LambdaClient: an event invocation is answered at once", "[aws]") {
  LambdaCall call;
  call.function = "f";
  call.type = InvocationType::event;
  invoke(call);
  wait_for_requests(1);
  CHECK(requests[0].headers.find("X-Amz-Invocation-Type") == "Event");
  exchanges[0]->respond(answer(202, ""));
  wait_for_results(1);
  REQUIRE(results[0]);
  CHECK(results[0]->succeeded());
  CHECK(results[0]->body.empty());
}

TEST_CASE_METHOD(Fixture, "LambdaClient: where a function is", "[aws]") {
  const auto at = [this](const std::string& path) { return endpoint() + path; };
  LambdaOptions options;
  options.endpoint = at("/base/");
  options.function_urls = {
      {"base", at("/one/")},
      {"whole", at("/2015-03-31/functions/function/invocations")},
      {"query", at("/x/invocations?a=b")},
      {"both", at("/both")},
      {"both:live", at("/live")},
      {"arn:aws:lambda:eu-west-1:111122223333:function:by-arn", at("/arn")},
  };
  use(std::move(options));
  struct Row {
    const char* function;
    const char* target;
  };
  for (const auto& row : std::vector<Row>{
           {"other", "/base/2015-03-31/functions/other/invocations"},
           {kArn, "/base/2015-03-31/functions/my-default/invocations"},
           {"other:$LATEST", "/base/2015-03-31/functions/other/invocations?Qualifier=%24LATEST"},
           {"base", "/one/2015-03-31/functions/base/invocations"},
           {"whole", "/2015-03-31/functions/function/invocations"},
           {"whole:live", "/2015-03-31/functions/function/invocations?Qualifier=live"},
           {"query:1", "/x/invocations?a=b&Qualifier=1"},
           {"both", "/both/2015-03-31/functions/both/invocations"},
           {"both:live", "/live/2015-03-31/functions/both/invocations?Qualifier=live"},
           {"both:test", "/both/2015-03-31/functions/both/invocations?Qualifier=test"},
           {"by-arn", "/arn/2015-03-31/functions/by-arn/invocations"},
       }) {
    CAPTURE(row.function);
    CHECK(request_of(row.function).target == row.target);
  }
}

TEST_CASE_METHOD(Fixture, "LambdaClient: with credentials a call is signed, and named in full",
                 "[aws]") {
  LambdaOptions options;
  options.endpoint = endpoint();
  options.region = "eu-west-1";
  options.credentials.emplace();
  options.credentials->identity.access_key_id = "AKIDEXAMPLE";
  options.credentials->secret_access_key = aws::Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
  const auto credentials = *options.credentials;
  use(std::move(options));
  const auto request = request_of(std::string(kArn) + ":live");
  CHECK(request.target ==
        "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A111122223333%3Afunction%3A"
        "my-default/invocations?Qualifier=live");
  CHECK(request.headers.find("Host") == "127.0.0.1:" + std::to_string(port));
  CHECK(request.headers.find("X-Amz-Date") == "20251104T101112Z");
  // What arrived says the same as what was signed.
  const auto fields = aws::signature_fields(
      {"POST", request.target,
       http::Headers{{"Host", std::string(*request.headers.find("Host"))},
                     {"Content-Type", "application/json"},
                     {"X-Amz-Invocation-Type", "RequestResponse"}},
       request.body},
      credentials, {"eu-west-1", "lambda"}, *aws::parse_basic_time("20251104T101112Z"));
  CHECK(request.headers.find("Authorization") == fields.back().second);
}

TEST_CASE_METHOD(Fixture, "LambdaClient: what a function's end looks like", "[aws]") {
  struct Row {
    const char* what;
    int status;
    const char* body;
    http::Headers headers;
    const char* function_error;
  };
  const auto row = GENERATE(values<Row>({
      {"4.13 a function error is still 200",
       200,
       R"({"errorMessage":"x","errorType":"Error"})",
       {{"X-Amz-Function-Error", "Unhandled"}},
       "Unhandled"},
      {"4.13 handled",
       200,
       R"({"errorMessage":"x"})",
       {{"x-amz-function-error", "Handled"}},
       "Handled"},
      {"a result", 200, R"({"statusCode":200})", {}, ""},
      {"no result", 200, "null", {}, ""},
      {"an error of the endpoint",
       404,
       R"({"Type":"User","Message":"Function not found"})",
       {},
       ""},
  }));
  CAPTURE(row.what);
  const auto result = answer_with(answer(row.status, row.body, row.headers));
  REQUIRE(result);
  CHECK(result->status == row.status);
  CHECK(result->body == row.body);
  CHECK(result->function_error == row.function_error);
  CHECK(result->succeeded() == (row.status == 200 && *row.function_error == '\0'));
}

TEST_CASE_METHOD(Fixture, "LambdaClient: one invocation at a time, for those who can do no more",
                 "[aws]") {
  LambdaOptions options;
  options.endpoint = endpoint();
  options.concurrency = 2;
  options.concurrency_of = {{kArn, 1}};
  use(std::move(options));
  for (const auto* payload : {"1", "2", "3"}) invoke("my-default", payload);
  for (const auto* payload : {"a", "b", "c"}) invoke("other", payload);
  wait_for_requests(3);
  settle();
  CHECK(exchanges.size() == 3);  // 1, a, b
  std::vector<std::string> order;
  for (std::size_t i = 0; i < 6; ++i) {
    wait_for_requests(i + 1);
    if (requests[i].body < "9") order.push_back(requests[i].body);
    exchanges[i]->respond(text_response("null"));
  }
  wait_for_results(6);
  CHECK(order == std::vector<std::string>{"1", "2", "3"});
  for (const auto& result : results) CHECK(result);
}

TEST_CASE_METHOD(Fixture, "LambdaClient: a call's time runs while it waits", "[aws]") {
  LambdaOptions options;
  options.endpoint = endpoint();
  options.concurrency = 1;
  use(std::move(options));
  invoke("f");
  LambdaCall call;
  call.function = "f";
  call.timeout = 20ms;
  invoke(call);
  wait_for_results(1);
  REQUIRE_FALSE(results[0]);
  CHECK(results[0].error().kind == LambdaErrorKind::timed_out);
  CHECK(results[0].error().message ==
        "no turn at the Lambda function f within 20 ms: 1 requests are in work there");
}

TEST_CASE_METHOD(Fixture, "LambdaClient: what is no answer", "[aws]") {
  struct Row {
    const char* function;
    bool endpoint;
    LambdaErrorKind kind;
    const char* message;  // null: the one with the port, which is another for every row
  };
  const auto row = GENERATE(values<Row>({
      {"111122223333:function:f:live", false, LambdaErrorKind::unknown_function,
       "no endpoint for the Lambda function 111122223333:function:f:live: give --lambda-endpoint "
       "URL or --function f=URL"},
      {"a/b", true, LambdaErrorKind::unknown_function, "not the name of a Lambda function: a/b"},
      {"f", true, LambdaErrorKind::unreachable, nullptr},
  }));
  CAPTURE(row.function);
  server.reset();
  use({row.endpoint ? endpoint() : "", {}});
  invoke(row.function);
  CHECK(results.empty());
  wait_for_results(1);
  REQUIRE_FALSE(results[0]);
  CHECK(results[0].error().kind == row.kind);
  CHECK(results[0].error().message ==
        (row.message != nullptr
             ? row.message
             : "cannot reach 127.0.0.1:" + std::to_string(port) + ": Connection refused"));
}

TEST_CASE_METHOD(Fixture, "LambdaClient: a mistake in the options is told", "[aws]") {
  struct Row {
    LambdaOptions options;
    const char* message;
  };
  LambdaOptions limits;
  limits.concurrency_of = {{"a/b", 1}};
  const std::vector<Row> rows{
      {{"localhost:9000", {}}, "not an http or https URL: localhost:9000"},
      {{"http://a/?b=c", {}}, "a query behind a base URL: http://a/?b=c"},
      {{"", {{"f", "ftp://a"}}}, "not an http or https URL: ftp://a"},
      {{"", {{"a/b", "http://a"}}}, "not the name of a Lambda function: a/b"},
      {limits, "not the name of a Lambda function: a/b"},
  };
  for (const auto& row : rows) {
    const auto created = LambdaClient::create(client, row.options);
    REQUIRE_FALSE(created);
    CHECK(created.error() == row.message);
  }
}
