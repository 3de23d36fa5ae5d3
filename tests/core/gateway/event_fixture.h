// The connection of the examples that API Gateway's events are compared with, and JSON as they
// print it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/gateway/request_context.h"

namespace palaver::gateway {

inline ConnectionContext example_connection() {
  ConnectionContext connection;
  connection.connection_id = "BFHPhfCWIAMCKlQ=";
  connection.domain_name = "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com";
  connection.stage = "dev";
  connection.api_id = "a1b2c3d4e5";
  connection.identity.source_ip = "192.0.2.7";
  connection.identity.user_agent = "my-client/1.0";
  connection.connected_at_ms = 1731324924553;
  return connection;
}

inline RequestContext example_connect(ConnectionContext connection = example_connection()) {
  RequestContext context;
  context.connection = std::make_shared<const ConnectionContext>(std::move(connection));
  context.route_key = "$connect";
  context.request_id = "BFHPhH7ZoAMFZyA=";
  context.event_type = EventType::connect;
  context.request_time_ms = 1731324924561;
  return context;
}

inline RequestContext example_message(ConnectionContext connection = example_connection()) {
  RequestContext context = example_connect(std::move(connection));
  context.route_key = "sendmessage";
  context.request_id = "BFHQXH6ZoAMFbcQ=";
  context.event_type = EventType::message;
  context.request_time_ms = 1731324930102;
  context.message_id = "BFHQXdGZoAMCKlQ=";
  return context;
}

inline RequestContext example_disconnect(ConnectionContext connection = example_connection()) {
  RequestContext context = example_connect(std::move(connection));
  context.route_key = "$disconnect";
  context.request_id = "BFHRcHPAoAMFZWQ=";
  context.event_type = EventType::disconnect;
  context.request_time_ms = 1731324937001;
  context.disconnect_status_code = 1005;
  context.disconnect_reason = "Client-side close frame status not set";
  return context;
}

// JSON without the blanks that it is printed with for people.
inline std::string compact(std::string_view json) {
  std::string out;
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (!in_string && (c == ' ' || c == '\n')) continue;
    out += c;
    if (c == '"') in_string = !in_string;
    if (in_string && c == '\\') out += json[++i];
  }
  return out;
}

}  // namespace palaver::gateway
