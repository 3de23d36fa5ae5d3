// Text of others for a line of a log. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace palaver::gateway {

// API Gateway cuts the entries of its execution log there.
inline constexpr std::size_t kMaxLogEntry = 1024;

// `text` as one line of at most kMaxLogEntry bytes: blanks for line ends and tabs, question marks
// for other control characters and for all that is not ASCII in a text that is not UTF-8.
std::string log_entry(std::string_view text);

}  // namespace palaver::gateway
