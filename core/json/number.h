// Numbers between text, values and each other. Pure functions; any thread. Text to double follows
// the C locale, which this program never changes.
#pragma once

#include <optional>
#include <string_view>

#include "core/json/value.h"

namespace palaver::json {

// The value of a number as JSON writes it: `text` is one, from a Scanner. Without point and
// exponent it is an integer, or a big integer beyond 64 bits; else the nearest decimal, Infinity
// beyond all of them.
Value number_value(std::string_view text);

// The number that all of `text` is, as Java's BigDecimal reads it: like JSON, and also +1, 1., .5
// and 007. Null when it is none.
Value to_number(std::string_view text);

// The nearest double of a number; 0 for what is none.
double to_double(const Value& number);

// Below, equal or above zero as `a` is to `b`, by value: 1 equals 1.0, and no digit of an integer
// is lost. Nothing when one of them is NaN or not a number.
std::optional<int> compare_numbers(const Value& a, const Value& b);

}  // namespace palaver::json
