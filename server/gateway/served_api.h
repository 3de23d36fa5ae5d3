// The APIs that this process serves, and which of them an address means:
//
//   {apiId}.execute-api.{anything}/{stage}   AWS's own form, under any suffix
//   {domain}/{mapping key}                   a custom domain, by its API mappings
//   /_aws/execute-api/{apiId}/{stage}        where names below localhost do not resolve
//   /{stage}                                 the first API that has such a stage
//
// The gateway's loop's thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/gateway/access_log_format.h"
#include "core/gateway/api_model.h"
#include "core/gateway/deployment.h"
#include "core/gateway/token_bucket.h"
#include "server/gateway/origin_policy.h"

namespace palaver::gateway {

class ServedApi;

// A stage: a name that points to a deployment, and what is set for it.
struct ServedStage {
  ServedStage(const ServedApi& owner, model::Stage definition,
              std::shared_ptr<const Deployment> what);

  const ServedApi& api;
  model::Stage settings;
  // Null: nothing is deployed, and the stage refuses everybody with 403.
  std::shared_ptr<const Deployment> deployment;
  Throttle throttle;
  std::optional<AccessLogFormat> access_log_format;

  const std::string& name() const { return settings.stage_name; }
};

class ServedApi {
 public:
  // Deploys `api` to all its stages.
  static expected<std::unique_ptr<ServedApi>, std::vector<ApiProblem>> create(model::Api api);

  const model::Api& definition() const { return definition_; }
  const std::string& id() const { return definition_.api_id; }
  ServedStage* find_stage(std::string_view name) const;

  // Which pages may connect to its stages. By default any: API Gateway looks at no origin.
  const OriginPolicy& origins() const { return origins_; }
  void set_origins(OriginPolicy origins) { origins_ = std::move(origins); }

 private:
  explicit ServedApi(model::Api definition) : definition_(std::move(definition)) {}
  model::Api definition_;
  OriginPolicy origins_ = OriginPolicy::any();
  std::vector<std::unique_ptr<ServedStage>> stages_;
};

// What an address leads to.
struct Destination {
  ServedStage* stage = nullptr;
  std::vector<std::string> rest;  // decoded segments behind the stage or the mapping key
  // Whether another stage of the same name may be meant: the address named no API. Integrations
  // build https://{domainName}/{stage} whatever way the client came.
  bool by_stage_alone = false;
};

enum class Unserved {
  not_ours,  // nobody here is meant
  unknown,   // an API, a stage or a mapping that does not exist, or whose endpoint is disabled
};

class ApiDirectory {
 public:
  // Earlier ones come first where an address names no API. An id that is taken is refused.
  bool add(std::unique_ptr<ServedApi> api);

  // `host` as the Host header has it; `segments` is the decoded path.
  expected<Destination, Unserved> find(std::string_view host,
                                       const std::vector<std::string>& segments);

  const std::vector<std::unique_ptr<ServedApi>>& apis() const { return apis_; }

  ServedApi* find_api(std::string_view id) const;

  // The shortest path that leads to a stage of `api`: /dev, or /_aws/execute-api/{apiId}/{stage}
  // where an earlier API has a stage of that name.
  std::string path_of(const ServedApi& api, std::string_view stage) const;
  // Of each stage. Not of APIs that only a custom domain leads to.
  std::vector<std::string> paths() const;

 private:
  // The first API that has such a stage and may be reached by it alone.
  ServedStage* find_by_stage(std::string_view stage) const;
  std::vector<std::unique_ptr<ServedApi>> apis_;
};

}  // namespace palaver::gateway
