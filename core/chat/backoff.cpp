#include "core/chat/backoff.h"

#include <algorithm>

namespace palaver::chat {

std::chrono::milliseconds backoff_wait(const BackoffPolicy& policy, std::uint32_t attempt,
                                       std::uint64_t random) {
  const std::int64_t longest = std::max<std::int64_t>(policy.longest.count(), 0);
  std::int64_t bound = std::clamp<std::int64_t>(policy.first.count(), 0, longest);
  // Doubled until it would pass the longest, so that no attempt number can overflow it.
  for (std::uint32_t i = 0; i < attempt && bound > 0 && bound < longest; ++i) {
    bound = bound > longest / 2 ? longest : bound * 2;
  }
  const std::uint64_t choices = static_cast<std::uint64_t>(bound) + 1;
  return std::chrono::milliseconds(static_cast<std::int64_t>(random % choices));
}

}  // namespace palaver::chat
