#include "core/gateway/integration_response.h"

#include <algorithm>
#include <utility>

#include "core/common/base64.h"
#include "core/common/letter_case.h"
#include "core/gateway/lambda_response.h"
#include "core/gateway/lambda_result.h"
#include "core/gateway/parameter_mapping.h"

namespace palaver::gateway {
namespace {

using model::IntegrationType;

constexpr std::string_view kProtocolHeader = "Sec-WebSocket-Protocol";

bool is_success(int status) {
  return status >= 200 && status < 300;
}

Conclusion failed(ErrorKind kind, std::string detail, int status) {
  Conclusion conclusion;
  conclusion.error = kind;
  conclusion.detail = std::move(detail);
  conclusion.status = status;
  return conclusion;
}

Conclusion failed(ErrorKind kind, std::string detail) {
  const int status = status_of(kind);
  return failed(kind, std::move(detail), status);
}

std::optional<std::string> header_of(const std::vector<NamedValue>& headers,
                                     std::string_view name) {
  for (const NamedValue& header : headers) {
    if (equals_ignoring_case(header.name, name)) return header.value;
  }
  return std::nullopt;
}

// The status of a $connect without an error is the backend's own where it can refuse a handshake;
// what makes no sense there (1xx, 3xx) is an error of the backend.
int handshake_status(int status) {
  return is_success(status) || (status >= 400 && status <= 599) ? status : 500;
}

// --- Lambda ------------------------------------------------------------------------------------

Conclusion failed(const LambdaError& error, const IntegrationAnswer& answer) {
  Conclusion conclusion = failed(error_kind(error.failure), error.text);
  conclusion.integration_status = answer.status;
  return conclusion;
}

Conclusion conclude_lambda_proxy(const DeployedRoute& route, const IntegrationAnswer& answer) {
  auto response = lambda_response(invoke_answer(answer));
  if (!response) return failed(response.error(), answer);
  Conclusion conclusion;
  conclusion.status = handshake_status(response->status);
  conclusion.integration_status = response->status;
  conclusion.subprotocol = header_of(response->headers, kProtocolHeader);
  if (route.two_way) conclusion.message = std::move(response->body);
  return conclusion;
}

// --- HTTP_PROXY --------------------------------------------------------------------------------

Conclusion conclude_http_proxy(const DeployedRoute& route, const IntegrationAnswer& answer) {
  Conclusion conclusion;
  conclusion.status = handshake_status(answer.status);
  conclusion.integration_status = answer.status;
  conclusion.subprotocol = header_of(answer.headers, kProtocolHeader);
  if (route.two_way) conclusion.message = answer.body;
  return conclusion;
}

// --- HTTP, MOCK, AWS: integration responses ----------------------------------------------------

// "Keys between slashes are regular expressions", matched against the whole value, in the order of
// creation; then `$default`.
//
// They are matched against the status, and for a function against the `errorMessage` of one that
// failed; one that succeeded has nothing to match, not even with /.*/.
const DeployedResponse* select_response(const DeployedIntegration& integration,
                                        const std::string& value) {
  const DeployedResponse* otherwise = nullptr;
  for (const DeployedResponse& response : integration.responses) {
    if (response.key == "$default") otherwise = &response;
    if (!response.pattern || (model::is_aws(integration.type) && value.empty())) continue;
    const auto matches = response.pattern->matches(value);
    if (matches && *matches) return &response;
  }
  return otherwise;
}

expected<std::string, std::string> response_body(const DeployedResponse& response,
                                                 const RouteEvent& event,
                                                 const IntegrationAnswer& answer) {
  SelectionInput selection;
  selection.request_body = event.message;
  selection.context = &event.context;
  selection.response_status = answer.status;
  selection.response_headers = &answer.headers;
  selection.response_body = answer.body;
  std::string body = answer.body;
  // "CONVERT_TO_TEXT: base64-encodes a binary backend payload."
  if (response.content_handling == model::ContentHandlingStrategy::convert_to_text) {
    body = base64_encode(body);
  } else if (response.content_handling == model::ContentHandlingStrategy::convert_to_binary) {
    if (auto bytes = base64_decode(body)) body = std::move(*bytes);
  }
  const MappingTemplate* chosen = response.templates.select(selection);
  if (chosen == nullptr) return body;
  RequestContext context = event.context;
  context.status = answer.status;
  auto rendered = chosen->render({context, event.stage_variables, body, event.handshake});
  if (!rendered) return unexpected("response template: " + describe(rendered.error()));
  return std::move(*rendered);
}

// route.response.header.Sec-WebSocket-Protocol of the response's parameters: the one header of an
// answer that a client of a WebSocket API can see.
std::optional<std::string> mapped_protocol(const DeployedResponse& response,
                                           const RouteEvent& event,
                                           const IntegrationAnswer& answer) {
  HandshakeRequest answered;
  answered.headers = answer.headers;
  return header_of(map_response_headers(response.parameters, {event.context, event.stage_variables,
                                                              &answered, answer.body}),
                   kProtocolHeader);
}

// `selected_by` is what the keys of integration responses are matched against.
Conclusion conclude_with_responses(const DeployedRoute& route, const RouteEvent& event,
                                   const IntegrationAnswer& answer,
                                   const std::string& selected_by) {
  const DeployedIntegration& integration = *route.integration;
  const DeployedResponse* response = select_response(integration, selected_by);
  if (response == nullptr) {
    // A one-way route without any integration response works on AWS as long as the backend agrees;
    // its refusal of a $connect is the refusal of the handshake.
    const bool succeeded =
        is_success(answer.status) && (!model::is_aws(integration.type) || selected_by.empty());
    if (integration.responses.empty() && !route.two_way) {
      if (succeeded) return conclude_http_proxy(route, answer);
      if (event.handshake != nullptr) {
        return failed(ErrorKind::integration_failure, "the backend refused",
                      handshake_status(answer.status));
      }
    }
    Conclusion conclusion =
        failed(ErrorKind::api_configuration_error, "no integration response matches status " +
                                                       std::to_string(answer.status) +
                                                       ", and there is no $default");
    conclusion.integration_status = answer.status;
    return conclusion;
  }
  Conclusion conclusion;
  conclusion.status = handshake_status(answer.status);
  conclusion.integration_status = answer.status;
  conclusion.subprotocol = mapped_protocol(*response, event, answer);
  if (!route.two_way) return conclusion;
  auto body = response_body(*response, event, answer);
  if (!body) return failed(ErrorKind::api_configuration_error, std::move(body.error()));
  conclusion.message = std::move(*body);
  return conclusion;
}

Conclusion conclude_lambda_custom(const DeployedRoute& route, const RouteEvent& event,
                                  const IntegrationAnswer& answer) {
  const auto result = lambda_result(invoke_answer(answer));
  std::string error_message;
  if (!result) {
    // The Invoke API's own refusal (no such function, throttled): the function was not run.
    if (result.error().failure != LambdaFailure::function_error) {
      return failed(result.error(), answer);
    }
    error_message = result.error().error_message;
  }
  IntegrationAnswer shown = answer;
  // "The status is 200 even for function errors", and for an asynchronous call that was taken.
  shown.status = 200;
  return conclude_with_responses(route, event, shown, error_message);
}

}  // namespace

InvokeAnswer invoke_answer(const IntegrationAnswer& answer) {
  InvokeAnswer seen;
  seen.status = answer.status;
  seen.body = answer.body;
  for (const NamedValue& header : answer.headers) {
    if (equals_ignoring_case(header.name, "X-Amz-Function-Error"))
      seen.function_error = header.value;
  }
  return seen;
}

Conclusion conclude(const DeployedRoute& route, const RouteEvent& event,
                    const IntegrationCall& call, const IntegrationAnswer& answer) {
  if (const auto* refusal = std::get_if<CallRefusal>(&call)) return conclude_refused(*refusal);
  switch (answer.outcome) {
    case AnswerOutcome::answered:
      break;
    case AnswerOutcome::unreachable:
      return failed(ErrorKind::integration_failure,
                    "Network error communicating with endpoint: " + answer.problem);
    case AnswerOutcome::timed_out:
      return failed(ErrorKind::integration_timeout, answer.problem);
  }
  switch (route.integration->type) {
    case IntegrationType::aws_proxy:
      return conclude_lambda_proxy(route, answer);
    case IntegrationType::http_proxy:
      return conclude_http_proxy(route, answer);
    case IntegrationType::aws:
      return conclude_lambda_custom(route, event, answer);
    case IntegrationType::http:
    case IntegrationType::mock:
      break;
  }
  return conclude_with_responses(route, event, answer, std::to_string(answer.status));
}

Conclusion conclude_refused(CallRefusal refusal) {
  Conclusion conclusion = failed(refusal.kind, refusal.detail);
  if (refusal.kind == ErrorKind::bad_request_body) {
    conclusion.validation_errors = std::move(refusal.detail);
  }
  return conclusion;
}

}  // namespace palaver::gateway
