// The clock of the gateway's token buckets. Any thread.
#pragma once

#include <chrono>

#include "core/gateway/token_bucket.h"

namespace palaver::gateway {

inline TokenBucket::Time throttle_time() {
  return std::chrono::steady_clock::now().time_since_epoch();
}

}  // namespace palaver::gateway
