#include "core/gateway/lambda_result.h"

#include <catch2/catch_test_macros.hpp>

#include "core/gateway/log_text.h"

using namespace palaver::gateway;

TEST_CASE("Lambda result: what the function returned", "[gateway]") {
  for (const char* body :
       {"", "null", "{}", "3", "\"x\"", R"({"statusCode":200})", R"({"errorMessage":"x"})",
        R"({"errorType":"x"})", R"({"errorMessage":"x","errorType":"y","statusCode":200})",
        R"({"errorMessage":{},"errorType":[]})", R"([{"errorMessage":"x","errorType":"y"}])",
        R"({"errorMessage":"x","errorType":"y")", "\"Task timed out after 3.00 seconds\"",
        "not JSON"}) {
    CAPTURE(body);
    const auto result = lambda_result({200, "", body});
    REQUIRE(result);
    CHECK(*result == body);
  }
  CHECK(lambda_result({202, "", ""}));  // invoked as an event
  CHECK(lambda_result({204, "", ""}));  // a dry run
}

TEST_CASE("Lambda result: what failed, and what a client is told", "[gateway]") {
  struct Row {
    const char* what;
    InvokeAnswer answer;
    LambdaFailure failure;
    const char* error_message;
    const char* text;
    int status;
  };
  const Row rows[] = {
      {"thrown",
       {200, "Unhandled", R"({"errorMessage":"boom","errorType":"Error","stackTrace":[]})"},
       LambdaFailure::function_error,
       "boom",
       "Function error (Unhandled): Error: boom",
       502},
      {"handled",
       {200, "Handled", R"({"errorMessage":"Unauthorized"})"},
       LambdaFailure::function_error,
       "Unauthorized",
       "Function error (Handled): Unauthorized",
       502},
      {"flagged, whatever it says",
       {200, "Unhandled", R"({"statusCode":200})"},
       LambdaFailure::function_error,
       R"({"statusCode":200})",
       R"(Function error (Unhandled): {"statusCode":200})",
       502},
      {"not flagged by the emulator",
       {200, "", R"({"errorType":"Error","errorMessage":"boom"})"},
       LambdaFailure::function_error,
       "boom",
       "Function error: Error: boom",
       502},
      {"the emulator's time out",
       {200, "", "Task timed out after 3.00 seconds"},
       LambdaFailure::function_error,
       "Task timed out after 3.00 seconds",
       "Function error: Task timed out after 3.00 seconds",
       502},
      {"the emulator's crash",
       {502, "", R"({"errorType":"Runtime.ExitError","errorMessage":"exited"})"},
       LambdaFailure::function_error,
       "exited",
       "Function error: Runtime.ExitError: exited",
       502},
      {"no permission",
       {403, "", R"({"Message":"no"})"},
       LambdaFailure::access_denied,
       "",
       R"(Lambda answered 403: {"Message":"no"})",
       500},
      {"no such function",
       {404, "", "{}"},
       LambdaFailure::not_found,
       "",
       "Lambda answered 404: {}",
       500},
      {"too many", {429, "", "{}"}, LambdaFailure::throttled, "", "Lambda answered 429: {}", 500},
      {"the emulator is busy",
       {400, "", "{}"},
       LambdaFailure::refused,
       "",
       "Lambda answered 400: {}",
       500},
      {"too large", {413, "", "{}"}, LambdaFailure::refused, "", "Lambda answered 413: {}", 500},
      {"broken",
       {500, "", "a\nb"},
       LambdaFailure::service_error,
       "",
       "Lambda answered 500: a b",
       500},
      {"moved", {302, "", ""}, LambdaFailure::service_error, "", "Lambda answered 302: ", 500},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const auto result = lambda_result(row.answer);
    REQUIRE_FALSE(result);
    CHECK(result.error().failure == row.failure);
    CHECK(result.error().error_message == row.error_message);
    CHECK(result.error().text == row.text);
    CHECK(status_of(error_kind(result.error().failure)) == row.status);
    CHECK(message_of(error_kind(result.error().failure)) == "Internal server error");
  }
  CHECK(status_of(error_kind(LambdaFailure::malformed)) == 502);
}

TEST_CASE("Lambda result: the log gets one short line", "[gateway]") {
  const std::string long_text(5000, 'x');
  const std::string body = R"({"errorMessage":")" + long_text + R"(\n\u0007\u00e4"})";
  const auto result = lambda_result({200, "Unhandled", body});
  REQUIRE_FALSE(result);
  CHECK(result.error().text.size() == kMaxLogEntry);
  CHECK(result.error().error_message == long_text + "\n\x07\xC3\xA4");
}

TEST_CASE("Log entry: one line, of text that can be read", "[gateway]") {
  CHECK(log_entry("a\r\nb\tc\x1B[31m\x7F\xC3\xA4") == "a  b c?[31m?\xC3\xA4");
  CHECK(log_entry("a\xC3(\xFF") == "a?(?");
  CHECK(log_entry(std::string(kMaxLogEntry - 1, 'a') + "\xC3\xA4") ==
        std::string(kMaxLogEntry - 1, 'a'));
  CHECK(log_entry("").empty());
}
