// The floor: what no server can beat. A loop that sends bytes made ready beforehand to all that are
// connected, in one of several ways. Each byte from a client asks for one round.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tests/bench/load/websocket_wire.h"

namespace palaver::load {

enum class FloorWay {
  send_one,      // one send() of one frame for each receiver
  copy_eight,    // eight frames copied together, one send()
  gather_eight,  // eight frames where they are, one writev()
  uring_one,     // as send_one, the sends of many sockets in one io_uring_enter()
  uring_eight,   // as copy_eight, through io_uring
};

std::string_view name_of(FloorWay way);
std::size_t frames_of_round(FloorWay way);
// Why this build or kernel cannot; empty when it can.
std::string unavailable(FloorWay way);

// Accepts on `listening` (not owned) and serves until it is killed. Each frame carries
// `payload_bytes`.
void serve_floor(FloorWay way, int listening, std::size_t payload_bytes);

// A client of it. Deliveries are WebSocket frames without a stamp.
class FloorWire : public WebSocketWire {
 public:
  std::string greeting() const override { return "h"; }
  Entry entry(std::string_view bytes, std::size_t& used) const override;
  std::string message(std::string_view text) const override;
  std::string farewell() const override { return {}; }
};

}  // namespace palaver::load
