#include "server/gateway/endpoint.h"

#include <utility>
#include <vector>

#include "core/gateway/arn.h"
#include "core/gateway/error_frame.h"
#include "core/gateway/policy.h"
#include "server/gateway/extensions.h"
#include "server/gateway/handshake.h"
#include "server/gateway/ids.h"
#include "server/gateway/management.h"

namespace palaver::gateway {
namespace {

constexpr std::string_view kConnections = "@connections";
constexpr std::string_view kGroups = "@groups";

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

http::Response upgrade_required(const http::Request& request) {
  const std::string host(request.headers.find("Host").value_or("localhost"));
  http::Response response = http::json_message(
      426, std::string("This is a WebSocket endpoint: connect to ") +
               (request.secure ? "wss://" : "ws://") + host + std::string(request.path()));
  response.headers.add("Upgrade", "websocket");
  return response;
}

http::Response forbidden() {
  return management_error(403, "ForbiddenException", kForbidden);
}

// On the loop that has the connection, if there is such a one.
http::Response answer_of_owner(Gateway& gateway, const http::Request& request,
                               const Destination& destination) {
  const std::string& id = destination.rest[1];
  const ServedStage* stage = gateway.stage_of(id);
  const bool here = stage != nullptr &&
                    (stage == destination.stage ||
                     (destination.by_stage_alone && stage->name() == destination.stage->name()));
  // A connection of another stage is none of this one's.
  if (stage != nullptr && !here) return management_gone();
  return answer_management(gateway, request, id);
}

// Whether the segment at `place` begins the management API.
bool names_management(const std::vector<std::string>& segments, std::size_t place) {
  return segments.size() > place && (segments[place] == kConnections || segments[place] == kGroups);
}

}  // namespace

bool Endpoint::handle(const http::Request& request,
                      const std::shared_ptr<http::Exchange>& exchange) {
  const bool upgrade = asks_for_websocket(request);
  const auto segments = segments_of(request.path());
  const std::string_view host = request.headers.find("Host").value_or("");
  auto destination = segments ? gateway_.apis().find(host, *segments)
                              : expected<Destination, Unserved>(unexpected(Unserved::not_ours));
  if (destination) {
    if (destination->rest.empty() && upgrade) {
      gateway_.connect(*destination->stage, request, exchange);
      return true;
    }
    if (destination->rest.empty() || names_management(destination->rest, 0)) {
      answer(request, *destination, exchange);
      return true;
    }
    // Below a stage there is nothing else; but a page may have a folder of the same name.
    if (!upgrade && destination->by_stage_alone) return false;
  } else if (destination.error() == Unserved::not_ours && !upgrade &&
             !(segments && names_management(*segments, 1))) {
    return false;
  }
  exchange->respond(upgrade ? refuse_handshake(403, kForbidden, make_id(), make_id())
                            : forbidden());
  return true;
}

std::optional<http::Response> Endpoint::refuse_unsigned(const http::Request& request,
                                                        const Destination& destination) const {
  if (!options_.require_signatures) return std::nullopt;
  const ApiPlace place{.region = gateway_.options().region,
                       .account = gateway_.options().account_id,
                       .api_id = destination.stage->api.id(),
                       .stage = destination.stage->name()};
  const std::string_view id =
      destination.rest.size() > 1 ? std::string_view(destination.rest[1]) : std::string_view();
  const auto signer = signers_.check(request, {std::string(kManageConnectionsAction),
                                               management_arn(place, request.method, id),
                                               {{"aws:SourceIp", request.peer_address}}});
  if (signer) return std::nullopt;
  return management_error(aws::SignatureError::kStatus, signer.error().exception,
                          signer.error().message);
}

void Endpoint::answer(const http::Request& request, const Destination& destination,
                      const std::shared_ptr<http::Exchange>& exchange) {
  if (destination.rest.empty()) {
    const bool looking = request.method == "GET" || request.method == "HEAD";
    exchange->respond(looking ? upgrade_required(request) : missing_authentication_token());
  } else if (auto refusal = refuse_unsigned(request, destination)) {
    exchange->respond(std::move(*refusal));
  } else if (!gateway_.commons().admit_management()) {
    exchange->respond(management_error(429, "LimitExceededException", kTooManyRequests));
  } else if (destination.rest.front() == kConnections && destination.rest.size() == 2) {
    answer_connection(request, destination, exchange);
  } else if (options_.extensions) {
    answer_extension(
        switchboard_, gateway_.seat().index, destination, request,
        [exchange](http::Response response) { exchange->respond(std::move(response)); });
  } else {
    exchange->respond(missing_authentication_token());
  }
}

void Endpoint::answer_connection(const http::Request& request, const Destination& destination,
                                 const std::shared_ptr<http::Exchange>& exchange) {
  const std::size_t owner = switchboard_.owner_of(destination.rest[1]);
  if (owner == gateway_.seat().index) {
    exchange->respond(answer_of_owner(gateway_, request, destination));
    return;
  }
  switchboard_.ask(
      gateway_.seat().index, owner,
      [request, destination](Gateway& gateway) {
        return answer_of_owner(gateway, request, destination);
      },
      [exchange](http::Response response) { exchange->respond(std::move(response)); });
}

}  // namespace palaver::gateway
