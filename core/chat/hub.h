// The chat's authority: connections, rooms and the rules between them. It turns what the callbacks
// report into texts for connections; who carries them is not its business. No IO, no clock; time
// and the epoch come in. One thread at a time.
//
// A connection that never joined is a plain client: it is in the default room, is sent newMessage
// only, and becomes a member under a guest's name when it first speaks. Answers go to it only when
// what it sent shows that it reads them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/chat/delivery.h"
#include "core/chat/protocol.h"
#include "core/chat/room.h"
#include "core/common/expected.h"

namespace palaver::chat {

struct HubLimits {
  HistoryLimits history;
  // To make place for a new room, the one that has been empty longest is forgotten; when none is
  // empty, nobody can open another. The default room is always there.
  std::size_t rooms = 1000;
  std::size_t connections = 1'000'000;
  // A newMessage, as JSON. Smaller than an answer, so that every message fits one.
  std::size_t message_bytes = 96 * 1024;
  // The answer to a join, as JSON. API Gateway carries at most 128 KiB to a connection at once.
  std::size_t answer_bytes = 127 * 1024;
};

class Hub {
 public:
  // `epoch` tells this life of the hub from others; any text that was not used before, of 32 bytes
  // at most.
  explicit Hub(std::string epoch, HubLimits limits = {});

  // A connection opened. False when there are too many; it is then unknown.
  bool connect(std::string_view connection_id);

  // A connection has gone. Unknown ones give nothing.
  std::vector<Delivery> disconnect(std::string_view connection_id);

  // A sendMessage callback. A connection that is not known (this hub is younger than it) is taken
  // in first. What the client did wrong is told to it in a MessageRefused among the deliveries when
  // it speaks the protocol; the error is returned when it cannot be told. `now_ms` is Unix time.
  expected<std::vector<Delivery>, ProtocolError> message(std::string_view connection_id,
                                                         const nlohmann::json& message,
                                                         const nlohmann::json& details,
                                                         std::int64_t now_ms);

  std::size_t connection_count() const { return connections_.size(); }
  // Nothing when nobody has been there.
  const Room* find_room(std::string_view name) const;

 private:
  struct Occupancy;
  // There may be a hundred thousand that say nothing: what it holds is small.
  struct Connection {
    Occupancy* place = nullptr;  // where it is; null only before it enters its first room
    std::unique_ptr<const std::string> member_id;  // null until it has joined or spoken
    std::uint32_t index = 0;                       // in its place's list
    bool plain = true;                             // has not joined
  };
  using Connections = std::unordered_map<std::string, Connection>;
  // The connections that are sent a room's messages. Only members that joined are sent more.
  struct Occupancy {
    Room room;
    std::unordered_map<std::string, std::size_t> connections_of_member;
    std::vector<Connections::value_type*> joined;
    std::vector<Connections::value_type*> plain;
    std::uint64_t touched = 0;
    // Made when they are needed; null after somebody has come or gone.
    std::shared_ptr<const Audience> joined_audience;
    std::shared_ptr<const Audience> whole_audience;

    bool is_empty() const { return joined.empty() && plain.empty(); }
    std::vector<Connections::value_type*>& list_of(const Connection& connection) {
      return connection.plain ? plain : joined;
    }
    void forget_audiences() { joined_audience = whole_audience = nullptr; }
    // Who is sent an event: a message goes to all, the rest to those that joined.
    const std::shared_ptr<const Audience>& audience_of(const RoomEvent& event);
  };
  using Deliveries = std::vector<Delivery>;

  // The room, made when it was not there. Null when there are too many.
  Occupancy* open_room(const std::string& name);
  // Forgets the room that has been empty longest. False when all are occupied.
  bool forget_empty_room();

  static void enter(Occupancy& place, Connections::value_type& connection);
  void leave(const std::string& connection_id, Connection& connection, Deliveries& out);
  // Makes `member` a member of the room by one more connection, and tells the others what is new.
  void add_member(Occupancy& place, const Member& member, const std::string& connection_id,
                  Deliveries& out);
  void rename_member(Occupancy& place, const Member& member, std::string_view except_connection,
                     Deliveries& out);
  // Applies the event and sends it to the room's connections but one. The second form has the
  // event's JSON ready.
  void publish(Occupancy& place, const RoomEvent& event, std::string_view except_connection,
               Deliveries& out);
  void publish(Occupancy& place, const RoomEvent& event, std::shared_ptr<const std::string> text,
               std::string_view except_connection, Deliveries& out);

  Deliveries say(const std::string& connection_id, Connection& connection, Say say,
                 std::int64_t now_ms, std::optional<ProtocolError>& error);
  Deliveries join(const std::string& connection_id, Connection& connection, const Join& join);
  Deliveries rename(const std::string& connection_id, Connection& connection, const Rename& rename);

  std::string epoch_;
  HubLimits limits_;
  Connections connections_;
  std::map<std::string, Occupancy, std::less<>> rooms_;
  std::uint64_t next_room_ = 1;
  std::uint64_t next_guest_ = 1;
  std::uint64_t next_message_ = 1;
  std::uint64_t clock_ = 0;  // counts rooms' uses, for forgetting the oldest
};

}  // namespace palaver::chat
