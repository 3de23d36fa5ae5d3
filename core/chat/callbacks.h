// The bodies of the three integration callbacks, as the backend reads them. Member names are taken
// in any letter case, as ASP.NET's model binder does; unknown members are left alone. Any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/chat/protocol.h"
#include "core/common/expected.h"

namespace palaver::chat {

// API Gateway's have 16. Longer ones are refused, because they are kept.
inline constexpr std::size_t kMaxConnectionIdBytes = 128;

// {"Id": ..., "Domain": ..., "Stage": ...}; Domain and Stage may be missing.
struct ConnectCallback {
  std::string connection_id;
  std::string domain;
  std::string stage;
};

// {"Id": ...}
struct DisconnectCallback {
  std::string connection_id;
};

// {"ConnectionId": ..., "Message": ..., "Details"?: ...}
struct SendMessageCallback {
  std::string connection_id;
  nlohmann::json message;  // a string, or an object of the protocol
  nlohmann::json details;  // null when missing
};

// Errors: not_json, wrong_type, missing_member, and bad_value for an empty or too long connection
// id.
expected<ConnectCallback, ProtocolError> parse_connect_callback(std::string_view body);
expected<DisconnectCallback, ProtocolError> parse_disconnect_callback(std::string_view body);
expected<SendMessageCallback, ProtocolError> parse_send_message_callback(std::string_view body);

}  // namespace palaver::chat
