// Texts that begin or end with another. Any thread.
#pragma once

#include <string_view>

namespace palaver {

// Takes `prefix` away, if `text` begins with it; else false, and `text` is as it was.
constexpr bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// The same at the end.
constexpr bool take_suffix(std::string_view& text, std::string_view suffix) {
  if (text.size() < suffix.size() || text.substr(text.size() - suffix.size()) != suffix) {
    return false;
  }
  text.remove_suffix(suffix.size());
  return true;
}

}  // namespace palaver
