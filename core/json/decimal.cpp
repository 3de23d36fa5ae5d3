#include "core/json/decimal.h"

#include <cmath>
#include <string_view>

#include "core/json/java_number.h"

namespace palaver::json {
namespace {

// From Java's form of a number: -12, 0.015, 1.5E-10.
Decimal parse(std::string_view text) {
  Decimal number;
  bool behind_point = false;
  std::int64_t exponent = 0;
  bool negative_exponent = false;
  bool in_exponent = false;
  for (const char c : text) {
    if (c == 'E') {
      in_exponent = true;
    } else if (c == '-') {
      (in_exponent ? negative_exponent : number.negative) = true;
    } else if (c == '.') {
      behind_point = true;
    } else if (c >= '0' && c <= '9' && in_exponent) {
      exponent = exponent * 10 + (c - '0');
    } else if (c >= '0' && c <= '9') {
      number.digits.push_back(c);
      if (behind_point) --number.exponent;
    }
  }
  number.exponent += negative_exponent ? -exponent : exponent;
  number.digits.erase(0, number.digits.find_first_not_of('0'));
  while (!number.digits.empty() && number.digits.back() == '0') {
    number.digits.pop_back();
    ++number.exponent;
  }
  return number.digits.empty() ? Decimal{} : number;
}

// Arithmetic modulo a number that uses all of 64 bits.
class Remainder {
 public:
  // 0 counts as 1: everything is a multiple of it.
  explicit Remainder(std::uint64_t modulus) : modulus_(modulus == 0 ? 1 : modulus) {}

  // To ten times itself plus `digit`.
  void append(std::uint64_t digit) {
    const std::uint64_t two = sum(value_, value_);
    const std::uint64_t four = sum(two, two);
    const std::uint64_t eight = sum(four, four);
    value_ = sum(sum(eight, two), digit % modulus_);
  }
  bool is_zero() const { return value_ == 0; }

 private:
  std::uint64_t sum(std::uint64_t a, std::uint64_t b) const {
    return a >= modulus_ - b ? a - (modulus_ - b) : a + b;
  }

  std::uint64_t modulus_;
  std::uint64_t value_ = 0;
};

}  // namespace

std::optional<Decimal> to_decimal(const Value& number) {
  if (const auto* integer = number.as_integer()) return parse(std::to_string(*integer));
  if (const auto* big = number.as_big_integer()) return parse(big->digits);
  const auto* decimal = number.as_decimal();
  if (decimal == nullptr || !std::isfinite(*decimal)) return std::nullopt;
  return parse(java_double(*decimal));
}

bool is_multiple(const Decimal& number, const Decimal& divisor) {
  if (number.digits.empty()) return true;
  // Neither has zeros at the end: ten does not divide the number's digits.
  if (number.exponent < divisor.exponent) return false;
  std::uint64_t modulus = 0;
  for (const char digit : divisor.digits) {
    modulus = modulus * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  Remainder remainder(modulus);
  for (const char digit : number.digits) remainder.append(static_cast<std::uint64_t>(digit - '0'));
  for (std::int64_t zeros = number.exponent - divisor.exponent; zeros > 0; --zeros) {
    remainder.append(0);
  }
  return remainder.is_zero();
}

}  // namespace palaver::json
