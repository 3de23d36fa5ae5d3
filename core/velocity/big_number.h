// Whole numbers of any size, in decimal: what Java's BigInteger is to templates. Values; any
// thread. Time of multiply and divide is the product of the lengths; callers limit those.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/json/value.h"

namespace palaver::velocity {

class BigNumber {
 public:
  explicit BigNumber(std::int64_t value);
  // Digits with a sign or without.
  explicit BigNumber(std::string_view digits);

  BigNumber operator+(const BigNumber& other) const;
  BigNumber operator-(const BigNumber& other) const;
  BigNumber operator*(const BigNumber& other) const;
  // Towards zero. `other` is not zero.
  BigNumber operator/(const BigNumber& other) const;
  BigNumber operator-() const;
  int compare(const BigNumber& other) const;

  bool is_zero() const { return limbs_.empty(); }
  std::string to_string() const;
  // An integer when it fits 64 bits.
  json::Value to_value() const;

 private:
  using Limbs = std::vector<std::uint32_t>;
  static int compare(const Limbs& a, const Limbs& b);
  static Limbs add(const Limbs& a, const Limbs& b);
  static Limbs subtract(const Limbs& a, const Limbs& b);  // a >= b
  void trim();

  bool negative_ = false;
  Limbs limbs_;  // base 10^9, the lowest first, no zeros at the end
};

}  // namespace palaver::velocity
