// Connection and request ids in API Gateway's shape: 11 random bytes in base64url with padding, so
// 16 characters of which the last is '='. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace palaver::gateway {

// Unpredictable: an id is all that a management request needs to reach a client.
std::string make_id();

// Whether `id` has the shape, not whether there is such a connection.
bool valid_connection_id(std::string_view id);

}  // namespace palaver::gateway
