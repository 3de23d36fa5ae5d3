#include "server/gateway/handshake.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <vector>

#include "core/common/base64.h"
#include "core/common/letter_case.h"
#include "core/gateway/arrival_headers.h"
#include "core/gateway/error_frame.h"
#include "core/gateway/request_context.h"
#include "server/http/field_text.h"

namespace palaver::gateway {
namespace {

// RFC 6455 section 1.3.
constexpr std::string_view kHandshakeGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
constexpr std::string_view kVersion = "13";

bool is_base64_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '/';
}

// Section 4.2.1: "a base64-encoded value that, when decoded, is 16 bytes in length": 22 characters
// and two '='.
bool is_valid_key(std::string_view key) {
  if (key.size() != 24 || key.substr(22) != "==") return false;
  for (const char c : key.substr(0, 22)) {
    if (!is_base64_character(c)) return false;
  }
  return true;
}

// The port that the client used: of a Host header without one, HTTP's or HTTPS's own.
std::string port_of(const http::Request& request) {
  const std::string_view host = request.headers.find("Host").value_or("");
  const std::size_t colon = host.rfind(':');
  const std::size_t bracket = host.rfind(']');
  const bool has_port =
      colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
  if (has_port) return std::string(host.substr(colon + 1));
  return request.secure ? "443" : "80";
}

// One half of name=value, decoded as forms are: a plus is a blank. What does not decode stays as it
// is.
std::string form_decoded(std::string_view text) {
  std::string plain(text);
  std::replace(plain.begin(), plain.end(), '+', ' ');
  return http::percent_decode(plain).value_or(plain);
}

std::vector<NamedValue> query_parameters(std::string_view query) {
  std::vector<NamedValue> parameters;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view part = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (part.empty()) continue;
    const std::size_t equals = std::min(part.find('='), part.size());
    parameters.push_back({form_decoded(part.substr(0, equals)),
                          form_decoded(part.substr(std::min(equals + 1, part.size())))});
  }
  return parameters;
}

std::size_t times(const http::Headers& headers, std::string_view name) {
  return static_cast<std::size_t>(
      std::count_if(headers.fields().begin(), headers.fields().end(),
                    [name](const auto& field) { return equals_ignoring_case(field.first, name); }));
}

unexpected<http::Response> refuse(int status, std::string_view message) {
  return unexpected(http::json_message(status, message));
}

}  // namespace

bool asks_for_websocket(const http::Request& request) {
  return request.headers.has_token("Upgrade", "websocket");
}

std::string accept_key(std::string_view key) {
  const std::string text = std::string(key).append(kHandshakeGuid);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
  return base64_encode({reinterpret_cast<const char*>(digest.data()), size});
}

expected<std::string, http::Response> check_handshake(const http::Request& request) {
  if (request.method != "GET") return refuse(400, "A WebSocket handshake must be a GET request");
  // Section 4.1: "the HTTP version MUST be at least 1.1".
  if (request.http_1_0) return refuse(400, "A WebSocket handshake must be HTTP/1.1");
  if (!valid_domain_name(request.headers.find("Host").value_or(""))) {
    return refuse(400, "A WebSocket handshake needs a Host header with a host's name");
  }
  if (!request.headers.has_token("Connection", "Upgrade")) {
    return refuse(400, "A WebSocket handshake needs the header Connection: Upgrade");
  }
  // Sections 11.3.1 and 11.3.5: these "MUST NOT appear more than once in an HTTP request". Somebody
  // on the way may have read the other one.
  for (const std::string_view name : {"Sec-WebSocket-Key", "Sec-WebSocket-Version"}) {
    if (times(request.headers, name) > 1) {
      return refuse(400, std::string(name) + " must be there once");
    }
  }
  if (request.headers.find("Sec-WebSocket-Version") != kVersion) {
    http::Response response = http::json_message(426, "Only WebSocket version 13 is spoken here");
    response.headers.add("Upgrade", "websocket");
    response.headers.add("Sec-WebSocket-Version", std::string(kVersion));
    return unexpected(std::move(response));
  }
  const auto key = request.headers.find("Sec-WebSocket-Key");
  if (!key || !is_valid_key(*key)) {
    return refuse(400, "Sec-WebSocket-Key must be 16 bytes in base64");
  }
  return accept_key(*key);
}

expected<std::optional<framing::DeflateAnswer>, http::Response> agree_on_compression(
    const http::Request& request, const framing::DeflatePolicy& policy) {
  // Section 9.1: the header "MAY appear multiple times", which is "the same as" one with all
  // values.
  std::string offers;
  for (const auto& [name, value] : request.headers.fields()) {
    if (equals_ignoring_case(name, "Sec-WebSocket-Extensions")) offers.append(value).append(",");
  }
  auto answer = framing::negotiate_deflate(offers, policy);
  if (!answer) return refuse(400, "Sec-WebSocket-Extensions is not a list of extensions");
  return std::move(*answer);
}

http::Response refuse_handshake(int status, std::string_view message,
                                std::string_view connection_id, const std::string& request_id) {
  http::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "application/json"},
                      {"x-amzn-RequestId", request_id},
                      {"x-amz-apigw-id", request_id}};
  if (status == 403) response.headers.add("x-amzn-ErrorType", "ForbiddenException");
  response.body = error_frame(message, connection_id, request_id);
  return response;
}

http::Headers accept_headers(const std::string& accept, const std::string& subprotocol,
                             const std::string& extensions) {
  http::Headers headers{
      {"Upgrade", "websocket"}, {"Connection", "Upgrade"}, {"Sec-WebSocket-Accept", accept}};
  if (!subprotocol.empty() && http::is_field_value(subprotocol)) {
    headers.add("Sec-WebSocket-Protocol", subprotocol);
  }
  if (!extensions.empty()) headers.add("Sec-WebSocket-Extensions", extensions);
  return headers;
}

HandshakeRequest handshake_request(const http::Request& request, const std::string& trace_id) {
  HandshakeRequest seen;
  for (const auto& [name, value] : request.headers.fields()) seen.headers.push_back({name, value});
  const std::string port = port_of(request);
  add_arrival_headers(seen.headers, {.source_ip = request.peer_address,
                                     .port = port,
                                     .scheme = request.secure ? "https" : "http",
                                     .trace_id = trace_id});
  seen.query = query_parameters(request.query());
  return seen;
}

}  // namespace palaver::gateway
