#include "tests/bench/load/schedule.h"

#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "tests/bench/load/histogram.h"

namespace palaver::load {
namespace {

using namespace std::chrono_literals;

constexpr Clock::time_point kStart{1000s};

TEST_CASE("Schedule: messages are due at their own times, and each once", "[load]") {
  Schedule schedule(kStart, 100);
  CHECK(!schedule.take(kStart - 1ns));
  CHECK(schedule.take(kStart) == kStart);
  CHECK(!schedule.take(kStart + 9ms));
  CHECK(schedule.next() == kStart + 10ms);
  CHECK(schedule.take(kStart + 10ms) == kStart + 10ms);
  CHECK(schedule.taken() == 2);
}

TEST_CASE("Schedule: after a stall every message that fell into it is due, with its own time",
          "[load]") {
  Schedule schedule(kStart, 100);
  std::vector<Clock::duration> meant;
  while (const auto intended = schedule.take(kStart + 35ms)) meant.push_back(*intended - kStart);
  CHECK(meant == std::vector<Clock::duration>{0ms, 10ms, 20ms, 30ms});
}

TEST_CASE("Schedule: a rate that divides no second does not drift", "[load]") {
  Schedule schedule(kStart, 3);
  while (schedule.taken() < 3'000'000) static_cast<void>(schedule.take(Clock::time_point::max()));
  CHECK(schedule.next() == kStart + 1'000'000s);
}

// A server that answers at once but for one second in ten: told from the times of sending, one
// message in a thousand was slow; in truth it is every tenth.
TEST_CASE("Schedule: a stall of the server counts for all messages that it kept waiting",
          "[load]") {
  constexpr auto kStallBegins = kStart + 4s;
  constexpr auto kStallEnds = kStart + 5s;
  const auto answered = [&](Clock::time_point sent) {
    return sent >= kStallBegins && sent < kStallEnds ? kStallEnds : sent;
  };
  Schedule schedule(kStart, 100);
  Histogram from_sending;
  Histogram from_intention;
  Clock::time_point now = kStart;
  while (now < kStart + 10s) {
    // One at a time: the generator is stuck for as long as the server is.
    while (const auto intended = schedule.take(now)) {
      const Clock::time_point sent = now;
      now = answered(sent);
      from_sending.record(now - sent);
      from_intention.record(now - *intended);
    }
    now = schedule.next();
  }
  CHECK(from_sending.count() == 1000);
  CHECK(from_sending.percentile(99.8) == 0ns);
  CHECK(from_intention.percentile(89) == 0ns);
  CHECK(from_intention.percentile(95) > 450ms);
  CHECK(from_intention.max() == 1s);
}

}  // namespace
}  // namespace palaver::load
