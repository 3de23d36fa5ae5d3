// One client's WebSocket: frames in both directions, timeouts, closing. RFC 6455 sections 5 to 7.
// It knows neither routes nor HTTP; whoever owns it is told what happens. Its loop's thread.
//
// Messages are given one at a time: while one is being handled, up to kInboxMessages wait here, and
// behind those the peer is made to wait by TCP. Control frames in between are still noticed, as
// long as there is room.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "core/framing/close_code.h"
#include "core/framing/frame_parser.h"
#include "core/gateway/limits.h"
#include "server/deflate/session.h"
#include "server/gateway/outgoing_message.h"
#include "server/net/event_loop.h"
#include "server/net/stream.h"

namespace palaver::gateway {

struct ConnectionLimits {
  framing::Limits frames;
  // Without a text message in either direction; pings do not count, as on API Gateway.
  std::chrono::milliseconds idle_timeout = kIdleTimeout;
  // From the 101 on, however busy it is.
  std::chrono::milliseconds duration = kConnectionDuration;
  // After so much silence in both directions a ping goes out; 0: never, as on API Gateway. It keeps
  // proxies on the way from closing; it does not count against idle_timeout.
  std::chrono::milliseconds ping_interval{0};
  // Bytes that wait because the client reads slowly. Beyond, nothing more is queued; one message
  // may overhang. More lets a slow client hold more of our memory.
  std::size_t send_queue_bytes = 1024 * 1024;
  // For how long the queue may be full, counted from the first message that found it so; then the
  // connection closes with 1013. More gives a slow client time, and lets it hold the queue longer.
  std::chrono::milliseconds send_queue_timeout{5000};
  // From the first byte of a message, or of a frame between messages, to its last. RFC 6455 asks
  // for none; a sender of single bytes would else hold what it has sent until the idle timeout.
  std::chrono::milliseconds message_timeout{60'000};
  // Pings, pongs and their like in any one second. More lets a peer have us answer more.
  std::uint32_t control_frames = 5000;
  // How long a client may take to answer a close and to end TCP.
  std::chrono::milliseconds close_timeout{3000};
};

// Why a connection ended: what $disconnect is told.
struct Closing {
  std::uint16_t code;  // 1005 and 1006 included
  std::string reason;
};

enum class Handled {
  now,
  later,  // message_done() will be called, and no other message is given before
  // message_done() will be called; the next may be given before, because whoever has this one
  // handles them in the order in which they are given.
  in_turn,
};

enum class Sent {
  queued,
  queue_full,  // nothing was queued
  closed,      // closing has begun
};

class Connection;

class ConnectionHandler {
 public:
  virtual ~ConnectionHandler() = default;
  // A text message, valid UTF-8 within the limits, in the order of arrival. After `later` no other
  // is given until message_done(). `text` is good during the call only.
  virtual Handled on_message(Connection& connection, std::string_view text) = 0;
  // Closed, and every message that came before has been handled. Once.
  virtual void on_closed(Connection& connection, const Closing& closing) = 0;
  // TCP has ended too, after on_closed(); nothing is called any more. The connection may be deleted
  // from now on, but not from inside this call.
  virtual void on_finished(Connection& connection) = 0;
};

class Connection : private net::StreamHandler {
 public:
  static constexpr std::size_t kInboxMessages = 16;
  static constexpr std::size_t kInboxBytes = 256 * 1024;
  // Messages that are handled at once, as Handled::in_turn.
  static constexpr std::size_t kInWork = 64;

  // `loop`, `limits` and `handler` must outlive the connection. `stream` is past the 101.
  // `deflate`: what was agreed on there; null: no compression.
  Connection(net::EventLoop& loop, std::unique_ptr<net::Stream> stream,
             const ConnectionLimits& limits, ConnectionHandler& handler,
             std::unique_ptr<deflate::Session> deflate = nullptr);
  ~Connection() override;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Starts reading. `early_bytes` came behind the handshake and are taken first.
  void start(std::string_view early_bytes);

  // False once closing has begun from either side.
  bool is_open() const { return !closing_; }
  // When the last text message went in either direction.
  net::EventLoop::TimePoint last_active() const { return last_active_; }

  // Queues a text message, compressed when that was agreed on and is worth it.
  Sent send(OutgoingMessage& message);

  // Bytes that wait: for the peer to take them, or for their turn to be handled.
  std::size_t held_bytes() const;
  // Closes with 1013 and lets go of all that waits, at once; nothing more is read.
  void shed();

  // Starts the closing handshake. What was received before is still handled. Idempotent.
  void close(framing::CloseCode code, std::string_view reason);

  // A message for which on_message() says `later` or `in_turn` has been handled; also from inside.
  void message_done();

 private:
  void on_data(std::string_view bytes) override;
  void on_end() override;
  void on_error(const net::SystemError& error) override;

  // Of a peer that is in the middle of something, or was a moment ago: most are not, and have none.
  struct Vigil {
    net::EventLoop::TimerId timer = 0;             // looks at the rest
    net::EventLoop::TimePoint message_begun = {};  // the epoch: none is incomplete
    net::EventLoop::TimePoint queue_full = {};     // the epoch: it is not
    net::EventLoop::TimePoint second = {};         // in which control frames are counted
    std::uint32_t control_frames = 0;
    std::size_t held = 0;  // of its input, as the loop's backlog knows
  };
  Vigil& vigil();
  void arm_vigil();
  void on_vigil();
  void end_vigil();
  // Looks at what of the input waits.
  void watch_input();
  // Whether a control frame was one too many; then the connection has failed.
  bool floods();

  void begin_close(framing::CloseCode code, std::string_view reason);
  void take_events();
  void take_message(const framing::Message& message);
  // The same, decompressed.
  void take_compressed(const framing::Message& message);
  void take_text(std::string_view text);
  // Messages that wait for their turn; at least one.
  struct Inbox {
    std::deque<std::string> texts;
    std::size_t bytes = 0;
  };
  std::string take_from_inbox();
  // How the peer's input ended, or will be refused.
  struct Ending {
    Closing closing;
    std::string frame;             // our close frame
    bool waits_for_close = false;  // whether the peer's close frame is still to come
  };
  void take_close(const framing::Close& close);
  void take_failure(const framing::Failure& failure);
  // Carries `ending` out when every message before it has been handled, so that their answers go
  // out first; after `close_timeout` at the latest.
  void finish_with(Ending ending);
  void carry_out_ending();
  void give(std::string_view text);
  bool may_give() const { return !alone_ && in_work_ < kInWork; }
  bool has_work() const { return in_work_ > 0 || inbox_ != nullptr; }
  bool inbox_full() const;
  void mark_active() { last_active_ = loop_.now(); }
  // `quiet_since`: the last message or ping, from which the next ping counts.
  void arm_lifetime_timer(net::EventLoop::TimePoint quiet_since);
  void arm_close_timer();
  void on_lifetime_timer();
  // TCP ends now.
  void end();
  void tell_if_done();

  net::EventLoop& loop_;
  std::unique_ptr<net::Stream> stream_;
  const ConnectionLimits& limits_;
  ConnectionHandler& handler_;
  std::unique_ptr<deflate::Session> deflate_;     // null: no compression
  std::unique_ptr<framing::FrameParser> parser_;  // null between messages: idle ones hold nothing
  net::EventLoop::TimePoint opened_;
  net::EventLoop::TimePoint last_active_;
  // Of the idle timeout, the duration and pings while open, then of the closing's end.
  net::EventLoop::TimerId timer_ = 0;
  std::unique_ptr<Inbox> inbox_;      // null: nothing waits for its turn
  std::unique_ptr<Vigil> vigil_;      // mostly null
  std::unique_ptr<Ending> ending_;    // waits for messages that came before it; mostly null
  std::unique_ptr<Closing> closing_;  // null while open; made once, by whoever began
  // Small ones together, so that nothing is lost between them.
  std::uint8_t in_work_ = 0;  // messages that are being handled
  bool alone_ = false;        // one of them suffers no other: it was given last
  bool giving_ = false;       // inside on_message()
  bool done_inside_ = false;  // message_done() was called there
  bool discarding_ = false;   // we began to close: messages that still come are dropped
  bool input_over_ = false;   // the peer's close frame or a failure: no frame after it is read
  bool ended_ = false;
  bool closed_told_ = false;
  bool finished_told_ = false;
};

}  // namespace palaver::gateway
