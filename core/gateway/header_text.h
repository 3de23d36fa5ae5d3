// What HTTP can carry in a header. RFC 9110 sections 5.1 and 5.5. Any thread.
#pragma once

#include <algorithm>
#include <string_view>

#include "core/common/ascii.h"

namespace palaver::gateway {

// A token (section 5.6.2).
inline bool is_header_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return is_ascii_letter(c) || is_digit(c) ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

// Without control characters, which could end the field and begin another; tabs are allowed. Bytes
// beyond ASCII are "opaque data".
inline bool is_header_value(std::string_view value) {
  return std::none_of(value.begin(), value.end(),
                      [](char c) { return c != '\t' && is_control(c); });
}

}  // namespace palaver::gateway
