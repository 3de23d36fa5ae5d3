#include "core/gateway/request_context.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace palaver::gateway {
namespace {

constexpr std::size_t kMaxDomainName = 255;

std::optional<std::string> unless_empty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

bool take_prefix(std::string_view& name, std::string_view prefix) {
  if (name.substr(0, prefix.size()) != prefix) return false;
  name.remove_prefix(prefix.size());
  return true;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
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

void append_padded(std::string& out, unsigned value) {
  if (value < 10) out += '0';
  out += std::to_string(value);
}

// The common log format's time, in English and UTC whatever the locale: 11/Nov/2024:11:35:24 +0000.
std::string common_log_time(std::int64_t unix_ms) {
  using std::chrono::days;
  using std::chrono::seconds;
  static constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

  const auto since_epoch = std::chrono::floor<seconds>(std::chrono::milliseconds(unix_ms));
  const auto day = std::chrono::floor<days>(since_epoch);
  const std::chrono::year_month_day date{std::chrono::sys_days(day)};
  const auto second = static_cast<unsigned>((since_epoch - day).count());

  std::string out;
  append_padded(out, static_cast<unsigned>(date.day()));
  out += '/';
  out += kMonths[static_cast<unsigned>(date.month()) - 1];
  out += '/';
  out += std::to_string(static_cast<int>(date.year()));
  for (const unsigned part : {second / 3600, second / 60 % 60, second % 60}) {
    out += ':';
    append_padded(out, part);
  }
  return out + " +0000";
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
  return last_of(headers, [name](const NamedValue& field) { return same_name(field.name, name); });
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
  if (name == "requestTime") return common_log_time(request_time_ms);
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
    c = lower(c);
    const bool allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                         std::string_view(".-_:[]").find(c) != std::string_view::npos;
    if (!allowed) return std::nullopt;
  }
  return name;
}

}  // namespace palaver::gateway
