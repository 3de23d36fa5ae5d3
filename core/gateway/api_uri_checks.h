// What API Gateway refuses in the URIs of integrations and authorizers. Part of validate(). Any
// thread.
#pragma once

#include <string_view>
#include <vector>

#include "core/gateway/api_checks.h"
#include "core/gateway/api_model.h"

namespace palaver::gateway {

// Which services a URI may name.
enum class Services { all, lambda };

// `checks` is of the object whose `member` is `uri`. With variables of a stage in it the URI is
// tried with each stage's.
//
// A URI arn:aws:apigateway:REGION:SERVICE:path/... or :action/..., of a Lambda function or also of
// another service.
void check_service_uri(const model::Api& api, const ApiChecks& checks, std::string_view member,
                       std::string_view uri, Services services);
// A http or https URL.
void check_http_uri(const model::Api& api, const ApiChecks& checks, std::string_view member,
                    std::string_view uri);

// The names in `{name}`, views into `uri`; not those in `${name}`.
std::vector<std::string_view> placeholders(std::string_view uri);

}  // namespace palaver::gateway
