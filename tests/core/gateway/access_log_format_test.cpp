#include "core/gateway/access_log_format.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "tests/core/gateway/event_fixture.h"

using namespace palaver::gateway;

namespace {

// What `$context.<name>` prints as.
std::string printed(const std::string& name, const RequestContext& context,
                    const AccessLogEntry& entry) {
  const auto format = AccessLogFormat::parse("$context.requestId $context." + name);
  REQUIRE(format);
  const std::string line = format->render(context, entry);
  return line.substr(line.find(' ') + 1);
}

std::string rendered(const char* text, const RequestContext& context) {
  const auto format = AccessLogFormat::parse(text);
  REQUIRE(format);
  return format->render(context, {});
}

}  // namespace

TEST_CASE("Access log: JSON, and the format that the Serverless Framework sets", "[gateway]") {
  RequestContext context = example_message();
  context.status = 200;
  CHECK(
      rendered(
          R"({"id":"$context.requestId","conn":"$context.connectionId","ev":"$context.eventType","route":"$context.routeKey","st":"$context.status","err":$context.error.messageString})",
          context) ==
      R"({"id":"BFHQXH6ZoAMFbcQ=","conn":"BFHPhfCWIAMCKlQ=","ev":"MESSAGE","route":"sendmessage","st":"200","err":-})");
  context.error_message = "Internal server error";
  CHECK(rendered(R"({"id":"$context.requestId","err":$context.error.messageString})", context) ==
        R"({"id":"BFHQXH6ZoAMFbcQ=","err":"Internal server error"})");
  CHECK(
      rendered(
          R"($context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.eventType $context.routeKey $context.connectionId" $context.requestId)",
          example_connect()) ==
      R"(192.0.2.7 - - [11/Nov/2024:11:35:24 +0000] "CONNECT $connect BFHPhfCWIAMCKlQ=" BFHPhH7ZoAMFZyA=)");
}

TEST_CASE("Access log: each variable", "[gateway]") {
  ConnectionContext connection = example_connection();
  Identity& identity = connection.identity;
  identity.account_id = "111122223333";
  identity.caller = "AIDACALLER";
  identity.user = "AIDAUSER";
  identity.user_arn = "arn:aws:iam::111122223333:user/ann";
  identity.api_key = "key-value";
  identity.api_key_id = "k1";
  connection.authorizer = {{"tenant-id", "acme"}, {"principalId", "user-7"}};
  RequestContext context = example_message(connection);
  context.status = 504;
  context.error_message = "Endpoint request timed out";
  context.error_response_type = "INTEGRATION_TIMEOUT";
  context.error_validation_string = "[no]";
  AccessLogEntry entry;
  entry.response_latency = 21;
  entry.integration_latency = 1;
  entry.integration_service_status = 200;
  entry.integration_status = 202;
  entry.integration_error = "boom";
  entry.integration_request_id = "r-1";
  entry.authorizer_latency = 2;
  entry.authorizer_service_status = 201;
  entry.authorizer_status = 203;
  entry.authorizer_error = "no";
  entry.authorizer_request_id = "r-2";
  entry.authenticate_latency = 3;
  entry.authenticate_status = 204;
  entry.authenticate_error = "who";
  entry.authorize_latency = 4;
  entry.authorize_status = 205;
  entry.authorize_error = "why";
  struct Row {
    const char* name;
    const char* text;
  };
  for (const Row& row : {
           Row{"apiId", "a1b2c3d4e5"},
           Row{"stage", "dev"},
           Row{"domainName", "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com"},
           Row{"routeKey", "sendmessage"},
           Row{"eventType", "MESSAGE"},
           Row{"connectionId", "BFHPhfCWIAMCKlQ="},
           Row{"connectedAt", "1731324924553"},
           Row{"messageId", "BFHQXdGZoAMCKlQ="},
           Row{"requestId", "BFHQXH6ZoAMFbcQ="},
           Row{"extendedRequestId", "BFHQXH6ZoAMFbcQ="},
           Row{"requestTime", "11/Nov/2024:11:35:30 +0000"},
           Row{"requestTimeEpoch", "1731324930102"},
           Row{"status", "504"},
           Row{"identity.accountId", "111122223333"},
           Row{"identity.apiKey", "key-value"},
           Row{"identity.apiKeyId", "k1"},
           Row{"identity.caller", "AIDACALLER"},
           Row{"identity.cognitoAuthenticationProvider", "-"},
           Row{"identity.cognitoAuthenticationType", "-"},
           Row{"identity.cognitoIdentityId", "-"},
           Row{"identity.cognitoIdentityPoolId", "-"},
           Row{"identity.principalOrgId", "-"},
           Row{"identity.sourceIp", "192.0.2.7"},
           Row{"identity.user", "AIDAUSER"},
           Row{"identity.userAgent", "my-client/1.0"},
           Row{"identity.userArn", "arn:aws:iam::111122223333:user/ann"},
           Row{"error.message", "Endpoint request timed out"},
           Row{"error.messageString", "\"Endpoint request timed out\""},
           Row{"error.responseType", "INTEGRATION_TIMEOUT"},
           Row{"error.validationErrorString", "[no]"},
           Row{"integrationLatency", "1"},
           Row{"integration.error", "boom"},
           Row{"integration.integrationStatus", "200"},
           Row{"integration.latency", "1"},
           Row{"integration.requestId", "r-1"},
           Row{"integration.status", "202"},
           Row{"integrationErrorMessage", "boom"},
           Row{"awsEndpointRequestId", "r-1"},
           Row{"integrationStatus", "200"},
           Row{"responseLatency", "21"},
           Row{"authorizer.error", "no"},
           Row{"authorizer.integrationLatency", "2"},
           Row{"authorizer.integrationStatus", "201"},
           Row{"authorizer.latency", "2"},
           Row{"authorizer.requestId", "r-2"},
           Row{"authorizer.status", "203"},
           Row{"authorizer.principalId", "user-7"},
           Row{"authorizer.tenant-id", "acme"},
           Row{"authorizer.nobody", "-"},
           Row{"authenticate.error", "who"},
           Row{"authenticate.latency", "3"},
           Row{"authenticate.status", "204"},
           Row{"authorize.error", "why"},
           Row{"authorize.latency", "4"},
           Row{"authorize.status", "205"},
           Row{"waf.error", "-"},
           Row{"waf.latency", "-"},
           Row{"waf.status", "-"},
       }) {
    CAPTURE(row.name);
    CHECK(printed(row.name, context, entry) == row.text);
    const std::string text = "$context.requestId $context." + std::string(row.name);
    CHECK(AccessLogFormat::parse(text)->unsupported().empty());
    if (row.name != std::string_view("requestId") && std::string_view(row.text) != "-") {
      CHECK((printed(row.name, RequestContext{}, {}) == "-") ==
            (row.name != std::string_view("eventType") &&
             row.name != std::string_view("connectedAt") &&
             row.name != std::string_view("requestTime") &&
             row.name != std::string_view("requestTimeEpoch")));
    }
  }
}

TEST_CASE("Access log: variables that API Gateway does not have are told and print as nothing",
          "[gateway]") {
  const auto format = AccessLogFormat::parse(
      "$context.requestId $context.httpMethod $context.path. $context.identity $context.");
  REQUIRE(format);
  CHECK(format->unsupported() == std::vector<std::string>{"$context.httpMethod", "$context.path",
                                                          "$context.identity", "$context."});
  CHECK(format->render(example_connect(), {}) == "BFHPhH7ZoAMFZyA= - -. - -");
}

TEST_CASE("Access log: where a name ends", "[gateway]") {
  CHECK(rendered("$context.requestId.$context.stage-$context.apiId..x $context $contextx $ "
                 "$$context.stage",
                 example_connect()) ==
        "BFHPhH7ZoAMFZyA=.dev-a1b2c3d4e5..x $context $contextx $ $dev");
}

TEST_CASE("Access log: a client cannot break a line or say more than its value", "[gateway]") {
  ConnectionContext connection = example_connection();
  connection.identity.user_agent = "a\"b\\c\n\t\x1B\xC3\xA4\xFF";
  const RequestContext context = example_connect(connection);
  CHECK(rendered("$context.requestId $context.identity.userAgent|", context) ==
        "BFHPhH7ZoAMFZyA= a\"b\\c\\n\\t\\u001b\xC3\xA4\xEF\xBF\xBD|");
  const std::string line =
      rendered(R"({"id":"$context.requestId","ua":"$context.identity.userAgent"})", context);
  CHECK(line ==
        "{\"id\":\"BFHPhH7ZoAMFZyA=\",\"ua\":\"a\\\"b\\\\c\\n\\t\\u001b\xC3\xA4\xEF\xBF\xBD\"}");
  CHECK(nlohmann::json::parse(line, nullptr, false)["ua"] == "a\"b\\c\n\t\x1B\xC3\xA4\xEF\xBF\xBD");
}

TEST_CASE("Access log: formats that are refused", "[gateway]") {
  for (const std::string& text :
       {std::string(), std::string("$context.connectionId"), std::string("$context.requestIds"),
        std::string("$context.requestId\n"), std::string("$context.requestId\t"),
        "$context.requestId" + std::string(AccessLogFormat::kMaxBytes, 'x')}) {
    CAPTURE(text.substr(0, 40));
    const auto format = AccessLogFormat::parse(text);
    REQUIRE_FALSE(format);
    CHECK_FALSE(format.error().empty());
  }
  CHECK(AccessLogFormat::parse("$context.extendedRequestId"));
  CHECK(AccessLogFormat::parse("$context.requestId " +
                               std::string(AccessLogFormat::kMaxBytes - 19, 'x')));
}
