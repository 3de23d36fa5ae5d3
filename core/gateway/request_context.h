// What is known of one request to an integration: the values behind `$context` in mapping
// templates. API Gateway: "WebSocket API mapping template reference", $context variables. A value;
// any thread.
//
// Templates put these values between quotes as they are, as on AWS. Ours need no escaping: ids are
// base64, and a host passes valid_domain_name() first. What the client wrote freely does not come
// clean: a template that uses identity.userAgent or disconnectReason must reckon with quotes in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace palaver::gateway {

enum class EventType { connect, message, disconnect };

// CONNECT, MESSAGE, DISCONNECT: as `$context.eventType` prints them.
std::string_view to_text(EventType type);

struct RequestContext {
  std::string connection_id;
  std::string domain_name;  // the host the client used, with port: from valid_domain_name()
  std::string stage;
  std::string api_id;
  std::string route_key;
  std::string request_id;
  std::string source_ip;
  std::string user_agent;
  EventType event_type = EventType::message;
  std::int64_t connected_at_ms = 0;          // Unix time
  std::int64_t request_time_ms = 0;          // Unix time
  std::string message_id;                    // only for MESSAGE
  std::uint16_t disconnect_status_code = 0;  // only for DISCONNECT; 1005 and 1006 included
  std::string disconnect_reason;             // only for DISCONNECT

  // The text of `$context.<name>`; `name` may have dots (identity.sourceIp). Nothing for a name
  // that API Gateway does not have, that has no value in this event, or whose value is empty.
  std::optional<std::string> find(std::string_view name) const;
};

// The value of a Host header as `$context.domainName`, in lower case. Nothing when it is empty,
// longer than 255 bytes (RFC 1035 section 2.3.4), or has a character that no `host` or `host:port`
// has: then it could break out of the JSON text that a template puts it into. Says nothing of
// whether it exists.
std::optional<std::string> valid_domain_name(std::string_view host_header);

}  // namespace palaver::gateway
