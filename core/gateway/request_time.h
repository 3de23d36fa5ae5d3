// The moment of a request as `$context.requestTime` prints it. Pure function; any thread.
#pragma once

#include <cstdint>
#include <string>

namespace palaver::gateway {

// The common log format's time, in English and UTC whatever the locale: appends
// `11/Nov/2024:11:35:24 +0000`.
void append_request_time(std::string& out, std::int64_t unix_ms);

}  // namespace palaver::gateway
