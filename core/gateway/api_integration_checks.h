// What API Gateway refuses in integrations and their responses. Part of validate(). Any thread.
#pragma once

#include "core/gateway/api_checks.h"
#include "core/gateway/api_model.h"

namespace palaver::gateway {

// `checks` is of the API.
void check_integrations(const model::Api& api, const ApiChecks& checks);

}  // namespace palaver::gateway
