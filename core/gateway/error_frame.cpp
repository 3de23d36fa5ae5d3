#include "core/gateway/error_frame.h"

#include "core/json/member.h"

namespace palaver::gateway {

std::string error_frame(std::string_view message, std::string_view connection_id,
                        std::string_view request_id) {
  return "{\"message\": " + json::json_string(message) +
         ", \"connectionId\":" + json::json_string(connection_id) +
         ", \"requestId\":" + json::json_string(request_id) + "}";
}

std::string bad_request_body_frame(std::string_view connection_id, std::string_view message_id) {
  return "{\"message\" : " + json::json_string(kBadRequestBody) +
         ", \"connectionId\": " + json::json_string(connection_id) +
         ", \"messageId\": " + json::json_string(message_id) + "}";
}

std::string error_frame(ErrorKind kind, const RequestContext& context) {
  const std::string& connection_id = context.connection->connection_id;
  if (kind == ErrorKind::bad_request_body) {
    return bad_request_body_frame(connection_id, context.message_id);
  }
  return error_frame(message_of(kind), connection_id, context.request_id);
}

}  // namespace palaver::gateway
