// Which HTTP requests are the gateway's, by method and path:
//
//   /{stage}                        a client's handshake
//   /{stage}/@connections/{id}      the management API; also %40connections, %3D for '='
//   any path with an Upgrade to websocket, any stage's @connections: refused here
//
// The rest belongs to somebody else. A slash at the end and a query change nothing.
#pragma once

#include <memory>

#include "server/gateway/gateway.h"
#include "server/http/message.h"
#include "server/http/server.h"

namespace palaver::gateway {

// False, and nothing is touched, when the request is not the gateway's. Otherwise it is answered,
// now or later.
bool handle(Gateway& gateway, const http::Request& request,
            const std::shared_ptr<http::Exchange>& exchange);

}  // namespace palaver::gateway
