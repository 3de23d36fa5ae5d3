// Pieces of the events that Lambda functions get: for a route's integration (lambda_event.h) and
// for an authorizer (authorizer_event.h). API Gateway: "Set up a WebSocket API integration
// request", event formats.
//
// Everything is compact JSON, in AWS's order of members, and appended to `out`. Values may hold any
// bytes: what is not UTF-8 becomes U+FFFD. Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/request_context.h"

namespace palaver::gateway {

// `"name":` with `name` as it stands.
void append_key(std::string& out, std::string_view name);

// {"name":"value",...}
void append_string_map(std::string& out, const StringMap& map);

enum class LetterCase { counts, ignored };

// Two objects about the same values: `"<single>":{"a":"2"},"<multi>":{"a":["1","2"]}`. A name comes
// once, where it first came and as it was first written; the single value is the last.
void append_value_maps(std::string& out, std::string_view single, std::string_view multi,
                       const std::vector<NamedValue>& values, LetterCase letter_case);

// `"requestContext":{...}`, without `status` and `error`, which no event has.
void append_request_context(std::string& out, const RequestContext& context);

}  // namespace palaver::gateway
