// An API and its parts from JSON, in the members and the spelling of the apigatewayv2 API: the
// shape of a definition file, docs/api-file.md. Only the shape is looked at here (names, types,
// words that a member may be); what the values mean is validate()'s. Any thread.
//
// Each function makes what can be made and adds what is wrong to `problems`; `member` is where the
// value stands in its text. Members that are missing or null keep their defaults. Members that AWS
// only answers with (createdDate, apiEndpoint, ...) may stand there, so that what its CLI prints
// can be read back; they are not kept.
#pragma once

#include <string_view>
#include <vector>

#include "core/gateway/api_model.h"
#include "core/gateway/api_problem.h"
#include "core/json/value.h"

namespace palaver::gateway {

using ApiProblems = std::vector<ApiProblem>;

// With all that is in it. Ids that are missing are made by assign_ids().
model::Api read_api(const json::Value& value, std::string_view member, ApiProblems& problems);

// With their responses, where they have them.
model::Integration read_integration(const json::Value& value, std::string_view member,
                                    ApiProblems& problems);
model::Route read_route(const json::Value& value, std::string_view member, ApiProblems& problems);

model::IntegrationResponse read_integration_response(const json::Value& value,
                                                     std::string_view member,
                                                     ApiProblems& problems);
model::RouteResponse read_route_response(const json::Value& value, std::string_view member,
                                         ApiProblems& problems);
model::Authorizer read_authorizer(const json::Value& value, std::string_view member,
                                  ApiProblems& problems);
// Its schema may be JSON text, as in the API, or the JSON itself, as in CloudFormation.
model::Model read_model(const json::Value& value, std::string_view member, ApiProblems& problems);
model::Stage read_stage(const json::Value& value, std::string_view member, ApiProblems& problems);
model::ApiKey read_api_key(const json::Value& value, std::string_view member,
                           ApiProblems& problems);
model::UsagePlan read_usage_plan(const json::Value& value, std::string_view member,
                                 ApiProblems& problems);
model::DomainName read_domain_name(const json::Value& value, std::string_view member,
                                   ApiProblems& problems);

}  // namespace palaver::gateway
