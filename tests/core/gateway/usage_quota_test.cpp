#include "core/gateway/usage_quota.h"

#include <catch2/catch_test_macros.hpp>
#include <chrono>

using namespace palaver::gateway;

namespace {

std::int64_t at(int year, unsigned month, unsigned day, int hour = 0) {
  using namespace std::chrono;
  const sys_days date = std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
  return duration_cast<milliseconds>(date.time_since_epoch() + hours(hour)).count();
}

}  // namespace

TEST_CASE("Usage quota: so many requests, then none until the next period", "[gateway]") {
  UsageQuota quota(2, QuotaPeriod::day);
  CHECK(quota.remaining(at(2024, 11, 11, 1)) == 2);
  CHECK(quota.take(at(2024, 11, 11, 1)));
  CHECK(quota.take(at(2024, 11, 11, 23)));
  CHECK_FALSE(quota.take(at(2024, 11, 12) - 1));
  CHECK(quota.remaining(at(2024, 11, 12) - 1) == 0);
  CHECK(quota.take(at(2024, 11, 12)));
  CHECK(quota.take(at(2024, 11, 11)));  // a clock that goes back stays in the period
  CHECK_FALSE(quota.take(at(2024, 11, 11)));
}

TEST_CASE("Usage quota: where each period begins", "[gateway]") {
  struct Row {
    const char* what;
    QuotaPeriod period;
    int offset;
    std::int64_t last;  // of the period before
    std::int64_t first;
  };
  const Row rows[] = {
      {"midnight", QuotaPeriod::day, 0, at(2024, 2, 29) - 1, at(2024, 2, 29)},
      {"a day has no offset", QuotaPeriod::day, 5, at(2024, 2, 29) - 1, at(2024, 2, 29)},
      {"Sunday", QuotaPeriod::week, 0, at(2024, 11, 10) - 1, at(2024, 11, 10)},
      {"Monday", QuotaPeriod::week, 1, at(2024, 11, 11) - 1, at(2024, 11, 11)},
      {"Saturday", QuotaPeriod::week, 6, at(2024, 11, 9) - 1, at(2024, 11, 9)},
      {"an offset too large", QuotaPeriod::week, 9, at(2024, 11, 9) - 1, at(2024, 11, 9)},
      {"the first", QuotaPeriod::month, 0, at(2024, 3, 1) - 1, at(2024, 3, 1)},
      {"the fifteenth", QuotaPeriod::month, 14, at(2024, 3, 15) - 1, at(2024, 3, 15)},
      {"the 28th", QuotaPeriod::month, 27, at(2023, 2, 28) - 1, at(2023, 2, 28)},
      {"the new year", QuotaPeriod::month, 0, at(2025, 1, 1) - 1, at(2025, 1, 1)},
      {"before 1970", QuotaPeriod::week, 0, at(1969, 12, 28) - 1, at(1969, 12, 28)},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    UsageQuota quota(1, row.period, row.offset);
    CHECK(quota.take(row.last));
    CHECK_FALSE(quota.take(row.last));
    CHECK(quota.take(row.first));
    CHECK_FALSE(quota.take(row.first + 20 * 3600 * 1000));
  }
}

TEST_CASE("Usage quota: a week has seven days and a month all of its own", "[gateway]") {
  UsageQuota week(1, QuotaPeriod::week, 3);
  UsageQuota month(1, QuotaPeriod::month, 14);
  int weeks = 0;
  int months = 0;
  for (std::int64_t now = at(2024, 1, 17); now < at(2025, 1, 15); now += 6 * 3600 * 1000) {
    weeks += week.take(now) ? 1 : 0;
    months += month.take(now) ? 1 : 0;
  }
  CHECK(weeks == 52);
  CHECK(months == 12);
}

TEST_CASE("Usage quota: zero blocks everything", "[gateway]") {
  UsageQuota quota(0, QuotaPeriod::day);
  CHECK_FALSE(quota.take(at(2024, 1, 1)));
  UsageQuota negative(-5, QuotaPeriod::day);
  CHECK_FALSE(negative.take(at(2024, 1, 1)));
}
