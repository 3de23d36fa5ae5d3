// Open loop: one sender keeps to its schedule whatever the server does; latencies count from the
// intended times, at every receiver that reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "tests/bench/load/histogram.h"
#include "tests/bench/load/swarm.h"

namespace palaver::load {

struct OpenLoop {
  std::size_t sender = 0;  // the client that sends
  double messages_per_second = 0;
  std::size_t payload_bytes = 64;
  std::chrono::milliseconds warm_up{0};  // not recorded
  std::chrono::milliseconds measured{1000};
  // Called some ten times a second, for what else is watched; may be empty.
  std::function<void()> now_and_then;
};

struct OpenLoopResult {
  Histogram latencies;
  std::uint64_t messages = 0;  // those that were measured
  // How late the generator itself was with its latest message: near the latencies, it was the
  // generator that was slow.
  std::chrono::nanoseconds latest_send{0};
};

// Sends, and waits until every client that reads, but the sender, has all of the messages that were
// measured. Fails when such a client is cut off, and when messages stay out for some seconds.
Result<OpenLoopResult> run_open_loop(Swarm& swarm, const Wire& wire, const OpenLoop& plan);

}  // namespace palaver::load
