#include "core/gateway/error_kind.h"

#include <catch2/catch_test_macros.hpp>
#include <set>
#include <string>

#include "core/gateway/error_frame.h"
#include "tests/core/gateway/event_fixture.h"

using namespace palaver::gateway;

TEST_CASE("Error kinds: API Gateway's names and statuses", "[gateway]") {
  struct Row {
    ErrorKind kind;
    const char* name;
    int status;
    std::string_view message;
  };
  // "Gateway response types", and the frames that clients of WebSocket APIs have seen.
  const Row rows[] = {
      {ErrorKind::access_denied, "ACCESS_DENIED", 403, kForbidden},
      {ErrorKind::api_configuration_error, "API_CONFIGURATION_ERROR", 500, kInternalServerError},
      {ErrorKind::authorizer_configuration_error, "AUTHORIZER_CONFIGURATION_ERROR", 500,
       kInternalServerError},
      {ErrorKind::authorizer_failure, "AUTHORIZER_FAILURE", 500, kInternalServerError},
      {ErrorKind::bad_request_body, "BAD_REQUEST_BODY", 400, "Bad request body"},
      {ErrorKind::bad_request_parameters, "BAD_REQUEST_PARAMETERS", 400,
       "Missing required request parameters"},
      {ErrorKind::default_5xx, "DEFAULT_5XX", 502, kInternalServerError},
      {ErrorKind::expired_token, "EXPIRED_TOKEN", 403, kForbidden},
      {ErrorKind::integration_failure, "INTEGRATION_FAILURE", 504, kInternalServerError},
      {ErrorKind::integration_timeout, "INTEGRATION_TIMEOUT", 504, kEndpointTimedOut},
      {ErrorKind::invalid_api_key, "INVALID_API_KEY", 403, kForbidden},
      {ErrorKind::invalid_signature, "INVALID_SIGNATURE", 403, kForbidden},
      {ErrorKind::missing_authentication_token, "MISSING_AUTHENTICATION_TOKEN", 403, kForbidden},
      {ErrorKind::quota_exceeded, "QUOTA_EXCEEDED", 429, "Limit Exceeded"},
      {ErrorKind::request_too_large, "REQUEST_TOO_LARGE", 413, "Request Too Long"},
      {ErrorKind::resource_not_found, "RESOURCE_NOT_FOUND", 404, kForbidden},
      {ErrorKind::throttled, "THROTTLED", 429, kTooManyRequests},
      {ErrorKind::unauthorized, "UNAUTHORIZED", 401, "Unauthorized"},
      {ErrorKind::unsupported_media_type, "UNSUPPORTED_MEDIA_TYPE", 415, "Unsupported Media Type"},
      {ErrorKind::waf_filtered, "WAF_FILTERED", 403, kForbidden},
  };
  std::set<std::string_view> names;
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(to_text(row.kind) == row.name);
    CHECK(status_of(row.kind) == row.status);
    CHECK(message_of(row.kind) == row.message);
    const std::string type(error_type_of(row.kind));
    CHECK(type.size() > 9);
    CHECK(type.substr(type.size() - 9) == "Exception");
    names.insert(to_text(row.kind));
  }
  CHECK(names.size() == kErrorKinds);
}

TEST_CASE("Error kinds: each has its frame", "[gateway]") {
  const RequestContext context = example_message();
  CHECK(
      error_frame(ErrorKind::integration_timeout, context) ==
      R"({"message": "Endpoint request timed out", "connectionId":"BFHPhfCWIAMCKlQ=", "requestId":"BFHQXH6ZoAMFbcQ="})");
  CHECK(
      error_frame(ErrorKind::unsupported_media_type, context) ==
      R"({"message": "Unsupported Media Type", "connectionId":"BFHPhfCWIAMCKlQ=", "requestId":"BFHQXH6ZoAMFbcQ="})");
  CHECK(
      error_frame(ErrorKind::bad_request_body, context) ==
      R"({"message" : "Bad request body", "connectionId": "BFHPhfCWIAMCKlQ=", "messageId": "BFHQXdGZoAMCKlQ="})");
}
