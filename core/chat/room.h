// One room: who is in it, what was said, in order. The same model serves the server, which makes
// the events, and the client, whose replica only applies them. No clock, no randomness. One thread
// at a time.
//
// A message is known by its author's id and its own: the same id from another author is another
// message. A sequence of 0 means that a message has no place in the present epoch: a plain backend
// sent it, or it comes from an epoch before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "core/chat/protocol.h"

namespace palaver::chat {

// How much of its past a room remembers; the oldest goes first. Bounds what peers can make us hold.
struct HistoryLimits {
  std::size_t messages = 500;
  std::size_t text_bytes = 1024 * 1024;
};

// Everything that can happen in a room. Each takes the next sequence number.
using RoomEvent = std::variant<NewMessage, MemberJoined, MemberLeft, MemberRenamed>;

std::uint64_t sequence_of(const RoomEvent& event);

enum class Applied {
  applied,    // the event was the next one
  duplicate,  // it has been applied before; nothing changed
  gap,        // events before it are missing; nothing changed, the replica must join again
};

class Room {
 public:
  explicit Room(std::string name, HistoryLimits limits = {});

  const std::string& name() const { return name_; }
  const StreamPosition& position() const { return position_; }
  std::uint64_t next_sequence() const { return position_.sequence + 1; }

  // In the order of joining.
  const std::vector<Member>& members() const { return members_; }
  const Member* find_member(std::string_view id) const;

  // Oldest first.
  const std::deque<ChatMessage>& messages() const { return messages_; }
  const ChatMessage* find_message(std::string_view author_id, std::string_view id) const;

  // Starts an epoch with nothing in it.
  void reset(std::string epoch);

  // Starts from a server's answer; never false for one that is not resumed. The messages of an
  // earlier epoch stay before the answer's, without sequence; those of the same epoch are replaced,
  // because what was said between is not known. A resumed answer is applied on top of what is here;
  // false, and nothing changed, when it belongs on top of something else.
  bool restore(const Joined& joined);

  // A message that is known already only moves the position.
  Applied apply(const RoomEvent& event);

  // A message of a backend without sequence numbers, or one sent to it, at the end. Its sequence
  // becomes 0, and an empty id one that no other message here has. False when it is known already.
  bool add_unsequenced(ChatMessage message);

  // The answer to a join by `self`: only what came after `since`, when this room remembers all of
  // it (neither messages nor members, when that is nothing), otherwise the newest messages. At most
  // `json_bytes` long as JSON: a resumption that does not fit becomes a fresh start, which leaves
  // out the oldest messages, and of a crowd those members that came last, but `self`.
  Joined snapshot(const Member& self, const std::optional<StreamPosition>& since,
                  std::size_t json_bytes) const;

 private:
  // Where a message's author id ends cannot be mistaken: ids of members have no control characters.
  static std::string key(std::string_view author_id, std::string_view id);
  bool add(ChatMessage message);
  bool remembers_all_after(const StreamPosition& position) const;

  std::string name_;
  HistoryLimits limits_;
  StreamPosition position_;
  std::uint64_t forgotten_sequence_ = 0;  // the newest message that is no longer here
  std::vector<Member> members_;
  std::deque<ChatMessage> messages_;
  // By key(): the message's number, counted from the first that ever was here.
  std::unordered_map<std::string, std::uint64_t> number_of_;
  std::uint64_t first_number_ = 0;  // messages_.front()'s
  std::uint64_t next_made_up_id_ = 1;
  std::size_t text_bytes_ = 0;
};

}  // namespace palaver::chat
