#include "core/gateway/api_model.h"

#include <algorithm>

#include "core/gateway/arn.h"

namespace palaver::gateway::model {

namespace {

constexpr std::string_view kTargetPrefix = "integrations/";

template <class Item>
const Item* find(const std::vector<Item>& items, std::string Item::*member, std::string_view text) {
  const auto found = std::find_if(items.begin(), items.end(),
                                  [&](const Item& item) { return item.*member == text; });
  return found == items.end() ? nullptr : &*found;
}

bool is_lambda_uri(const std::optional<std::string>& uri) {
  const std::optional<ServiceUri> parsed = parse_service_uri(uri.value_or(""));
  return parsed && parsed->service == "lambda";
}

template <class T>
std::optional<T> first_of(const std::optional<T>& one, const std::optional<T>& other) {
  return one ? one : other;
}

}  // namespace

std::string_view to_text(IpAddressType type) {
  return type == IpAddressType::dualstack ? "dualstack" : "ipv4";
}

std::string_view to_text(AuthorizationType type) {
  switch (type) {
    case AuthorizationType::aws_iam:
      return "AWS_IAM";
    case AuthorizationType::custom:
      return "CUSTOM";
    case AuthorizationType::none:
      break;
  }
  return "NONE";
}

std::string_view to_text(IntegrationType type) {
  switch (type) {
    case IntegrationType::aws:
      return "AWS";
    case IntegrationType::aws_proxy:
      return "AWS_PROXY";
    case IntegrationType::http:
      return "HTTP";
    case IntegrationType::http_proxy:
      return "HTTP_PROXY";
    case IntegrationType::mock:
      break;
  }
  return "MOCK";
}

std::string_view to_text(ConnectionType type) {
  return type == ConnectionType::vpc_link ? "VPC_LINK" : "INTERNET";
}

std::string_view to_text(PassthroughBehavior behavior) {
  switch (behavior) {
    case PassthroughBehavior::when_no_templates:
      return "WHEN_NO_TEMPLATES";
    case PassthroughBehavior::never:
      return "NEVER";
    case PassthroughBehavior::when_no_match:
      break;
  }
  return "WHEN_NO_MATCH";
}

std::string_view to_text(ContentHandlingStrategy strategy) {
  return strategy == ContentHandlingStrategy::convert_to_text ? "CONVERT_TO_TEXT"
                                                              : "CONVERT_TO_BINARY";
}

std::string_view to_text(LoggingLevel level) {
  switch (level) {
    case LoggingLevel::error:
      return "ERROR";
    case LoggingLevel::info:
      return "INFO";
    case LoggingLevel::off:
      break;
  }
  return "OFF";
}

std::string_view to_text(QuotaPeriod period) {
  switch (period) {
    case QuotaPeriod::week:
      return "WEEK";
    case QuotaPeriod::month:
      return "MONTH";
    case QuotaPeriod::day:
      break;
  }
  return "DAY";
}

bool is_local(std::string_view uri) {
  return uri.substr(0, kLocalScheme.size()) == kLocalScheme;
}

bool is_proxy(IntegrationType type) {
  return type == IntegrationType::aws_proxy || type == IntegrationType::http_proxy;
}

bool is_aws(IntegrationType type) {
  return type == IntegrationType::aws || type == IntegrationType::aws_proxy;
}

std::optional<std::string_view> Integration::integration_response_selection_expression() const {
  if (is_proxy(integration_type)) return std::nullopt;
  // A Lambda function that fails is told apart by its error's text; all else has a status code.
  if (integration_type == IntegrationType::aws && is_lambda_uri(integration_uri)) {
    return "$integration.response.body.errorMessage";
  }
  return "${integration.response.statuscode}";
}

std::optional<std::string_view> Route::integration_id() const {
  if (!target) return std::nullopt;
  const std::string_view text = *target;
  if (text.substr(0, kTargetPrefix.size()) != kTargetPrefix) return std::nullopt;
  const std::string_view id = text.substr(kTargetPrefix.size());
  if (id.empty() || id.find('/') != std::string_view::npos) return std::nullopt;
  return id;
}

bool Route::two_way() const {
  return route_response_selection_expression &&
         find(route_responses, &RouteResponse::route_response_key, kDefaultKey) != nullptr;
}

RouteSettings Stage::settings_of(std::string_view route_key) const {
  const auto found = route_settings.find(route_key);
  const RouteSettings own = found == route_settings.end() ? RouteSettings{} : found->second;
  const RouteSettings& common = default_route_settings;
  return {
      .data_trace_enabled =
          own.data_trace_enabled.value_or(common.data_trace_enabled.value_or(false)),
      .detailed_metrics_enabled =
          own.detailed_metrics_enabled.value_or(common.detailed_metrics_enabled.value_or(false)),
      .logging_level = own.logging_level.value_or(common.logging_level.value_or(LoggingLevel::off)),
      .throttling_burst_limit = first_of(own.throttling_burst_limit, common.throttling_burst_limit),
      .throttling_rate_limit = first_of(own.throttling_rate_limit, common.throttling_rate_limit),
  };
}

const Integration* Api::find_integration(std::string_view integration_id) const {
  return find(integrations, &Integration::integration_id, integration_id);
}

const Route* Api::find_route(std::string_view route_key) const {
  return find(routes, &Route::route_key, route_key);
}

const Authorizer* Api::find_authorizer(std::string_view authorizer_id) const {
  return find(authorizers, &Authorizer::authorizer_id, authorizer_id);
}

const Model* Api::find_model(std::string_view model_name) const {
  return find(models, &Model::name, model_name);
}

const Stage* Api::find_stage(std::string_view stage_name) const {
  return find(stages, &Stage::stage_name, stage_name);
}

const ApiKey* Api::find_api_key(std::string_view id) const {
  return find(api_keys, &ApiKey::id, id);
}

}  // namespace palaver::gateway::model
