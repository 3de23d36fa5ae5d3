// Which HTTP requests are the gateway's, by host, method and path. Behind a stage's address (see
// served_api.h on those):
//
//   (nothing)             a client's handshake
//   @connections/{id}     the management API; also %40connections, %3D for '='
//   @connections          with --extensions: one message to a list of connections
//   @groups/...           with --extensions: named sets of connections
//
// Any request to an API's own host, any upgrade to a WebSocket and any path that begins with
// /_aws/execute-api is the gateway's too, and refused when it leads to no stage. The rest belongs
// to somebody else. A slash at the end and a query change nothing. The gateway's loop's thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "server/gateway/gateway.h"
#include "server/gateway/signers.h"
#include "server/gateway/switchboard.h"
#include "server/http/message.h"
#include "server/http/server.h"

namespace palaver::gateway {

struct EndpointOptions {
  bool extensions = false;
  // Whether management requests must be signed.
  bool require_signatures = false;
};

class Endpoint {
 public:
  // The references must outlive it. `gateway` has its seat at `switchboard`.
  Endpoint(Switchboard& switchboard, Gateway& gateway, const Signers& signers,
           EndpointOptions options)
      : switchboard_(switchboard), gateway_(gateway), signers_(signers), options_(options) {}

  // False, and nothing is touched, when the request is not the gateway's. Otherwise it is answered,
  // now or later.
  bool handle(const http::Request& request, const std::shared_ptr<http::Exchange>& exchange);

 private:
  void answer(const http::Request& request, const Destination& destination,
              const std::shared_ptr<http::Exchange>& exchange);
  void answer_connection(const http::Request& request, const Destination& destination,
                         const std::shared_ptr<http::Exchange>& exchange);
  std::optional<http::Response> refuse_unsigned(const http::Request& request,
                                                const Destination& destination) const;

  Switchboard& switchboard_;
  Gateway& gateway_;
  const Signers& signers_;
  EndpointOptions options_;
};

}  // namespace palaver::gateway
