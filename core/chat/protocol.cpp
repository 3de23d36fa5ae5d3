#include "core/chat/protocol.h"

#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/chat/json_reader.h"
#include "core/chat/text_rules.h"

namespace palaver::chat {
namespace {

using nlohmann::json;
using enum ProtocolErrorCode;

// --- Writing -----------------------------------------------------------------------------------

json to_object(const Member& member) {
  return {{"id", member.id}, {"name", member.name}};
}

json to_object(const ChatMessage& message) {
  return {{"payload", message.text},
          {"id", message.id},
          {"sequence", message.sequence},
          {"time", message.time_ms},
          {"author", to_object(message.author)}};
}

json to_array(const std::vector<Member>& members) {
  json array = json::array();
  for (const Member& member : members) array.push_back(to_object(member));
  return array;
}

json to_array(const std::vector<ChatMessage>& messages) {
  json array = json::array();
  for (const ChatMessage& message : messages) array.push_back(to_object(message));
  return array;
}

json member_event(const char* action, const std::string& room, std::uint64_t sequence,
                  const Member& member) {
  return {
      {"action", action}, {"room", room}, {"sequence", sequence}, {"member", to_object(member)}};
}

struct ServerEventWriter {
  json operator()(const NewMessage& event) const {
    // Without a place in a room's history there is nothing to tell but the text.
    if (event.message.sequence == 0) {
      return {{"action", "newMessage"}, {"payload", event.message.text}};
    }
    json object = to_object(event.message);
    object["action"] = "newMessage";
    object["room"] = event.room;
    return object;
  }
  json operator()(const Joined& event) const {
    return {{"action", "joined"},
            {"room", event.room},
            {"epoch", event.position.epoch},
            {"sequence", event.position.sequence},
            {"resumed", event.resumed},
            {"self", to_object(event.self)},
            {"members", to_array(event.members)},
            {"messages", to_array(event.messages)}};
  }
  json operator()(const MemberJoined& event) const {
    return member_event("memberJoined", event.room, event.sequence, event.member);
  }
  json operator()(const MemberLeft& event) const {
    return member_event("memberLeft", event.room, event.sequence, event.member);
  }
  json operator()(const MemberRenamed& event) const {
    return member_event("memberRenamed", event.room, event.sequence, event.member);
  }
  json operator()(const MessageAccepted& event) const {
    return {{"action", "messageAccepted"},
            {"room", event.room},
            {"id", event.id},
            {"sequence", event.sequence},
            {"time", event.time_ms}};
  }
  json operator()(const MessageRefused& event) const {
    return {{"action", "messageRefused"},
            {"id", event.id},
            {"reason", event.reason},
            {"joinFirst", event.join_first}};
  }
  json operator()(const GatewayError& event) const { return {{"message", event.message}}; }
};

struct ClientMessageWriter {
  json operator()(const Say& say) const {
    json object = {{"action", "sendMessage"}, {"message", say.text}};
    if (!say.id.empty()) object["details"]["id"] = say.id;
    if (!say.room.empty()) object["details"]["room"] = say.room;
    return object;
  }
  json operator()(const Join& join) const {
    json message = {{"type", "join"}, {"room", join.room}, {"name", join.name}, {"key", join.key}};
    if (join.since) {
      message["since"] = {{"epoch", join.since->epoch}, {"sequence", join.since->sequence}};
    }
    return {{"action", "sendMessage"}, {"message", std::move(message)}};
  }
  json operator()(const Rename& rename) const {
    return {{"action", "sendMessage"}, {"message", {{"type", "rename"}, {"name", rename.name}}}};
  }
};

// --- Reading what a client says ----------------------------------------------------------------

std::string read_name(JsonReader& reader, std::string_view member, std::size_t max_bytes) {
  const std::string text = reader.text(member);
  if (reader.failed()) return {};
  const std::string_view trimmed = trim_blanks(text);
  if (const auto problem = name_problem(trimmed, max_bytes)) {
    reader.fail(bad_value, member, *problem);
    return {};
  }
  return std::string(trimmed);
}

// Ids and keys mean something to machines only: they are taken as they are.
std::string read_token(JsonReader& reader, std::string_view member, std::size_t max_bytes) {
  std::string text = reader.text(member);
  if (reader.failed()) return {};
  if (const auto problem = name_problem(text, max_bytes)) {
    reader.fail(bad_value, member, *problem);
    return {};
  }
  return text;
}

Join read_join(JsonReader& reader, std::optional<ProtocolError>& error) {
  Join join;
  join.room = read_name(reader, "room", kMaxRoomNameBytes);
  join.name = read_name(reader, "name", kMaxNameBytes);
  join.key = read_token(reader, "key", kMaxKeyBytes);
  if (reader.find("since") != nullptr) {
    if (const json* since = reader.object("since")) {
      JsonReader inner(*since, reader.path_of("since"), error);
      StreamPosition position;
      position.epoch = inner.text("epoch");
      position.sequence = inner.count("sequence");
      join.since = std::move(position);
    }
  }
  return join;
}

expected<ClientMessage, ProtocolError> read_object(const json& message) {
  std::optional<ProtocolError> error;
  JsonReader reader(message, "message", error);
  const std::string type = reader.text("type");
  ClientMessage result;
  if (type == "join") {
    result = read_join(reader, error);
  } else if (type == "rename") {
    result = Rename{read_name(reader, "name", kMaxNameBytes)};
  } else {
    reader.fail(unknown_type, "type", "is neither join nor rename");
  }
  if (error) return unexpected(std::move(*error));
  return result;
}

// Whether a member that may be absent is. API Gateway's $input.json() gives "" for what is missing.
bool is_absent(const json& value) {
  const auto* text = value.get_ptr<const std::string*>();
  return value.is_discarded() || value.is_null() || (text != nullptr && text->empty());
}

expected<ClientMessage, ProtocolError> read_say(const std::string& text, const json& details) {
  if (const auto problem = message_problem(text)) {
    return unexpected(ProtocolError{bad_value, "message", "message " + *problem + "."});
  }
  Say say{text, "", ""};
  if (is_absent(details)) return ClientMessage(std::move(say));
  if (!details.is_object()) {
    return unexpected(ProtocolError{wrong_type, "details", "details is not an object."});
  }
  std::optional<ProtocolError> error;
  JsonReader reader(details, "details", error);
  const auto is_given = [&](std::string_view name) {
    const json* value = reader.find(name);
    return value != nullptr && !is_absent(*value);
  };
  if (is_given("id")) say.id = read_token(reader, "id", kMaxMessageIdBytes);
  if (is_given("room")) say.room = read_name(reader, "room", kMaxRoomNameBytes);
  if (error) return unexpected(std::move(*error));
  return ClientMessage(std::move(say));
}

// --- Reading what the server tells -------------------------------------------------------------

Member read_member(const json& object, std::string path, std::optional<ProtocolError>& error) {
  JsonReader reader(object, std::move(path), error);
  Member member;
  member.id = reader.text("id");
  member.name = reader.text("name");
  return member;
}

Member read_member(JsonReader& reader, std::string_view name, std::optional<ProtocolError>& error) {
  const json* object = reader.object(name);
  return object == nullptr ? Member{} : read_member(*object, reader.path_of(name), error);
}

ChatMessage read_message(JsonReader& reader, std::optional<ProtocolError>& error) {
  ChatMessage message;
  message.text = reader.text("payload");
  message.id = reader.text("id");
  message.sequence = reader.count("sequence");
  message.time_ms = reader.integer("time");
  message.author = read_member(reader, "author", error);
  return message;
}

// Calls `read(object, path)` for each element.
template <class Read>
void read_objects(JsonReader& reader, std::string_view name, Read read) {
  const json* array = reader.array(name);
  if (array == nullptr) return;
  for (std::size_t i = 0; i < array->size() && !reader.failed(); ++i) {
    const std::string element = std::string(name) + "[" + std::to_string(i) + "]";
    if ((*array)[i].is_object()) {
      read((*array)[i], reader.path_of(element));
    } else {
      reader.fail(wrong_type, element, "is not an object");
    }
  }
}

// What is no text is shown as the JSON that it is.
NewMessage plain_message(const json& payload) {
  const auto* text = payload.get_ptr<const std::string*>();
  NewMessage event;
  event.message.text = text != nullptr ? *text : json_text(payload);
  return event;
}

ServerEvent read_new_message(JsonReader& reader, std::optional<ProtocolError>& error) {
  NewMessage event;
  // Only our own server numbers its messages; of another's we know that the payload is the text.
  if (reader.find("sequence") != nullptr) {
    event.room = reader.text("room");
    event.message = read_message(reader, error);
    return event;
  }
  if (const json* payload = reader.find("payload")) return plain_message(*payload);
  reader.fail(missing_member, "payload", "is missing");
  return event;
}

ServerEvent read_joined(JsonReader& reader, std::optional<ProtocolError>& error) {
  Joined event;
  event.room = reader.text("room");
  event.position.epoch = reader.text("epoch");
  event.position.sequence = reader.count("sequence");
  event.resumed = reader.boolean("resumed");
  event.self = read_member(reader, "self", error);
  read_objects(reader, "members", [&](const json& object, std::string path) {
    event.members.push_back(read_member(object, std::move(path), error));
  });
  read_objects(reader, "messages", [&](const json& object, std::string path) {
    JsonReader inner(object, std::move(path), error);
    event.messages.push_back(read_message(inner, error));
  });
  return event;
}

template <class Event>
ServerEvent read_member_event(JsonReader& reader, std::optional<ProtocolError>& error) {
  Event event;
  event.room = reader.text("room");
  event.sequence = reader.count("sequence");
  event.member = read_member(reader, "member", error);
  return event;
}

ServerEvent read_accepted(JsonReader& reader, std::optional<ProtocolError>&) {
  MessageAccepted event;
  event.room = reader.text("room");
  event.id = reader.text("id");
  event.sequence = reader.count("sequence");
  event.time_ms = reader.integer("time");
  return event;
}

ServerEvent read_refused(JsonReader& reader, std::optional<ProtocolError>&) {
  MessageRefused event;
  event.id = reader.text("id");
  event.reason = reader.text("reason");
  event.join_first = reader.boolean("joinFirst");
  return event;
}

struct Action {
  std::string_view name;
  ServerEvent (*read)(JsonReader&, std::optional<ProtocolError>&);
};
constexpr std::array kActions = {
    Action{"newMessage", read_new_message},
    Action{"joined", read_joined},
    Action{"memberJoined", read_member_event<MemberJoined>},
    Action{"memberLeft", read_member_event<MemberLeft>},
    Action{"memberRenamed", read_member_event<MemberRenamed>},
    Action{"messageAccepted", read_accepted},
    Action{"messageRefused", read_refused},
};

}  // namespace

std::string to_client_json(const ClientMessage& message) {
  return json_text(std::visit(ClientMessageWriter{}, message));
}

expected<ClientMessage, ProtocolError> parse_client_message(const json& message,
                                                            const json& details) {
  if (message.is_discarded() || message.is_null()) {
    return unexpected(ProtocolError{missing_member, "message", "message is missing."});
  }
  if (const auto* text = message.get_ptr<const std::string*>()) return read_say(*text, details);
  if (message.is_object()) return read_object(message);
  return unexpected(
      ProtocolError{wrong_type, "message", "message is neither a string nor an object."});
}

std::string to_json(const ServerEvent& event) {
  return json_text(std::visit(ServerEventWriter{}, event));
}

expected<ServerEvent, ProtocolError> parse_server_event(std::string_view text) {
  const auto parsed = parse_json_object(text);
  if (!parsed) return unexpected(parsed.error());
  std::optional<ProtocolError> error;
  JsonReader reader(*parsed, "", error);
  const json* action = reader.find("action");
  const auto* name = action == nullptr ? nullptr : action->get_ptr<const std::string*>();

  ServerEvent event;
  const Action* known = nullptr;
  for (const Action& candidate : kActions) {
    if (name != nullptr && candidate.name == *name) known = &candidate;
  }
  if (known != nullptr) {
    event = known->read(reader, error);
  } else if (const json* payload = reader.find("payload")) {
    event = plain_message(*payload);
  } else if (action == nullptr) {
    event = GatewayError{reader.text("message")};
  } else if (name == nullptr) {
    reader.fail(wrong_type, "action", "is not a string");
  } else {
    reader.fail(unknown_type, "action", "is none that we know");
  }
  if (error) return unexpected(std::move(*error));
  return event;
}

}  // namespace palaver::chat
