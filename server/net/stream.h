// A connected TCP socket on a loop: bytes in by a handler, bytes out by a queue that is flushed
// once per turn with one sendmsg of all that waits. With a TLS session the same, encrypted: what
// waits is shared as before, and goes out in records of up to 16 KiB. Knows nothing of HTTP or
// WebSocket. Its loop's thread.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "server/net/bytes.h"
#include "server/net/event_loop.h"
#include "server/net/out_queue.h"
#include "server/net/peer_limit.h"
#include "server/net/system_error.h"
#include "server/net/tls_session.h"
#include "server/net/unique_fd.h"

namespace palaver::net {

// What happens on a stream. A handler may close the stream from inside any call.
class StreamHandler {
 public:
  virtual ~StreamHandler() = default;
  // Bytes that arrived; the view is good during the call only.
  virtual void on_data(std::string_view bytes) = 0;
  // The peer has ended its side in order; writing may still work. By default the stream is closed
  // by whoever owns it.
  virtual void on_end() = 0;
  // The connection broke (the error says why). Called at most once, never after close().
  virtual void on_error(const SystemError& error) = 0;
  // Everything written has been handed to the kernel: once for each time that something was queued
  // and then nothing is.
  virtual void on_drained() {}
  // The TLS handshake is complete. Not called on a stream without TLS.
  virtual void on_secured() {}
};

class Stream : private FdHandler {
 public:
  // `fd` must be non-blocking and connected. Reading starts at once, or with `tls`, which belongs
  // to `fd`, the handshake; whoever owns the stream says how long it may take.
  Stream(EventLoop& loop, UniqueFd fd, std::unique_ptr<TlsSession> tls = nullptr);
  ~Stream() override;  // closes without flushing
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // Who is told; may be changed at any time (an HTTP connection becomes a WebSocket). Null: nobody,
  // and reading pauses.
  void set_handler(StreamHandler* handler);

  // Queues bytes. After close(), shutdown_after_flush() or an error they are dropped.
  void write(std::string bytes);
  // The same, shared with other streams; copied at most on their way into the kernel.
  void write(Bytes bytes);

  // Bytes queued and not yet taken by the kernel. The caller decides what is too much.
  std::size_t pending_bytes() const { return queue_.pending() + (tls_ ? tls_->unsent() : 0); }

  // How many of them the loop's backlog knows of: none as long as the socket takes all.
  std::size_t counted_bytes() const { return counted_; }
  // Drops what the socket does not take, but for a piece of which some has gone: of messages, each
  // written at once, the peer gets whole ones. Nothing as long as the socket has not been full:
  // what was queued in this turn may still go.
  void drop_unsent();

  // Gives the place back when the stream closes.
  void keep(PeerLimit::Place place) { place_ = std::move(place); }

  // Stops and restarts reading: back-pressure toward the peer.
  void pause_reading();
  void resume_reading();
  bool reading_paused() const { return paused_; }

  // Sends what is queued and then FIN; reading goes on until the peer ends or close().
  void shutdown_after_flush();
  // Ends everything now; no handler is called any more. Idempotent.
  void close();
  bool closed() const { return !fd_; }

 private:
  void on_ready(bool readable, bool writable) override;
  void on_turn_end() override;
  bool in_handshake() const { return tls_ && !tls_->established(); }
  // False when it is not complete yet, or has failed and may have destroyed the stream.
  bool shake_hands();
  bool wants_to_read() const { return handler_ != nullptr && !paused_ && !ended_; }
  void read_available();
  // What the socket, or the TLS session, has to give now.
  TlsSession::Result receive(std::span<char> room);
  void flush();
  // Hands bytes to the kernel until there are none or it takes no more; false when it failed.
  bool send_queue();
  // The same through the TLS session.
  bool encrypt_queue();
  // Tells the loop's backlog what waits.
  void count_pending();
  void schedule_flush();
  void schedule_turn_end();
  // Has what the session holds read without the socket's word, when it is wanted.
  void expect_held_input();
  void update_interest();
  void fail(const SystemError& error);
  // Why the last call on the socket or the session failed.
  SystemError failure(std::string_view call) const;

  EventLoop& loop_;
  StreamHandler* handler_ = nullptr;
  OutQueue queue_;
  std::unique_ptr<TlsSession> tls_;  // null: without TLS
  EventLoop::WatchId watch_;
  PeerLimit::Place place_;
  std::size_t counted_ = 0;  // in the loop's backlog
  // Small ones together, so that nothing is lost between them.
  UniqueFd fd_;
  bool paused_ = false;
  bool ended_ = false;  // the peer's FIN has been seen
  bool turn_end_scheduled_ = false;
  bool flush_due_ = false;  // at the turn's end
  bool read_due_ = false;   // at the turn's end: the session holds what the socket tells nobody of
  bool waiting_to_write_ = false;
  bool drained_due_ = false;  // the handler is to be told once nothing waits
  bool shutdown_wanted_ = false;
  bool shutdown_done_ = false;
  Interest interest_;
};

}  // namespace palaver::net
