// What $util offers to mapping templates. API Gateway: "WebSocket API mapping template reference",
// $util functions. Pure functions on UTF-8 text; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace palaver::gateway {

// $util.escapeJavaScript: quotes, apostrophes, backslashes and slashes get a backslash, control
// characters and all beyond ASCII become \uXXXX. An apostrophe after a backslash is not valid JSON:
// AWS tells users to append .replaceAll("\\'","'").
std::string escape_javascript(std::string_view text);

// $util.urlEncode: as forms are sent, application/x-www-form-urlencoded; a blank becomes +.
std::string url_encode(std::string_view text);
// Nothing when a % is not followed by two hexadecimal digits. Bytes that are not UTF-8 become
// U+FFFD.
std::optional<std::string> url_decode(std::string_view text);

// $util.base64Decode; for base64Encode see core/common/base64.h. Takes the alphabet of section 5 (-
// and _) too, and leaves out what is of neither; ends at the padding. Bytes that are not UTF-8
// become U+FFFD, since templates know text only.
std::string base64_decode_leniently(std::string_view text);

}  // namespace palaver::gateway
