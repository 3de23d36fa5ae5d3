// Many clients of one server on one thread: opens them, sends, reads. Reading is meant to cost far
// less than any server's sending: one read of 64 KiB for each ready socket, headers only.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/bench/load/schedule.h"
#include "tests/bench/load/socket.h"
#include "tests/bench/load/wire.h"

namespace palaver::load {

struct Client {
  Fd fd;
  Inbox inbox;
  std::string unsent;
  bool open = false;    // the server let it in
  bool ended = false;   // the server closed the connection or broke it
  bool reading = true;  // false while it plays a slow consumer
};

class Swarm {
 public:
  // `wire` must outlive the swarm.
  Swarm(const Wire& wire, std::uint16_t port);

  // Opens `count` more clients, a bounded number at a time, and waits until the server has let all
  // of them in. Fails when one is refused or cut off, or after `patience`.
  Result<std::size_t> open(std::size_t count, std::chrono::seconds patience,
                           ConnectOptions options = {});

  std::size_t size() const { return clients_.size(); }
  Client& operator[](std::size_t index) { return clients_[index]; }
  std::uint64_t reads() const { return reads_; }

  // Sends what it can at once, the rest as the socket takes it.
  void send(std::size_t index, std::string_view bytes);
  void stop_reading(std::size_t index);
  void resume_reading(std::size_t index);

  // Waits for ready sockets until `until` at the latest and handles each once. `on_read(index,
  // deliveries)` for each client that got deliveries, and with 0 for one that ended.
  template <class OnRead>
  void turn(Clock::time_point until, OnRead&& on_read);

 private:
  std::size_t wait(Clock::time_point until);
  void handle(std::uint32_t index, std::uint32_t events);
  void read(Client& client);
  void flush(Client& client);
  void watch(std::uint32_t index, int operation);

  struct Ready {
    std::uint32_t index;
    std::uint32_t events;
  };

  const Wire& wire_;
  std::uint16_t port_;
  Fd poller_;
  std::deque<Client> clients_;  // grows without moving
  std::vector<char> buffer_;
  std::vector<Ready> ready_;
  std::uint64_t reads_ = 0;
  std::size_t entered_ = 0;
};

template <class OnRead>
void Swarm::turn(Clock::time_point until, OnRead&& on_read) {
  const std::size_t count = wait(until);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t index = ready_[i].index;
    Client& client = clients_[index];
    const std::uint64_t before = client.inbox.deliveries;
    handle(index, ready_[i].events);
    if (client.inbox.deliveries != before || client.ended) {
      on_read(static_cast<std::size_t>(index), client.inbox.deliveries - before);
    }
  }
}

}  // namespace palaver::load
