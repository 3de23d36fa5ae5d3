// Base64 with the standard alphabet. RFC 4648 section 4. Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace palaver {

// With padding.
std::string base64_encode(std::string_view bytes);

// Nothing for a character outside of the alphabet and for a length that no encoder gives. Padding
// may be missing, and the last character's unused bits may be anything: encoders differ there, and
// what was meant is plain.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace palaver
