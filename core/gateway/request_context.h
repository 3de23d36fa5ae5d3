// What is known of one request to an integration: the values behind `$context` in mapping
// templates. API Gateway: "WebSocket API mapping template reference", $context variables. Values;
// any thread.
//
// Templates put these values between quotes as they are, as on AWS. Ours need no escaping: ids are
// base64, and a host passes valid_domain_name() first. What the client wrote freely does not come
// clean: a template that uses identity.userAgent or disconnectReason must reckon with quotes in it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace palaver::gateway {

enum class EventType { connect, message, disconnect };

// CONNECT, MESSAGE, DISCONNECT: as `$context.eventType` prints them.
std::string_view to_text(EventType type);

// Names and values, in the order of their names: stage variables.
using StringMap = std::map<std::string, std::string, std::less<>>;

// A header or a query parameter: names may come several times, the order and the letter case are
// the sender's.
struct NamedValue {
  std::string name;
  std::string value;
};

// Who connected. Fields that do not apply are empty.
struct Identity {
  std::string source_ip;
  std::string user_agent;
  // Of a connection that was opened with a signature (IAM authorization).
  std::string account_id;
  std::string caller;
  std::string user;
  std::string user_arn;
  // Of one that was opened with an API key.
  std::string api_key;
  std::string api_key_id;
};

// What an authorizer said of a connection: `principalId` and the members of its context, as text
// and in its order. API Gateway: "requestContext.authorizer".
using AuthorizerContext = std::vector<NamedValue>;

// What holds for the whole life of a connection; shared by all its requests.
struct ConnectionContext {
  std::string connection_id;
  std::string domain_name;  // the host the client used, with port: from valid_domain_name()
  std::string stage;
  std::string api_id;
  Identity identity;
  std::optional<AuthorizerContext> authorizer;  // nothing: there was no authorizer
  std::int64_t connected_at_ms = 0;             // Unix time
};

// What the client's opening handshake brought. Only $connect and its authorizer see it.
struct HandshakeRequest {
  std::vector<NamedValue> headers;  // in the order and letter case in which they came
  std::vector<NamedValue> query;    // decoded

  // The last header of that name, whatever its letter case; the last query parameter of exactly
  // that name. API Gateway: single-value maps hold the last value.
  std::optional<std::string_view> header(std::string_view name) const;
  std::optional<std::string_view> query_parameter(std::string_view name) const;
};

struct RequestContext {
  // Never null.
  std::shared_ptr<const ConnectionContext> connection = std::make_shared<ConnectionContext>();
  std::string route_key;
  std::string request_id;
  EventType event_type = EventType::message;
  std::int64_t request_time_ms = 0;          // Unix time
  std::string message_id;                    // only for MESSAGE
  std::uint16_t disconnect_status_code = 0;  // only for DISCONNECT; 1005 and 1006 included
  std::string disconnect_reason;             // only for DISCONNECT
  // Known once the integration has answered: for response templates and logs.
  std::optional<int> status;
  std::string error_message;            // $context.error.message: Forbidden
  std::string error_response_type;      // $context.error.responseType: INTEGRATION_TIMEOUT
  std::string error_validation_string;  // $context.error.validationErrorString

  // The text of `$context.<name>`; `name` may have dots (identity.sourceIp, authorizer.tenant).
  // Nothing for a name that API Gateway does not have, that has no value in this event, or whose
  // value is empty.
  std::optional<std::string> find(std::string_view name) const;
};

// The value of a Host header as `$context.domainName`, in lower case. Nothing when it is empty,
// longer than 255 bytes (RFC 1035 section 2.3.4), or has a character that no `host` or `host:port`
// has: then it could break out of the JSON text that a template puts it into. Says nothing of
// whether it exists.
std::optional<std::string> valid_domain_name(std::string_view host_header);

}  // namespace palaver::gateway
