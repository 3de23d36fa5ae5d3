// ClientSession's half that listens: what each event of the server changes.
#include <algorithm>
#include <utility>

#include "core/chat/client_session.h"

namespace palaver::chat {

std::vector<SessionAction> ClientSession::socket_text(std::string_view text, SteadyMs now) {
  Actions out;
  if (state_ != ConnectionState::connected) return out;
  // What is no event of ours is not for us.
  if (const auto event = parse_server_event(text)) on_event(*event, now, out);
  return out;
}

void ClientSession::on_event(const ServerEvent& event, SteadyMs now, Actions& out) {
  struct Visitor {
    ClientSession& self;
    SteadyMs now;
    Actions& out;
    void operator()(const NewMessage& e) const { self.on_new_message(e, now, out); }
    void operator()(const Joined& e) const { self.on_joined(e, now, out); }
    void operator()(const MemberJoined& e) const { self.on_room_event(e.room, e, now, out); }
    void operator()(const MemberLeft& e) const { self.on_room_event(e.room, e, now, out); }
    void operator()(const MemberRenamed& e) const { self.on_room_event(e.room, e, now, out); }
    void operator()(const MessageAccepted& e) const { self.on_accepted(e, now, out); }
    void operator()(const MessageRefused& e) const { self.on_refused(e, now, out); }
    void operator()(const GatewayError& e) const { self.on_gateway_error(e, now, out); }
  };
  std::visit(Visitor{*this, now, out}, event);
}

void ClientSession::on_joined(const Joined& event, SteadyMs now, Actions& out) {
  // The answer to a join before the last one may be of another room, or continue a replica that is
  // no longer here; the right one is still to come.
  if (event.room != room_.name() || !room_.restore(event)) return;
  join_answer_by_.reset();
  rejoin_at_.reset();
  refresh_at_ = now + options_.refresh_every.count();
  joined_ = backend_joins_ = true;
  plain_ = plain_seen_ = false;
  join_failures_ = 0;
  self_id_ = event.self.id;
  problem_.clear();
  ++revision_;

  // The server has dealt with everything said before the join. What it took is in the room, and
  // what is not there was lost.
  take_back();
  const auto is_in_room = [&](const OutgoingMessage& message) {
    return message.room == room_.name() && room_.find_message(self_id_, message.id) != nullptr;
  };
  outbox_.erase(std::remove_if(outbox_.begin(), outbox_.end(), is_in_room), outbox_.end());

  if (event.self.name != name_) out.push_back(SendText{to_client_json(Rename{name_})});
  flush(now, out);
  if (!say_answer_by_) backend_failures_ = 0;
}

void ClientSession::on_new_message(const NewMessage& event, SteadyMs now, Actions& out) {
  if (event.message.sequence != 0) {
    on_room_event(event.room, event, now, out);
    return;
  }
  if (!event.room.empty() && event.room != room_.name()) return;
  room_.add_unsequenced(event.message);
  plain_seen_ = true;
  ++revision_;
  consider_plain(now, out);
}

void ClientSession::on_room_event(const std::string& room, const RoomEvent& event, SteadyMs now,
                                  Actions& out) {
  recognise_backend(now, out);
  // Before the answer to the join, positions are not comparable; the answer brings what we miss
  // here.
  if (!joined_ || room != room_.name()) return;
  switch (room_.apply(event)) {
    case Applied::applied:
      ++revision_;
      break;
    case Applied::duplicate:
      break;
    case Applied::gap:
      resync(now, out);
      break;
  }
}

void ClientSession::on_accepted(const MessageAccepted& event, SteadyMs now, Actions& out) {
  recognise_backend(now, out);
  const auto found = find_outgoing(event.id);
  if (found == outbox_.end()) return;
  backend_failures_ = 0;
  problem_.clear();
  ++revision_;
  if (joined_ && event.room == room_.name()) {
    ChatMessage message = own_message(*found);
    message.sequence = event.sequence;
    message.time_ms = event.time_ms;
    switch (room_.apply(NewMessage{event.room, message})) {
      case Applied::applied:
        break;
      case Applied::duplicate:
        // So old that the answer to our join left it out. It does not vanish from its author's
        // eyes.
        room_.add_unsequenced(std::move(message));
        break;
      case Applied::gap:
        // It stays in the outbox until the room shows it.
        resync(now, out);
        return;
    }
  }
  outbox_.erase(found);
  settle_answer_deadline(now);
}

void ClientSession::on_refused(const MessageRefused& event, SteadyMs now, Actions& out) {
  recognise_backend(now, out);
  if (event.id.empty()) {
    ++revision_;
    if (event.join_first) {
      forgotten(now, out);
      return;
    }
    problem_ = event.reason;
    if (join_answer_by_) {
      join_answer_by_.reset();
      join_later(now);
    }
    return;
  }
  const auto found = find_outgoing(event.id);
  if (found == outbox_.end()) return;
  found->in_flight = false;
  ++revision_;
  if (!event.join_first) {
    found->problem = event.reason;
  } else if (found->room == room_.name()) {
    forgotten(now, out);
  }
  settle_answer_deadline(now);
}

void ClientSession::on_gateway_error(const GatewayError& event, SteadyMs now, Actions& out) {
  ++revision_;
  if (plain_ && join_answer_by_) {
    // A plain backend has no other answer to a join: nothing is wrong.
    join_failed(now, out);
    return;
  }
  problem_ = event.message;
  // The frame does not say which message it answers. Sending all again is safe: the server knows
  // them by their ids, and a plain backend shows one twice rather than never.
  const bool was_in_flight = take_back();
  if (plain_) {
    if (!was_in_flight) return;
    plain_ = false;
    join_failures_ = 1;
    join_later(now);
  } else if (join_answer_by_) {
    join_failed(now, out);
  } else {
    join_later(now);
  }
}

}  // namespace palaver::chat
