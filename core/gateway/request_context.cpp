#include "core/gateway/request_context.h"

#include <algorithm>

#include "core/common/letter_case.h"
#include "core/common/prefix.h"
#include "core/gateway/request_time.h"

namespace palaver::gateway {
namespace {

constexpr std::size_t kMaxDomainName = 255;

std::optional<std::string> unless_empty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

template <class Predicate>
std::optional<std::string_view> last_of(const std::vector<NamedValue>& values,
                                        Predicate predicate) {
  const auto found = std::find_if(values.rbegin(), values.rend(), predicate);
  if (found == values.rend()) return std::nullopt;
  return found->value;
}

std::optional<std::string> find_identity(const Identity& identity, std::string_view name) {
  if (name == "sourceIp") return unless_empty(identity.source_ip);
  if (name == "userAgent") return unless_empty(identity.user_agent);
  if (name == "accountId") return unless_empty(identity.account_id);
  if (name == "caller") return unless_empty(identity.caller);
  if (name == "user") return unless_empty(identity.user);
  if (name == "userArn") return unless_empty(identity.user_arn);
  if (name == "apiKey") return unless_empty(identity.api_key);
  if (name == "apiKeyId") return unless_empty(identity.api_key_id);
  return std::nullopt;
}

std::optional<std::string> find_error(const RequestContext& context, std::string_view name) {
  if (name == "message") return unless_empty(context.error_message);
  // The message between quotes, for a place in JSON text.
  if (name == "messageString" && !context.error_message.empty()) {
    return '"' + context.error_message + '"';
  }
  if (name == "responseType") return unless_empty(context.error_response_type);
  if (name == "validationErrorString") return unless_empty(context.error_validation_string);
  return std::nullopt;
}

std::string request_time(std::int64_t unix_ms) {
  std::string out;
  append_request_time(out, unix_ms);
  return out;
}

}  // namespace

std::string_view to_text(EventType type) {
  switch (type) {
    case EventType::connect:
      return "CONNECT";
    case EventType::message:
      return "MESSAGE";
    case EventType::disconnect:
      return "DISCONNECT";
  }
  return "";
}

std::optional<std::string_view> HandshakeRequest::header(std::string_view name) const {
  return last_of(
      headers, [name](const NamedValue& field) { return equals_ignoring_case(field.name, name); });
}

std::optional<std::string_view> HandshakeRequest::query_parameter(std::string_view name) const {
  return last_of(query, [name](const NamedValue& field) { return field.name == name; });
}

std::optional<std::string> RequestContext::find(std::string_view name) const {
  const ConnectionContext& of = *connection;
  if (name == "connectionId") return unless_empty(of.connection_id);
  if (name == "connectedAt") return std::to_string(of.connected_at_ms);
  if (name == "domainName") return unless_empty(of.domain_name);
  if (name == "eventType") return std::string(to_text(event_type));
  if (name == "routeKey") return unless_empty(route_key);
  // "The extendedRequestId is the same as the requestId" for WebSocket APIs.
  if (name == "requestId" || name == "extendedRequestId") return unless_empty(request_id);
  if (name == "apiId") return unless_empty(of.api_id);
  if (name == "stage") return unless_empty(of.stage);
  if (name == "requestTime") return request_time(request_time_ms);
  if (name == "requestTimeEpoch") return std::to_string(request_time_ms);
  if (name == "status") return status ? unless_empty(std::to_string(*status)) : std::nullopt;
  if (name == "messageId" && event_type == EventType::message) return unless_empty(message_id);
  if (event_type == EventType::disconnect) {
    if (name == "disconnectStatusCode") return std::to_string(disconnect_status_code);
    if (name == "disconnectReason") return unless_empty(disconnect_reason);
  }
  if (take_prefix(name, "identity.")) return find_identity(of.identity, name);
  if (take_prefix(name, "error.")) return find_error(*this, name);
  if (take_prefix(name, "authorizer.") && of.authorizer) {
    const auto value =
        last_of(*of.authorizer, [name](const NamedValue& field) { return field.name == name; });
    if (value) return unless_empty(std::string(*value));
  }
  return std::nullopt;
}

std::optional<std::string> valid_domain_name(std::string_view host_header) {
  if (host_header.empty() || host_header.size() > kMaxDomainName) return std::nullopt;
  std::string name(host_header);
  for (char& c : name) {
    c = lower_case(c);
    const bool allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                         std::string_view(".-_:[]").find(c) != std::string_view::npos;
    if (!allowed) return std::nullopt;
  }
  return name;
}

}  // namespace palaver::gateway
