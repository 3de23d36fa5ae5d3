// A TCP server on loopback for tests: takes connections, collects what comes, says what the test
// tells it to. For the misbehaving ends of clients' connections.
#pragma once

#include <sys/socket.h>

#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/net/event_loop.h"
#include "server/net/listener.h"
#include "server/net/stream.h"

namespace palaver::testing {

class RawServer {
 public:
  struct Peer : net::StreamHandler {
    Peer(net::EventLoop& loop, net::UniqueFd fd) : number(fd.get()), stream(loop, std::move(fd)) {
      stream.set_handler(this);
    }
    void on_data(std::string_view bytes) override { received += bytes; }
    void on_end() override { ended = true; }
    void on_error(const net::SystemError&) override { ended = true; }
    void send(std::string_view bytes) { stream.write(std::string(bytes)); }
    void close() { stream.close(); }
    // RST instead of FIN, as a crashed or impolite server does.
    void reset() {
      const linger at_once{1, 0};
      REQUIRE(::setsockopt(number, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once) == 0);
      close();
    }

    std::string received;
    bool ended = false;
    int number;  // the descriptor, while it is open
    net::Stream stream;
  };

  explicit RawServer(net::EventLoop& loop) {
    auto created =
        net::Listener::create(loop, "127.0.0.1", 0, [this, &loop](net::UniqueFd fd, std::string) {
          peers.push_back(std::make_unique<Peer>(loop, std::move(fd)));
        });
    REQUIRE(created);
    listener = *std::move(created);
  }

  std::uint16_t port() const { return listener->port(); }

  std::unique_ptr<net::Listener> listener;
  std::vector<std::unique_ptr<Peer>> peers;  // in the order of their coming
};

}  // namespace palaver::testing
