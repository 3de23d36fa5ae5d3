#include "core/gateway/api_validation.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "core/common/prefix.h"
#include "core/gateway/api_access_checks.h"
#include "core/gateway/api_checks.h"
#include "core/gateway/api_integration_checks.h"
#include "core/gateway/api_route_checks.h"
#include "core/gateway/api_stage_checks.h"

namespace palaver::gateway {

namespace {

using namespace model;

// RFC 1035 section 2.3.4: the most that a label of a host's name has.
constexpr std::size_t kLabelCharacters = 63;

// A part of a host's name, in lower case.
bool is_host_label(std::string_view text) {
  return text.size() <= kLabelCharacters && is_all_of(text, "-") && text.front() != '-' &&
         text.back() != '-' &&
         std::none_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

void check_count(const ApiChecks& checks, std::string_view member, std::size_t count,
                 std::size_t most) {
  if (count <= most) return;
  checks.error(member, "has " + std::to_string(count) + "; API Gateway allows " +
                           std::to_string(most) + " an API");
}

void check_api(const Api& api, const ApiChecks& checks, const ApiCounts& counts) {
  // On AWS ten letters and digits; it is a part of the host's name.
  if (!is_host_label(api.api_id)) {
    checks.error("apiId", quoted(api.api_id) + " cannot be part of a host's name: it needs a-z, " +
                              "0-9 and, inside, -; 63 characters at most");
  }
  if (checks.required("name", api.name)) checks.at_most("name", api.name, kNameCharacters);
  checks.required("routeSelectionExpression", api.route_selection_expression);
  checks.at_most("description", api.description.value_or(""), kDescriptionCharacters);
  checks.one_to("version", api.version, kVersionCharacters);
  checks.tags(api.tags);
  check_count(checks, "routes", api.routes.size(), counts.routes);
  check_count(checks, "integrations", api.integrations.size(), counts.integrations);
  check_count(checks, "stages", api.stages.size(), counts.stages);
  check_count(checks, "authorizers", api.authorizers.size(), counts.authorizers);
  if (api.stages.empty()) {
    checks.warning("stages", "has no stage: nobody can connect");
  } else if (api.routes.empty()) {
    checks.error("routes", "At least one route is required before deploying the Api");
  }
}

void check_models(const Api& api, const ApiChecks& checks) {
  std::set<std::string_view> ids;
  std::set<std::string_view> names;
  std::size_t index = 0;
  for (const Model& model : api.models) {
    const ApiChecks inner = checks.element("models", index++);
    inner.id("modelId", model.model_id);
    if (!ids.insert(model.model_id).second) {
      inner.error("modelId", "another model has the id " + quoted(model.model_id) + " already");
    }
    if (inner.required("name", model.name)) {
      if (!is_all_of(model.name, "")) {
        inner.error("name", "Model name must be alphanumeric: " + model.name);
      }
      inner.at_most("name", model.name, kNameCharacters);
      if (!names.insert(model.name).second) {
        inner.error("name", "Model name already exists for this API");
      }
    }
    if (inner.required("schema", model.schema) && model.schema.size() > kSchemaBytes) {
      inner.error("schema", "has " + std::to_string(model.schema.size()) +
                                " bytes; API Gateway allows " + std::to_string(kSchemaBytes));
    }
    inner.one_to("contentType", model.content_type, kContentTypeCharacters);
    inner.at_most("description", model.description.value_or(""), kDescriptionCharacters);
  }
}

// --- Custom domains ------------------------------------------------------------------------------

bool is_domain_name(std::string_view name) {
  take_prefix(name, "*.");
  while (true) {
    const std::size_t dot = name.find('.');
    if (!is_host_label(name.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    name.remove_prefix(dot + 1);
  }
}

void check_mapping_key(const ApiChecks& checks, const std::string& key) {
  if (key.empty()) return;  // the domain itself
  checks.at_most("apiMappingKey", key, kApiMappingKeyCharacters);
  if (!is_all_of(key, "$-_.+!*'()")) {
    checks.error("apiMappingKey",
                 "API mapping key should only contain alphanumeric characters and $-_.+!*'(), and "
                 "this is " +
                     quoted(key));
  } else if (key == "ping" || key == "sping") {
    // "Known issues": these paths are the service's own on a custom domain.
    checks.warning("apiMappingKey", "on AWS nobody gets to it: the path is the service's own");
  }
}

void check_domain_names(const Api& api, const ApiChecks& checks) {
  std::set<std::string_view> names;
  std::size_t index = 0;
  for (const DomainName& domain : api.domain_names) {
    const ApiChecks inner = checks.element("domainNames", index++);
    if (inner.required("domainName", domain.domain_name)) {
      if (!is_domain_name(domain.domain_name)) {
        inner.error("domainName", quoted(domain.domain_name) +
                                      " is no name of a host, in lower case and without a port");
      }
      inner.at_most("domainName", domain.domain_name, kDomainNameCharacters);
      if (!names.insert(domain.domain_name).second) {
        inner.error("domainName", "The domain name you provided already exists.");
      }
    }
    std::set<std::string_view> keys;
    std::size_t mapping_index = 0;
    for (const ApiMapping& mapping : domain.api_mappings) {
      const ApiChecks of_mapping = inner.element("apiMappings", mapping_index++);
      check_mapping_key(of_mapping, mapping.api_mapping_key);
      if (!keys.insert(mapping.api_mapping_key).second) {
        of_mapping.error("apiMappingKey", "ApiMapping key already exists for this domain name");
      }
      if (of_mapping.required("stage", mapping.stage) && api.find_stage(mapping.stage) == nullptr) {
        of_mapping.error("stage",
                         "names stage " + quoted(mapping.stage) + ", which is not defined" +
                             did_you_mean(mapping.stage, names_of(api.stages, &Stage::stage_name)));
      }
    }
  }
}

}  // namespace

std::vector<ApiProblem> validate(const Api& api, const ApiCounts& counts) {
  std::vector<ApiProblem> problems;
  const ApiChecks checks("", problems);
  check_api(api, checks, counts);
  check_integrations(api, checks);
  check_routes(api, checks);
  check_access(api, checks);
  check_models(api, checks);
  check_stages(api, checks);
  check_domain_names(api, checks);
  return problems;
}

}  // namespace palaver::gateway
