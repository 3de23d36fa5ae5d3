// What went wrong with a request, as API Gateway sorts it. Amazon API Gateway Developer Guide,
// "Gateway response types"; the access log's `$context.error.responseType`. Any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace palaver::gateway {

enum class ErrorKind : std::uint8_t {
  access_denied,                   // an authorizer or a policy says no
  api_configuration_error,         // the API's definition does not work: URI, template, parameter
  authorizer_configuration_error,  // the authorizer's answer is not of the right form
  authorizer_failure,              // the authorizer did not answer, or broke
  bad_request_body,                // the message does not fit its model
  bad_request_parameters,          // a required header or query parameter is missing
  default_5xx,                     // the integration answered what it must not; see status_of()
  expired_token,                   // the signature is too old
  integration_failure,             // the backend cannot be reached
  integration_timeout,             // the backend did not answer in time
  invalid_api_key,                 // missing, unknown, or not for this stage
  invalid_signature,
  missing_authentication_token,  // not signed
  quota_exceeded,                // of an API key's usage plan
  request_too_large,
  resource_not_found,  // no route
  throttled,
  unauthorized,            // an identity source is missing, or the authorizer says who are you
  unsupported_media_type,  // no template, and passthrough is refused
  waf_filtered,
};

inline constexpr int kErrorKinds = 20;

// INTEGRATION_TIMEOUT: as `$context.error.responseType` has it.
std::string_view to_text(ErrorKind kind);

// The HTTP status that a handshake, or an access log's entry, gets. Of default_5xx 502: the kind is
// used for a Lambda function that fails or answers what is no proxy response.
int status_of(ErrorKind kind);

// What the client is told in an error frame or in the answer to its handshake. It says less than
// the log: Forbidden whoever forbade it, Internal server error whatever broke.
std::string_view message_of(ErrorKind kind);

// The `x-amzn-ErrorType` header of the answer to a handshake: ForbiddenException.
std::string_view error_type_of(ErrorKind kind);

}  // namespace palaver::gateway
