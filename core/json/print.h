// Values as text: as JSON, and as Java prints them, which is what API Gateway's users see in their
// templates' output. Pure functions. Neither cycles nor endless paths (see value.h) make them run
// for long: nesting beyond kMaxDepth ends in `null`, and the number of bytes is limited.
#pragma once

#include <cstddef>
#include <string>

#include "core/json/value.h"

namespace palaver::json {

// What the functions without a limit of their own print at most.
inline constexpr std::size_t kMaxPrintedBytes = std::size_t{16} * 1024 * 1024;

// Append to `out` and return true; or return false as soon as `out` would have more than
// `max_bytes`, with a part of the text appended.
//
// Compact JSON. Decimals as Java prints doubles (1.0, 1.0E10), save that what JSON has no number
// for (NaN, Infinity) is null; objects as strings of their text. Text that is not UTF-8 gets U+FFFD
// for what is not.
bool append_json(std::string& out, const Value& value, std::size_t max_bytes);
// As Java's toString(): strings without quotes, maps as {foo=bar, n=1}, lists as compact JSON,
// which is what API Gateway prints. Null is the empty text here and inside maps the word null.
bool append_text(std::string& out, const Value& value, std::size_t max_bytes);

// The same, cut at kMaxPrintedBytes.
std::string to_json(const Value& value);
std::string to_text(const Value& value);

}  // namespace palaver::json
