// Functions of paths, as Jayway JsonPath's, save where those have plain mistakes (named below). No
// result means that there is nothing to compute from; Jayway ends the whole evaluation then.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/json/json_path_evaluator.h"
#include "core/json/number.h"
#include "core/json/parse.h"
#include "core/json/print.h"

namespace palaver::json::path {
namespace {

Value count_of(std::size_t size) {
  return Value::integer(static_cast<std::int64_t>(size));
}

// Java's intValue(), save that what is beyond goes to the end.
std::int64_t whole(const Value& number) {
  constexpr double kEnd = std::numeric_limits<std::int32_t>::max();
  const double value = to_double(number);
  return std::isnan(value) ? 0 : static_cast<std::int64_t>(std::clamp(value, -kEnd, kEnd));
}

// The item at `index`, from the end if below zero. (Jayway's last() fails for a list of one.)
std::optional<Value> item_at(const List& list, std::int64_t index) {
  const auto size = static_cast<std::int64_t>(list.size());
  if (index < 0) index += size;
  if (index < 0 || index >= size) return std::nullopt;
  return list[static_cast<std::size_t>(index)];
}

struct Sums {
  double count = 0;
  double sum = 0;
  double squares = 0;
  double min = std::numeric_limits<double>::infinity();
  // (Jayway's max() of numbers below zero is 4.9E-324.)
  double max = -std::numeric_limits<double>::infinity();

  void add(const Value& value) {
    if (!value.is_number()) return;
    const double number = to_double(value);
    ++count;
    sum += number;
    squares += number * number;
    min = std::min(min, number);
    max = std::max(max, number);
  }

  void add_all(const Value& value) {
    if (const List* list = value.as_list()) {
      for (const Value& item : *list) add(item);
    } else {
      add(value);
    }
  }
};

std::size_t size_of(const Value& value) {
  const List* list = value.as_list();
  return list != nullptr ? list->size() : 0;
}

}  // namespace

std::optional<Value> Evaluator::apply(const Call& call, const Value& input) {
  if (call.function == Function::length) return length(call, input);
  List arguments;
  for (const Argument& argument : call.arguments) {
    // Jayway: the paths of arguments begin at the root, those in filters too.
    auto value = argument.path != nullptr ? value_of(*argument.path, root_, Missing::is_skipped)
                                          : parse(argument.json).value_or(Value());
    if (!value || !spend(1 + size_of(*value))) return std::nullopt;
    arguments.push_back(*std::move(value));
  }
  if (!spend(1 + size_of(input))) return std::nullopt;
  const List* list = input.as_list();
  switch (call.function) {
    case Function::append:
      return append(input, arguments);
    case Function::concat:
      return concat(input, arguments);
    case Function::keys: {
      const Map* map = input.as_map();
      if (map == nullptr) return Value::null();
      List names;
      for (const auto& member : map->members()) {
        if (!spend_text(member.first.size())) return std::nullopt;
        names.push_back(Value::string(member.first));
      }
      return Value::list(std::move(names));
    }
    case Function::first:
      return list != nullptr ? item_at(*list, 0) : std::nullopt;
    case Function::last:
      return list != nullptr ? item_at(*list, -1) : std::nullopt;
    case Function::index: {
      const auto number = std::find_if(arguments.begin(), arguments.end(),
                                       [](const Value& value) { return value.is_number(); });
      if (list == nullptr || number == arguments.end()) return std::nullopt;
      return item_at(*list, whole(*number));
    }
    default:
      return compute(call.function, input, arguments);
  }
}

// The number of items or members; null for anything else. $.length($..a) counts what is in all that
// the path finds, for which the parser has put a wildcard behind it.
std::optional<Value> Evaluator::length(const Call& call, const Value& input) {
  if (!call.arguments.empty()) {
    const Argument& argument = call.arguments.front();
    if (argument.path == nullptr) return std::nullopt;
    const auto inner = value_of(*argument.path, input, Missing::is_skipped);
    if (!inner) return std::nullopt;
    if (const List* list = inner->as_list()) return count_of(list->size());
  }
  if (const List* list = input.as_list()) return count_of(list->size());
  if (const Map* map = input.as_map()) return count_of(map->size());
  return Value::null();
}

std::optional<Value> Evaluator::compute(Function function, const Value& input,
                                        const List& arguments) {
  Sums sums;
  if (input.as_list() != nullptr) sums.add_all(input);
  for (const Value& argument : arguments) sums.add_all(argument);
  if (sums.count == 0) return std::nullopt;
  const double average = sums.sum / sums.count;
  switch (function) {
    case Function::average:
      return Value::decimal(average);
    case Function::max:
      return Value::decimal(sums.max);
    case Function::min:
      return Value::decimal(sums.min);
    case Function::sum:
      return Value::decimal(sums.sum);
    default:
      break;
  }
  // Rounding may leave a little below zero.
  const double variance = sums.squares / sums.count - average * average;
  return Value::decimal(std::sqrt(std::max(0.0, variance)));
}

// Text items of the list, and whatever the arguments are, as text.
std::optional<Value> Evaluator::concat(const Value& input, const List& arguments) {
  std::string text;
  const auto add = [&](const std::string& more) {
    text += more;
    return spend_text(more.size());
  };
  if (const List* list = input.as_list()) {
    for (const Value& item : *list) {
      if (item.as_string() != nullptr && !add(*item.as_string())) return std::nullopt;
    }
  }
  for (const Value& argument : arguments) {
    const List* list = argument.as_list();
    if (list == nullptr) {
      if (!add(to_text(argument))) return std::nullopt;
      continue;
    }
    for (const Value& item : *list) {
      if (!add(to_text(item))) return std::nullopt;
    }
  }
  return Value::string(std::move(text));
}

// A list with the arguments behind it. Jayway changes the list itself, so that the message is
// another from then on; here a path leaves alone what it looks at.
std::optional<Value> Evaluator::append(const Value& input, const List& arguments) {
  const List* list = input.as_list();
  if (list == nullptr) return input;
  List longer = *list;
  longer.insert(longer.end(), arguments.begin(), arguments.end());
  return Value::list(std::move(longer));
}

}  // namespace palaver::json::path
