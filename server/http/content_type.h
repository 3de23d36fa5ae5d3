// Media types by file name. Any thread.
#pragma once

#include <string_view>

namespace palaver::http {

// By the name's ending, without regard to case; application/octet-stream for unknown ones. WASM
// must be application/wasm, or browsers do not compile it while it streams.
std::string_view content_type(std::string_view file_name);

}  // namespace palaver::http
