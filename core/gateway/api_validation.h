// What API Gateway refuses in an API, and what it takes although it can hardly be meant. AWS's own
// messages where they are known; for what is shared with REST APIs they are those. Pure; any
// thread.
//
// Not looked at here, because a deployment makes something of them and so finds out: selection
// expressions other than a route response's, mapping templates but for their size, schemas but for
// their size, regular expressions of integration responses.
#pragma once

#include <cstddef>
#include <vector>

#include "core/gateway/api_limits.h"
#include "core/gateway/api_model.h"
#include "core/gateway/api_problem.h"

namespace palaver::gateway {

// How many of each an API may have. "Adjustable" quotas: AWS raises them on request.
struct ApiCounts {
  std::size_t routes = kRoutesPerApi;
  std::size_t integrations = kIntegrationsPerApi;
  std::size_t stages = kStagesPerApi;
  std::size_t authorizers = kAuthorizersPerApi;
};

// All problems of an API that is to be deployed to its stages; without places.
std::vector<ApiProblem> validate(const model::Api& api, const ApiCounts& counts = {});

}  // namespace palaver::gateway
