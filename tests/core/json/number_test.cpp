#include "core/json/number.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <limits>
#include <string>

#include "core/json/print.h"

using namespace palaver::json;

TEST_CASE("Numbers: JSON's text becomes the narrowest value that keeps it", "[json]") {
  struct Row {
    const char* text;
    Value::Kind kind;
    const char* printed;
  };
  const auto row = GENERATE(values<Row>({
      {"0", Value::Kind::integer, "0"},
      {"-0", Value::Kind::integer, "0"},
      {"-12", Value::Kind::integer, "-12"},
      {"9223372036854775807", Value::Kind::integer, "9223372036854775807"},
      {"-9223372036854775808", Value::Kind::integer, "-9223372036854775808"},
      {"9223372036854775808", Value::Kind::big_integer, "9223372036854775808"},
      {"-9223372036854775809", Value::Kind::big_integer, "-9223372036854775809"},
      {"100000000000000000000000000", Value::Kind::big_integer, "100000000000000000000000000"},
      {"1.0", Value::Kind::decimal, "1.0"},
      {"-0.0", Value::Kind::decimal, "-0.0"},
      {"1e3", Value::Kind::decimal, "1000.0"},
      {"1E+10", Value::Kind::decimal, "1.0E10"},
      {"25e-7", Value::Kind::decimal, "2.5E-6"},
      {"0.1000", Value::Kind::decimal, "0.1"},
      {"123456789.123456789012345", Value::Kind::decimal, "1.2345678912345679E8"},
      {"1e-400", Value::Kind::decimal, "0.0"},
      {"1e400", Value::Kind::decimal, "Infinity"},
  }));
  CAPTURE(row.text);
  const Value value = number_value(row.text);
  CHECK(value.kind() == row.kind);
  CHECK(to_text(value) == row.printed);
}

TEST_CASE("Numbers: text is a number when all of it is one", "[json]") {
  struct Row {
    const char* text;
    const char* printed;  // empty: it is none
  };
  const auto row = GENERATE(values<Row>({
      {"7", "7"},
      {"+7", "7"},
      {"-7", "-7"},
      {"007", "7"},
      {"000", "0"},
      {"-007", "-7"},
      {"1.", "1.0"},
      {".5", "0.5"},
      {"+1.5e+3", "1500.0"},
      {"2E3", "2000.0"},
      {"00012345678901234567890", "12345678901234567890"},
      {"", ""},
      {"-", ""},
      {"+", ""},
      {".", ""},
      {"e5", ""},
      {"1e", ""},
      {"1e+", ""},
      {"1x", ""},
      {" 1", ""},
      {"1 ", ""},
      {"0x10", ""},
      {"1.2.3", ""},
      {"--1", ""},
      {"NaN", ""},
      {"Infinity", ""},
      {"1,5", ""},
  }));
  CAPTURE(row.text);
  CHECK(to_text(to_number(row.text)) == row.printed);
}

TEST_CASE("Numbers: they are compared by value, and no digit is lost", "[json]") {
  struct Row {
    const char* small;
    const char* large;
  };
  const auto row = GENERATE(values<Row>({
      {"1", "2"},
      {"-2", "-1"},
      {"1", "1.5"},
      {"-1.5", "-1"},
      {"0.1", "0.2"},
      {"-0.5", "0"},
      {"9007199254740992.0", "9007199254740993"},
      {"9223372036854775807", "9223372036854775808.0"},
      {"9223372036854775807", "9223372036854775808"},
      {"-9223372036854775809", "-9223372036854775808"},
      {"12345678901234567890", "12345678901234567891"},
      {"99999999999999999999", "100000000000000000000"},
      {"-100000000000000000000", "-99999999999999999999"},
      {"-100000000000000000000", "99999999999999999999"},
      {"1e10", "100000000000000000000"},
      {"100000000000000000000", "1e30"},
      {"-1e300", "5"},
      {"5", "1e300"},
  }));
  CAPTURE(row.small, row.large);
  const Value small = number_value(row.small);
  const Value large = number_value(row.large);
  CHECK(compare_numbers(small, large) == -1);
  CHECK(compare_numbers(large, small) == 1);
  CHECK(compare_numbers(small, small) == 0);
  CHECK(compare_numbers(large, large) == 0);
}

TEST_CASE("Numbers: equal ones of different kinds, and what has no order", "[json]") {
  CHECK(compare_numbers(number_value("1"), number_value("1.0")) == 0);
  CHECK(compare_numbers(number_value("0"), number_value("-0.0")) == 0);
  CHECK(compare_numbers(number_value("100000000000000000000"), number_value("1e20")) == 0);
  CHECK(compare_numbers(number_value("-9223372036854775808"),
                        number_value("-9223372036854775808.0")) == 0);
  const Value nan = Value::decimal(std::numeric_limits<double>::quiet_NaN());
  CHECK_FALSE(compare_numbers(nan, nan));
  CHECK_FALSE(compare_numbers(nan, Value::integer(1)));
  CHECK_FALSE(compare_numbers(Value::integer(1), nan));
  CHECK_FALSE(compare_numbers(Value::string("1"), Value::integer(1)));
  CHECK_FALSE(compare_numbers(Value::integer(1), Value::null()));
  CHECK(to_double(number_value("-100000000000000000000")) == -1e20);
  CHECK(to_double(Value::string("5")) == 0);
}
