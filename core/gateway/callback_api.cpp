#include "core/gateway/callback_api.h"

#include <algorithm>
#include <utility>

namespace palaver::gateway {
namespace {

// Values go between quotes as they are: see RequestContext on why these may.
constexpr std::string_view kConnectionTemplate =
    R"({"Id":"$context.connectionId","Domain":"$context.domainName","Stage":"$context.stage"})";
constexpr std::string_view kMessageTemplate =
    R"({"ConnectionId":"$context.connectionId","Message":$input.json('$.message'))"
    R"(#if($input.path('$.details')),"Details":$input.json('$.details')#end})";

// Both texts above parse; a test holds them to it.
RequestTemplate request_template(std::string_view text) {
  return std::move(RequestTemplate::parse(text).value());
}

}  // namespace

const Route* Api::find(std::string_view route_key) const {
  const auto found = std::find_if(routes.begin(), routes.end(), [route_key](const Route& route) {
    return route.route_key == route_key;
  });
  return found == routes.end() ? nullptr : &*found;
}

std::vector<std::string> Api::route_keys() const {
  std::vector<std::string> keys;
  keys.reserve(routes.size());
  for (const Route& route : routes) keys.push_back(route.route_key);
  return keys;
}

Api callback_api() {
  Api api;
  // Ten lower-case letters and digits, as AWS's ids are.
  api.api_id = "palaverapi";
  api.route_selection_expression =
      RouteSelectionExpression::parse(RouteSelectionExpression::kDefault).value();
  api.routes.push_back({"$connect", "/connect", request_template(kConnectionTemplate)});
  api.routes.push_back({"$disconnect", "/disconnect", request_template(kConnectionTemplate)});
  api.routes.push_back({"sendMessage", "/sendmessage", request_template(kMessageTemplate)});
  return api;
}

}  // namespace palaver::gateway
