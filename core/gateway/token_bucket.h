// How many requests a second: a bucket of tokens that fills at a rate and holds so many. API
// Gateway: "Protect your WebSocket APIs in API Gateway", throttling. Time is an argument, from any
// monotonic clock. One thread at a time.
#pragma once

#include <chrono>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace palaver::gateway {

// As throttlingRateLimit and throttlingBurstLimit have it.
struct ThrottleLimit {
  double rate = 0;  // tokens a second; 0, and what is no positive number, blocks everything
  int burst = 0;    // tokens at most, and at first; 0 or less blocks everything
};

class TokenBucket {
 public:
  using Time = std::chrono::nanoseconds;

  // Full.
  explicit TokenBucket(ThrottleLimit limit, Time now = Time::zero());

  // Takes a token, if there is a whole one. Time that goes back counts as standing still.
  bool take(Time now);
  bool has_token(Time now);

 private:
  void fill(Time now);

  ThrottleLimit limit_;
  double tokens_;
  Time filled_at_;
};

// Takes a token from each of `buckets`, or, if one has none, from no one. Null ones do not limit.
bool take_from_all(std::initializer_list<TokenBucket*> buckets, TokenBucket::Time now);

// defaultRouteSettings, or one of routeSettings: what is absent is inherited, from the stage's
// default and then from the account.
struct ThrottleSettings {
  std::optional<double> rate;
  std::optional<int> burst;
};

// The throttling of one stage: its default, and routes with settings of their own, which replace
// the default ("route-level throttling overrides stage-level"). The routes without any share one
// bucket. All count against the account's, too. Replacing the settings begins with full buckets.
class Throttle {
 public:
  // `account` is the limit that absent values inherit. It is no bucket here: the account's own, of
  // which there is one for all APIs, is an argument of take().
  Throttle(ThrottleLimit account, ThrottleSettings stage,
           const std::map<std::string, ThrottleSettings>& routes,
           TokenBucket::Time now = TokenBucket::Time::zero());

  // Whether a request of that route may pass: takes from the route's or stage's bucket and from
  // each of `others` (the account's, that of an API key's usage plan; null ones do not limit), or
  // from none of them.
  bool take(std::string_view route_key, TokenBucket::Time now,
            std::initializer_list<TokenBucket*> others = {});
  // Whether that route has a bucket here. It never changes: any thread.
  bool limits(std::string_view route_key) const {
    return stage_.has_value() || routes_.find(route_key) != routes_.end();
  }

 private:
  std::optional<TokenBucket> stage_;  // nothing: only the account limits
  std::map<std::string, TokenBucket, std::less<>> routes_;
};

}  // namespace palaver::gateway
