// What an integration's answer means for the client. API Gateway: "Set up an integration response",
// "Two-way routes". Pure functions; any thread.
#pragma once

#include "core/gateway/deployment.h"
#include "core/gateway/integration_call.h"
#include "core/gateway/integration_request.h"

namespace palaver::gateway {

// `call` is what prepare_call() gave and what was carried out.
Conclusion conclude(const DeployedRoute& route, const RouteEvent& event,
                    const IntegrationCall& call, const IntegrationAnswer& answer);

// For a call that was refused before anybody was asked.
Conclusion conclude_refused(CallRefusal refusal);

}  // namespace palaver::gateway
