// TCP on loopback, as little as the generator and the floor need. Failures carry what failed and
// why, for people. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "core/common/expected.h"

namespace palaver::load {

// Owns one descriptor. Move only.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    if (this != &other) reset(std::exchange(other.fd_, -1));
    return *this;
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() { reset(); }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  void reset(int fd = -1);

 private:
  int fd_ = -1;
};

template <class T>
using Result = expected<T, std::string>;
using Failed = unexpected<std::string>;

// `what`, and what errno says.
Failed system_failure(const char* what);

struct ConnectOptions {
  // The last byte of the address 127.0.0.x to come from, so that many short connections do not use
  // up one address's ports; 0 for the system's choice.
  std::uint8_t from = 0;
  // SO_RCVBUF in bytes, set before connecting; 0 for the system's choice.
  int receive_buffer = 0;
};

// A non-blocking socket on its way to 127.0.0.1:`port`, with TCP_NODELAY.
Result<Fd> start_connecting(std::uint16_t port, const ConnectOptions& options = {});

// Listening, non-blocking, on a free port of 127.0.0.1.
struct Listening {
  Fd fd;
  std::uint16_t port = 0;
};
Result<Listening> listen_anywhere();

// A port that is free now.
Result<std::uint16_t> free_port();

// From now on closing sends a reset and leaves no TIME_WAIT behind.
void close_at_once(int fd);

// As many descriptors as the system lets this process have; gives that number.
std::size_t raise_descriptor_limit();

}  // namespace palaver::load
