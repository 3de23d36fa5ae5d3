// For events that a peer can make happen as often as it likes: a line a second tells of them all.
// One thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

namespace palaver::log {

class LogThrottle {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  // It has happened once more. How often since the last line, when there is to be one now.
  std::optional<std::size_t> count(TimePoint now) {
    ++count_;
    if (last_ && now - *last_ < std::chrono::seconds{1}) return std::nullopt;
    last_ = now;
    const std::size_t counted = count_;
    count_ = 0;
    return counted;
  }

 private:
  std::optional<TimePoint> last_;
  std::size_t count_ = 0;
};

}  // namespace palaver::log
