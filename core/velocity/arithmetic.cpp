#include "core/velocity/arithmetic.h"

#include <cmath>
#include <optional>

#include "core/json/number.h"
#include "core/velocity/big_number.h"
#include "core/velocity/limits.h"

namespace palaver::velocity {
namespace {

using json::Value;

BigNumber to_big(const Value& value) {
  if (const std::int64_t* integer = value.as_integer()) return BigNumber(*integer);
  return BigNumber(std::string_view(value.as_big_integer()->digits));
}

std::size_t digits(const Value& value) {
  return value.as_big_integer() != nullptr ? value.as_big_integer()->digits.size() : 0;
}

bool is_zero(const Value& value) {
  if (const std::int64_t* integer = value.as_integer()) return *integer == 0;
  return json::to_double(value) == 0;
}

std::optional<std::int64_t> compute_integers(Operator op, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  switch (op) {
    case Operator::add:
      if (__builtin_add_overflow(a, b, &result)) return std::nullopt;
      return result;
    case Operator::subtract:
      if (__builtin_sub_overflow(a, b, &result)) return std::nullopt;
      return result;
    case Operator::multiply:
      if (__builtin_mul_overflow(a, b, &result)) return std::nullopt;
      return result;
    case Operator::divide:
      // The one quotient that does not fit; the processor traps at it.
      if (b == -1) return compute_integers(Operator::subtract, 0, a);
      return a / b;
    default:
      return b == -1 ? 0 : a % b;
  }
}

Value compute_decimals(Operator op, double a, double b) {
  switch (op) {
    case Operator::add:
      return Value::decimal(a + b);
    case Operator::subtract:
      return Value::decimal(a - b);
    case Operator::multiply:
      return Value::decimal(a * b);
    case Operator::divide:
      return Value::decimal(a / b);
    default:
      return Value::decimal(std::fmod(a, b));
  }
}

BigNumber compute_big(Operator op, const BigNumber& a, const BigNumber& b) {
  switch (op) {
    case Operator::add:
      return a + b;
    case Operator::subtract:
      return a - b;
    case Operator::multiply:
      return a * b;
    case Operator::divide:
      return a / b;
    default: {
      // BigInteger.mod(), which is never negative, and not the rest of the division.
      const BigNumber rest = a - a / b * b;
      return rest.compare(BigNumber(0)) < 0 ? rest + b : rest;
    }
  }
}

}  // namespace

expected<Value, std::string> compute(Operator op, const Value& a, const Value& b) {
  if (!a.is_number() || !b.is_number()) return Value::null();
  if ((op == Operator::divide || op == Operator::modulo) && is_zero(b)) return Value::null();
  if (a.as_decimal() != nullptr || b.as_decimal() != nullptr) {
    return compute_decimals(op, json::to_double(a), json::to_double(b));
  }
  if (a.as_integer() != nullptr && b.as_integer() != nullptr) {
    const auto result = compute_integers(op, *a.as_integer(), *b.as_integer());
    if (result) return Value::integer(*result);
  }
  if (digits(a) > kMaxDigits || digits(b) > kMaxDigits) {
    return unexpected("a number of more than " + std::to_string(kMaxDigits) + " digits");
  }
  Value result = compute_big(op, to_big(a), to_big(b)).to_value();
  if (digits(result) > kMaxDigits) {
    return unexpected("a number of more than " + std::to_string(kMaxDigits) + " digits");
  }
  return result;
}

}  // namespace palaver::velocity
