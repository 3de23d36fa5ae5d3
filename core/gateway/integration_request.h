// The request to an integration, made from what happened on a connection. API Gateway: "Set up an
// integration request", "Data mapping"; section by section as the five types differ: AWS_PROXY,
// AWS, HTTP_PROXY, HTTP, MOCK. Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

#include "core/gateway/deployment.h"
#include "core/gateway/integration_call.h"
#include "core/gateway/request_context.h"

namespace palaver::gateway {

// One event on a connection, as integrations see it. Everything must outlive the call.
struct RouteEvent {
  const RequestContext& context;
  const StringMap& stage_variables;
  std::string_view message;                     // empty for $connect and $disconnect
  const HandshakeRequest* handshake = nullptr;  // for $connect only
  std::string_view trace_id;                    // X-Amzn-Trace-Id
};

// A template that fails, a stage variable that leaves no valid URI, a function that has no ARN: a
// CallRefusal with an ErrorKind whose status and frame are AWS's.
IntegrationCall prepare_call(const DeployedIntegration& integration, const RouteEvent& event);

// What the route demands of the request: its required parameters ($connect) or its model. Nothing
// when all is well. API Gateway: "Request validation".
std::optional<CallRefusal> check_request(const DeployedRoute& route, const RouteEvent& event);

}  // namespace palaver::gateway
