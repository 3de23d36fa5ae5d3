#include "core/gateway/deployment.h"

#include <algorithm>
#include <utility>

#include "core/json/parse.h"

namespace palaver::gateway {
namespace {

// Compiles one API and gathers what is wrong with it.
class Deployer {
 public:
  explicit Deployer(const model::Api& api) : api_(api) {}

  std::vector<DeployedRoute> routes();
  std::optional<SelectionExpression> expression(const std::string& text, ExpressionKind kind,
                                                const std::string& member);
  std::vector<ApiProblem> take_problems() { return std::move(problems_); }

 private:
  void complain(std::string member, std::string message) {
    problems_.push_back({Severity::error, std::move(member), std::move(message)});
  }
  std::shared_ptr<const DeployedIntegration> integration(const model::Integration& definition,
                                                         const std::string& member);
  DeployedResponse response(const model::IntegrationResponse& definition,
                            const std::string& member);
  std::vector<ParameterMapping> parameters(const StringMap& mappings, const std::string& member);
  TemplateSet templates(const std::optional<std::string>& selection, ExpressionKind kind,
                        const StringMap& texts, const std::string& member, std::string_view name);
  std::map<std::string, std::shared_ptr<const json::Schema>, std::less<>> models(
      const model::Route& definition, const std::string& member);
  std::shared_ptr<const DeployedAuthorizer> authorizer(const std::string& id);

  const model::Api& api_;
  std::vector<ApiProblem> problems_;
};

// The member of that name in `member`, as problems name it.
std::string within(std::string_view member, const std::string& name) {
  return nested_member(member, member_text({json::Step(name)}));
}

std::string item(std::string_view list, std::size_t index) {
  return std::string(list) + "[" + std::to_string(index) + "]";
}

std::optional<SelectionExpression> Deployer::expression(const std::string& text,
                                                        ExpressionKind kind,
                                                        const std::string& member) {
  auto parsed = SelectionExpression::parse(text, kind);
  if (parsed) return std::move(*parsed);
  complain(member, parsed.error().message);
  return std::nullopt;
}

TemplateSet Deployer::templates(const std::optional<std::string>& selection, ExpressionKind kind,
                                const StringMap& texts, const std::string& member,
                                std::string_view name) {
  std::optional<SelectionExpression> chosen_by;
  if (selection) chosen_by = expression(*selection, kind, member + ".templateSelectionExpression");
  std::map<std::string, MappingTemplate, std::less<>> compiled;
  for (const auto& [key, text] : texts) {
    auto parsed = MappingTemplate::compile(text);
    if (parsed) {
      compiled.emplace(key, std::move(*parsed));
    } else {
      const TemplateError& error = parsed.error();
      complain(within(within(member, std::string(name)), key),
               "line " + std::to_string(error.line) + ", column " + std::to_string(error.column) +
                   " of the template: " + error.message);
    }
  }
  return {std::move(chosen_by), std::move(compiled)};
}

std::vector<ParameterMapping> Deployer::parameters(const StringMap& mappings,
                                                   const std::string& member) {
  std::vector<ParameterMapping> parsed;
  for (const auto& [target, source] : mappings) {
    auto mapping = ParameterMapping::parse(target, source);
    if (mapping) {
      parsed.push_back(std::move(*mapping));
    } else {
      complain(within(member, target), mapping.error());
    }
  }
  return parsed;
}

DeployedResponse Deployer::response(const model::IntegrationResponse& definition,
                                    const std::string& member) {
  DeployedResponse deployed;
  deployed.key = definition.integration_response_key;
  deployed.content_handling = definition.content_handling_strategy;
  const std::string& key = deployed.key;
  if (key.size() >= 2 && key.front() == '/' && key.back() == '/') {
    auto pattern = regex::Regex::compile(std::string_view(key).substr(1, key.size() - 2));
    if (pattern) {
      deployed.pattern = std::move(*pattern);
    } else {
      complain(member + ".integrationResponseKey", pattern.error().message);
    }
  }
  deployed.templates =
      templates(definition.template_selection_expression, ExpressionKind::response_template,
                definition.response_templates, member, "responseTemplates");
  deployed.parameters = parameters(definition.response_parameters, member + ".responseParameters");
  return deployed;
}

std::shared_ptr<const DeployedIntegration> Deployer::integration(
    const model::Integration& definition, const std::string& member) {
  auto deployed = std::make_shared<DeployedIntegration>();
  deployed->id = definition.integration_id;
  deployed->api_id = api_.api_id;
  deployed->type = definition.integration_type;
  deployed->method = definition.integration_method.value_or("");
  deployed->uri = definition.integration_uri.value_or("");
  deployed->timeout = std::chrono::milliseconds(definition.timeout_in_millis);
  deployed->passthrough = definition.passthrough_behavior;
  deployed->content_handling = definition.content_handling_strategy;
  deployed->parameters = parameters(definition.request_parameters, member + ".requestParameters");
  deployed->templates =
      templates(definition.template_selection_expression, ExpressionKind::request_template,
                definition.request_templates, member, "requestTemplates");
  for (std::size_t i = 0; i < definition.integration_responses.size(); ++i) {
    deployed->responses.push_back(response(definition.integration_responses[i],
                                           nested_member(member, item("integrationResponses", i))));
  }
  if (definition.tls_config) {
    deployed->server_name_to_verify = definition.tls_config->server_name_to_verify.value_or("");
    deployed->skip_verification = definition.tls_config->insecure_skip_verification;
  }
  return deployed;
}

std::map<std::string, std::shared_ptr<const json::Schema>, std::less<>> Deployer::models(
    const model::Route& definition, const std::string& member) {
  std::map<std::string, std::shared_ptr<const json::Schema>, std::less<>> compiled;
  // Models refer to each other by URLs that name the API; here there is one.
  const auto resolver = [this](std::string_view, std::string_view name) {
    const model::Model* found = api_.find_model(name);
    auto document = json::parse(found == nullptr ? "" : found->schema);
    return document ? std::optional(std::move(*document)) : std::nullopt;
  };
  for (const auto& [key, name] : definition.request_models) {
    const model::Model* found = api_.find_model(name);
    const std::string at = within(within(member, "requestModels"), key);
    if (found == nullptr) {
      complain(at, "names model '" + name + "', which is not defined");
      continue;
    }
    const auto document = json::parse(found->schema);
    if (!document) {
      complain(at, "the schema of model '" + name + "' is not JSON: " + document.error().message);
      continue;
    }
    auto schema = json::Schema::compile(*document, resolver);
    if (schema) {
      compiled.emplace(key, std::make_shared<const json::Schema>(std::move(*schema)));
    } else {
      complain(at, "the schema of model '" + name + "': " + schema.error().message);
    }
  }
  return compiled;
}

std::shared_ptr<const DeployedAuthorizer> Deployer::authorizer(const std::string& id) {
  const model::Authorizer* definition = api_.find_authorizer(id);
  // Validation has named the ones that are missing.
  if (definition == nullptr) return nullptr;
  auto deployed = std::make_shared<DeployedAuthorizer>();
  deployed->id = id;
  deployed->name = definition->name;
  deployed->uri = definition->authorizer_uri;
  for (const std::string& text : definition->identity_source) {
    auto source = IdentitySource::parse(text);
    // Validation has refused what does not parse.
    if (source) deployed->identity_sources.push_back(std::move(*source));
  }
  return deployed;
}

std::vector<DeployedRoute> Deployer::routes() {
  std::map<std::string, std::shared_ptr<const DeployedIntegration>, std::less<>> integrations;
  for (std::size_t i = 0; i < api_.integrations.size(); ++i) {
    const model::Integration& definition = api_.integrations[i];
    integrations[definition.integration_id] = integration(definition, item("integrations", i));
  }
  std::vector<DeployedRoute> deployed;
  for (std::size_t i = 0; i < api_.routes.size(); ++i) {
    const model::Route& definition = api_.routes[i];
    const std::string member = item("routes", i);
    DeployedRoute route;
    route.key = definition.route_key;
    if (const auto id = definition.integration_id()) {
      const auto found = integrations.find(*id);
      // Validation has named the ones that are missing.
      if (found != integrations.end()) route.integration = found->second;
    }
    route.two_way = definition.two_way();
    route.authorization = definition.authorization_type;
    if (definition.authorizer_id) route.authorizer = authorizer(*definition.authorizer_id);
    route.api_key_required = definition.api_key_required;
    if (definition.model_selection_expression) {
      route.model_selection =
          expression(*definition.model_selection_expression, ExpressionKind::model,
                     member + ".modelSelectionExpression");
    }
    route.request_models = models(definition, member);
    for (const auto& [name, constraints] : definition.request_parameters) {
      if (constraints.required) route.required_parameters.push_back(name);
    }
    deployed.push_back(std::move(route));
  }
  return deployed;
}

std::vector<std::string> keys_of(const std::vector<DeployedRoute>& routes) {
  std::vector<std::string> keys;
  keys.reserve(routes.size());
  for (const DeployedRoute& route : routes) keys.push_back(route.key);
  return keys;
}

}  // namespace

std::string describe(const RenderError& error) {
  return "line " + std::to_string(error.line) + ", column " + std::to_string(error.column) + ": " +
         error.message;
}

const MappingTemplate* TemplateSet::select(const SelectionInput& input) const {
  auto found = templates_.end();
  if (selection_) {
    if (const auto key = selection_->evaluate(input)) found = templates_.find(*key);
  }
  if (found == templates_.end()) found = templates_.find("$default");
  if (found == templates_.end()) found = templates_.find("application/json");
  return found == templates_.end() ? nullptr : &found->second;
}

Deployment::Deployment(std::string api_id, ApiKeySource api_key_source,
                       SelectionExpression route_selection, std::vector<DeployedRoute> routes)
    : api_id_(std::move(api_id)),
      api_key_source_(api_key_source),
      routes_(std::move(routes)),
      table_(std::move(route_selection), keys_of(routes_)),
      is_local_(std::all_of(routes_.begin(), routes_.end(), [](const DeployedRoute& route) {
        return route.integration == nullptr || model::is_local(route.integration->uri);
      })) {}

const DeployedRoute* Deployment::select(std::string_view message) const {
  const auto index = table_.select(message);
  return index ? &routes_[*index] : nullptr;
}

const DeployedRoute* Deployment::find(std::string_view key) const {
  const auto found = std::find_if(routes_.begin(), routes_.end(),
                                  [key](const DeployedRoute& route) { return route.key == key; });
  return found == routes_.end() ? nullptr : &*found;
}

expected<std::shared_ptr<const Deployment>, std::vector<ApiProblem>> deploy(const model::Api& api) {
  std::vector<ApiProblem> problems = validate(api);
  std::erase_if(problems,
                [](const ApiProblem& problem) { return problem.severity != Severity::error; });
  Deployer deployer(api);
  std::optional<SelectionExpression> selection;
  if (!api.route_selection_expression.empty()) {
    selection = deployer.expression(api.route_selection_expression, ExpressionKind::route,
                                    "routeSelectionExpression");
  }
  std::vector<DeployedRoute> routes = deployer.routes();
  for (ApiProblem& problem : deployer.take_problems()) problems.push_back(std::move(problem));
  if (!problems.empty() || !selection) return unexpected(std::move(problems));
  const ApiKeySource key_source = api.api_key_selection_expression == kApiKeyFromAuthorizer
                                      ? ApiKeySource::authorizer
                                      : ApiKeySource::header;
  return std::make_shared<const Deployment>(api.api_id, key_source, std::move(*selection),
                                            std::move(routes));
}

}  // namespace palaver::gateway
