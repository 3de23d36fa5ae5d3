// Conditions of filters, as Jayway JsonPath judges them.
#include <algorithm>
#include <utility>

#include "core/json/java_number.h"
#include "core/json/json_path_evaluator.h"
#include "core/json/number.h"

namespace palaver::json::path {
namespace {

// How Java counts: in UTF-16.
std::size_t utf16_length(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

std::string scalar_text(const Value& value) {
  if (const auto* text = value.as_string()) return *text;
  if (const auto* integer = value.as_integer()) return std::to_string(*integer);
  if (const auto* integer = value.as_big_integer()) return integer->digits;
  if (const double* decimal = value.as_decimal()) return java_double(*decimal);
  if (const bool* boolean = value.as_boolean()) return *boolean ? "true" : "false";
  return "";
}

// What `===` tells apart.
enum class Type { null, boolean, number, text, json };

Type type_of(const Value& value) {
  if (value.is_number()) return Type::number;
  switch (value.kind()) {
    case Value::Kind::null:
      return Type::null;
    case Value::Kind::boolean:
      return Type::boolean;
    case Value::Kind::string:
      return Type::text;
    default:
      return Type::json;
  }
}

const List* list_in(const std::optional<Value>& value) {
  return value ? value->as_list() : nullptr;
}

bool is_map(const std::optional<Value>& value) {
  return value && value->as_map() != nullptr;
}

}  // namespace

// --- Conditions ----------------------------------------------------------------------------------

Evaluator::Verdict Evaluator::judge(const Condition& condition, const Value& item) {
  const Level level(*this);
  if (!level.allowed() || !spend()) return Verdict::nonsense;
  switch (condition.kind) {
    case Condition::Kind::comparison:
      return judge(condition.comparison, item);
    case Condition::Kind::negation: {
      const Verdict verdict = judge(condition.parts.front(), item);
      if (verdict == Verdict::nonsense) return verdict;
      return verdict == Verdict::yes ? Verdict::no : Verdict::yes;
    }
    case Condition::Kind::all:
    case Condition::Kind::any:
      break;
  }
  const Verdict goes_on = condition.kind == Condition::Kind::all ? Verdict::yes : Verdict::no;
  for (const Condition& part : condition.parts) {
    const Verdict verdict = judge(part, item);
    if (verdict != goes_on) return verdict;
  }
  return goes_on;
}

Evaluator::Verdict Evaluator::judge(const Comparison& comparison, const Value& item) {
  const auto verdict = [](bool yes) { return yes ? Verdict::yes : Verdict::no; };
  if (comparison.op == Operator::exists) {
    const Path& path = *std::get<std::shared_ptr<const Path>>(comparison.left);
    return verdict(value_of(path, path.from_root ? root_ : item, Missing::is_failure).has_value());
  }
  const Meaning left = meaning(comparison.left, item);
  const Meaning right = meaning(comparison.right, item);
  if (!given_up_.empty()) return Verdict::nonsense;
  const auto same_type = [&] {
    return left.value && right.value && type_of(*left.value) == type_of(*right.value);
  };
  switch (comparison.op) {
    case Operator::exists:
      break;
    case Operator::equal:
      return verdict(equal(left, right));
    case Operator::not_equal:
      return verdict(!equal(left, right));
    case Operator::same:
      return verdict(same_type() && equal(left, right));
    case Operator::not_same:
      return verdict(!same_type() || !equal(left, right));
    case Operator::less:
    case Operator::less_or_equal:
    case Operator::greater:
    case Operator::greater_or_equal:
      return judge_order(comparison.op, left, right);
    case Operator::matches:
      return judge_pattern(left, right);
    case Operator::in:
    case Operator::not_in:
    case Operator::contains:
      return judge_membership(comparison.op, left, right);
    case Operator::subset_of:
    case Operator::any_of:
    case Operator::none_of:
      return judge_lists(comparison.op, left, right);
    case Operator::size:
      return judge_size(left, right);
    case Operator::empty:
      return judge_emptiness(left, right);
  }
  return Verdict::no;
}

Evaluator::Meaning Evaluator::meaning(const Operand& operand, const Value& item) {
  if (const auto* literal = std::get_if<Value>(&operand)) return {*literal, nullptr};
  if (const auto* pattern = std::get_if<Pattern>(&operand)) return {std::nullopt, pattern};
  const Path& path = *std::get<std::shared_ptr<const Path>>(operand);
  if (!path.from_root) return {value_of(path, item, Missing::is_skipped), nullptr};
  const auto known = root_values_.find(&path);
  if (known != root_values_.end()) return {known->second, nullptr};
  return {root_values_.emplace(&path, value_of(path, root_, Missing::is_skipped)).first->second,
          nullptr};
}

// --- Operators -----------------------------------------------------------------------------------

// Numbers with numbers and text with text; nothing else has an order.
Evaluator::Verdict Evaluator::judge_order(Operator op, const Meaning& left, const Meaning& right) {
  if (!left.value || !right.value) return Verdict::no;
  std::optional<int> order = compare_numbers(*left.value, *right.value);
  const auto* left_text = left.value->as_string();
  const auto* right_text = right.value->as_string();
  if (left_text != nullptr && right_text != nullptr) {
    if (!spend_text(std::min(left_text->size(), right_text->size()))) return Verdict::nonsense;
    order = left_text->compare(*right_text);
  }
  if (!order) return Verdict::no;
  bool yes = false;
  switch (op) {
    case Operator::less:
      yes = *order < 0;
      break;
    case Operator::less_or_equal:
      yes = *order <= 0;
      break;
    case Operator::greater:
      yes = *order > 0;
      break;
    default:
      yes = *order >= 0;
      break;
  }
  return yes ? Verdict::yes : Verdict::no;
}

// A pattern matches a whole text, or one item of a list. What is no text is matched as the text it
// prints as; null, maps and what is not there as the empty text.
Evaluator::Verdict Evaluator::judge_pattern(const Meaning& left, const Meaning& right) {
  if ((left.pattern == nullptr) == (right.pattern == nullptr)) return Verdict::no;
  const Pattern& pattern = left.pattern != nullptr ? *left.pattern : *right.pattern;
  const Value text = (left.pattern != nullptr ? right.value : left.value).value_or(Value());
  bool yes = false;
  if (const List* list = text.as_list()) {
    yes = std::any_of(list->begin(), list->end(),
                      [&](const Value& item) { return matches(pattern, item); });
  } else {
    yes = matches(pattern, text);
  }
  return yes ? Verdict::yes : Verdict::no;
}

Evaluator::Verdict Evaluator::judge_membership(Operator op, const Meaning& left,
                                               const Meaning& right) {
  bool yes = false;
  if (op == Operator::contains) {
    const auto* text = left.value ? left.value->as_string() : nullptr;
    const auto* part = right.value ? right.value->as_string() : nullptr;
    if (const List* list = list_in(left.value)) {
      yes = contains(*list, right);
    } else if (text != nullptr && part != nullptr) {
      yes = spend_text(text->size()) && text->find(*part) != std::string::npos;
    }
    return yes ? Verdict::yes : Verdict::no;
  }
  if (const List* list = list_in(right.value)) {
    yes = contains(*list, left);
  } else if (!is_map(right.value)) {
    return Verdict::nonsense;
  }
  return yes == (op == Operator::in) ? Verdict::yes : Verdict::no;
}

Evaluator::Verdict Evaluator::judge_lists(Operator op, const Meaning& left, const Meaning& right) {
  const List* right_list = list_in(right.value);
  if (right_list == nullptr) return is_map(right.value) ? Verdict::no : Verdict::nonsense;
  const List* left_list = list_in(left.value);
  if (left_list == nullptr) return is_map(left.value) ? Verdict::no : Verdict::nonsense;
  const auto in_right = [&](const Value& item) {
    return contains(*right_list, Meaning{item, nullptr});
  };
  bool yes = false;
  if (op == Operator::subset_of) {
    yes = std::all_of(left_list->begin(), left_list->end(), in_right);
  } else {
    yes = std::any_of(left_list->begin(), left_list->end(), in_right) == (op == Operator::any_of);
  }
  return yes ? Verdict::yes : Verdict::no;
}

Evaluator::Verdict Evaluator::judge_size(const Meaning& left, const Meaning& right) {
  if (!left.value || !right.value || !right.value->is_number()) return Verdict::no;
  std::size_t size = 0;
  if (const auto* text = left.value->as_string()) {
    if (!spend_text(text->size())) return Verdict::nonsense;
    size = utf16_length(*text);
  } else if (const List* list = left.value->as_list()) {
    size = list->size();
  } else {
    return Verdict::no;
  }
  const Value counted = Value::integer(static_cast<std::int64_t>(size));
  return compare_numbers(counted, *right.value) == 0 ? Verdict::yes : Verdict::no;
}

Evaluator::Verdict Evaluator::judge_emptiness(const Meaning& left, const Meaning& right) {
  if (!left.value) return Verdict::no;
  bool empty = false;
  if (const auto* text = left.value->as_string()) {
    empty = text->empty();
  } else if (const List* list = left.value->as_list()) {
    empty = list->empty();
  } else if (const Map* map = left.value->as_map()) {
    empty = map->empty();
  } else {
    return Verdict::no;
  }
  const bool* expected = right.value ? right.value->as_boolean() : nullptr;
  if (expected == nullptr) return Verdict::nonsense;
  return empty == *expected ? Verdict::yes : Verdict::no;
}

// --- Comparing -----------------------------------------------------------------------------------

bool Evaluator::contains(const List& list, const Meaning& item) {
  return item.value && std::any_of(list.begin(), list.end(),
                                   [&](const Value& other) { return equal(*item.value, other); });
}

bool Evaluator::equal(const Meaning& left, const Meaning& right) {
  return left.value && right.value && equal(*left.value, *right.value);
}

// A number equals a text that is the same number ("1.0" for 1); a text equals a number that prints
// as that text.
bool Evaluator::equal(const Value& left, const Value& right) {
  const auto* left_text = left.as_string();
  const auto* right_text = right.as_string();
  const std::size_t bytes = std::min(left_text != nullptr ? left_text->size() : 0,
                                     right_text != nullptr ? right_text->size() : 0);
  if (!spend_text(bytes)) return false;
  if (left.is_number()) {
    return compare_numbers(left, right_text != nullptr ? to_number(*right_text) : right) == 0;
  }
  if (left_text != nullptr) {
    if (right_text != nullptr) return *left_text == *right_text;
    return right.is_number() && *left_text == scalar_text(right);
  }
  return deeply_equal(left, right);
}

// As Java's equals(): 1 is not 1.0.
bool Evaluator::deeply_equal(const Value& left, const Value& right) {
  const Level level(*this);
  if (!level.allowed() || !spend() || left.kind() != right.kind()) return false;
  if (left.is_number()) return compare_numbers(left, right) == 0;
  switch (left.kind()) {
    case Value::Kind::null:
      return true;
    case Value::Kind::boolean:
      return *left.as_boolean() == *right.as_boolean();
    case Value::Kind::string:
      return spend_text(left.as_string()->size()) && *left.as_string() == *right.as_string();
    case Value::Kind::list: {
      const List& a = *left.as_list();
      const List& b = *right.as_list();
      return a.size() == b.size() &&
             std::equal(a.begin(), a.end(), b.begin(),
                        [&](const Value& x, const Value& y) { return deeply_equal(x, y); });
    }
    case Value::Kind::map: {
      const Map& a = *left.as_map();
      const Map& b = *right.as_map();
      return a.size() == b.size() &&
             std::all_of(a.members().begin(), a.members().end(), [&](const Map::Member& member) {
               const Value* other = b.find(member.first);
               return other != nullptr && deeply_equal(member.second, *other);
             });
    }
    default:
      return left.is_same_as(right);
  }
}

bool Evaluator::matches(const Pattern& pattern, const Value& text) {
  const std::string characters = scalar_text(text);
  if (!spend_text(characters.size())) return false;
  auto matched = pattern.matches(characters);
  if (matched) return *matched;
  given_up_ = std::move(matched.error());
  return false;
}

}  // namespace palaver::json::path
