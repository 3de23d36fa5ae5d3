#include "core/velocity/big_number.h"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <limits>

using palaver::velocity::BigNumber;

namespace {

constexpr std::array<std::int64_t, 15> kNumbers = {
    0,
    1,
    -1,
    2,
    -3,
    7,
    10,
    999'999'999,
    1'000'000'000,
    -1'000'000'001,
    4'294'967'296,
    123'456'789'012'345,
    -987'654'321'098'765'432,
    std::numeric_limits<std::int64_t>::max(),
    std::numeric_limits<std::int64_t>::min(),
};

}  // namespace

TEST_CASE("Big numbers: small ones compute as the processor does", "[velocity]") {
  for (const std::int64_t a : kNumbers) {
    for (const std::int64_t b : kNumbers) {
      CAPTURE(a, b);
      const BigNumber x(a);
      const BigNumber y(b);
      CHECK(x.compare(y) == (a < b ? -1 : a > b ? 1 : 0));
      std::int64_t result = 0;
      if (!__builtin_add_overflow(a, b, &result)) {
        CHECK((x + y).to_string() == std::to_string(result));
      }
      if (!__builtin_sub_overflow(a, b, &result)) {
        CHECK((x - y).to_string() == std::to_string(result));
      }
      if (!__builtin_mul_overflow(a, b, &result)) {
        CHECK((x * y).to_string() == std::to_string(result));
      }
      if (b != 0 && b != -1) CHECK((x / y).to_string() == std::to_string(a / b));
    }
  }
}

TEST_CASE("Big numbers: a product divided by a factor is the other one", "[velocity]") {
  for (const std::int64_t a : kNumbers) {
    for (const std::int64_t b : kNumbers) {
      if (b == 0) continue;
      CAPTURE(a, b);
      const BigNumber product = BigNumber(a) * BigNumber(b) * BigNumber(a);
      CHECK((product / BigNumber(b)).compare(BigNumber(a) * BigNumber(a)) == 0);
      CHECK((product + BigNumber(b) - product).compare(BigNumber(b)) == 0);
    }
  }
}

TEST_CASE("Big numbers: text in, text out", "[velocity]") {
  for (const char* digits : {"0", "-1", "1000000000", "123456789012345678901234567890",
                             "-100000000000000000000000000001"}) {
    CHECK(BigNumber(std::string_view(digits)).to_string() == digits);
  }
  CHECK(BigNumber(std::string_view("-0")).to_string() == "0");
  CHECK(BigNumber(std::string_view("+0007")).to_string() == "7");
}

TEST_CASE("Big numbers: what fits 64 bits is an integer again", "[velocity]") {
  const auto value = [](const char* digits) {
    return BigNumber(std::string_view(digits)).to_value();
  };
  CHECK(value("9223372036854775807").as_integer() != nullptr);
  CHECK(value("-9223372036854775808").as_integer() != nullptr);
  CHECK(value("9223372036854775808").as_big_integer() != nullptr);
}
