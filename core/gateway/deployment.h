// An API as it is served: its definition checked, its expressions, patterns and templates compiled.
// API Gateway: "Deploy a WebSocket API". Immutable once made, shared by the stages that serve it
// and by what is under way when a stage moves on; any thread.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/common/expected.h"
#include "core/gateway/api_model.h"
#include "core/gateway/api_validation.h"
#include "core/gateway/identity_source.h"
#include "core/gateway/mapping_template.h"
#include "core/gateway/parameter_mapping.h"
#include "core/gateway/route_table.h"
#include "core/gateway/selection_expression.h"
#include "core/json/schema.h"
#include "core/regex/regex.h"

namespace palaver::gateway {

// "line 3, column 5: ...", for the log.
std::string describe(const RenderError& error);

// Templates by key, and the expression that picks one.
class TemplateSet {
 public:
  TemplateSet() = default;
  TemplateSet(std::optional<SelectionExpression> selection,
              std::map<std::string, MappingTemplate, std::less<>> templates)
      : selection_(std::move(selection)), templates_(std::move(templates)) {}

  bool empty() const { return templates_.empty(); }
  // The template under the selected key, else under `$default`, else under `application/json`:
  // AWS's own examples key templates so without any expression. Null when there is none.
  const MappingTemplate* select(const SelectionInput& input) const;

 private:
  std::optional<SelectionExpression> selection_;
  std::map<std::string, MappingTemplate, std::less<>> templates_;
};

struct DeployedResponse {
  std::string key;
  std::optional<regex::Regex> pattern;  // of a key between slashes
  TemplateSet templates;
  std::vector<ParameterMapping> parameters;
  std::optional<model::ContentHandlingStrategy> content_handling;
};

struct DeployedIntegration {
  std::string id;
  std::string api_id;
  model::IntegrationType type = model::IntegrationType::http;
  std::string method;
  std::string uri;
  std::chrono::milliseconds timeout{29000};
  model::PassthroughBehavior passthrough = model::PassthroughBehavior::when_no_match;
  std::optional<model::ContentHandlingStrategy> content_handling;
  std::vector<ParameterMapping> parameters;
  TemplateSet templates;
  std::vector<DeployedResponse> responses;  // in the order of the definition
  std::string server_name_to_verify;        // of TlsConfig; empty: the URI's host
  bool skip_verification = false;           // of TlsConfig
};

struct DeployedAuthorizer {
  std::string id;
  std::string name;
  // An ARN that names a Lambda function, or an http(s) URL: our extension.
  std::string uri;
  std::vector<IdentitySource> identity_sources;
};

struct DeployedRoute {
  std::string key;
  std::shared_ptr<const DeployedIntegration> integration;  // null: the route has no target
  bool two_way = false;
  model::AuthorizationType authorization = model::AuthorizationType::none;
  std::shared_ptr<const DeployedAuthorizer> authorizer;  // with AuthorizationType::custom
  bool api_key_required = false;
  std::optional<SelectionExpression> model_selection;
  std::map<std::string, std::shared_ptr<const json::Schema>, std::less<>> request_models;
  std::vector<std::string> required_parameters;  // route.request.header.X, ...querystring.X
};

// Where a client's API key is: in the header x-api-key, or in what the authorizer said.
enum class ApiKeySource { header, authorizer };

class Deployment {
 public:
  Deployment(std::string api_id, ApiKeySource api_key_source, SelectionExpression route_selection,
             std::vector<DeployedRoute> routes);

  const std::string& api_id() const { return api_id_; }
  ApiKeySource api_key_source() const { return api_key_source_; }
  // The route of a text message; null: Forbidden.
  const DeployedRoute* select(std::string_view message) const;
  // By key: $connect and $disconnect. Null when there is none.
  const DeployedRoute* find(std::string_view key) const;
  const std::vector<DeployedRoute>& routes() const { return routes_; }
  // Whether all integrations are backends in this process (model::is_local): those handle what they
  // are told in the order in which they are told.
  bool is_local() const { return is_local_; }

 private:
  std::string api_id_;
  ApiKeySource api_key_source_;
  std::vector<DeployedRoute> routes_;
  RouteTable table_;
  bool is_local_;
};

// Checks the whole definition and compiles it. All problems that hinder are told, with the member
// each lies in (integrations[0].requestTemplates.$default); warnings are validate()'s and not here.
expected<std::shared_ptr<const Deployment>, std::vector<ApiProblem>> deploy(const model::Api& api);

}  // namespace palaver::gateway
