// The patterns that API Gateway has for names and values in an API's definition. Written out,
// because std::regex throws and takes stack. Pure functions; any thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

#include "core/common/ascii.h"

namespace palaver::gateway {

constexpr bool is_letter_or_digit(char c) {
  return is_ascii_letter(c) || is_digit(c);
}

// Whether `text` has characters, and all are letters, digits or in `others`.
constexpr bool is_all_of(std::string_view text, std::string_view others) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_letter_or_digit(c) || others.find(c) != std::string_view::npos;
  });
}

// How many characters UTF-8 text has; of what is not UTF-8, the bytes that could begin one count.
std::size_t character_count(std::string_view text);

// A `${...}` in a text, its braces included.
struct VariableSpan {
  std::size_t begin = 0;
  std::size_t end = 0;    // the text's end when there is no brace that closes it
  std::string_view name;  // what is between the braces
  bool closed = false;
};

// The first that begins at or behind `from`; a `${` that nothing closes is one.
std::optional<VariableSpan> find_variable(std::string_view text, std::size_t from);

}  // namespace palaver::gateway
