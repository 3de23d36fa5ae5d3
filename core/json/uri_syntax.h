// Whether a text is a URI reference as java.net.URI takes it: RFC 2396 with the characters beyond
// ASCII that are neither blanks nor controls. Pure function; any thread.
#pragma once

#include <string_view>

namespace palaver::json {

bool is_uri(std::string_view text);

}  // namespace palaver::json
