// Numbers by their decimal digits, exactly: for what Java computes with BigDecimal. Pure functions;
// any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "core/json/value.h"

namespace palaver::json {

// `digits`, as a whole number, times ten to the power of `exponent`. There is one form for each
// value: no zeros at either end of the digits, and for 0 nothing but zeros and nothings.
struct Decimal {
  bool negative = false;
  std::string digits;
  std::int64_t exponent = 0;
};

// What a number is, as it is printed: 0.1 is one tenth. Nothing for NaN, infinities and what is no
// number.
std::optional<Decimal> to_decimal(const Value& number);

// What is_multiple() divides by has no more digits.
inline constexpr std::size_t kMaxDivisorDigits = 19;

// Whether dividing `number` by `divisor`, which is not 0, leaves nothing.
bool is_multiple(const Decimal& number, const Decimal& divisor);

}  // namespace palaver::json
