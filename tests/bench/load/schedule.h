// When messages are meant to be sent at a fixed rate, whatever the server does meanwhile.
//
// A latency counts from the intended time, not from when the generator got round to sending: a
// stall of the server then shows in every message it delayed, not only in the one it stopped at
// ("coordinated omission"). No clock of its own; one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace palaver::load {

using Clock = std::chrono::steady_clock;

class Schedule {
 public:
  // The first message is meant for `start`. `per_second` above zero.
  Schedule(Clock::time_point start, double per_second) : start_(start), per_second_(per_second) {}

  // The intended time of the next message when that is not after `now`, which then counts as sent.
  // Called until it gives nothing: after a stall many are due, each with a time of its own.
  std::optional<Clock::time_point> take(Clock::time_point now) {
    const Clock::time_point intended = next();
    if (intended > now) return std::nullopt;
    ++taken_;
    return intended;
  }

  Clock::time_point next() const {
    const std::chrono::duration<double> since_start(static_cast<double>(taken_) / per_second_);
    return start_ + std::chrono::duration_cast<Clock::duration>(since_start);
  }

  std::uint64_t taken() const { return taken_; }

 private:
  Clock::time_point start_;
  double per_second_;
  std::uint64_t taken_ = 0;
};

}  // namespace palaver::load
