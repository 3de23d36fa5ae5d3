// An event loop in the test's own thread, turned until something has happened. Tests wait for
// events, never for time: the deadline is only there so that a broken test ends with a message.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <string_view>

#include "server/net/event_loop.h"
#include "server/net/poller.h"

namespace palaver::testing {

// Far more than any test needs, sanitizers and a busy machine included.
inline constexpr std::chrono::seconds kDeadline{30};

// Turns `loop` until `happened()`; fails the test with `what` when it does not.
template <class Predicate>
void run_until(net::EventLoop& loop, std::string_view what, Predicate happened) {
  const auto deadline = std::chrono::steady_clock::now() + kDeadline;
  while (!happened()) {
    if (std::chrono::steady_clock::now() >= deadline) {
      FAIL("waited " << kDeadline.count() << " s in vain for: " << what);
    }
    loop.run_turn(std::chrono::milliseconds{100});
  }
}

class LoopFixture {
 public:
  explicit LoopFixture(net::PollerKind kind = net::PollerKind::automatic)
      : loop(net::make_poller(kind)) {}

  template <class Predicate>
  void run_until(std::string_view what, Predicate happened) {
    testing::run_until(loop, what, happened);
  }

  // Runs what is ready by now and what that queues, without waiting: for "nothing more happens".
  void settle() {
    for (int turn = 0; turn < 8; ++turn) loop.run_turn(std::chrono::milliseconds{0});
  }

  net::EventLoop loop;
};

}  // namespace palaver::testing
