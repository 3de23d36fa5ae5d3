#include "core/gateway/integration_request.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/common/base64.h"
#include "core/common/letter_case.h"
#include "core/gateway/arn.h"
#include "core/gateway/integration_uri.h"
#include "core/gateway/lambda_event.h"
#include "core/gateway/parameter_mapping.h"
#include "core/json/parse.h"

namespace palaver::gateway {
namespace {

using model::IntegrationType;
using model::PassthroughBehavior;

CallRefusal configuration_error(std::string detail) {
  return {ErrorKind::api_configuration_error, std::move(detail)};
}

MappingInput mapping_input(const RouteEvent& event) {
  return {event.context, event.stage_variables, event.handshake, event.message};
}

// The body of a non-proxy request: the rendered template, or what passthrough allows. API Gateway:
// "Integration passthrough behaviors".
expected<std::string, CallRefusal> rendered_body(const DeployedIntegration& integration,
                                                 const RouteEvent& event) {
  SelectionInput selection;
  selection.request_body = event.message;
  selection.handshake = event.handshake;
  selection.context = &event.context;
  const MappingTemplate* chosen = integration.templates.select(selection);
  if (chosen != nullptr) {
    auto rendered =
        chosen->render({event.context, event.stage_variables, event.message, event.handshake});
    if (rendered) return std::move(*rendered);
    return unexpected(configuration_error("request template: " + describe(rendered.error())));
  }
  const bool refuse = integration.passthrough == PassthroughBehavior::never ||
                      (integration.passthrough == PassthroughBehavior::when_no_templates &&
                       !integration.templates.empty());
  if (refuse) {
    return unexpected(CallRefusal{ErrorKind::unsupported_media_type,
                                  "no request template matches, and passthrough is not allowed"});
  }
  return std::string(event.message);
}

// "CONVERT_TO_BINARY: base64-decodes the payload before calling the backend."
expected<std::string, CallRefusal> converted(const DeployedIntegration& integration,
                                             std::string body) {
  if (integration.content_handling != model::ContentHandlingStrategy::convert_to_binary) {
    return body;
  }
  auto bytes = base64_decode(body);
  if (!bytes) {
    return unexpected(
        CallRefusal{ErrorKind::bad_request_body, "CONVERT_TO_BINARY: the payload is not base64"});
  }
  return std::move(*bytes);
}

bool has_header(const std::vector<NamedValue>& headers, std::string_view name) {
  return std::any_of(headers.begin(), headers.end(), [name](const NamedValue& header) {
    return equals_ignoring_case(header.name, name);
  });
}

void add_unless_there(std::vector<NamedValue>& headers, std::string_view name, std::string value) {
  if (!has_header(headers, name)) headers.push_back({std::string(name), std::move(value)});
}

// What API Gateway's own requests bring, unless a parameter says otherwise.
void add_own_headers(std::vector<NamedValue>& headers, const RouteEvent& event) {
  const std::string& api_id = event.context.connection->api_id;
  add_unless_there(headers, "Accept", "application/json");
  add_unless_there(headers, "Content-Type", "application/json");
  add_unless_there(headers, "User-Agent", "AmazonAPIGateway_" + api_id);
  add_unless_there(headers, "x-amzn-apigateway-api-id", api_id);
  if (!event.trace_id.empty()) {
    add_unless_there(headers, "X-Amzn-Trace-Id", std::string(event.trace_id));
  }
}

// Headers of the client's handshake that an HTTP_PROXY backend does not get: those of the
// connection itself, and those that REST APIs drop too.
bool stays_behind(std::string_view name) {
  for (const std::string_view dropped :
       {"Host", "Content-Encoding", "Connection", "Upgrade", "Keep-Alive", "Transfer-Encoding",
        "Content-Length", "Expect", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer",
        "Via"}) {
    if (equals_ignoring_case(name, dropped)) return true;
  }
  constexpr std::string_view kWebSocket = "Sec-WebSocket-";
  return name.size() >= kWebSocket.size() &&
         equals_ignoring_case(name.substr(0, kWebSocket.size()), kWebSocket);
}

bool takes_no_body(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

IntegrationCall http_call(const DeployedIntegration& integration, const RouteEvent& event) {
  const bool proxy = integration.type == IntegrationType::http_proxy;
  auto parameters = map_parameters(integration.parameters, mapping_input(event), Backend::http);
  if (!parameters) return configuration_error(std::move(parameters.error()));
  HttpCall call;
  call.method = integration.method.empty() ? "POST" : integration.method;
  std::vector<NamedValue> query = std::move(parameters->query);
  call.headers = std::move(parameters->headers);
  if (proxy && event.handshake != nullptr) {
    for (const NamedValue& header : event.handshake->headers) {
      if (!stays_behind(header.name)) {
        add_unless_there(call.headers, header.name, header.value);
      }
    }
    query.insert(query.begin(), event.handshake->query.begin(), event.handshake->query.end());
  }
  add_own_headers(call.headers, event);
  auto url = model::is_local(integration.uri)
                 ? integration.uri
                 : integration_uri(integration.uri, event.stage_variables, parameters->path, query);
  if (!url) return configuration_error(std::move(url.error()));
  call.url = std::move(*url);

  auto body = proxy ? expected<std::string, CallRefusal>(std::string(event.message))
                    : rendered_body(integration, event);
  if (!body) return std::move(body.error());
  auto bytes = converted(integration, std::move(*body));
  if (!bytes) return std::move(bytes.error());
  if (!takes_no_body(call.method)) call.body = std::move(*bytes);
  return call;
}

IntegrationCall lambda_call(const DeployedIntegration& integration, const RouteEvent& event) {
  auto function = lambda_function(integration.uri, event.stage_variables);
  if (!function) return configuration_error(std::move(function.error()));
  LambdaCall call;
  call.function = std::move(function->text);
  if (integration.type == IntegrationType::aws_proxy) {
    const bool binary =
        integration.content_handling == model::ContentHandlingStrategy::convert_to_binary;
    call.payload = lambda_event(event.context, event.stage_variables, event.handshake,
                                event.message, binary ? BodyEncoding::base64 : BodyEncoding::text);
    return call;
  }
  auto parameters = map_parameters(integration.parameters, mapping_input(event), Backend::aws);
  if (!parameters) return configuration_error(std::move(parameters.error()));
  for (const NamedValue& header : parameters->headers) {
    if (equals_ignoring_case(header.name, "X-Amz-Invocation-Type"))
      call.event = header.value == "Event";
  }
  auto body = rendered_body(integration, event);
  if (!body) return std::move(body.error());
  call.payload = std::move(*body);
  return call;
}

// The status that a MOCK's template asks for: {"statusCode": 200}. AWS reads it leniently, names
// without quotes included.
std::optional<int> mock_status(std::string_view text) {
  constexpr std::string_view kName = "statusCode";
  const std::size_t name = text.find(kName);
  if (name == std::string_view::npos) return std::nullopt;
  std::size_t at = name + kName.size();
  while (at < text.size() &&
         std::string_view("\"' \t\r\n:").find(text[at]) != std::string_view::npos) {
    ++at;
  }
  int status = 0;
  std::size_t digits = 0;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9' && digits < 4) {
    status = status * 10 + (text[at] - '0');
    ++at;
    ++digits;
  }
  if (digits != 3 || status < 100) return std::nullopt;
  return status;
}

IntegrationCall mock_call(const DeployedIntegration& integration, const RouteEvent& event) {
  auto body = rendered_body(integration, event);
  if (!body) return std::move(body.error());
  const auto status = mock_status(*body);
  if (!status) {
    return configuration_error(
        "Unable to parse statusCode. It should be an integer that is defined in the request "
        "template.");
  }
  return MockCall{*status};
}

// Of `route.request.header.X` and `route.request.querystring.X`: whether the handshake has it.
bool handshake_has(const HandshakeRequest& handshake, std::string_view parameter) {
  constexpr std::string_view kHeader = "route.request.header.";
  constexpr std::string_view kQuery = "route.request.querystring.";
  if (parameter.substr(0, kHeader.size()) == kHeader) {
    return handshake.header(parameter.substr(kHeader.size())).has_value();
  }
  if (parameter.substr(0, kQuery.size()) == kQuery) {
    return handshake.query_parameter(parameter.substr(kQuery.size())).has_value();
  }
  return true;
}

std::optional<CallRefusal> check_model(const DeployedRoute& route, const RouteEvent& event) {
  SelectionInput selection;
  selection.request_body = event.message;
  selection.context = &event.context;
  auto found = route.request_models.end();
  if (const auto key = route.model_selection->evaluate(selection)) {
    found = route.request_models.find(*key);
  }
  if (found == route.request_models.end()) found = route.request_models.find("$default");
  if (found == route.request_models.end()) {
    return CallRefusal{ErrorKind::bad_request_body, "[no model is defined for this message]"};
  }
  const auto value = json::parse(event.message);
  if (!value) return CallRefusal{ErrorKind::bad_request_body, "[the message is not JSON]"};
  const auto violations = found->second->validate(*value);
  if (violations.empty()) return std::nullopt;
  return CallRefusal{ErrorKind::bad_request_body, json::validation_error_string(violations)};
}

}  // namespace

IntegrationCall prepare_call(const DeployedIntegration& integration, const RouteEvent& event) {
  switch (integration.type) {
    case IntegrationType::http:
    case IntegrationType::http_proxy:
      return http_call(integration, event);
    case IntegrationType::aws:
    case IntegrationType::aws_proxy:
      return lambda_call(integration, event);
    case IntegrationType::mock:
      break;
  }
  return mock_call(integration, event);
}

std::optional<CallRefusal> check_request(const DeployedRoute& route, const RouteEvent& event) {
  if (event.handshake != nullptr) {
    for (const std::string& parameter : route.required_parameters) {
      if (!handshake_has(*event.handshake, parameter)) {
        return CallRefusal{ErrorKind::bad_request_parameters,
                           "Missing required request parameters: [" + parameter + "]"};
      }
    }
    return std::nullopt;
  }
  if (!route.model_selection) return std::nullopt;
  return check_model(route, event);
}

}  // namespace palaver::gateway
