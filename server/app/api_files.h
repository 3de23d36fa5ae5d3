// The APIs that the command line names: definition files read, checked and deployed. Any thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/common/expected.h"
#include "server/app/options.h"
#include "server/common/logger.h"
#include "server/gateway/served_api.h"

namespace palaver::app {

// In the order of the flags. The error is a text for people, a line for each problem:
// "api.json:12:15: routes[2].target: ...". Warnings of files that are well go to the log.
expected<std::vector<std::unique_ptr<gateway::ServedApi>>, std::string> load_apis(
    const Options& options, const log::Logger& logger);

}  // namespace palaver::app
