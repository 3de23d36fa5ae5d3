// Percent-encoding. RFC 3986 section 2.1. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace palaver {

// Everything but unreserved characters (section 2.3) as %XX.
void append_percent_encoded(std::string& out, std::string_view text);

}  // namespace palaver
