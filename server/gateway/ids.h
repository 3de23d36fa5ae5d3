// Connection and request ids in API Gateway's shape: 11 random bytes in base64url with padding, so
// 16 characters of which the last is '='. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace palaver::gateway {

// Unpredictable: an id is all that a management request needs to reach a client.
std::string make_id();

// Whether `id` has the shape, not whether there is such a connection.
bool valid_connection_id(std::string_view id);

// The value of X-Amzn-Trace-Id for a request that began then:
// Root=1-60351922-7cd582b44021ba371d4b975b (seconds of Unix time and 12 random bytes, in
// hexadecimal).
std::string make_trace_id(std::int64_t unix_ms);

}  // namespace palaver::gateway
