#include "core/gateway/api_access_checks.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "core/gateway/api_limits.h"
#include "core/gateway/api_uri_checks.h"
#include "core/gateway/identity_source.h"

namespace palaver::gateway {

namespace {

using namespace model;

// --- Authorizers ---------------------------------------------------------------------------------

void check_authorizer(const Api& api, const ApiChecks& checks, const Authorizer& authorizer) {
  checks.id("authorizerId", authorizer.authorizer_id);
  if (checks.required("name", authorizer.name)) {
    checks.at_most("name", authorizer.name, kNameCharacters);
  }
  const std::string& uri = authorizer.authorizer_uri;
  if (checks.required("authorizerUri", uri)) {
    checks.at_most("authorizerUri", uri, kIntegrationUriCharacters);
    // AWS has functions only; a URL that the same event is posted to is ours.
    if (uri.compare(0, 4, "http") == 0) {
      check_http_uri(api, checks, "authorizerUri", uri);
    } else {
      check_service_uri(api, checks, "authorizerUri", uri, Services::lambda);
    }
  }
  checks.credentials("authorizerCredentialsArn", authorizer.authorizer_credentials_arn);
  std::size_t index = 0;
  for (const std::string& source : authorizer.identity_source) {
    const auto parsed = IdentitySource::parse(source);
    if (!parsed) checks.element("identitySource", index).error("", parsed.error());
    ++index;
  }
}

void check_authorizers(const Api& api, const ApiChecks& checks) {
  std::set<std::string_view> ids;
  std::set<std::string_view> names;
  std::size_t index = 0;
  for (const Authorizer& authorizer : api.authorizers) {
    const ApiChecks inner = checks.element("authorizers", index++);
    if (!ids.insert(authorizer.authorizer_id).second) {
      inner.error("authorizerId",
                  "another authorizer has the id " + quoted(authorizer.authorizer_id) + " already");
    }
    if (!authorizer.name.empty() && !names.insert(authorizer.name).second) {
      inner.error("name", "Authorizer name must be unique. Authorizer " + authorizer.name +
                              " already exists in this API.");
    }
    check_authorizer(api, inner, authorizer);
  }
}

// --- API keys ------------------------------------------------------------------------------------

void check_api_keys(const Api& api, const ApiChecks& checks) {
  std::set<std::string_view> ids;
  std::set<std::string_view> values;
  std::size_t index = 0;
  for (const ApiKey& key : api.api_keys) {
    const ApiChecks inner = checks.element("apiKeys", index++);
    inner.id("id", key.id);
    if (!ids.insert(key.id).second) {
      inner.error("id", "another API key has the id " + quoted(key.id) + " already");
    }
    // AWS would make one that nobody could know before.
    if (!inner.required("value", key.value)) continue;
    if (character_count(key.value) < kMinApiKeyCharacters) {
      inner.error("value", "API Key value should be at least " +
                               std::to_string(kMinApiKeyCharacters) + " characters");
    }
    inner.at_most("value", key.value, kApiKeyCharacters);
    if (!values.insert(key.value).second) inner.error("value", "API Key already exists");
  }
}

// --- Usage plans ---------------------------------------------------------------------------------

void check_throttle(const ApiChecks& checks, const ThrottleSettings& throttle) {
  if (throttle.burst_limit.value_or(0) < 0) checks.error("burstLimit", "must not be negative");
  if (throttle.rate_limit.value_or(0) < 0) checks.error("rateLimit", "must not be negative");
}

void check_quota(const ApiChecks& checks, const QuotaSettings& quota) {
  if (quota.limit < 0) checks.error("limit", "must not be negative");
  if (quota.period == QuotaPeriod::day && quota.offset != 0) {
    checks.error("offset", "Usage Plan quota offset must be zero in the DAY period");
  } else if (quota.period == QuotaPeriod::week && (quota.offset < 0 || quota.offset > 6)) {
    checks.error("offset",
                 "Usage Plan quota offset must be between zero and six inclusive in the WEEK "
                 "period");
  } else if (quota.period == QuotaPeriod::month && (quota.offset < 0 || quota.offset > 27)) {
    checks.error("offset",
                 "Usage Plan quota offset must be between zero and twenty-seven inclusive in the "
                 "MONTH period");
  }
}

using PlannedStage = std::pair<std::string_view, std::string_view>;  // API id and stage

// Each of the plan's stages once.
std::set<PlannedStage> check_planned_stages(const Api& api, const ApiChecks& checks,
                                            const UsagePlan& plan) {
  std::set<PlannedStage> stages;
  std::size_t index = 0;
  for (const UsagePlanStage& stage : plan.api_stages) {
    const ApiChecks inner = checks.element("apiStages", index++);
    if (!inner.required("stage", stage.stage)) continue;
    const std::string_view api_id = stage.api_id ? *stage.api_id : api.api_id;
    if (api_id == api.api_id && api.find_stage(stage.stage) == nullptr) {
      inner.error("stage", "names stage " + quoted(stage.stage) + ", which is not defined" +
                               did_you_mean(stage.stage, names_of(api.stages, &Stage::stage_name)));
    }
    if (!stages.insert({api_id, stage.stage}).second) {
      inner.error("stage", "the plan has this stage already");
    }
  }
  return stages;
}

void check_usage_plans(const Api& api, const ApiChecks& checks) {
  std::set<std::string_view> ids;
  std::set<std::pair<PlannedStage, std::string_view>> keys_of_stages;
  std::size_t index = 0;
  for (const UsagePlan& plan : api.usage_plans) {
    const ApiChecks inner = checks.element("usagePlans", index++);
    inner.id("id", plan.id);
    if (!ids.insert(plan.id).second) {
      inner.error("id", "another usage plan has the id " + quoted(plan.id) + " already");
    }
    inner.required("name", plan.name);
    const std::set<PlannedStage> stages = check_planned_stages(api, inner, plan);
    if (plan.throttle) check_throttle(inner.inside("throttle"), *plan.throttle);
    if (plan.quota) check_quota(inner.inside("quota"), *plan.quota);
    std::size_t key_index = 0;
    for (const std::string& key : plan.keys) {
      const ApiChecks of_key = inner.element("keys", key_index++);
      if (api.find_api_key(key) == nullptr) {
        of_key.error("", "names API key " + quoted(key) + ", which is not defined" +
                             did_you_mean(key, names_of(api.api_keys, &ApiKey::id)));
        continue;
      }
      // Else it would not be known whose throttle and quota count.
      for (const PlannedStage& stage : stages) {
        if (!keys_of_stages.insert({stage, key}).second) {
          of_key.error("", quoted(key) + " is in a usage plan of the stage " +
                               quoted(stage.second) + " already");
        }
      }
    }
  }
}

}  // namespace

void check_access(const Api& api, const ApiChecks& checks) {
  check_authorizers(api, checks);
  check_api_keys(api, checks);
  check_usage_plans(api, checks);
}

}  // namespace palaver::gateway
