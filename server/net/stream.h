// A connected TCP socket on a loop: bytes in by a handler, bytes out by a queue that is flushed
// once per turn with one sendmsg of all that waits. Knows nothing of HTTP or WebSocket. Its loop's
// thread.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "server/net/event_loop.h"
#include "server/net/system_error.h"
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
};

class Stream : private FdHandler {
 public:
  // `fd` must be non-blocking and connected. Reading starts at once.
  Stream(EventLoop& loop, UniqueFd fd, std::string peer_address);
  ~Stream() override;  // closes without flushing
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // Who is told; may be changed at any time (an HTTP connection becomes a WebSocket). Null: nobody,
  // and reading pauses.
  void set_handler(StreamHandler* handler);

  // Queues bytes. After close(), shutdown_after_flush() or an error they are dropped.
  void write(std::string bytes);
  // The same, shared with other streams; never copied.
  void write(std::shared_ptr<const std::string> bytes);

  // Bytes queued and not yet taken by the kernel. The caller decides what is too much.
  std::size_t pending_bytes() const { return pending_bytes_; }

  // Stops and restarts reading: back-pressure toward the peer.
  void pause_reading();
  void resume_reading();
  bool reading_paused() const { return paused_; }

  // Sends what is queued and then FIN; reading goes on until the peer ends or close().
  void shutdown_after_flush();
  // Ends everything now; no handler is called any more. Idempotent.
  void close();
  bool closed() const { return !fd_; }

  // "127.0.0.1", "::1": without the port.
  const std::string& peer_address() const { return peer_address_; }

 private:
  void on_ready(bool readable, bool writable) override;
  void read_available();
  void flush();
  void consume(std::size_t sent);
  void schedule_flush();
  void update_interest();
  void fail(const SystemError& error);

  EventLoop& loop_;
  UniqueFd fd_;
  std::string peer_address_;
  StreamHandler* handler_ = nullptr;
  std::deque<std::shared_ptr<const std::string>> queue_;
  std::size_t front_offset_ = 0;
  std::size_t pending_bytes_ = 0;
  bool paused_ = false;
  bool ended_ = false;  // the peer's FIN has been seen
  bool flush_scheduled_ = false;
  bool waiting_to_write_ = false;
  bool shutdown_wanted_ = false;
  bool shutdown_done_ = false;
  Interest interest_;
  std::shared_ptr<bool> alive_;  // false once destroyed; deferred tasks look at it
};

}  // namespace palaver::net
