// The URL that a request to an HTTP integration goes to. API Gateway: "Set up a WebSocket API
// integration request", integrationUri; "Set up data mapping". Pure function; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/common/expected.h"
#include "core/gateway/request_context.h"

namespace palaver::gateway {

// `uri` with the stage's variables put in as they are, then every `{name}` with the path parameter
// of that name, percent-encoded, then `query` appended, percent-encoded, behind what query the URI
// has. A fragment is cut off.
//
// What a client sent stays one segment of the path: slashes are encoded, and a segment that a
// parameter would make `.` or `..`, which every HTTP client resolves, is refused.
//
// The error is for a log, and makes an API_CONFIGURATION_ERROR: a stage variable or a path
// parameter that has no value, a brace without its partner, a text that is no http or https URL
// with a host, or one with blanks or control characters in it.
expected<std::string, std::string> integration_uri(std::string_view uri,
                                                   const StringMap& stage_variables,
                                                   const std::vector<NamedValue>& path,
                                                   const std::vector<NamedValue>& query);

}  // namespace palaver::gateway
