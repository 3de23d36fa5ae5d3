#include "core/json/decimal.h"

#include <catch2/catch_test_macros.hpp>
#include <limits>

#include "core/json/number.h"

using namespace palaver::json;

namespace {

std::string decimal_of(std::string_view text) {
  const auto number = to_decimal(number_value(text));
  if (!number) return "none";
  return (number->negative ? "-" : "") + number->digits + "e" + std::to_string(number->exponent);
}

bool is_multiple_of(std::string_view number, std::string_view divisor) {
  return is_multiple(*to_decimal(number_value(number)), *to_decimal(number_value(divisor)));
}

}  // namespace

TEST_CASE("Decimal: one form for each number", "[json]") {
  struct Row {
    const char* text;
    const char* decimal;
  };
  for (const Row& row : {
           Row{"0", "e0"},
           Row{"0.0", "e0"},
           Row{"-0.0", "e0"},
           Row{"1", "1e0"},
           Row{"1.0", "1e0"},
           Row{"-100", "-1e2"},
           Row{"1e2", "1e2"},
           Row{"0.015", "15e-3"},
           Row{"1.5e-10", "15e-11"},
           Row{"1.5e300", "15e299"},
           Row{"9223372036854775807", "9223372036854775807e0"},
           Row{"123456789012345678901234567890", "12345678901234567890123456789e1"},
           Row{"1e999", "none"},
       }) {
    CAPTURE(row.text);
    CHECK(decimal_of(row.text) == row.decimal);
  }
  CHECK_FALSE(to_decimal(Value::string("1")).has_value());
  CHECK_FALSE(to_decimal(Value::decimal(std::numeric_limits<double>::quiet_NaN())).has_value());
}

TEST_CASE("Decimal: multiples, against the remainder of integers", "[json]") {
  std::size_t wrong = 0;
  for (std::int64_t number = -200; number <= 200; ++number) {
    for (std::int64_t divisor = 1; divisor <= 60; ++divisor) {
      const bool multiple =
          is_multiple(*to_decimal(Value::integer(number)), *to_decimal(Value::integer(divisor)));
      if (multiple != (number % divisor == 0)) ++wrong;
    }
  }
  CHECK(wrong == 0);
  CHECK(is_multiple_of("0.3", "0.1"));
  CHECK_FALSE(is_multiple_of("0.3", "0.2"));
  CHECK(is_multiple_of("9999999999999999999000", "9999999999999999999"));
  CHECK_FALSE(is_multiple_of("9999999999999999998", "9999999999999999999"));
}
