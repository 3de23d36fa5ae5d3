// The time of day, where it is told to people or to a backend. Timers use the loop's clock. Any
// thread.
#pragma once

#include <chrono>
#include <cstdint>

namespace palaver {

// Unix time in milliseconds.
inline std::int64_t unix_time_ms() {
  using std::chrono::duration_cast;
  using std::chrono::milliseconds;
  return duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace palaver
