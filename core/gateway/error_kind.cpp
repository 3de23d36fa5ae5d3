#include "core/gateway/error_kind.h"

#include <array>
#include <cstddef>

#include "core/gateway/error_frame.h"

namespace palaver::gateway {
namespace {

struct Row {
  ErrorKind kind;
  std::string_view name;
  int status;
  std::string_view message;
  std::string_view error_type;
};

constexpr std::string_view kInternal = "InternalServerErrorException";

// The texts are known for Forbidden, Internal server error and Endpoint request timed out, which
// clients of WebSocket APIs have seen, and for Bad request body; the others are those of REST APIs.
// A message without a route gets Forbidden, so resource_not_found says it too.
constexpr std::array<Row, kErrorKinds> kRows = {{
    {ErrorKind::access_denied, "ACCESS_DENIED", 403, kForbidden, "ForbiddenException"},
    {ErrorKind::api_configuration_error, "API_CONFIGURATION_ERROR", 500, kInternalServerError,
     kInternal},
    {ErrorKind::authorizer_configuration_error, "AUTHORIZER_CONFIGURATION_ERROR", 500,
     kInternalServerError, "AuthorizerConfigurationException"},
    {ErrorKind::authorizer_failure, "AUTHORIZER_FAILURE", 500, kInternalServerError,
     "AuthorizerConfigurationException"},
    {ErrorKind::bad_request_body, "BAD_REQUEST_BODY", 400, kBadRequestBody, "BadRequestException"},
    {ErrorKind::bad_request_parameters, "BAD_REQUEST_PARAMETERS", 400,
     "Missing required request parameters", "BadRequestException"},
    {ErrorKind::default_5xx, "DEFAULT_5XX", 502, kInternalServerError, kInternal},
    {ErrorKind::expired_token, "EXPIRED_TOKEN", 403, kForbidden, "ExpiredTokenException"},
    {ErrorKind::integration_failure, "INTEGRATION_FAILURE", 504, kInternalServerError, kInternal},
    {ErrorKind::integration_timeout, "INTEGRATION_TIMEOUT", 504, kEndpointTimedOut, kInternal},
    {ErrorKind::invalid_api_key, "INVALID_API_KEY", 403, kForbidden, "ForbiddenException"},
    {ErrorKind::invalid_signature, "INVALID_SIGNATURE", 403, kForbidden,
     "InvalidSignatureException"},
    {ErrorKind::missing_authentication_token, "MISSING_AUTHENTICATION_TOKEN", 403, kForbidden,
     "MissingAuthenticationTokenException"},
    {ErrorKind::quota_exceeded, "QUOTA_EXCEEDED", 429, "Limit Exceeded", "LimitExceededException"},
    {ErrorKind::request_too_large, "REQUEST_TOO_LARGE", 413, "Request Too Long",
     "RequestTooLargeException"},
    {ErrorKind::resource_not_found, "RESOURCE_NOT_FOUND", 404, kForbidden, "NotFoundException"},
    {ErrorKind::throttled, "THROTTLED", 429, kTooManyRequests, "TooManyRequestsException"},
    {ErrorKind::unauthorized, "UNAUTHORIZED", 401, kUnauthorized, "UnauthorizedException"},
    {ErrorKind::unsupported_media_type, "UNSUPPORTED_MEDIA_TYPE", 415, kUnsupportedMediaType,
     "UnsupportedMediaTypeException"},
    {ErrorKind::waf_filtered, "WAF_FILTERED", 403, kForbidden, "ForbiddenException"},
}};

constexpr bool rows_are_in_order() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<std::size_t>(kRows[i].kind) != i) return false;
  }
  return true;
}
static_assert(rows_are_in_order());

const Row& row(ErrorKind kind) {
  return kRows[static_cast<std::size_t>(kind)];
}

}  // namespace

std::string_view to_text(ErrorKind kind) {
  return row(kind).name;
}

int status_of(ErrorKind kind) {
  return row(kind).status;
}

std::string_view message_of(ErrorKind kind) {
  return row(kind).message;
}

std::string_view error_type_of(ErrorKind kind) {
  return row(kind).error_type;
}

}  // namespace palaver::gateway
