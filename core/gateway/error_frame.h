// What a client is told when its message could not be served. API Gateway sends these as text
// frames and leaves the connection open; the spelling, blanks included, is AWS's.
#pragma once

#include <string>
#include <string_view>

namespace palaver::gateway {

// The texts API Gateway uses.
inline constexpr std::string_view kForbidden = "Forbidden";
inline constexpr std::string_view kInternalServerError = "Internal server error";
inline constexpr std::string_view kEndpointTimedOut = "Endpoint request timed out";
inline constexpr std::string_view kTooManyRequests = "Too Many Requests";

// {"message": "Forbidden", "connectionId":"XDmENcnwIE0CFEQ=", "requestId":"XDmGEE2RoE0FRdQ="}
std::string error_frame(std::string_view message, std::string_view connection_id,
                        std::string_view request_id);

}  // namespace palaver::gateway
