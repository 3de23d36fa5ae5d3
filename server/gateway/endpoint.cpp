#include "server/gateway/endpoint.h"

#include <optional>
#include <string>
#include <vector>

#include "core/gateway/error_frame.h"
#include "server/gateway/handshake.h"
#include "server/gateway/ids.h"
#include "server/gateway/management.h"

namespace palaver::gateway {
namespace {

constexpr std::string_view kConnections = "@connections";

// The decoded segments of a path: "/dev/%40connections/" gives dev, @connections. Nothing for a
// path that does not decode.
std::optional<std::vector<std::string>> segments_of(std::string_view path) {
  std::vector<std::string> segments;
  if (!path.empty() && path.front() == '/') path.remove_prefix(1);
  if (!path.empty() && path.back() == '/') path.remove_suffix(1);
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    auto segment = http::percent_decode(path.substr(0, slash));
    if (!segment) return std::nullopt;
    segments.push_back(std::move(*segment));
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  return segments;
}

http::Response upgrade_required(const Gateway& gateway, const http::Request& request) {
  const std::string host(request.headers.find("Host").value_or("localhost"));
  http::Response response = http::json_message(
      426, "This is a WebSocket endpoint: connect to ws://" + host + "/" + gateway.stage());
  response.headers.add("Upgrade", "websocket");
  return response;
}

http::Response missing_token() {
  return management_error(403, "MissingAuthenticationTokenException",
                          "Missing Authentication Token");
}

}  // namespace

bool handle(Gateway& gateway, const http::Request& request,
            const std::shared_ptr<http::Exchange>& exchange) {
  const bool upgrade = asks_for_websocket(request);
  const auto segments = segments_of(request.path());
  const bool decoded = segments.has_value();
  const bool our_stage = decoded && !segments->empty() && segments->front() == gateway.stage();
  if (decoded && segments->size() >= 2 && (*segments)[1] == kConnections) {
    if (!our_stage) {
      exchange->respond(management_error(403, "ForbiddenException", kForbidden));
    } else if (segments->size() != 3) {
      exchange->respond(missing_token());
    } else {
      exchange->respond(answer_management(gateway, request, (*segments)[2]));
    }
    return true;
  }
  if (our_stage && segments->size() == 1) {
    if (upgrade) {
      gateway.connect(request, exchange);
    } else if (request.method == "GET" || request.method == "HEAD") {
      exchange->respond(upgrade_required(gateway, request));
    } else {
      exchange->respond(missing_token());
    }
    return true;
  }
  if (upgrade) {
    exchange->respond(refuse_handshake(403, kForbidden, make_id(), make_id()));
    return true;
  }
  return false;
}

}  // namespace palaver::gateway
