#include "core/chat/callbacks.h"

#include <optional>
#include <utility>

#include "core/chat/json_reader.h"

namespace palaver::chat {
namespace {

using nlohmann::json;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equal_in_any_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

// The object with its members named as in `names`, so that they can be looked up. A member that is
// there twice in two spellings counts as spelled exactly; unknown members are dropped.
json with_names(json body, std::initializer_list<std::string_view> names) {
  json named = json::object();
  for (const std::string_view name : names) {
    const std::string key(name);
    if (const auto exact = body.find(key); exact != body.end()) {
      named[key] = std::move(*exact);
      continue;
    }
    for (auto member = body.begin(); member != body.end(); ++member) {
      if (!equal_in_any_case(member.key(), name)) continue;
      named[key] = std::move(*member);
      break;
    }
  }
  return named;
}

std::string connection_id(JsonReader& reader, std::string_view name) {
  std::string id = reader.text(name);
  if (reader.failed()) return {};
  if (id.empty()) {
    reader.fail(ProtocolErrorCode::bad_value, name, "is empty");
  } else if (id.size() > kMaxConnectionIdBytes) {
    reader.fail(ProtocolErrorCode::bad_value, name,
                "is longer than " + std::to_string(kMaxConnectionIdBytes) + " bytes");
  }
  return id;
}

}  // namespace

expected<ConnectCallback, ProtocolError> parse_connect_callback(std::string_view body) {
  auto parsed = parse_json_object(body);
  if (!parsed) return unexpected(std::move(parsed.error()));
  const json named = with_names(std::move(*parsed), {"Id", "Domain", "Stage"});
  std::optional<ProtocolError> error;
  JsonReader reader(named, "", error);
  ConnectCallback callback;
  callback.connection_id = connection_id(reader, "Id");
  callback.domain = reader.optional_text("Domain");
  callback.stage = reader.optional_text("Stage");
  if (error) return unexpected(std::move(*error));
  return callback;
}

expected<DisconnectCallback, ProtocolError> parse_disconnect_callback(std::string_view body) {
  auto parsed = parse_json_object(body);
  if (!parsed) return unexpected(std::move(parsed.error()));
  const json named = with_names(std::move(*parsed), {"Id"});
  std::optional<ProtocolError> error;
  JsonReader reader(named, "", error);
  DisconnectCallback callback{connection_id(reader, "Id")};
  if (error) return unexpected(std::move(*error));
  return callback;
}

expected<SendMessageCallback, ProtocolError> parse_send_message_callback(std::string_view body) {
  auto parsed = parse_json_object(body);
  if (!parsed) return unexpected(std::move(parsed.error()));
  json named = with_names(std::move(*parsed), {"ConnectionId", "Message", "Details"});
  std::optional<ProtocolError> error;
  JsonReader reader(named, "", error);
  SendMessageCallback callback;
  callback.connection_id = connection_id(reader, "ConnectionId");
  if (reader.find("Message") == nullptr) {
    reader.fail(ProtocolErrorCode::missing_member, "Message", "is missing");
  }
  if (error) return unexpected(std::move(*error));
  callback.message = std::move(named["Message"]);
  callback.details = std::move(named["Details"]);  // null when it was not there
  return callback;
}

}  // namespace palaver::chat
