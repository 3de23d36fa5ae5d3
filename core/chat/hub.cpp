#include "core/chat/hub.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "core/chat/json_reader.h"
#include "core/chat/member_id.h"
#include "core/chat/text_rules.h"

namespace palaver::chat {
namespace {

using nlohmann::json;

Delivery deliver(const std::string& connection_id, const ServerEvent& event) {
  return Delivery::to_one(connection_id, to_json(event));
}

std::vector<Delivery> refuse(const std::string& connection_id, const std::string& id,
                             std::string reason, bool join_first) {
  std::vector<Delivery> out;
  out.push_back(deliver(connection_id, MessageRefused{id, std::move(reason), join_first}));
  return out;
}

// The id that `details` gives the message, when it can be repeated to its sender.
std::string id_in(const json& details) {
  if (!details.is_object()) return {};
  const auto found = details.find("id");
  const auto* id = found == details.end() ? nullptr : found->get_ptr<const std::string*>();
  return id == nullptr || name_problem(*id, kMaxMessageIdBytes) ? std::string() : *id;
}

bool has_type(const json& message) {
  if (!message.is_object()) return false;
  const auto found = message.find("type");
  return found != message.end() && found->is_string();
}

}  // namespace

Hub::Hub(std::string epoch, HubLimits limits) : epoch_(std::move(epoch)), limits_(limits) {}

bool Hub::connect(std::string_view connection_id) {
  const std::string id(connection_id);
  if (connections_.contains(id)) return true;
  if (connections_.size() >= limits_.connections) return false;
  Occupancy* place = open_room(std::string(kDefaultRoom));
  enter(*place, *connections_.try_emplace(id).first);
  return true;
}

std::vector<Delivery> Hub::disconnect(std::string_view connection_id) {
  std::vector<Delivery> out;
  const auto found = connections_.find(std::string(connection_id));
  if (found == connections_.end()) return out;
  leave(found->first, found->second, out);
  connections_.erase(found);
  return out;
}

const Room* Hub::find_room(std::string_view name) const {
  const auto found = rooms_.find(name);
  return found == rooms_.end() ? nullptr : &found->second.room;
}

// --- Rooms and who is in them ------------------------------------------------------------------

Hub::Occupancy* Hub::open_room(const std::string& name) {
  auto found = rooms_.find(name);
  if (found == rooms_.end()) {
    if (name != kDefaultRoom && rooms_.size() >= limits_.rooms && !forget_empty_room()) {
      return nullptr;
    }
    // A room that was forgotten and comes again begins another epoch: positions in the old one mean
    // nothing in it.
    Room room(name, limits_.history);
    room.reset(epoch_ + "-" + std::to_string(next_room_++));
    found = rooms_.emplace(name, Occupancy{std::move(room), {}, {}, {}, 0, nullptr, nullptr}).first;
  }
  found->second.touched = ++clock_;
  return &found->second;
}

bool Hub::forget_empty_room() {
  auto oldest = rooms_.end();
  for (auto at = rooms_.begin(); at != rooms_.end(); ++at) {
    if (!at->second.is_empty() || at->first == kDefaultRoom) continue;
    if (oldest == rooms_.end() || at->second.touched < oldest->second.touched) oldest = at;
  }
  if (oldest == rooms_.end()) return false;
  rooms_.erase(oldest);
  return true;
}

void Hub::enter(Occupancy& place, Connections::value_type& entry) {
  Connection& connection = entry.second;
  auto& list = place.list_of(connection);
  connection.place = &place;
  connection.index = static_cast<std::uint32_t>(list.size());
  list.push_back(&entry);
  place.forget_audiences();
}

void Hub::leave(const std::string& connection_id, Connection& connection, Deliveries& out) {
  Occupancy& place = *connection.place;
  place.touched = ++clock_;
  // The last takes the place of the one that goes: no search, whatever the room's size.
  auto& list = place.list_of(connection);
  if (connection.index + 1 != list.size()) {
    list[connection.index] = list.back();
    list[connection.index]->second.index = connection.index;
  }
  list.pop_back();
  place.forget_audiences();

  if (connection.member_id == nullptr) return;
  const auto counted = place.connections_of_member.find(*connection.member_id);
  if (--counted->second > 0) return;
  place.connections_of_member.erase(counted);
  const Member member = *place.room.find_member(*connection.member_id);
  publish(place, MemberLeft{place.room.name(), place.room.next_sequence(), member}, connection_id,
          out);
}

void Hub::add_member(Occupancy& place, const Member& member, const std::string& connection_id,
                     Deliveries& out) {
  if (++place.connections_of_member[member.id] > 1) {
    rename_member(place, member, connection_id, out);
    return;
  }
  publish(place, MemberJoined{place.room.name(), place.room.next_sequence(), member}, connection_id,
          out);
}

void Hub::rename_member(Occupancy& place, const Member& member, std::string_view except_connection,
                        Deliveries& out) {
  if (place.room.find_member(member.id)->name == member.name) return;
  publish(place, MemberRenamed{place.room.name(), place.room.next_sequence(), member},
          except_connection, out);
}

void Hub::publish(Occupancy& place, const RoomEvent& event, std::string_view except_connection,
                  Deliveries& out) {
  const auto to_server_event = [](const auto& e) { return ServerEvent(e); };
  auto text = std::make_shared<const std::string>(to_json(std::visit(to_server_event, event)));
  publish(place, event, std::move(text), except_connection, out);
}

void Hub::publish(Occupancy& place, const RoomEvent& event, std::shared_ptr<const std::string> text,
                  std::string_view except_connection, Deliveries& out) {
  place.room.apply(event);
  const std::shared_ptr<const Audience>& audience = place.audience_of(event);
  const std::vector<std::string>& ids = audience->connection_ids;
  const bool nobody = ids.empty() || (ids.size() == 1 && ids.front() == except_connection);
  if (!nobody) out.push_back({audience, std::string(except_connection), std::move(text)});
}

const std::shared_ptr<const Audience>& Hub::Occupancy::audience_of(const RoomEvent& event) {
  const bool to_all = std::holds_alternative<NewMessage>(event);
  std::shared_ptr<const Audience>& audience = to_all ? whole_audience : joined_audience;
  if (audience == nullptr) {
    std::vector<std::string> ids;
    ids.reserve(joined.size() + (to_all ? plain.size() : 0));
    for (const auto* entry : joined) ids.push_back(entry->first);
    if (to_all) {
      for (const auto* entry : plain) ids.push_back(entry->first);
    }
    audience = std::make_shared<const Audience>(std::move(ids));
  }
  return audience;
}

// --- What clients say --------------------------------------------------------------------------

expected<std::vector<Delivery>, ProtocolError> Hub::message(std::string_view connection_id,
                                                            const json& message,
                                                            const json& details,
                                                            std::int64_t now_ms) {
  if (!connect(connection_id)) {
    return unexpected(
        ProtocolError{ProtocolErrorCode::bad_value, "", "There are too many connections."});
  }
  const std::string id(connection_id);
  Connection& connection = connections_.find(id)->second;

  std::optional<ProtocolError> error;
  Deliveries out;
  auto parsed = parse_client_message(message, details);
  if (!parsed) {
    error = std::move(parsed.error());
  } else if (auto* said = std::get_if<Say>(&*parsed)) {
    out = say(id, connection, std::move(*said), now_ms, error);
  } else if (const auto* joined = std::get_if<Join>(&*parsed)) {
    out = join(id, connection, *joined);
  } else if (const auto* renamed = std::get_if<Rename>(&*parsed)) {
    out = rename(id, connection, *renamed);
  }
  if (!error) return out;
  const std::string message_id = id_in(details);
  const bool reads_answers = !connection.plain || has_type(message) || !message_id.empty();
  if (!reads_answers) return unexpected(std::move(*error));
  return refuse(id, message_id, error->message, false);
}

std::vector<Delivery> Hub::say(const std::string& connection_id, Connection& connection, Say say,
                               std::int64_t now_ms, std::optional<ProtocolError>& error) {
  // Who names a room relies on being a member of it under a name of their own.
  const std::string room = connection.place->room.name();
  if (!say.room.empty() && (connection.plain || say.room != room)) {
    return refuse(connection_id, say.id, "You are not in the room " + say.room + ".", true);
  }
  Deliveries out;
  Occupancy& place = *open_room(room);
  const bool first_words = connection.member_id == nullptr;
  Member author;
  if (first_words) {
    const std::string number = std::to_string(next_guest_);
    author = {"guest-" + epoch_ + "-" + number, "Guest " + number};
  } else {
    author = *place.room.find_member(*connection.member_id);
  }

  const bool wants_answer = !say.id.empty() || !connection.plain;
  if (!say.id.empty()) {
    if (const ChatMessage* known = place.room.find_message(author.id, say.id)) {
      out.push_back(
          deliver(connection_id, MessageAccepted{room, say.id, known->sequence, known->time_ms}));
      return out;
    }
  }
  // What a client calls its own messages is the client's business: ids made up here are skipped
  // when they are taken.
  while (say.id.empty() || place.room.find_message(author.id, say.id) != nullptr) {
    say.id = epoch_ + "-" + std::to_string(next_message_++);
  }
  // A guest's coming takes a number, too.
  const std::uint64_t sequence = place.room.next_sequence() + (first_words ? 1 : 0);
  const NewMessage event{room, {say.id, sequence, now_ms, author, std::move(say.text)}};
  auto text = std::make_shared<const std::string>(to_json(event));
  if (text->size() > limits_.message_bytes) {
    error = ProtocolError{ProtocolErrorCode::bad_value, "message",
                          "The message takes " + std::to_string(text->size()) +
                              " bytes to pass on; at most " +
                              std::to_string(limits_.message_bytes) + " are possible."};
    return out;
  }
  if (first_words) {
    ++next_guest_;
    connection.member_id = std::make_unique<const std::string>(author.id);
    add_member(place, author, connection_id, out);
  }
  publish(place, event, std::move(text), connection_id, out);
  if (wants_answer) {
    out.push_back(
        deliver(connection_id, MessageAccepted{room, event.message.id, sequence, now_ms}));
  }
  return out;
}

std::vector<Delivery> Hub::join(const std::string& connection_id, Connection& connection,
                                const Join& join) {
  const Member member{member_id_for_key(join.key), join.name};
  Deliveries out;
  Occupancy* place = open_room(join.room);
  if (place == nullptr) {
    return refuse(connection_id, "", "There are too many rooms; none can be opened now.", false);
  }
  const bool is_there =
      !connection.plain && connection.place == place && *connection.member_id == member.id;
  if (is_there) {
    rename_member(*place, member, connection_id, out);
  } else {
    leave(connection_id, connection, out);
    connection.plain = false;
    connection.member_id = std::make_unique<const std::string>(member.id);
    enter(*place, *connections_.find(connection_id));
    add_member(*place, member, connection_id, out);
  }
  out.insert(out.begin(), deliver(connection_id,
                                  place->room.snapshot(member, join.since, limits_.answer_bytes)));
  return out;
}

std::vector<Delivery> Hub::rename(const std::string& connection_id, Connection& connection,
                                  const Rename& rename) {
  if (connection.plain) return refuse(connection_id, "", "You are in no room yet.", true);
  Deliveries out;
  Occupancy& place = *connection.place;
  // The renamed is told as well: this answers it, and its replica's numbers stay without gap.
  rename_member(place, Member{*connection.member_id, rename.name}, "", out);
  return out;
}

}  // namespace palaver::chat
