#include "core/json/number.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>

namespace palaver::json {
namespace {

constexpr double kTwoTo63 = 9223372036854775808.0;

template <class Number>
int order(Number a, Number b) {
  return a < b ? -1 : (a > b ? 1 : 0);
}

int compare_digits(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return order(a.size(), b.size());
  return order(a.compare(b), 0);
}

int compare_big(std::string_view a, std::string_view b) {
  const bool a_negative = a.front() == '-';
  const bool b_negative = b.front() == '-';
  if (a_negative != b_negative) return a_negative ? -1 : 1;
  return a_negative ? compare_digits(b.substr(1), a.substr(1)) : compare_digits(a, b);
}

// `decimal` is not NaN.
int compare_with_decimal(std::int64_t integer, double decimal) {
  if (decimal >= kTwoTo63) return -1;
  if (decimal < -kTwoTo63) return 1;
  const double whole = std::trunc(decimal);
  const auto truncated = static_cast<std::int64_t>(whole);
  if (integer != truncated) return order(integer, truncated);
  return order(whole, decimal);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// How many digits `text` begins with.
std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end - at;
}

// Digits, with a sign if below zero, and no zeros in front.
Value integer_value(std::string_view text) {
  std::int64_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  return parsed.ec == std::errc() ? Value::integer(value) : Value::big_integer(std::string(text));
}

}  // namespace

Value number_value(std::string_view text) {
  if (text.find_first_of(".eE") == std::string_view::npos) return integer_value(text);
  return Value::decimal(std::strtod(std::string(text).c_str(), nullptr));
}

Value to_number(std::string_view text) {
  std::size_t at = 0;
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) ++at;
  std::size_t first = at;
  std::size_t digits = digits_at(text, at);
  at += digits;
  if (at == text.size() && digits > 0) {
    while (first + 1 < at && text[first] == '0') ++first;
    std::string plain(text.substr(first));
    if (negative) plain.insert(0, 1, '-');
    return integer_value(plain);
  }
  if (at < text.size() && text[at] == '.') {
    const std::size_t more = digits_at(text, at + 1);
    at += 1 + more;
    digits += more;
  }
  if (digits == 0) return {};
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    const std::size_t more = digits_at(text, at);
    if (more == 0) return {};
    at += more;
  }
  if (at != text.size()) return {};
  return Value::decimal(std::strtod(std::string(text).c_str(), nullptr));
}

double to_double(const Value& number) {
  if (const auto* integer = number.as_integer()) return static_cast<double>(*integer);
  if (const auto* integer = number.as_big_integer()) {
    return std::strtod(integer->digits.c_str(), nullptr);
  }
  const double* decimal = number.as_decimal();
  return decimal != nullptr ? *decimal : 0;
}

std::optional<int> compare_numbers(const Value& a, const Value& b) {
  if (!a.is_number() || !b.is_number()) return std::nullopt;
  if (const double* decimal = b.as_decimal()) {
    if (std::isnan(*decimal)) return std::nullopt;
    const auto* integer = a.as_integer();
    if (integer != nullptr) return compare_with_decimal(*integer, *decimal);
    const double other = to_double(a);
    if (std::isnan(other)) return std::nullopt;
    return order(other, *decimal);
  }
  if (a.as_decimal() != nullptr) {
    const auto reversed = compare_numbers(b, a);
    return reversed ? std::optional<int>(-*reversed) : std::nullopt;
  }
  const auto* a_integer = a.as_integer();
  const auto* b_integer = b.as_integer();
  if (a_integer != nullptr && b_integer != nullptr) return order(*a_integer, *b_integer);
  // What is big is beyond all that is not.
  const auto* a_big = a.as_big_integer();
  const auto* b_big = b.as_big_integer();
  if (a_big == nullptr) return b_big->digits.front() == '-' ? 1 : -1;
  if (b_big == nullptr) return a_big->digits.front() == '-' ? -1 : 1;
  return compare_big(a_big->digits, b_big->digits);
}

}  // namespace palaver::json
