// A client's side of the chat without its socket: connection state, the replica of the room, and
// the outbox. Events go in with the time; what to do comes out as actions. No IO, no clock;
// randomness is a function handed in. One thread.
//
// A message stays in the outbox until the server has accepted it, over any number of connections; a
// resend carries the same id.
//
// A plain backend knows no joins: the gateway answers one with an error frame, or nothing comes. It
// looks like one that is down for a moment, so a backend counts as plain when it has failed two
// joins in a row, never answered one, and has sent a message without a sequence number or is to be
// sent one. Toward it, a message counts as sent when no error frame has come for
// SessionOptions::plain_confirm.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/chat/backoff.h"
#include "core/chat/protocol.h"
#include "core/chat/room.h"
#include "core/common/expected.h"

namespace palaver::chat {

// Milliseconds since any fixed point; never goes back.
using SteadyMs = std::int64_t;

enum class ConnectionState {
  offline,     // waiting to try again, or told that the network is gone
  connecting,  // the socket is being opened
  connected,   // the socket is open
};

struct OpenSocket {
  std::string url;
};
// The socket's generation ends: late events of it are to be dropped by the caller.
struct CloseSocket {};
struct SendText {
  std::string text;
};
using SessionAction = std::variant<OpenSocket, CloseSocket, SendText>;

enum class SendErrorCode {
  empty,     // nothing but blanks
  too_long,  // the frame would exceed SessionOptions::frame_bytes; nothing was queued
  outbox_full,
};
struct SendError {
  SendErrorCode code;
  std::string message;  // for people, with both sizes for too_long
};

struct OutgoingMessage {
  std::string id;
  std::string room;
  std::string text;
  std::int64_t composed_ms = 0;  // Unix time
  bool in_flight = false;        // given to the present socket and not answered
  SteadyMs sent_at = 0;          // when, while it is in flight
  std::string problem;           // why the server refused it for good; empty: still to be sent
};

struct SessionOptions {
  BackoffPolicy backoff;
  std::chrono::milliseconds connect_timeout{10000};
  // A connection that lasted this long resets the backoff.
  std::chrono::milliseconds stable_after{30000};
  // The join is repeated this often: it keeps API Gateway's idle timer (10 minutes) and those of
  // proxies from firing, and finds out that the network is gone or that a backend which was started
  // anew forgot us. Less is noticed sooner and costs more messages.
  std::chrono::milliseconds refresh_every{30000};
  // So long a join or a message may go unanswered: more than the 29 s that API Gateway gives a
  // backend. Then it is asked again, by a join, and an unanswered join ends the connection. A
  // backend that never answered one is given connect_timeout only.
  std::chrono::milliseconds answer_timeout{35000};
  std::chrono::milliseconds plain_confirm{2000};
  // API Gateway closes on larger frames, and a browser cannot split a message into frames.
  std::size_t frame_bytes = 32 * 1024;
  std::size_t outbox_messages = 500;
  HistoryLimits history;
};

class ClientSession {
 public:
  using Random = std::function<std::uint64_t()>;

  // `key` is the client's secret (Join::key): at least 128 random bits, as printable text.
  // `id_prefix` makes message ids unique among all sessions that ever have the key, in 40 bytes at
  // most. Room and name are fitted into the protocol's rules; empty ones become the default room
  // and "Guest".
  ClientSession(std::string url, std::string_view room, std::string_view name, std::string key,
                std::string_view id_prefix, Random random, SessionOptions options = {});

  // Each gives what the caller must do now, in order.
  std::vector<SessionAction> start(SteadyMs now);
  std::vector<SessionAction> socket_opened(SteadyMs now);
  std::vector<SessionAction> socket_text(std::string_view text, SteadyMs now);
  std::vector<SessionAction> socket_closed(std::uint16_t code, std::string_view reason,
                                           SteadyMs now);
  // To be called when next_deadline() has passed.
  std::vector<SessionAction> tick(SteadyMs now);
  // The network is said to be back, the page became visible, or the person asks: try at once.
  std::vector<SessionAction> retry_now(SteadyMs now);

  // Queues the text for the present room and sends it when it can be. On error nothing changed.
  // `unix_ms` is shown until the server's time is known.
  expected<std::vector<SessionAction>, SendError> send(std::string_view text, std::int64_t unix_ms,
                                                       SteadyMs now);
  // Takes a refused message out of the outbox.
  void discard(std::string_view id);

  // Names and rooms are fitted into the protocol's rules. What is empty then, and unchanged values,
  // are ignored. A new room starts an empty replica; messages of the outbox stay in the room they
  // were written for and wait until it is entered again. A new URL reconnects, with an empty
  // replica.
  std::vector<SessionAction> set_name(std::string_view name, SteadyMs now);
  std::vector<SessionAction> set_room(std::string_view room, SteadyMs now);
  std::vector<SessionAction> set_url(std::string_view url, SteadyMs now);

  // When tick() has something to do; nothing when only events can change anything.
  std::optional<SteadyMs> next_deadline() const;

  ConnectionState state() const { return state_; }
  // Whether the server knows us in the room; false toward a plain backend.
  bool joined() const { return joined_; }
  // When the next attempt is due, while offline and waiting.
  std::optional<SteadyMs> retry_at() const;
  const std::string& url() const { return url_; }
  const std::string& name() const { return name_; }
  const Room& room() const { return room_; }
  // Our own member id: as the server says, and before the first join as ours would.
  const std::string& self_id() const { return self_id_; }
  // Whether this session wrote the message, in this life or one before (by the member id).
  bool is_own(const ChatMessage& message) const;
  const std::deque<OutgoingMessage>& outbox() const { return outbox_; }
  // The last thing the server complained about, for people; empty when nothing is wrong.
  const std::string& problem() const { return problem_; }
  // Changes whenever something visible has.
  std::uint64_t revision() const { return revision_; }

 private:
  using Actions = std::vector<SessionAction>;

  void set_state(ConnectionState state);
  void open(SteadyMs now, Actions& out);
  void lose_connection(SteadyMs now);
  void end_connection();

  void join(SteadyMs now, Actions& out);
  // When the join is to be repeated; not while one is unanswered.
  std::optional<SteadyMs> refresh_due() const;
  void join_later(SteadyMs now);
  void resync(SteadyMs now, Actions& out);
  void join_failed(SteadyMs now, Actions& out);
  void join_unanswered(SteadyMs now, Actions& out);
  // The server does not know us in the room: join again, at once the first time.
  void forgotten(SteadyMs now, Actions& out);

  bool may_speak() const;
  // Hands out what waits for the present room, in order.
  void flush(SteadyMs now, Actions& out);
  // What is in flight is to be sent again. False when nothing was.
  bool take_back();
  void settle_answer_deadline(SteadyMs now);
  std::deque<OutgoingMessage>::iterator find_outgoing(std::string_view id);
  ChatMessage own_message(const OutgoingMessage& message) const;

  void consider_plain(SteadyMs now, Actions& out);
  // An event came that only our own backend sends.
  void recognise_backend(SteadyMs now, Actions& out);
  void confirm_plain(SteadyMs now);
  std::optional<SteadyMs> next_plain_confirm() const;

  void on_event(const ServerEvent& event, SteadyMs now, Actions& out);
  void on_joined(const Joined& event, SteadyMs now, Actions& out);
  void on_new_message(const NewMessage& event, SteadyMs now, Actions& out);
  void on_room_event(const std::string& room, const RoomEvent& event, SteadyMs now, Actions& out);
  void on_accepted(const MessageAccepted& event, SteadyMs now, Actions& out);
  void on_refused(const MessageRefused& event, SteadyMs now, Actions& out);
  void on_gateway_error(const GatewayError& event, SteadyMs now, Actions& out);

  std::string url_;
  std::string name_;
  std::string key_;
  std::string id_prefix_;
  Random random_;
  SessionOptions options_;
  Room room_;
  std::string self_id_;
  std::deque<OutgoingMessage> outbox_;
  std::uint64_t next_id_ = 1;

  bool started_ = false;
  ConnectionState state_ = ConnectionState::offline;
  SteadyMs opened_at_ = 0;
  std::uint32_t attempt_ = 0;  // connections since the last stable one
  bool joined_ = false;

  // What is known about the backend at url_.
  bool plain_ = false;
  bool plain_seen_ = false;             // it sent a message without a sequence number
  bool backend_joins_ = false;          // it has answered as only ours does: it is not a plain one
  std::uint32_t join_failures_ = 0;     // in a row
  std::uint32_t backend_failures_ = 0;  // of any kind since it last did what it was asked

  std::optional<SteadyMs> retry_at_;
  std::optional<SteadyMs> connect_deadline_;
  std::optional<SteadyMs> refresh_at_;
  std::optional<SteadyMs> rejoin_at_;       // after the backend failed
  std::optional<SteadyMs> join_answer_by_;  // set while a join is unanswered
  std::optional<SteadyMs>
      say_answer_by_;  // set while messages are in flight and not to a plain backend

  std::string problem_;
  std::uint64_t revision_ = 0;
};

}  // namespace palaver::chat
