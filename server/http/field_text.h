// The text of header fields: lists, what may stand where; names compare by letter_case.h. RFC 9110
// section 5. Any thread.
#pragma once

#include <algorithm>
#include <string_view>

#include "core/common/letter_case.h"

namespace palaver::http {

// Without the blanks and tabs around it (OWS, section 5.6.3).
inline std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Whether `matches` holds for an item of a comma-separated list (section 5.6.1), asked in order
// until it does. Empty items are passed over. Quoted strings are not understood: no list that we
// read has them.
template <class Matches>
bool any_list_item(std::string_view list, Matches matches) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    const auto item = trim(list.substr(0, comma));
    if (!item.empty() && matches(item)) return true;
    if (comma == std::string_view::npos) return false;
    list.remove_prefix(comma + 1);
  }
  return false;
}

// A token (section 5.6.2): what a method or a field's name is made of.
inline bool is_token(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), allowed);
}

// Whether a field's value can be sent: CR, LF and NUL would let it end the field and start another
// (section 5.5).
inline bool is_field_value(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

}  // namespace palaver::http
