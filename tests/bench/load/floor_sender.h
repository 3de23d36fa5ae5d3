// One way of sending a round of ready frames to all sockets. Of the floor only; its thread.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/load/floor.h"

namespace palaver::load {

class FloorSender {
 public:
  virtual ~FloorSender() = default;
  // A socket was accepted; it stays open.
  virtual void add(int socket) = 0;
  // Sends a round to all. Waits where a socket is full.
  virtual void send_round() = 0;
};

// Each sends `frames` copies of `frame`.
std::unique_ptr<FloorSender> copying_sender(std::string frame, std::size_t frames);
std::unique_ptr<FloorSender> gathering_sender(std::string frame, std::size_t frames);
// Null when the kernel or the build has no io_uring.
std::unique_ptr<FloorSender> uring_sender(const std::string& frame, std::size_t frames);

// The rest of a send that the socket did not take whole. False when the connection is gone.
bool send_rest(int socket, const char* data, std::size_t size);

}  // namespace palaver::load
