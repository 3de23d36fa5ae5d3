#include "server/gateway/management.h"

#include <array>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>

#include "server/gateway/ids.h"

namespace palaver::gateway {
namespace {

http::Response post(Gateway& gateway, const std::string& id, std::string_view text) {
  switch (gateway.post(id, text)) {
    case Posted::accepted:
      return management_success(200);
    case Posted::gone:
      break;
    case Posted::queue_full:
      return management_error(429, "LimitExceededException",
                              "The client does not read its messages fast enough");
    case Posted::too_long:
      return management_error(413, "PayloadTooLargeException", "Message too long");
    case Posted::not_text:
      return management_error(400, "BadRequestException", "The message is not UTF-8 text");
  }
  return management_gone();
}

http::Response get(const Gateway& gateway, const std::string& id) {
  const auto info = gateway.describe(id);
  if (!info) return management_gone();
  nlohmann::ordered_json identity{{"sourceIp", info->source_ip}, {"userAgent", nullptr}};
  if (!info->user_agent.empty()) identity["userAgent"] = info->user_agent;
  const nlohmann::ordered_json body{{"connectedAt", iso_time(info->connected_at_ms)},
                                    {"identity", identity},
                                    {"lastActiveAt", iso_time(info->last_active_at_ms)}};
  http::Response response = management_success(200);
  response.headers.add("Content-Type", "application/json");
  // A user agent may be any bytes; those that are not UTF-8 are replaced.
  response.body = body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  return response;
}

}  // namespace

http::Response management_success(int status) {
  http::Response response;
  response.status = status;
  response.headers.add("x-amzn-RequestId", make_id());
  return response;
}

// "The 410 has an empty body": SDKs that parse bodies fail otherwise.
http::Response management_gone() {
  http::Response response = management_success(410);
  response.headers.add("x-amzn-ErrorType", "GoneException");
  return response;
}

http::Response missing_authentication_token() {
  return management_error(403, "MissingAuthenticationTokenException",
                          "Missing Authentication Token");
}

http::Response management_error(int status, std::string_view type, std::string_view message) {
  http::Response response = http::json_message(status, message);
  response.headers.add("x-amzn-RequestId", make_id());
  response.headers.add("x-amzn-ErrorType", std::string(type));
  return response;
}

std::string iso_time(std::int64_t unix_ms) {
  const std::time_t seconds = static_cast<std::time_t>(unix_ms / 1000);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 80> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", utc.tm_year + 1900,
                utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
                static_cast<int>(unix_ms % 1000));
  return text.data();
}

http::Response answer_management(Gateway& gateway, const http::Request& request,
                                 const std::string& connection_id) {
  const bool is_post = request.method == "POST";
  const bool is_get = request.method == "GET";
  const bool is_delete = request.method == "DELETE";
  if (!is_post && !is_get && !is_delete) {
    return missing_authentication_token();
  }
  if (!valid_connection_id(connection_id)) {
    return management_error(400, "BadRequestException", "Invalid connectionId: " + connection_id);
  }
  if (is_post) return post(gateway, connection_id, request.body);
  if (is_get) return get(gateway, connection_id);
  const bool closed =
      gateway.close(connection_id, framing::CloseCode::normal, "Connection Closed Normally");
  return closed ? management_success(204) : management_gone();
}

}  // namespace palaver::gateway
