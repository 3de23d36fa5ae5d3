// The API that is served when no other is defined: the three callbacks of the classic tutorial
// chat.
//
//   $connect     POST <backend>/connect      {"Id": ..., "Domain": ..., "Stage": ...}
//   $disconnect  POST <backend>/disconnect   {"Id": ..., "Domain": ..., "Stage": ...}
//   sendMessage  POST <backend>/sendmessage  {"ConnectionId": ..., "Message": ...}
//
// A message may bring `details` beside `message`; they are passed on as `Details`, which a backend
// that does not know them leaves alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/request_template.h"
#include "core/gateway/route_selection.h"

namespace palaver::gateway {

// One route and what its integration is sent.
struct Route {
  std::string route_key;  // $connect, $disconnect, $default or a custom key
  std::string path;       // below the backend's URL, with its slash
  RequestTemplate request_template;
};

struct Api {
  std::string api_id;
  RouteSelectionExpression route_selection_expression;
  std::vector<Route> routes;

  const Route* find(std::string_view route_key) const;
  // Keys of all routes, for select_route().
  std::vector<std::string> route_keys() const;
};

Api callback_api();

}  // namespace palaver::gateway
