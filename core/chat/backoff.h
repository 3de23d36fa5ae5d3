// How long to wait before trying again: exponential, with full jitter, so that clients which lost
// the same server do not come back in step. Pure.
#pragma once

#include <chrono>
#include <cstdint>

namespace palaver::chat {

struct BackoffPolicy {
  std::chrono::milliseconds first{1000};     // upper bound of the first wait
  std::chrono::milliseconds longest{30000};  // upper bound of any wait
};

// A wait between 0 and min(longest, first * 2^attempt), evenly spread by `random` (any 64 bits).
// `attempt` counts from 0.
std::chrono::milliseconds backoff_wait(const BackoffPolicy& policy, std::uint32_t attempt,
                                       std::uint64_t random);

}  // namespace palaver::chat
