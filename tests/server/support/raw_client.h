// A TCP client on loopback for tests: sends any bytes, collects what comes back, and ends the
// connection in every way there is. Driven by the test's loop, but built on plain sockets so that
// it shares no code with what it tests.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cerrno>
#include <cstdint>
#include <string>
#include <string_view>

#include "server/net/event_loop.h"
#include "server/net/unique_fd.h"

namespace palaver::testing {

class RawClient : private net::FdHandler {
 public:
  // Connects at once: the kernel completes it before the server accepts. `receive_bytes` sets a
  // small receive buffer, for tests of back-pressure; 0 leaves the system's.
  RawClient(net::EventLoop& loop, std::uint16_t port, int receive_bytes = 0) : loop_(loop) {
    fd_.reset(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    REQUIRE(fd_);
    if (receive_bytes > 0) {
      REQUIRE(::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVBUF, &receive_bytes,
                           sizeof receive_bytes) == 0);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    // The socket interface takes every address family through this one pointer type.
    REQUIRE(::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::fcntl(fd_.get(), F_SETFL, O_NONBLOCK) == 0);
    const int on = 1;
    ::setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    loop_.watch(fd_.get(), {true, false}, *this);
  }
  ~RawClient() override { close(); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  // What the socket does not take at once is sent as the loop turns.
  void send(std::string_view bytes) {
    REQUIRE(fd_);
    unsent_ += bytes;
    send_more();
  }
  std::size_t unsent_bytes() const { return unsent_.size(); }

  // Everything that has come and was not taken; tests may erase from it.
  std::string& received() { return received_; }
  // Whether the server has ended the connection, in order or not.
  bool ended() const { return ended_ || broken_; }
  bool broken() const { return broken_; }

  void pause_reading() {
    reading_ = false;
    update();
  }
  void resume_reading() {
    reading_ = true;
    update();
  }
  // FIN: "I send no more", still reading.
  void end_writing() { REQUIRE(::shutdown(fd_.get(), SHUT_WR) == 0); }
  void close() {
    if (!fd_) return;
    loop_.unwatch(fd_.get());
    fd_.reset();
  }
  // RST instead of FIN, as a crashed or impolite client does.
  void reset() {
    if (!fd_) return;
    const linger at_once{1, 0};
    REQUIRE(::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once) == 0);
    close();
  }

 private:
  void on_ready(bool readable, bool writable) override {
    if (writable) send_more();
    if (readable) receive();
  }

  void receive() {
    std::array<char, 65536> buffer;
    while (true) {
      const auto count = ::recv(fd_.get(), buffer.data(), buffer.size(), 0);
      if (count > 0) {
        received_.append(buffer.data(), static_cast<std::size_t>(count));
        continue;
      }
      if (count == 0) ended_ = true;
      if (count < 0 && errno == EINTR) continue;
      if (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK) broken_ = true;
      break;
    }
    update();
  }

  void send_more() {
    while (!unsent_.empty()) {
      const auto count = ::send(fd_.get(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) {
        if (errno != EAGAIN && errno != EWOULDBLOCK) {
          broken_ = true;
          unsent_.clear();
        }
        break;
      }
      unsent_.erase(0, static_cast<std::size_t>(count));
    }
    update();
  }

  void update() {
    if (fd_) loop_.change(fd_.get(), {reading_ && !ended(), !unsent_.empty()});
  }

  net::EventLoop& loop_;
  net::UniqueFd fd_;
  std::string unsent_;
  std::string received_;
  bool reading_ = true;
  bool ended_ = false;
  bool broken_ = false;
};

}  // namespace palaver::testing
