// Numbers. Velocity 1.7, MathUtils: whole numbers stay whole and grow as they must, anything with a
// decimal in it is a decimal. Where Velocity would compute with BigDecimal (a decimal and a whole
// number beyond 64 bits) this computes with doubles. Pure functions; any thread.
#pragma once

#include <string>

#include "core/common/expected.h"
#include "core/json/value.h"
#include "core/velocity/ast.h"

namespace palaver::velocity {

// One of add, subtract, multiply, divide, modulo. Null when one is no number, or for a division by
// zero. Of more than kMaxDigits digits: an error.
expected<json::Value, std::string> compute(Operator op, const json::Value& a, const json::Value& b);

}  // namespace palaver::velocity
