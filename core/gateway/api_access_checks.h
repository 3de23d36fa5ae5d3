// What API Gateway refuses in what decides who may connect: authorizers, API keys, usage plans.
// Part of validate(). Any thread.
#pragma once

#include "core/gateway/api_checks.h"
#include "core/gateway/api_model.h"

namespace palaver::gateway {

// `checks` is of the API.
void check_access(const model::Api& api, const ApiChecks& checks);

}  // namespace palaver::gateway
