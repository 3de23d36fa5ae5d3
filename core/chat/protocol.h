// The chat's messages as types, and their JSON. Both sides use these models: the server reads what
// the client wrote and the other way round. No exception leaves these functions. Any thread.
//
// A client speaks through the gateway's `sendMessage` route:
//
//   {"action":"sendMessage","message":"Hello world"}
//       text, as the plainest client sends it; it goes to the room the sender is in
//   {"action":"sendMessage","message":"Hello world","details":{"id":"c1","room":"general"}}
//       the same with an id of the client's, so that a resend is not a second message
//   {"action":"sendMessage","message":{"type":"join","room":"general","name":"Ada","key":"..."}}
//       enter a room (and leave the one before), with a name
//   {"action":"sendMessage","message":{"type":"rename","name":"Ada L."}}
//
// The server's events carry their name in `action`; a plain client reads `payload` of newMessage
// only, and gets no other. See docs/protocol.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/common/expected.h"

namespace palaver::chat {

inline constexpr std::size_t kMaxNameBytes = 64;
inline constexpr std::size_t kMaxRoomNameBytes = 64;
inline constexpr std::size_t kMaxMessageIdBytes = 64;
inline constexpr std::size_t kMaxKeyBytes = 128;
inline constexpr std::string_view kDefaultRoom = "general";

enum class ProtocolErrorCode {
  not_json,        // the text is not JSON
  wrong_type,      // a member has another type than it must have
  missing_member,  // a member that must be there is not
  bad_value,       // right type, but empty, too long, or with characters that are not allowed
  unknown_type,    // the `type` or `action` is none that we know
};

// Why a message was not understood.
struct ProtocolError {
  ProtocolErrorCode code;
  std::string where;    // the member, as a path: "message.room"; empty for the whole text
  std::string message;  // for people
};

// A point in a room's history. Sequence numbers start at 1 in each epoch; an epoch is one life of
// the room's memory.
struct StreamPosition {
  std::string epoch;
  std::uint64_t sequence = 0;
  bool operator==(const StreamPosition&) const = default;
};

struct Member {
  std::string id;    // given by the server, public
  std::string name;  // chosen by the person, not unique
  bool operator==(const Member&) const = default;
};

// --- What a client says ------------------------------------------------------------------------

struct Say {
  std::string text;
  std::string id;    // the client's; empty from a plain client
  std::string room;  // empty: the room the sender is in
  bool operator==(const Say&) const = default;
};

struct Join {
  std::string room;
  std::string name;
  // A secret of the client's that makes it the same member after a reconnect. Never shown to
  // others.
  std::string key;
  // What the client has already; the answer then brings only what came after.
  std::optional<StreamPosition> since;
  bool operator==(const Join&) const = default;
};

struct Rename {
  std::string name;
  bool operator==(const Rename&) const = default;
};

using ClientMessage = std::variant<Say, Join, Rename>;

// The text a client sends through its WebSocket.
std::string to_client_json(const ClientMessage& message);

// From the members `message` and `details` of a sendMessage callback; `details` may be discarded or
// null. Names and rooms are trimmed of blanks at both ends; they must be UTF-8 without control
// characters and within their limits.
expected<ClientMessage, ProtocolError> parse_client_message(const nlohmann::json& message,
                                                            const nlohmann::json& details);

// --- What the server tells ---------------------------------------------------------------------

// One message in a room.
struct ChatMessage {
  std::string id;  // the client's, or one the server made up
  std::uint64_t sequence = 0;
  std::int64_t time_ms = 0;  // Unix time, when the server took it
  Member author;             // as named at that time
  std::string text;
  bool operator==(const ChatMessage&) const = default;
};

struct NewMessage {
  std::string room;
  ChatMessage message;
  bool operator==(const NewMessage&) const = default;
};

// The answer to a join: who is here, and what was said. With `resumed`, `messages` holds only those
// after the position that the join named, and neither messages nor members when nothing came;
// otherwise the replica starts anew from this.
struct Joined {
  std::string room;
  StreamPosition position;
  bool resumed = false;
  Member self;
  std::vector<Member> members;
  std::vector<ChatMessage> messages;  // oldest first
  bool operator==(const Joined&) const = default;
};

struct MemberJoined {
  std::string room;
  std::uint64_t sequence = 0;
  Member member;
  bool operator==(const MemberJoined&) const = default;
};

struct MemberLeft {
  std::string room;
  std::uint64_t sequence = 0;
  Member member;
  bool operator==(const MemberLeft&) const = default;
};

struct MemberRenamed {
  std::string room;
  std::uint64_t sequence = 0;
  Member member;  // with the new name
  bool operator==(const MemberRenamed&) const = default;
};

// To the sender: the message with this id is in the room, at this place and time.
struct MessageAccepted {
  std::string room;
  std::string id;
  std::uint64_t sequence = 0;
  std::int64_t time_ms = 0;
  bool operator==(const MessageAccepted&) const = default;
};

// To the sender: the message with this id (empty when it had none) was not taken.
struct MessageRefused {
  std::string id;
  std::string reason;  // for people
  bool join_first =
      false;  // the server does not know the sender in that room: join, then send again
  bool operator==(const MessageRefused&) const = default;
};

// The gateway's own error frame (core/gateway/error_frame.h): the backend could not be asked.
struct GatewayError {
  std::string message;
  bool operator==(const GatewayError&) const = default;
};

using ServerEvent = std::variant<NewMessage, Joined, MemberJoined, MemberLeft, MemberRenamed,
                                 MessageAccepted, MessageRefused, GatewayError>;

std::string to_json(const ServerEvent& event);

// A newMessage may come from a plain backend with nothing but `payload`; room, id and sequence are
// then empty or 0.
expected<ServerEvent, ProtocolError> parse_server_event(std::string_view text);

}  // namespace palaver::chat
