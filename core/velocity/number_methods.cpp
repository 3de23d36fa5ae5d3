// java.lang.Integer, Long, Double, Boolean. Their static methods are reached through any number or
// boolean, which is how templates read numbers: #set($Integer = 0) $Integer.parseInt("42").

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/json/number.h"
#include "core/velocity/methods.h"
#include "core/velocity/utf16.h"
#include "core/velocity/values.h"

namespace palaver::velocity {
namespace {

using json::Value;

// Java's narrowing: whole numbers lose their high bits, decimals stop at the ends of the range.
template <class Integer>
Value narrow(const Value& value) {
  if (const std::int64_t* integer = value.as_integer()) {
    return Value::integer(static_cast<Integer>(static_cast<std::uint64_t>(*integer)));
  }
  const double number = json::to_double(value);
  using Limits = std::numeric_limits<Integer>;
  if (std::isnan(number)) return Value::integer(0);
  if (number >= static_cast<double>(Limits::max())) return Value::integer(Limits::max());
  if (number <= static_cast<double>(Limits::min())) return Value::integer(Limits::min());
  return Value::integer(static_cast<Integer>(number));
}

template <class Integer>
Outcome integer_value(const Value& self, Arguments, Runtime&) {
  return narrow<Integer>(self);
}

Value as_double(const Value& value) {
  return Value::decimal(json::to_double(value));
}

Outcome double_value(const Value& self, Arguments, Runtime&) {
  return as_double(self);
}

Outcome is_nan(const Value& self, Arguments, Runtime&) {
  return Value::boolean(std::isnan(*as_double(self).as_decimal()));
}

Outcome is_infinite(const Value& self, Arguments, Runtime&) {
  return Value::boolean(std::isinf(*as_double(self).as_decimal()));
}

Outcome compare_to(const Value& self, Arguments arguments, Runtime&) {
  if (arguments[0].is_null()) return unexpected<std::string>("the argument of compareTo() is null");
  const auto order = json::compare_numbers(self, arguments[0]);
  return order ? Value::integer(*order) : Value::null();
}

// --- Static methods ----------------------------------------------------------------------------

Outcome no_number(std::string_view text) {
  return unexpected("not a number: \"" + std::string(text) + "\"");
}

template <class Integer>
Outcome parse_integer(const Value& argument, int radix) {
  if (argument.is_null()) return no_number("null");
  const std::string* text = argument.as_string();
  if (text == nullptr) return Value::null();
  std::string_view digits = *text;
  if (digits.size() > 1 && digits.front() == '+' && digits[1] != '-') digits.remove_prefix(1);
  Integer number = 0;
  const char* end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), end, number, radix);
  if (parsed.ec != std::errc() || parsed.ptr != end) return no_number(*text);
  return Value::integer(number);
}

template <class Integer>
Outcome parse_decimal_integer(const Value&, Arguments arguments, Runtime&) {
  return parse_integer<Integer>(arguments[0], 10);
}

Outcome parse_int_radix(const Value&, Arguments arguments, Runtime&) {
  const std::int64_t* radix = arguments[1].as_integer();
  if (radix == nullptr) return Value::null();
  if (*radix < 2 || *radix > 36) return unexpected<std::string>("a radix is from 2 to 36");
  return parse_integer<std::int32_t>(arguments[0], static_cast<int>(*radix));
}

Outcome parse_double(const Value&, Arguments arguments, Runtime&) {
  const std::string* text = arguments[0].as_string();
  if (text == nullptr) return arguments[0].is_null() ? no_number("null") : Value::null();
  const std::size_t first = std::min(text->find_first_not_of(" \t\r\n"), text->size());
  const std::size_t last = text->find_last_not_of(" \t\r\n") + 1;
  const Value number = json::to_number(std::string_view(*text).substr(first, last - first));
  return number.is_null() ? no_number(*text) : as_double(number);
}

// Of a number the number, of a text its number: Double.valueOf() when the receiver is a decimal.
Outcome value_of(const Value& self, Arguments arguments, Runtime& runtime) {
  if (arguments[0].is_number()) return arguments[0];
  if (self.as_decimal() != nullptr) return parse_double(self, arguments, runtime);
  return parse_integer<std::int64_t>(arguments[0], 10);
}

Outcome to_string_of(const Value&, Arguments arguments, Runtime& runtime) {
  if (!arguments[0].is_number()) return Value::null();
  return Value::string(to_text(arguments[0], runtime));
}

Outcome to_hex_string(const Value&, Arguments arguments, Runtime&) {
  const std::int64_t* number = arguments[0].as_integer();
  if (number == nullptr) return Value::null();
  std::array<char, 16> digits{};
  const bool is_int = *number >= INT32_MIN && *number <= INT32_MAX;
  const std::uint64_t bits =
      is_int ? static_cast<std::uint32_t>(*number) : static_cast<std::uint64_t>(*number);
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), bits, 16).ptr;
  return Value::string(std::string(digits.data(), end));
}

Outcome max(const Value&, Arguments arguments, Runtime&) {
  const auto order = json::compare_numbers(arguments[0], arguments[1]);
  return order ? arguments[*order < 0 ? 1 : 0] : Value::null();
}

Outcome min(const Value&, Arguments arguments, Runtime&) {
  const auto order = json::compare_numbers(arguments[0], arguments[1]);
  return order ? arguments[*order > 0 ? 1 : 0] : Value::null();
}

// --- Boolean -----------------------------------------------------------------------------------

Outcome boolean_value(const Value& self, Arguments, Runtime&) {
  return self;
}

Outcome parse_boolean(const Value&, Arguments arguments, Runtime&) {
  if (arguments[0].as_boolean() != nullptr) return arguments[0];
  const std::string* text = arguments[0].as_string();
  return Value::boolean(text != nullptr && to_lower(*text) == "true");
}

Outcome boolean_compare_to(const Value& self, Arguments arguments, Runtime&) {
  const bool* other = arguments[0].as_boolean();
  if (other == nullptr) return Value::null();
  return Value::integer(int{*self.as_boolean()} - int{*other});
}

constexpr std::array kNumberMethods = {
    Method{"intValue", 0, integer_value<std::int32_t>},
    Method{"longValue", 0, integer_value<std::int64_t>},
    Method{"shortValue", 0, integer_value<std::int16_t>},
    Method{"byteValue", 0, integer_value<std::int8_t>},
    Method{"doubleValue", 0, double_value},
    Method{"floatValue", 0, double_value},
    Method{"isNaN", 0, is_nan},
    Method{"isInfinite", 0, is_infinite},
    Method{"compareTo", 1, compare_to},
    Method{"parseInt", 1, parse_decimal_integer<std::int32_t>},
    Method{"parseInt", 2, parse_int_radix},
    Method{"parseLong", 1, parse_decimal_integer<std::int64_t>},
    Method{"parseDouble", 1, parse_double},
    Method{"parseFloat", 1, parse_double},
    Method{"valueOf", 1, value_of},
    Method{"toString", 1, to_string_of},
    Method{"toHexString", 1, to_hex_string},
    Method{"max", 2, max},
    Method{"min", 2, min},
};

constexpr std::array kBooleanMethods = {
    Method{"booleanValue", 0, boolean_value},
    Method{"parseBoolean", 1, parse_boolean},
    Method{"valueOf", 1, parse_boolean},
    Method{"compareTo", 1, boolean_compare_to},
};

}  // namespace

std::span<const Method> number_methods() {
  return kNumberMethods;
}

std::span<const Method> boolean_methods() {
  return kBooleanMethods;
}

}  // namespace palaver::velocity
