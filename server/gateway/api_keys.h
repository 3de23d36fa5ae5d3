// API keys and the usage plans they belong to: who may open connections, how fast, how often.
// API Gateway: "Use API keys and usage plans". The gateway's loop's thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/common/expected.h"
#include "core/gateway/api_model.h"
#include "core/gateway/error_kind.h"
#include "core/gateway/token_bucket.h"
#include "core/gateway/usage_quota.h"

namespace palaver::gateway {

class ApiKeys {
 public:
  // `api` must outlive it.
  explicit ApiKeys(const model::Api& api) : api_(api) {}

  // The key whose value this is, counted once against its plan. invalid_api_key (403) when it is
  // unknown, disabled, or in no plan of the stage; throttled or quota_exceeded (429) by its plan.
  // Of several plans the first that names the stage counts.
  expected<const model::ApiKey*, ErrorKind> admit(std::string_view value, std::string_view stage,
                                                  TokenBucket::Time now, std::int64_t unix_ms);

 private:
  struct Usage {
    explicit Usage(const model::UsagePlan& plan);
    std::optional<TokenBucket> bucket;
    std::optional<UsageQuota> quota;
  };
  const model::ApiKey* find(std::string_view value) const;
  const model::UsagePlan* plan_of(const model::ApiKey& key, std::string_view stage) const;

  const model::Api& api_;
  std::map<std::pair<std::string, std::string>, Usage> usages_;  // by plan and key
};

}  // namespace palaver::gateway
