// How many requests a day, week or month an API key has: the quota of a usage plan. API Gateway:
// "Usage plans and API keys for REST APIs", of which WebSocket APIs use the same. Time is an
// argument. One thread at a time.
#pragma once

#include <cstdint>

#include "core/gateway/api_model.h"

namespace palaver::gateway {

using model::QuotaPeriod;

class UsageQuota {
 public:
  // `limit` requests in each period; 0 or less blocks everything. Periods begin at 00:00 UTC.
  // `offset` says on which day: for a week 0 is Sunday and 6 Saturday, for a month 0 is the first
  // and 27 the 28th; for a day it has no meaning. One beyond its range counts as the nearest.
  UsageQuota(std::int64_t limit, QuotaPeriod period, int offset = 0);

  // Counts one request, unless the period's are used up. Time that goes back into an earlier period
  // counts as the latest one.
  bool take(std::int64_t unix_ms);
  // Requests left in the period.
  std::int64_t remaining(std::int64_t unix_ms);

 private:
  std::int64_t period_start(std::int64_t unix_ms) const;
  void enter(std::int64_t unix_ms);

  std::int64_t limit_;
  QuotaPeriod period_;
  int offset_;
  std::int64_t start_day_ = INT64_MIN;  // of the current period, in days since 1970
  std::int64_t used_ = 0;
};

}  // namespace palaver::gateway
