#include "core/json/java_number.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>

namespace palaver::json {
namespace {

// Java's least: one digit before the point and one behind it.
constexpr int kMinDigits = 2;
// As many digits as any double keeps: a decimal of so many, turned into a double of full precision
// and rounded to so many again, is the same one.
constexpr int kSafeDigits = std::numeric_limits<double>::digits10;
// With so many, every double has a decimal of its own.
constexpr int kMaxDigits = std::numeric_limits<double>::max_digits10;

struct Decimal {
  std::string digits;  // the point is behind the first
  int exponent = 0;    // of ten
};

// `value` is finite and above zero.
Decimal rounded(double value, int digits) {
  std::array<char, 40> text{};  // d.ddddE-ddd
  std::snprintf(text.data(), text.size(), "%.*e", digits - 1, value);
  Decimal decimal;
  const char* at = text.data();
  for (; *at != 'e'; ++at) {
    if (*at >= '0' && *at <= '9') decimal.digits += *at;
  }
  decimal.exponent = static_cast<int>(std::strtol(at + 1, nullptr, 10));
  return decimal;
}

bool reads_back(const Decimal& decimal, double value) {
  const int last_place = decimal.exponent - static_cast<int>(decimal.digits.size()) + 1;
  const std::string text = decimal.digits + "e" + std::to_string(last_place);
  return std::strtod(text.c_str(), nullptr) == value;
}

// One more in the last place.
Decimal next_up(Decimal decimal) {
  std::size_t at = decimal.digits.size();
  while (at > 0 && decimal.digits[at - 1] == '9') decimal.digits[--at] = '0';
  if (at > 0) {
    ++decimal.digits[at - 1];
  } else {
    decimal.digits.insert(0, 1, '1').pop_back();
    ++decimal.exponent;
  }
  return decimal;
}

Decimal shortest(double value) {
  const bool is_normal = value >= std::numeric_limits<double>::min();
  for (int digits = is_normal ? kSafeDigits : kMinDigits; digits < kMaxDigits; ++digits) {
    Decimal nearest = rounded(value, digits);
    if (reads_back(nearest, value)) return nearest;
    // At a power of two the doubles above are twice as far apart as those below, so that the
    // second nearest decimal may read back where the nearest does not: 2^-44
    // is 5.684341886080802E-14.
    Decimal second = next_up(nearest);
    if (reads_back(second, value)) return second;
  }
  return rounded(value, kMaxDigits);
}

}  // namespace

std::string java_double(double value) {
  if (std::isnan(value)) return "NaN";
  const std::string sign = std::signbit(value) ? "-" : "";
  if (std::isinf(value)) return sign + "Infinity";
  if (value == 0) return sign + "0.0";

  Decimal decimal = shortest(std::fabs(value));
  std::string& digits = decimal.digits;
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  const auto with_point = [&digits](std::size_t before) {
    if (digits.size() <= before) digits.append(before + 1 - digits.size(), '0');
    return digits.insert(before, 1, '.');
  };
  if (decimal.exponent < -3 || decimal.exponent >= 7) {
    return sign + with_point(1) + "E" + std::to_string(decimal.exponent);
  }
  if (decimal.exponent < 0) {
    return sign + "0." + std::string(static_cast<std::size_t>(-decimal.exponent - 1), '0') + digits;
  }
  return sign + with_point(static_cast<std::size_t>(decimal.exponent) + 1);
}

}  // namespace palaver::json
