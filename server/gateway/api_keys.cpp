#include "server/gateway/api_keys.h"

#include <algorithm>

namespace palaver::gateway {
namespace {

bool names_stage(const model::UsagePlan& plan, const std::string& api_id, std::string_view stage) {
  return std::any_of(plan.api_stages.begin(), plan.api_stages.end(),
                     [&](const model::UsagePlanStage& named) {
                       return named.stage == stage && (!named.api_id || *named.api_id == api_id);
                     });
}

// Takes as long whichever character differs first.
bool same_secret(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  }
  return difference == 0;
}

}  // namespace

ApiKeys::Usage::Usage(const model::UsagePlan& plan) {
  if (plan.throttle) {
    ThrottleLimit limit{kAccountRequestsPerSecond, static_cast<int>(kAccountRequestsBurst)};
    if (plan.throttle->rate_limit) limit.rate = *plan.throttle->rate_limit;
    if (plan.throttle->burst_limit) limit.burst = static_cast<int>(*plan.throttle->burst_limit);
    bucket.emplace(limit);
  }
  if (plan.quota)
    quota.emplace(plan.quota->limit, plan.quota->period, static_cast<int>(plan.quota->offset));
}

const model::ApiKey* ApiKeys::find(std::string_view value) const {
  const auto found = std::find_if(
      api_.api_keys.begin(), api_.api_keys.end(),
      [value](const model::ApiKey& key) { return key.enabled && same_secret(key.value, value); });
  return found == api_.api_keys.end() ? nullptr : &*found;
}

const model::UsagePlan* ApiKeys::plan_of(const model::ApiKey& key, std::string_view stage) const {
  const auto found = std::find_if(
      api_.usage_plans.begin(), api_.usage_plans.end(), [&](const model::UsagePlan& plan) {
        return std::find(plan.keys.begin(), plan.keys.end(), key.id) != plan.keys.end() &&
               names_stage(plan, api_.api_id, stage);
      });
  return found == api_.usage_plans.end() ? nullptr : &*found;
}

expected<const model::ApiKey*, ErrorKind> ApiKeys::admit(std::string_view value,
                                                         std::string_view stage,
                                                         TokenBucket::Time now,
                                                         std::int64_t unix_ms) {
  const model::ApiKey* key = value.empty() ? nullptr : find(value);
  const model::UsagePlan* plan = key == nullptr ? nullptr : plan_of(*key, stage);
  if (plan == nullptr) return unexpected(ErrorKind::invalid_api_key);
  Usage& usage = usages_.try_emplace({plan->id, key->id}, *plan).first->second;
  if (usage.bucket && !usage.bucket->take(now)) return unexpected(ErrorKind::throttled);
  if (usage.quota && !usage.quota->take(unix_ms)) return unexpected(ErrorKind::quota_exceeded);
  return key;
}

}  // namespace palaver::gateway
