#include "core/gateway/integration_response.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "tests/core/gateway/integration_fixture.h"

namespace palaver::testing {

using namespace palaver::gateway;
using model::IntegrationType;

TEST_CASE("A one-way route tells its sender nothing, whatever a proxy answers", "[gateway]") {
  IntegrationFixture fixture(IntegrationType::http_proxy);
  for (const int status : {200, 204, 302, 404, 500}) {
    CAPTURE(status);
    const Conclusion conclusion = fixture.conclude(answer(status, "text"));
    CHECK_FALSE(conclusion.message);
    CHECK_FALSE(conclusion.error);
    CHECK(conclusion.integration_status == status);
  }
}

TEST_CASE("A two-way proxy route hands the body on, whatever the status", "[gateway]") {
  IntegrationFixture http(IntegrationType::http_proxy);
  http.make_two_way();
  CHECK(http.conclude(answer(200, "text")).message == "text");
  CHECK(http.conclude(answer(500, "broken")).message == "broken");
  IntegrationFixture lambda(IntegrationType::aws_proxy);
  lambda.make_two_way();
  CHECK(lambda.conclude(answer(200, R"({"statusCode":500,"body":"no"})")).message == "no");
  CHECK(lambda.conclude(answer(200, R"({"statusCode":200})")).message == "");
}

TEST_CASE("What a Lambda function must not answer is an error on one-way routes, too",
          "[gateway]") {
  struct Row {
    const char* what;
    IntegrationAnswer given;
    int status;
  };
  const Row rows[] = {
      {"an unknown member", answer(200, R"({"statusCode":200,"unknown":1})"), 502},
      {"it threw", answer(200, R"({"errorMessage":"x"})", {{"X-Amz-Function-Error", "Unhandled"}}),
       502},
      {"no such function", answer(404, "{}"), 500},
      {"not allowed", answer(403, "{}"), 500},
  };
  IntegrationFixture fixture(IntegrationType::aws_proxy);
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const Conclusion conclusion = fixture.conclude(row.given);
    REQUIRE(conclusion.error);
    CHECK(message_of(*conclusion.error) == "Internal server error");
    CHECK(conclusion.status == row.status);
    CHECK_FALSE(conclusion.message);
  }
}

TEST_CASE("No answer, or none in time: the frame and the status that AWS has", "[gateway]") {
  for (const IntegrationType type : {IntegrationType::http, IntegrationType::http_proxy,
                                     IntegrationType::aws, IntegrationType::aws_proxy}) {
    CAPTURE(to_text(type));
    IntegrationFixture fixture(type);
    IntegrationAnswer none;
    none.outcome = AnswerOutcome::unreachable;
    none.problem = "connection refused";
    const Conclusion unreachable = fixture.conclude(none);
    CHECK(unreachable.error == ErrorKind::integration_failure);
    CHECK(unreachable.status == 504);
    CHECK(unreachable.detail.find("connection refused") != std::string::npos);
    none.outcome = AnswerOutcome::timed_out;
    const Conclusion late = fixture.conclude(none);
    CHECK(late.error == ErrorKind::integration_timeout);
    CHECK(late.status == 504);
    CHECK(message_of(*late.error) == "Endpoint request timed out");
  }
}

TEST_CASE("Integration responses are picked by status: patterns in order, then $default",
          "[gateway]") {
  IntegrationFixture fixture(IntegrationType::http);
  fixture.make_two_way();
  fixture.respond_with("$default", "default $context.status");
  fixture.respond_with("/404/", "exactly 404");
  fixture.respond_with("/4\\d\\d/", "a 4xx");
  fixture.respond_with("/2\\d\\d/",
                       R"({"said":$input.json('$.text'),"to":"$context.connectionId"})");
  CHECK(fixture.conclude(answer(200, R"({"text":"hi"})")).message ==
        R"({"said":"hi","to":"BFHPhfCWIAMCKlQ="})");
  CHECK(fixture.conclude(answer(404)).message == "exactly 404");
  CHECK(fixture.conclude(answer(403)).message == "a 4xx");
  CHECK(fixture.conclude(answer(500)).message == "default 500");
}

TEST_CASE("A response without a template hands the body on", "[gateway]") {
  IntegrationFixture fixture(IntegrationType::http);
  fixture.make_two_way();
  fixture.respond_with("$default");
  CHECK(fixture.conclude(answer(200, "as it is")).message == "as it is");
}

TEST_CASE("No integration response matches: an error, unless a one-way backend agrees",
          "[gateway]") {
  IntegrationFixture some(IntegrationType::http);
  some.respond_with("/2\\d\\d/");
  CHECK_FALSE(some.conclude(answer(201)).error);
  CHECK(some.conclude(answer(500)).error == ErrorKind::api_configuration_error);
  IntegrationFixture none(IntegrationType::http);
  CHECK_FALSE(none.conclude(answer(200)).error);
  CHECK(none.conclude(answer(500)).error == ErrorKind::api_configuration_error);
  IntegrationFixture two_way(IntegrationType::http);
  two_way.make_two_way();
  CHECK(two_way.conclude(answer(200)).error == ErrorKind::api_configuration_error);
}

TEST_CASE("AWS: responses are picked by the errorMessage of a function that failed", "[gateway]") {
  IntegrationFixture fixture(IntegrationType::aws);
  fixture.make_two_way();
  fixture.respond_with("/.*NotFound.*/", "not found");
  fixture.respond_with("/.*/", "any error");
  fixture.respond_with("$default", "well: $input.path('$.a')");
  const auto failed = [&](const char* message) {
    return fixture.conclude(answer(200, "{\"errorMessage\":\"" + std::string(message) + "\"}",
                                   {{"x-amz-function-error", "Unhandled"}}));
  };
  CHECK(failed("UserNotFound: x").message == "not found");
  CHECK(failed("something").message == "any error");
  CHECK(fixture.conclude(answer(200, R"({"a":1,"errorMessage":"mine"})")).message == "well: 1");
  CHECK(fixture.conclude(answer(404, "{}")).error);
}

TEST_CASE("CONVERT_TO_TEXT hands a binary answer on as base64", "[gateway]") {
  IntegrationFixture fixture(IntegrationType::http);
  fixture.make_two_way();
  fixture.respond_with("$default");
  fixture.integration.integration_responses[0].content_handling_strategy =
      model::ContentHandlingStrategy::convert_to_text;
  CHECK(fixture.conclude(answer(200, std::string("\0\xFF", 2))).message == "AP8=");
}

TEST_CASE("The status of $connect is the backend's, where it makes sense", "[gateway]") {
  struct Row {
    int given;
    int status;
  };
  for (const Row& row : {Row{200, 200}, Row{204, 204}, Row{401, 401}, Row{403, 403}, Row{503, 503},
                         Row{302, 500}, Row{100, 500}}) {
    CAPTURE(row.given);
    IntegrationFixture proxy(IntegrationType::http_proxy);
    proxy.connect();
    CHECK(proxy.conclude(answer(row.given)).status == row.status);
    IntegrationFixture plain(IntegrationType::http);
    plain.connect();
    CHECK(plain.conclude(answer(row.given)).status == row.status);
    IntegrationFixture with_responses(IntegrationType::http);
    with_responses.respond_with("$default");
    with_responses.connect();
    CHECK(with_responses.conclude(answer(row.given)).status == row.status);
  }
  IntegrationFixture lambda(IntegrationType::aws_proxy);
  lambda.connect();
  CHECK(lambda.conclude(answer(200, R"({"statusCode":403})")).status == 403);
  CHECK(lambda.conclude(answer(200, "null")).status == 200);
  CHECK(lambda.conclude(answer(200, "3")).status == 502);
}

TEST_CASE("Only $connect's answer picks a subprotocol, in any letter case", "[gateway]") {
  IntegrationFixture proxy(IntegrationType::http_proxy);
  proxy.connect();
  CHECK(proxy.conclude(answer(200, "", {{"sec-websocket-protocol", "chat.v2"}})).subprotocol ==
        "chat.v2");
  CHECK_FALSE(proxy.conclude(answer(200)).subprotocol);
  IntegrationFixture lambda(IntegrationType::aws_proxy);
  lambda.connect();
  CHECK(lambda
            .conclude(
                answer(200, R"({"statusCode":200,"headers":{"Sec-WebSocket-Protocol":"chat.v1"}})"))
            .subprotocol == "chat.v1");
  IntegrationFixture mapped(IntegrationType::http);
  mapped.respond_with("$default");
  mapped.integration.integration_responses[0].response_parameters = {
      {"route.response.header.Sec-WebSocket-Protocol", "integration.response.header.X-Protocol"}};
  mapped.connect();
  CHECK(mapped.conclude(answer(200, "", {{"X-Protocol", "chat.v3"}})).subprotocol == "chat.v3");
}

}  // namespace palaver::testing
