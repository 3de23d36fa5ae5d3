// What a client is told when its message could not be served. API Gateway sends these as text
// frames and leaves the connection open; the spelling, blanks included, is AWS's. The same text is
// the body of the answer to a handshake that fails.
#pragma once

#include <string>
#include <string_view>

#include "core/gateway/error_kind.h"
#include "core/gateway/request_context.h"

namespace palaver::gateway {

// The texts API Gateway uses.
inline constexpr std::string_view kForbidden = "Forbidden";
inline constexpr std::string_view kInternalServerError = "Internal server error";
inline constexpr std::string_view kEndpointTimedOut = "Endpoint request timed out";
inline constexpr std::string_view kTooManyRequests = "Too Many Requests";
inline constexpr std::string_view kBadRequestBody = "Bad request body";
inline constexpr std::string_view kUnsupportedMediaType = "Unsupported Media Type";
inline constexpr std::string_view kUnauthorized = "Unauthorized";

// {"message": "Forbidden", "connectionId":"XDmENcnwIE0CFEQ=", "requestId":"XDmGEE2RoE0FRdQ="}
std::string error_frame(std::string_view message, std::string_view connection_id,
                        std::string_view request_id);

// The one frame of another form, for a message that does not fit its model:
// {"message" : "Bad request body", "connectionId": "Zm...=", "messageId": "Zm...="}
std::string bad_request_body_frame(std::string_view connection_id, std::string_view message_id);

// The frame for what went wrong with this request.
std::string error_frame(ErrorKind kind, const RequestContext& context);

}  // namespace palaver::gateway
