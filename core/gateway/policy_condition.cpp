#include "core/gateway/policy_condition.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <optional>

#include "core/common/ascii.h"
#include "core/common/letter_case.h"
#include "core/common/prefix.h"
#include "core/gateway/glob.h"
#include "core/gateway/ip_range.h"
#include "core/gateway/json_children.h"
#include "core/json/number.h"

namespace palaver::gateway {
namespace {

// --- Values -------------------------------------------------------------------------------------

std::optional<double> to_number(const std::string& text) {
  const json::Value number = json::to_number(text);
  const double value = json::to_double(number);
  if (number.is_null() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  int value = 0;
  if (text.size() < count) return std::nullopt;
  const auto [read, error] = std::from_chars(text.data(), text.data() + count, value);
  if (error != std::errc() || read != text.data() + count || value < 0) return std::nullopt;
  text.remove_prefix(count);
  return value;
}

// W3C "Date and Time Formats", which IAM names: 2024-11-11, 2024-11-11T12:00Z,
// 2024-11-11T12:00:00.5+01:00. Seconds since 1970.
std::optional<double> to_date(std::string_view text) {
  const auto year = take_digits(text, 4);
  if (!year || !take_prefix(text, "-")) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take_prefix(text, "-")) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  double seconds =
      static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count()) * 86400;
  if (text.empty()) return seconds;

  if (!take_prefix(text, "T")) return std::nullopt;
  const auto hour = take_digits(text, 2);
  if (!hour || !take_prefix(text, ":")) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
  seconds += *hour * 3600 + *minute * 60;
  if (take_prefix(text, ":")) {
    const auto second = take_digits(text, 2);
    if (!second || *second > 60) return std::nullopt;
    seconds += *second;
    if (take_prefix(text, ".")) {
      double unit = 1;
      while (!text.empty() && is_digit(text.front())) {
        unit /= 10;
        seconds += unit * (text.front() - '0');
        text.remove_prefix(1);
      }
    }
  }
  if (text == "Z") return seconds;
  const double sign = take_prefix(text, "+") ? -1 : (take_prefix(text, "-") ? 1 : 0);
  const auto zone_hour = take_digits(text, 2);
  if (sign == 0 || !zone_hour || !take_prefix(text, ":")) return std::nullopt;
  const auto zone_minute = take_digits(text, 2);
  if (!zone_minute || !text.empty()) return std::nullopt;
  return seconds + sign * (*zone_hour * 3600 + *zone_minute * 60);
}

std::optional<double> to_moment(const std::string& text) {
  const auto date = to_date(text);
  return date ? date : to_number(text);
}

// --- Operators ----------------------------------------------------------------------------------

// Whether `actual` is as one of the policy's values says; nothing when that value makes no sense.
using Compare = std::optional<bool> (*)(const std::string& actual, const std::string& expected);

std::optional<bool> equal(const std::string& actual, const std::string& expected) {
  return actual == expected;
}

std::optional<bool> equal_ignoring_case(const std::string& actual, const std::string& expected) {
  return equals_ignoring_case(actual, expected);
}

std::optional<bool> like(const std::string& actual, const std::string& pattern) {
  return glob_matches(pattern, actual);
}

std::optional<bool> in_range(const std::string& actual, const std::string& range) {
  const auto expected = IpRange::parse(range);
  if (!expected) return std::nullopt;
  const auto address = parse_ip_address(actual);
  return address && expected->contains(*address);
}

enum class Order { less, less_or_equal, equal, greater_or_equal, greater };

bool holds(double a, Order order, double b) {
  switch (order) {
    case Order::less:
      return a < b;
    case Order::less_or_equal:
      return a <= b;
    case Order::equal:
      return !(a < b) && !(b < a);
    case Order::greater_or_equal:
      return a >= b;
    case Order::greater:
      return a > b;
  }
  return false;
}

template <Order order>
std::optional<bool> number_is(const std::string& actual, const std::string& expected) {
  const auto limit = to_number(expected);
  if (!limit) return std::nullopt;
  const auto value = to_number(actual);
  return value && holds(*value, order, *limit);
}

template <Order order>
std::optional<bool> moment_is(const std::string& actual, const std::string& expected) {
  const auto limit = to_moment(expected);
  if (!limit) return std::nullopt;
  const auto value = to_moment(actual);
  return value && holds(*value, order, *limit);
}

struct Operator {
  std::string_view name;
  Compare compare;
  bool negated = false;
};

constexpr std::array<Operator, 25> kOperators = {{
    {"StringEquals", equal},
    {"StringNotEquals", equal, true},
    {"StringEqualsIgnoreCase", equal_ignoring_case},
    {"StringNotEqualsIgnoreCase", equal_ignoring_case, true},
    {"StringLike", like},
    {"StringNotLike", like, true},
    // "The ArnEquals and ArnLike condition operators behave identically."
    {"ArnEquals", like},
    {"ArnLike", like},
    {"ArnNotEquals", like, true},
    {"ArnNotLike", like, true},
    {"IpAddress", in_range},
    {"NotIpAddress", in_range, true},
    {"Bool", equal_ignoring_case},
    {"NumericEquals", number_is<Order::equal>},
    {"NumericNotEquals", number_is<Order::equal>, true},
    {"NumericLessThan", number_is<Order::less>},
    {"NumericLessThanEquals", number_is<Order::less_or_equal>},
    {"NumericGreaterThan", number_is<Order::greater>},
    {"NumericGreaterThanEquals", number_is<Order::greater_or_equal>},
    {"DateEquals", moment_is<Order::equal>},
    {"DateNotEquals", moment_is<Order::equal>, true},
    {"DateLessThan", moment_is<Order::less>},
    {"DateLessThanEquals", moment_is<Order::less_or_equal>},
    {"DateGreaterThan", moment_is<Order::greater>},
    {"DateGreaterThanEquals", moment_is<Order::greater_or_equal>},
}};

const Operator* find_operator(std::string_view name) {
  const auto found = std::find_if(kOperators.begin(), kOperators.end(),
                                  [name](const Operator& row) { return row.name == name; });
  return found == kOperators.end() ? nullptr : &*found;
}

ConditionResult result_of(bool is_met) {
  return is_met ? ConditionResult::met : ConditionResult::not_met;
}

}  // namespace

bool has_policy_variable(const std::vector<std::string>& texts) {
  return std::any_of(texts.begin(), texts.end(),
                     [](const std::string& text) { return text.find("${") != std::string::npos; });
}

expected<PolicyCondition, std::string> PolicyCondition::parse(std::string_view raw) {
  const auto malformed = [] {
    return unexpected(std::string("Condition must be operators with keys and their values"));
  };
  PolicyCondition condition;
  JsonChildren operators(raw);
  if (!operators.is_object()) return malformed();
  while (operators.next()) {
    JsonChildren keys(operators.raw());
    if (!keys.is_object()) return malformed();
    while (keys.next()) {
      Test test{operators.name(), keys.name(), {}};
      if (keys.is_scalar()) {
        test.expected.push_back(keys.text());
      } else {
        JsonChildren values(keys.raw());
        if (!values.is_array()) return malformed();
        while (values.next()) {
          if (!values.is_scalar()) return malformed();
          test.expected.push_back(values.text());
        }
      }
      condition.tests_.push_back(std::move(test));
    }
  }
  if (operators.failed()) return malformed();
  return condition;
}

ConditionResult PolicyCondition::evaluate(const Test& test, const std::string* actual) {
  std::string_view name = test.operator_name;
  if (has_policy_variable(test.expected)) return ConditionResult::unknown;
  if (name == "Null") {
    const std::string wanted = actual == nullptr ? "true" : "false";
    return result_of(std::find(test.expected.begin(), test.expected.end(), wanted) !=
                     test.expected.end());
  }
  const bool if_exists = take_suffix(name, "IfExists");
  const Operator* const op = find_operator(name);
  if (op == nullptr) return ConditionResult::unknown;
  if (actual == nullptr) return result_of(op->negated || if_exists);
  // Of several values one must fit, or, for a negated operator, none.
  bool fits = false;
  for (const std::string& value : test.expected) {
    const std::optional<bool> one_fits = op->compare(*actual, value);
    if (!one_fits) return ConditionResult::unknown;
    fits = fits || *one_fits;
  }
  return result_of(fits != op->negated);
}

ConditionResult PolicyCondition::evaluate(const std::vector<NamedValue>& values) const {
  ConditionResult result = ConditionResult::met;
  for (const Test& test : tests_) {
    const auto value = std::find_if(values.begin(), values.end(), [&test](const NamedValue& v) {
      return equals_ignoring_case(v.name, test.key);
    });
    const ConditionResult of_test = evaluate(test, value == values.end() ? nullptr : &value->value);
    if (of_test == ConditionResult::not_met) return of_test;
    if (of_test == ConditionResult::unknown) result = of_test;
  }
  return result;
}

}  // namespace palaver::gateway
