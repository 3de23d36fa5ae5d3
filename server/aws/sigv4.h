// AWS Signature Version 4, HMAC-SHA256 variant: the signature itself, and signing requests with it.
// AWS: "Create a signed AWS API request". Checking one that came: sigv4_verifier.h. Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/aws/canonical_request.h"
#include "server/aws/credentials.h"
#include "server/http/message.h"

namespace palaver::aws {

using UnixTime = std::chrono::sys_seconds;

inline constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
inline constexpr std::string_view kScopeEnd = "aws4_request";
// In the place of the body's hash, from SDKs that do not read the body to sign it.
inline constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";

// "20150830T123600Z", ISO 8601's basic format: X-Amz-Date.
std::string basic_time(UnixTime time);
// Nothing for another format and for what is no time. Years 1970 to 9999.
std::optional<UnixTime> parse_basic_time(std::string_view text);

// What a signature is good for.
struct Scope {
  std::string date;  // "20150830"
  std::string region;
  std::string service;

  // "20150830/us-east-1/execute-api/aws4_request"
  std::string text() const;
};

// Lower-case hexadecimal. `timestamp` as X-Amz-Date.
std::string signature_of(const Secret& secret_access_key, const Scope& scope,
                         std::string_view timestamp, std::string_view canonical_request);

struct SigningScope {
  std::string region = "us-east-1";
  std::string service;
};

// The fields that sign `request` when they are added to its own: X-Amz-Date, X-Amz-Security-Token
// for temporary credentials, Authorization. Signed are Host, which the request must have,
// Content-Type and all X-Amz fields.
std::vector<std::pair<std::string, std::string>> signature_fields(const RequestView& request,
                                                                  const Credentials& credentials,
                                                                  const SigningScope& scope,
                                                                  UnixTime now);

// The request's target with the signature in its query, for whoever cannot send fields: a browser's
// WebSocket. Signed is Host, which the request must have. AWS takes 1 s to 7 days.
std::string presigned_target(const RequestView& request, const Credentials& credentials,
                             const SigningScope& scope, UnixTime now, std::chrono::seconds expires);

}  // namespace palaver::aws
