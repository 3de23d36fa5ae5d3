// One text for each JSON value, so that values can be compared and sorted. Pure functions; any
// thread.
#pragma once

#include <cstddef>
#include <string>

#include "core/json/value.h"

namespace palaver::json {

// Appends a text that is the same for two values exactly when they are equal as JSON: 1 equals 1.0,
// and the order of members means nothing. Not JSON, for nobody to read. False, with a part of it
// appended, when `out` would have more than `max_bytes`, or for nesting beyond kMaxDepth.
bool append_canonical(std::string& out, const Value& value, std::size_t max_bytes);

}  // namespace palaver::json
