// Closed loop: keeps a number of messages in flight from a few senders to many receivers, and
// counts what arrives.
//
// A message is delivered when every receiver has it: the n-th delivery of each receiver is the n-th
// message, since every one of these servers keeps one order for all. One addition a delivery tells
// it; only one receiver's payloads are looked at, for whose turn it is to send again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/bench/load/swarm.h"

namespace palaver::load {

struct FanoutShape {
  std::size_t senders = 8;
  std::size_t window = 1;  // messages in flight of each sender
  std::size_t payload_bytes = 64;
  // Frames that one message makes at each receiver, and whether they carry its stamp. Above 1 and
  // without only for the floor, which has one sender.
  std::size_t frames_of_message = 1;
  bool stamped = true;
};

class FanoutPump {
 public:
  // The swarm's clients: first the receivers, then at least `shape.senders` senders. All are open.
  // Nothing is in flight.
  FanoutPump(Swarm& swarm, const Wire& wire, std::size_t receivers, FanoutShape shape);

  // Fills the windows and keeps them full until `until`. Fails when a client is cut off or when
  // nothing arrives for some seconds.
  Result<std::uint64_t> run_until(Clock::time_point until);
  // Waits until nothing is in flight any more.
  Result<std::uint64_t> drain();

  // Of all clients, senders included.
  std::uint64_t deliveries() const { return deliveries_; }
  std::uint64_t messages() const { return completed_; }

 private:
  void send(std::size_t sender);
  void arrived(std::size_t client, std::uint64_t count);
  Result<std::uint64_t> turns(Clock::time_point until);

  Swarm& swarm_;
  const Wire& wire_;
  std::size_t receivers_;
  FanoutShape shape_;
  bool sending_ = true;
  std::string failure_;

  std::uint64_t deliveries_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t completed_ = 0;
  // Deliveries of each receiver in this pump's time.
  std::vector<std::uint64_t> got_;
  // How many receivers have the n-th frame, at n modulo its size; and who sent it.
  std::vector<std::uint32_t> have_;
  std::vector<std::uint16_t> sender_of_;
  std::uint64_t first_incomplete_ = 0;  // frame
  std::uint64_t witnessed_ = 0;         // messages whose sender is known
};

}  // namespace palaver::load
