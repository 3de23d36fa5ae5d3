// The event that a REQUEST authorizer gets before $connect. API Gateway: "Create an API Gateway
// Lambda authorizer for WebSocket APIs". Pure functions; any thread. Text that is not UTF-8 gets
// U+FFFD for what is not.
#pragma once

#include <string>
#include <string_view>

#include "core/gateway/request_context.h"

namespace palaver::gateway {

// Differs from the integration's event: it has `type` and `methodArn`, keeps Connection, Upgrade
// and content-length (`0` where the client sent none), always has both query maps and
// stageVariables, and neither body nor isBase64Encoded.
//
// `method_arn`: see arn.h. `handshake` has what add_arrival_headers() added.
std::string authorizer_event(const RequestContext& context, std::string_view method_arn,
                             const StringMap& stage_variables, const HandshakeRequest& handshake);

}  // namespace palaver::gateway
