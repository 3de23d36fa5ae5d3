// What an authorizer's answer means for $connect. API Gateway: "Create an API Gateway Lambda
// authorizer for WebSocket APIs", "Output from an API Gateway Lambda authorizer". Pure functions;
// any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/common/expected.h"
#include "core/gateway/api_limits.h"
#include "core/gateway/error_kind.h"
#include "core/gateway/lambda_result.h"
#include "core/gateway/policy.h"
#include "core/gateway/request_context.h"

namespace palaver::gateway {

struct AuthorizerGrant {
  // For ConnectionContext::authorizer: the members of `context` as text, then principalId.
  AuthorizerContext context;
  // The API key, where the API takes it from $context.authorizer.usageIdentifierKey; may be empty.
  std::string usage_identifier_key;
};

struct AuthorizerRefusal {
  // unauthorized (401), access_denied (403), authorizer_failure or authorizer_configuration_error
  // (500).
  ErrorKind kind;
  std::string text;  // for the log: from log_entry()
};

using AuthorizerOutcome = expected<AuthorizerGrant, AuthorizerRefusal>;

// `answer` is a Lambda function's. One that fails with exactly the text Unauthorized refuses with
// 401; any other failure, ours to ask included, is an authorizer_failure. A result is an
// authorizer_configuration_error when it has more than kAuthorizerResultBytes, is no object, has no
// principalId (text or a number) or no policyDocument that is a policy, or has a `context` with
// anything but strings, numbers and booleans in it. Of the policy only the answer to `question`
// counts. Other members are not looked at.
AuthorizerOutcome authorizer_response(const InvokeAnswer& answer, const PolicyQuestion& question);

// An extension of ours: the answer of an HTTP server that was posted the same event. 401 and 403
// refuse; another status that is not 200 is an authorizer_failure; the body is as above.
AuthorizerOutcome http_authorizer_response(int status, std::string_view body,
                                           const PolicyQuestion& question);

}  // namespace palaver::gateway
