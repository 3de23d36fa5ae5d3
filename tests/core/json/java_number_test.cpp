#include "core/json/java_number.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <random>
#include <string>

using palaver::json::java_double;

TEST_CASE("Java's doubles: text as Double.toString() has it", "[json]") {
  struct Row {
    double value;
    const char* text;
  };
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const auto row = GENERATE_REF(values<Row>({
      {0.0, "0.0"},
      {-0.0, "-0.0"},
      {1, "1.0"},
      {-1, "-1.0"},
      {10, "10.0"},
      {100, "100.0"},
      {0.1, "0.1"},
      {0.5, "0.5"},
      {1.25, "1.25"},
      {123.456, "123.456"},
      {0.001, "0.001"},
      {0.00999, "0.00999"},
      // From 10^7 on and below 10^-3: computerized scientific notation.
      {9999999, "9999999.0"},
      {9999999.5, "9999999.5"},
      {1e7, "1.0E7"},
      {12345678, "1.2345678E7"},
      {1e10, "1.0E10"},
      {1.5e300, "1.5E300"},
      {0.0009999, "9.999E-4"},
      {1e-5, "1.0E-5"},
      {-1.5e-7, "-1.5E-7"},
      // The fewest digits that read back.
      {0.1 + 0.2, "0.30000000000000004"},
      {1.0 / 3, "0.3333333333333333"},
      {2.0 / 3, "0.6666666666666666"},
      {1e23, "1.0E23"},
      {2e23, "2.0E23"},
      {9007199254740993.0, "9.007199254740992E15"},
      {123456789012345678.0, "1.2345678901234568E17"},
      {9223372036854775807.0, "9.223372036854776E18"},
      {5.684341886080802e-14, "5.684341886080802E-14"},  // 2^-44
      {8.41e21, "8.41E21"},
      {2.0e-3, "0.002"},
      {4.35, "4.35"},
      {1.7976931348623157e308, "1.7976931348623157E308"},
      {2.2250738585072014e-308, "2.2250738585072014E-308"},
      // Below the normal ones there are fewer digits, but never less than two.
      {4.9e-324, "4.9E-324"},
      {1e-323, "9.9E-324"},
      {2e-323, "2.0E-323"},
      {1.2345e-310, "1.2345E-310"},
      {std::nan(""), "NaN"},
      {kInfinity, "Infinity"},
      {-kInfinity, "-Infinity"},
  }));
  CHECK(java_double(row.value) == row.text);
}

TEST_CASE("Java's doubles: whatever the number, its text reads back", "[json]") {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t bits = random();
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    // Powers of two are where the nearest decimal may not do.
    if (i % 4 == 0) value = std::ldexp(1.0, static_cast<int>(bits % 2098) - 1074);
    if (!std::isfinite(value)) continue;
    const std::string text = java_double(value);
    const double read_back = std::strtod(text.c_str(), nullptr);
    if (read_back == value && text.size() <= 24) continue;
    CAPTURE(text);
    FAIL("not the same number, or more digits than a double has");
  }
  SUCCEED();
}
