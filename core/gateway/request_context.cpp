#include "core/gateway/request_context.h"

#include <array>
#include <chrono>

namespace palaver::gateway {
namespace {

constexpr std::size_t kMaxDomainName = 255;

std::optional<std::string> unless_empty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
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

std::optional<std::string> RequestContext::find(std::string_view name) const {
  if (name == "connectionId") return unless_empty(connection_id);
  if (name == "connectedAt") return std::to_string(connected_at_ms);
  if (name == "domainName") return unless_empty(domain_name);
  if (name == "eventType") return std::string(to_text(event_type));
  if (name == "routeKey") return unless_empty(route_key);
  // "The extendedRequestId is the same as the requestId" for WebSocket APIs.
  if (name == "requestId" || name == "extendedRequestId") return unless_empty(request_id);
  if (name == "apiId") return unless_empty(api_id);
  if (name == "stage") return unless_empty(stage);
  if (name == "requestTime") return common_log_time(request_time_ms);
  if (name == "requestTimeEpoch") return std::to_string(request_time_ms);
  if (name == "identity.sourceIp") return unless_empty(source_ip);
  if (name == "identity.userAgent") return unless_empty(user_agent);
  if (name == "messageId" && event_type == EventType::message) return unless_empty(message_id);
  if (event_type == EventType::disconnect) {
    if (name == "disconnectStatusCode") return std::to_string(disconnect_status_code);
    if (name == "disconnectReason") return unless_empty(disconnect_reason);
  }
  return std::nullopt;
}

std::optional<std::string> valid_domain_name(std::string_view host_header) {
  if (host_header.empty() || host_header.size() > kMaxDomainName) return std::nullopt;
  std::string name(host_header);
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const bool allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                         std::string_view(".-_:[]").find(c) != std::string_view::npos;
    if (!allowed) return std::nullopt;
  }
  return name;
}

}  // namespace palaver::gateway
