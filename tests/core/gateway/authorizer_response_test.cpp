#include "core/gateway/authorizer_response.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/core/gateway/event_fixture.h"

using namespace palaver::gateway;

namespace {

PolicyQuestion question() {
  return connect_question(example_connect(),
                          "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3d4e5/dev/$connect");
}

std::string policy(const std::string& effect, const std::string& resource = "*") {
  return R"({"Version":"2012-10-17","Statement":[{"Action":"execute-api:Invoke","Effect":")" +
         effect + R"(","Resource":")" + resource + R"("}]})";
}

// A result that allows, with more members.
std::string allowing(const std::string& more) {
  return R"({"principalId":"user-7","policyDocument":)" + policy("Allow") + more + "}";
}

std::string text_of(const AuthorizerContext& context) {
  std::string text;
  for (const NamedValue& value : context) text += value.name + "=" + value.value + ";";
  return text;
}

}  // namespace

TEST_CASE("Authorizer response: the example of the documentation", "[gateway]") {
  const auto outcome = authorizer_response({200, "", R"({
  "principalId": "user-7",
  "policyDocument": {
    "Version": "2012-10-17",
    "Statement": [{"Action": "execute-api:Invoke", "Effect": "Allow",
      "Resource": "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3d4e5/dev/$connect"}]
  },
  "context": {"tenant": "acme", "level": 3, "admin": true},
  "usageIdentifierKey": "api-key-value"
})"},
                                           question());
  REQUIRE(outcome);
  CHECK(text_of(outcome->context) == "tenant=acme;level=3;admin=true;principalId=user-7;");
  CHECK(outcome->usage_identifier_key == "api-key-value");
}

TEST_CASE("Authorizer response: what opens the connection", "[gateway]") {
  struct Row {
    std::string more;
    const char* context;
  };
  for (const Row& row : {
           Row{"", "principalId=user-7;"},
           Row{R"(,"context":{})", "principalId=user-7;"},
           Row{R"(,"context":null)", "principalId=user-7;"},
           Row{R"(,"context":{"n":1.50,"f":false,"t":"","e":"\u00e4\""})",
               "n=1.50;f=false;t=;e=\xC3\xA4\";principalId=user-7;"},
           Row{R"(,"context":{"principalId":"root","a":"1","a":"2"})", "a=1;principalId=user-7;"},
           Row{R"(,"usageIdentifierKey":null,"other":[{}])", "principalId=user-7;"},
       }) {
    CAPTURE(row.more);
    const auto outcome = authorizer_response({200, "", allowing(row.more)}, question());
    REQUIRE(outcome);
    CHECK(text_of(outcome->context) == row.context);
    CHECK(outcome->usage_identifier_key.empty());
  }
  const std::string numeric = R"({"principalId":7,"policyDocument":)" + policy("Allow") + "}";
  CHECK(text_of(authorizer_response({200, "", numeric}, question())->context) == "principalId=7;");
}

TEST_CASE("Authorizer response: what refuses it, and how", "[gateway]") {
  using enum ErrorKind;
  struct Row {
    const char* what;
    int status;
    const char* flag;
    std::string body;
    ErrorKind kind;
  };
  const std::string principal = R"({"principalId":"user-7","policyDocument":)";
  const Row rows[] = {
      {"Unauthorized", 200, "Unhandled", R"({"errorMessage":"Unauthorized"})", unauthorized},
      {"Unauthorized by the emulator", 200, "",
       R"({"errorMessage":"Unauthorized","errorType":"Error"})", unauthorized},
      {"not exactly that", 200, "Unhandled", R"({"errorMessage":"unauthorized"})",
       authorizer_failure},
      {"more than that", 200, "Unhandled", R"({"errorMessage":"Unauthorized: expired"})",
       authorizer_failure},
      {"anything else thrown", 200, "Unhandled", R"({"errorMessage":"boom"})", authorizer_failure},
      {"time out", 200, "", "Task timed out after 3.00 seconds", authorizer_failure},
      {"crashed", 502, "", "{}", authorizer_failure},
      {"we may not ask", 403, "", "{}", authorizer_failure},
      {"too many", 429, "", "{}", authorizer_failure},
      {"deny", 200, "", principal + policy("Deny") + "}", access_denied},
      {"allows another stage", 200, "",
       principal + policy("Allow", "arn:aws:execute-api:*:*:*/prod/*") + "}", access_denied},
      {"the form of REST APIs", 200, "",
       principal + policy("Allow", "arn:aws:execute-api:*:*:*/dev/*/*") + "}", access_denied},
      {"no answer", 200, "", "", authorizer_configuration_error},
      {"null", 200, "", "null", authorizer_configuration_error},
      {"text", 200, "", R"("Allow")", authorizer_configuration_error},
      {"a proxy response", 200, "", R"({"statusCode":401})", authorizer_configuration_error},
      {"a simple response", 200, "", R"({"isAuthorized":true})", authorizer_configuration_error},
      {"no principal", 200, "", R"({"policyDocument":)" + policy("Allow") + "}",
       authorizer_configuration_error},
      {"principal null", 200, "",
       R"({"principalId":null,"policyDocument":)" + policy("Allow") + "}",
       authorizer_configuration_error},
      {"no policy", 200, "", R"({"principalId":"u"})", authorizer_configuration_error},
      {"no policy but text", 200, "", principal + "\"Allow\"}", authorizer_configuration_error},
      {"a policy without a statement", 200, "", principal + "{}}", authorizer_configuration_error},
      {"a wrong effect", 200, "", principal + policy("allow") + "}",
       authorizer_configuration_error},
      {"an object in the context", 200, "", allowing(R"(,"context":{"a":{}})"),
       authorizer_configuration_error},
      {"a list in the context", 200, "", allowing(R"(,"context":{"a":["b"]})"),
       authorizer_configuration_error},
      {"null in the context", 200, "", allowing(R"(,"context":{"a":null})"),
       authorizer_configuration_error},
      {"a context that is none", 200, "", allowing(R"(,"context":"a")"),
       authorizer_configuration_error},
      {"not JSON at the end", 200, "", allowing("") + "}", authorizer_configuration_error},
      {"over 8 KB", 200, "", allowing(R"(,"context":{"a":")" + std::string(8192, 'x') + R"("})"),
       authorizer_configuration_error},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const auto outcome = authorizer_response({row.status, row.flag, row.body}, question());
    REQUIRE_FALSE(outcome);
    CHECK(to_text(outcome.error().kind) == to_text(row.kind));
    CHECK_FALSE(outcome.error().text.empty());
  }
}

TEST_CASE("Authorizer response: exactly 8 KB pass", "[gateway]") {
  std::string result = allowing(R"(,"context":{"a":"x"})");
  result.insert(1, kAuthorizerResultBytes - result.size(), ' ');
  CHECK(authorizer_response({200, "", result}, question()));
  result.insert(1, 1, ' ');
  CHECK_FALSE(authorizer_response({200, "", result}, question()));
}

TEST_CASE("Authorizer response: of an HTTP server", "[gateway]") {
  CHECK(http_authorizer_response(200, allowing(""), question()));
  struct Row {
    int status;
    ErrorKind kind;
  };
  for (const Row& row :
       {Row{401, ErrorKind::unauthorized}, Row{403, ErrorKind::access_denied},
        Row{404, ErrorKind::authorizer_failure}, Row{500, ErrorKind::authorizer_failure},
        Row{302, ErrorKind::authorizer_failure}, Row{204, ErrorKind::authorizer_failure}}) {
    CAPTURE(row.status);
    const auto outcome = http_authorizer_response(row.status, allowing(""), question());
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().kind == row.kind);
  }
  CHECK(http_authorizer_response(200, "hi", question()).error().kind ==
        ErrorKind::authorizer_configuration_error);
}
