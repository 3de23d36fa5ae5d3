// Which descriptors are ready: epoll on Linux, poll(2) everywhere. The loop alone uses it, on its
// thread. No other file above net/ knows which one it is.
#pragma once

#include <chrono>
#include <memory>
#include <string_view>
#include <vector>

namespace palaver::net {

struct Interest {
  bool read = false;
  bool write = false;
  bool operator==(const Interest&) const = default;
};

// Both are also set for errors, and `readable` for end of stream, so that whoever reads or writes
// finds out by doing so.
struct Ready {
  int fd;
  bool readable;
  bool writable;
};

class Poller {
 public:
  virtual ~Poller() = default;

  // Watches `fd`, or changes what it is watched for. Level triggered. An empty interest rests the
  // watch: not even errors are told, so that a paused reader whose peer is gone does not spin.
  // Throws std::system_error for what is no pollable descriptor, or when the kernel has no memory
  // for the watch.
  virtual void set(int fd, Interest interest) = 0;
  // Forgets `fd`; before it is closed.
  virtual void remove(int fd) = 0;
  // Waits until something is ready or `timeout` has passed (negative: for ever), and replaces
  // `ready`. Interrupted calls are repeated by the caller's loop: they give nothing.
  virtual void wait(std::chrono::milliseconds timeout, std::vector<Ready>& ready) = 0;
  virtual std::string_view name() const = 0;
};

enum class PollerKind { automatic, epoll, poll };

// Null for a kind that this system does not have.
std::unique_ptr<Poller> make_poller(PollerKind kind = PollerKind::automatic);

}  // namespace palaver::net
