// An API as API Gateway has it: what the apigatewayv2 API creates, with its names, its defaults and
// its way of pointing from one resource to another by id; and of the older apigateway API the API
// keys and usage plans, which WebSocket APIs use too. Amazon API Gateway V2: "API Reference",
// Resources; for API keys and usage plans Amazon API Gateway V1, the same.
//
// Plain values: anything can be in them. read_api_file() makes them from JSON, api_json() makes
// JSON of them, validate() says what AWS would refuse. An optional member is one whose absence
// means something else than any value; the others hold AWS's default. Any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/api_limits.h"
#include "core/gateway/request_context.h"

namespace palaver::gateway::model {

// --- Values of members ---------------------------------------------------------------------------

enum class IpAddressType { ipv4, dualstack };
enum class AuthorizationType { none, aws_iam, custom };
enum class IntegrationType { aws, aws_proxy, http, http_proxy, mock };
enum class ConnectionType { internet, vpc_link };
enum class PassthroughBehavior { when_no_match, when_no_templates, never };
enum class ContentHandlingStrategy { convert_to_binary, convert_to_text };
enum class LoggingLevel { off, error, info };
enum class QuotaPeriod { day, week, month };

// As they stand in JSON: `ipv4`, `AWS_IAM`, `HTTP_PROXY`, `WHEN_NO_MATCH`, `OFF`, ...
std::string_view to_text(IpAddressType type);
std::string_view to_text(AuthorizationType type);
std::string_view to_text(IntegrationType type);
std::string_view to_text(ConnectionType type);
std::string_view to_text(PassthroughBehavior behavior);
std::string_view to_text(ContentHandlingStrategy strategy);
std::string_view to_text(LoggingLevel level);
std::string_view to_text(QuotaPeriod period);

// Whether the integration gets the message or the event as it is, and answers without templates.
bool is_proxy(IntegrationType type);
// Whether the integration is a function or another service of AWS: its URI is an ARN.
bool is_aws(IntegrationType type);

inline constexpr std::string_view kProtocolType = "WEBSOCKET";
inline constexpr std::string_view kConnectRoute = "$connect";
inline constexpr std::string_view kDisconnectRoute = "$disconnect";
inline constexpr std::string_view kDefaultRoute = "$default";
// The key of templates, models and responses that is taken when no other is.
inline constexpr std::string_view kDefaultKey = "$default";

// HTTP integrations whose URI is of this scheme have their backend in the gateway's process:
// `palaver:chat/connect`. Our extension.
inline constexpr std::string_view kLocalScheme = "palaver:";
bool is_local(std::string_view uri);

// --- Integrations --------------------------------------------------------------------------------

struct IntegrationResponse {
  std::string integration_response_id;
  std::string integration_response_key;  // `$default` or a regular expression in slashes: /4\d\d/
  std::optional<ContentHandlingStrategy> content_handling_strategy;  // nothing: untouched
  // `route.response.header.NAME` -> `integration.response.header.NAME`, `'text'`, ...
  StringMap response_parameters;
  StringMap response_templates;
  std::optional<std::string> template_selection_expression;

  bool operator==(const IntegrationResponse&) const = default;
};

struct TlsConfig {
  // The name that the backend's certificate must have; nothing: the URI's host.
  std::optional<std::string> server_name_to_verify;
  // Whether any certificate will do. apigateway's TlsConfig; for backends on the same machine.
  bool insecure_skip_verification = false;

  bool operator==(const TlsConfig&) const = default;
};

struct Integration {
  std::string integration_id;
  IntegrationType integration_type = IntegrationType::mock;
  std::optional<std::string> integration_method;  // an HTTP verb; nothing for MOCK
  std::optional<std::string> integration_uri;     // nothing for MOCK
  ConnectionType connection_type = ConnectionType::internet;
  std::optional<std::string> connection_id;  // of a VPC link
  std::optional<std::string> credentials_arn;
  std::optional<ContentHandlingStrategy> content_handling_strategy;  // nothing: untouched
  PassthroughBehavior passthrough_behavior = PassthroughBehavior::when_no_match;
  std::string payload_format_version = "1.0";
  // `integration.request.header.NAME` -> `context.NAME`, `route.request.body.PATH`, `'text'`, ...
  StringMap request_parameters;
  StringMap request_templates;
  std::optional<std::string> template_selection_expression;
  std::int64_t timeout_in_millis = kIntegrationTimeoutMillis;
  std::optional<TlsConfig> tls_config;
  std::optional<std::string> description;
  std::vector<IntegrationResponse> integration_responses;  // in the order in which they are tried

  // What a backend's answer is told apart by; it follows from the type and the URI. Nothing for
  // proxies. API Gateway: integrationResponseSelectionExpression, which cannot be set.
  std::optional<std::string_view> integration_response_selection_expression() const;

  bool operator==(const Integration&) const = default;
};

// --- Routes --------------------------------------------------------------------------------------

struct ParameterConstraints {
  bool required = false;

  bool operator==(const ParameterConstraints&) const = default;
};
using ParameterConstraintsMap = std::map<std::string, ParameterConstraints, std::less<>>;

struct RouteResponse {
  std::string route_response_id;
  std::string route_response_key;  // `$default`
  // These have no effect on what is sent, as on AWS.
  std::optional<std::string> model_selection_expression;
  StringMap response_models;
  ParameterConstraintsMap response_parameters;

  bool operator==(const RouteResponse&) const = default;
};

struct Route {
  std::string route_id;
  std::string route_key;
  std::optional<std::string> target;  // `integrations/` and an id; nothing: the route does nothing
  AuthorizationType authorization_type = AuthorizationType::none;
  std::optional<std::string> authorizer_id;
  bool api_key_required = false;
  std::optional<std::string> operation_name;
  std::optional<std::string> model_selection_expression;  // nothing: messages are not validated
  StringMap request_models;                               // key -> name of a Model
  // `route.request.querystring.NAME`, `route.request.header.NAME`: of $connect only.
  ParameterConstraintsMap request_parameters;
  std::optional<std::string> route_response_selection_expression;
  std::vector<RouteResponse> route_responses;

  // The id in `target`. Nothing when there is no target, or one that has another form.
  std::optional<std::string_view> integration_id() const;
  // Whether the sender is answered. API Gateway: "Set up two-way communication": it takes the
  // expression and a response of the key `$default`.
  bool two_way() const;

  bool operator==(const Route&) const = default;
};

// --- Authorizers and models ----------------------------------------------------------------------

// Its type is REQUEST: WebSocket APIs have no other.
struct Authorizer {
  std::string authorizer_id;
  std::string name;
  std::string authorizer_uri;  // of a Lambda function; ours also http:// and https://
  std::optional<std::string> authorizer_credentials_arn;
  std::vector<std::string> identity_source;  // `route.request.header.NAME`, ...; all are needed
  std::optional<std::string> identity_validation_expression;  // has no effect, as on AWS

  bool operator==(const Authorizer&) const = default;
};

struct Model {
  std::string model_id;
  std::string name;
  std::string schema;  // a JSON Schema, as text
  std::string content_type = "application/json";
  std::optional<std::string> description;

  bool operator==(const Model&) const = default;
};

// --- Stages --------------------------------------------------------------------------------------

// Nothing: as in the stage's default settings, and there as AWS has it.
struct RouteSettings {
  std::optional<bool> data_trace_enabled;        // false
  std::optional<bool> detailed_metrics_enabled;  // false
  std::optional<LoggingLevel> logging_level;     // OFF
  // A token bucket: requests at once, requests a second. 0 blocks all. Nothing: the account's.
  std::optional<std::int64_t> throttling_burst_limit;
  std::optional<double> throttling_rate_limit;

  bool operator==(const RouteSettings&) const = default;
};

struct AccessLogSettings {
  std::optional<std::string> destination_arn;
  std::optional<std::string> format;

  bool operator==(const AccessLogSettings&) const = default;
};

struct Stage {
  std::string stage_name;
  std::optional<std::string> deployment_id;
  bool auto_deploy = false;
  std::optional<std::string> description;
  StringMap stage_variables;
  RouteSettings default_route_settings;
  std::map<std::string, RouteSettings, std::less<>> route_settings;  // route key -> settings
  std::optional<AccessLogSettings> access_log_settings;
  std::optional<std::string> client_certificate_id;
  StringMap tags;

  // Of a route: its own settings, then the default ones, then AWS's for all but throttling.
  RouteSettings settings_of(std::string_view route_key) const;

  bool operator==(const Stage&) const = default;
};

// --- What is around an API -----------------------------------------------------------------------

struct ApiKey {
  std::string id;
  std::string name;
  std::string value;  // what clients send
  bool enabled = true;

  bool operator==(const ApiKey&) const = default;
};

struct UsagePlanStage {
  std::optional<std::string> api_id;  // nothing: the API that the plan stands in
  std::string stage;

  bool operator==(const UsagePlanStage&) const = default;
};

struct ThrottleSettings {
  std::optional<std::int64_t> burst_limit;  // requests at once
  std::optional<double> rate_limit;         // requests a second

  bool operator==(const ThrottleSettings&) const = default;
};

struct QuotaSettings {
  std::int64_t limit = 0;  // requests in a period
  QuotaPeriod period = QuotaPeriod::day;
  std::int64_t offset = 0;  // the day on which a period begins: see UsageQuota

  bool operator==(const QuotaSettings&) const = default;
};

struct UsagePlan {
  std::string id;
  std::string name;
  std::vector<UsagePlanStage> api_stages;
  std::optional<ThrottleSettings> throttle;  // for each key
  std::optional<QuotaSettings> quota;        // for each key
  std::vector<std::string> keys;             // ids of API keys

  bool operator==(const UsagePlan&) const = default;
};

struct ApiMapping {
  std::string stage;
  std::string api_mapping_key;  // the first part of the path; empty: there is none

  bool operator==(const ApiMapping&) const = default;
};

struct DomainName {
  std::string domain_name;
  std::vector<ApiMapping> api_mappings;

  bool operator==(const DomainName&) const = default;
};

// --- The API -------------------------------------------------------------------------------------

struct Api {
  std::string api_id;
  std::string name;
  std::string route_selection_expression;
  std::string api_key_selection_expression = "$request.header.x-api-key";
  std::optional<std::string> description;
  std::optional<std::string> version;
  bool disable_schema_validation = false;
  bool disable_execute_api_endpoint = false;
  IpAddressType ip_address_type = IpAddressType::ipv4;
  StringMap tags;

  // In the order of the file, or of their creation.
  std::vector<Integration> integrations;
  std::vector<Route> routes;
  std::vector<Authorizer> authorizers;
  std::vector<Model> models;
  std::vector<Stage> stages;
  std::vector<ApiKey> api_keys;
  std::vector<UsagePlan> usage_plans;
  std::vector<DomainName> domain_names;

  // Each is null when there is none; the first of several.
  const Integration* find_integration(std::string_view integration_id) const;
  const Route* find_route(std::string_view route_key) const;
  const Authorizer* find_authorizer(std::string_view authorizer_id) const;
  const Model* find_model(std::string_view model_name) const;
  const Stage* find_stage(std::string_view stage_name) const;
  const ApiKey* find_api_key(std::string_view id) const;

  bool operator==(const Api&) const = default;
};

}  // namespace palaver::gateway::model
