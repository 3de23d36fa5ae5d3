#include "core/gateway/usage_quota.h"

#include <algorithm>
#include <chrono>

namespace palaver::gateway {
namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::weekday;
using std::chrono::year_month_day;

int last_offset(QuotaPeriod period) {
  switch (period) {
    case QuotaPeriod::day:
      return 0;
    case QuotaPeriod::week:
      return 6;
    case QuotaPeriod::month:
      return 27;
  }
  return 0;
}

}  // namespace

UsageQuota::UsageQuota(std::int64_t limit, QuotaPeriod period, int offset)
    : limit_(std::max<std::int64_t>(limit, 0)),
      period_(period),
      offset_(std::clamp(offset, 0, last_offset(period))) {}

std::int64_t UsageQuota::period_start(std::int64_t unix_ms) const {
  const auto today = sys_days(std::chrono::floor<days>(std::chrono::milliseconds(unix_ms)));
  switch (period_) {
    case QuotaPeriod::day:
      break;
    case QuotaPeriod::week: {
      const days since = weekday(today) - weekday(static_cast<unsigned>(offset_));  // 0 to 6
      return (today - since).time_since_epoch().count();
    }
    case QuotaPeriod::month: {
      const year_month_day date(today);
      auto first = date.year() / date.month() / 1;
      if (sys_days(first) + days(offset_) > today) first -= months(1);
      return (sys_days(first) + days(offset_)).time_since_epoch().count();
    }
  }
  return today.time_since_epoch().count();
}

void UsageQuota::enter(std::int64_t unix_ms) {
  const std::int64_t start = period_start(unix_ms);
  if (start <= start_day_) return;
  start_day_ = start;
  used_ = 0;
}

bool UsageQuota::take(std::int64_t unix_ms) {
  if (remaining(unix_ms) == 0) return false;
  ++used_;
  return true;
}

std::int64_t UsageQuota::remaining(std::int64_t unix_ms) {
  enter(unix_ms);
  return limit_ - used_;
}

}  // namespace palaver::gateway
