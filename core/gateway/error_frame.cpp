#include "core/gateway/error_frame.h"

#include "core/gateway/json_member.h"

namespace palaver::gateway {

std::string error_frame(std::string_view message, std::string_view connection_id,
                        std::string_view request_id) {
  return "{\"message\": " + json_string(message) +
         ", \"connectionId\":" + json_string(connection_id) +
         ", \"requestId\":" + json_string(request_id) + "}";
}

}  // namespace palaver::gateway
