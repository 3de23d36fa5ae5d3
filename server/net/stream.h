// A connected TCP socket on a loop: bytes in by a handler, bytes out by a queue that is flushed
// once per turn with one sendmsg of all that waits. Knows nothing of HTTP or WebSocket. Its loop's
// thread.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "server/net/bytes.h"
#include "server/net/event_loop.h"
#include "server/net/out_queue.h"
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
  Stream(EventLoop& loop, UniqueFd fd);
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
  std::size_t pending_bytes() const { return queue_.pending(); }

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
  void read_available();
  void flush();
  // Hands bytes to the kernel until there are none or it takes no more; false when it failed.
  bool send_queue();
  void schedule_flush();
  void update_interest();
  void fail(const SystemError& error);

  EventLoop& loop_;
  StreamHandler* handler_ = nullptr;
  OutQueue queue_;
  EventLoop::WatchId watch_;
  UniqueFd fd_;
  bool paused_ = false;
  bool ended_ = false;  // the peer's FIN has been seen
  bool flush_scheduled_ = false;
  bool waiting_to_write_ = false;
  bool shutdown_wanted_ = false;
  bool shutdown_done_ = false;
  Interest interest_;
};

}  // namespace palaver::net
