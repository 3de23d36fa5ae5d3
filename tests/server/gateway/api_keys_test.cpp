#include "server/gateway/api_keys.h"

#include <catch2/catch_test_macros.hpp>
#include <chrono>

namespace palaver::gateway {
namespace {

constexpr std::int64_t kDay = 24 * 60 * 60 * 1000;
// 00:00 UTC on Tuesday the 24th of November 2026.
constexpr std::int64_t kTuesday = 1'795'478'400'000;

}  // namespace

TEST_CASE("A weekly quota begins anew on the day that its offset says", "[gateway]") {
  model::Api api;
  api.api_keys = {{"key", "key", "0123456789abcdefghij", true}};
  model::UsagePlan plan;
  plan.id = "plan";
  plan.api_stages = {{std::nullopt, "dev"}};
  plan.keys = {"key"};
  // 3 is Wednesday: the next day. From Sunday on, both days are of one week.
  for (const std::int64_t offset : {3, 0}) {
    CAPTURE(offset);
    plan.quota = model::QuotaSettings{1, model::QuotaPeriod::week, offset};
    api.usage_plans = {plan};
    ApiKeys keys(api);
    const auto admitted = [&keys](std::int64_t unix_ms) {
      return keys.admit("0123456789abcdefghij", "dev", TokenBucket::Time{0}, unix_ms).has_value();
    };
    CHECK(admitted(kTuesday));
    CHECK_FALSE(admitted(kTuesday));
    CHECK(admitted(kTuesday + kDay) == (offset == 3));
  }
}

}  // namespace palaver::gateway
