#include "core/gateway/token_bucket.h"

#include <algorithm>

namespace palaver::gateway {
namespace {

bool blocks(const ThrottleLimit& limit) {
  return !(limit.rate > 0) || limit.burst <= 0;
}

}  // namespace

TokenBucket::TokenBucket(ThrottleLimit limit, Time now)
    : limit_(limit), tokens_(blocks(limit) ? 0 : limit.burst), filled_at_(now) {}

void TokenBucket::fill(Time now) {
  if (now <= filled_at_ || blocks(limit_)) return;
  const double seconds = std::chrono::duration<double>(now - filled_at_).count();
  tokens_ = std::min<double>(limit_.burst, tokens_ + seconds * limit_.rate);
  filled_at_ = now;
}

bool TokenBucket::has_token(Time now) {
  fill(now);
  return tokens_ >= 1;
}

bool TokenBucket::take(Time now) {
  if (!has_token(now)) return false;
  tokens_ -= 1;
  return true;
}

bool take_from_all(std::initializer_list<TokenBucket*> buckets, TokenBucket::Time now) {
  const bool all_have = std::all_of(buckets.begin(), buckets.end(), [now](TokenBucket* bucket) {
    return bucket == nullptr || bucket->has_token(now);
  });
  if (!all_have) return false;
  for (TokenBucket* bucket : buckets) {
    if (bucket != nullptr) static_cast<void>(bucket->take(now));
  }
  return true;
}

Throttle::Throttle(ThrottleLimit account, ThrottleSettings stage,
                   const std::map<std::string, ThrottleSettings>& routes, TokenBucket::Time now) {
  const ThrottleLimit inherited = {stage.rate.value_or(account.rate),
                                   stage.burst.value_or(account.burst)};
  if (stage.rate || stage.burst) stage_.emplace(inherited, now);
  for (const auto& [key, settings] : routes) {
    if (!settings.rate && !settings.burst) continue;
    const ThrottleLimit limit = {settings.rate.value_or(inherited.rate),
                                 settings.burst.value_or(inherited.burst)};
    routes_.try_emplace(key, limit, now);
  }
}

bool Throttle::take(std::string_view route_key, TokenBucket::Time now,
                    std::initializer_list<TokenBucket*> others) {
  TokenBucket* own = stage_ ? &*stage_ : nullptr;
  if (const auto route = routes_.find(route_key); route != routes_.end()) own = &route->second;
  if (own != nullptr && !own->has_token(now)) return false;
  if (!take_from_all(others, now)) return false;
  return own == nullptr || own->take(now);
}

}  // namespace palaver::gateway
