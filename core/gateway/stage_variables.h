// Stage variables in the texts of an API's definition: `${stageVariables.x}` in integration URIs,
// credentials and VPC links. API Gateway: "Stage variables reference". Pure function; any thread.
#pragma once

#include <string>
#include <string_view>

#include "core/common/expected.h"
#include "core/gateway/request_context.h"

namespace palaver::gateway {

// `text` with every `${stageVariables.x}` replaced, in one pass: what a variable holds is not
// looked at again, and stands as it is, since it may be a host, a path or a whole URL. The error
// names a variable that the stage does not have, or an opening without its brace.
expected<std::string, std::string> with_stage_variables(std::string_view text,
                                                        const StringMap& stage_variables);

}  // namespace palaver::gateway
