// The keywords' values: JSON Schema Validation, draft 4, sections 5 and 7.
#include <algorithm>
#include <utility>

#include "core/json/canonical.h"
#include "core/json/print.h"
#include "core/json/schema_compiler.h"
#include "core/json/schema_pointer.h"

namespace palaver::json::schema {
namespace {

constexpr std::size_t kMaxEnumBytes = std::size_t{1} << 20;

// As messages print a keyword's number: whole numbers without a point.
std::string shown_number(const Value& value) {
  const auto number = to_decimal(value);
  const bool whole = number && number->exponent >= 0 &&
                     number->digits.size() + static_cast<std::size_t>(number->exponent) <= 18;
  if (!whole) return to_json(value);
  if (number->digits.empty()) return "0";
  return (number->negative ? "-" : "") + number->digits +
         std::string(static_cast<std::size_t>(number->exponent), '0');
}

std::string shown_names(const std::vector<std::string>& names) {
  List list;
  for (const std::string& name : names) list.push_back(Value::string(name));
  return to_json(Value::list(std::move(list)));
}

// The document's numbers may be shared with another thread's values.
Value own(const Value& number) {
  const auto* big = number.as_big_integer();
  return big == nullptr ? number : Value::big_integer(big->digits);
}

}  // namespace

struct Compiler::Keyword {
  std::string_view name;
  void (Compiler::*compile)(Node& node, const Value& value, const std::string& step);
};

const Compiler::Keyword Compiler::kKeywords[] = {
    {"additionalItems", &Compiler::additional_items},
    {"additionalProperties", &Compiler::additional_properties},
    {"allOf", &Compiler::all_of},
    {"anyOf", &Compiler::any_of},
    {"definitions", &Compiler::definitions},
    {"dependencies", &Compiler::dependencies},
    {"description", &Compiler::text},
    {"enum", &Compiler::enumeration},
    {"exclusiveMaximum", &Compiler::exclusive_maximum},
    {"exclusiveMinimum", &Compiler::exclusive_minimum},
    {"format", &Compiler::format},
    {"items", &Compiler::items},
    {"maxItems", &Compiler::max_items},
    {"maxLength", &Compiler::max_length},
    {"maxProperties", &Compiler::max_properties},
    {"maximum", &Compiler::maximum},
    {"minItems", &Compiler::min_items},
    {"minLength", &Compiler::min_length},
    {"minProperties", &Compiler::min_properties},
    {"minimum", &Compiler::minimum},
    {"multipleOf", &Compiler::multiple_of},
    {"not", &Compiler::not_},
    {"oneOf", &Compiler::one_of},
    {"pattern", &Compiler::pattern},
    {"patternProperties", &Compiler::pattern_properties},
    {"properties", &Compiler::properties},
    {"required", &Compiler::required},
    {"title", &Compiler::text},
    {"type", &Compiler::type},
    {"uniqueItems", &Compiler::unique_items},
};

void Compiler::keywords(NodeId id) {
  current_ = id;
  const Map& map = *origins_[id].map;
  Node node;
  // What stands beside a reference means nothing (JSON Reference, section 3).
  if (const Value* to = map.find("$ref")) {
    node.reference = reference(*to);
  } else {
    for (const Keyword& keyword : kKeywords) {
      if (failed()) return;
      const Value* value = map.find(keyword.name);
      if (value == nullptr) continue;
      (this->*keyword.compile)(node, *value, "/" + std::string(keyword.name));
    }
    check_pairs(map);
  }
  model_.nodes[id] = std::move(node);
}

void Compiler::check_pairs(const Map& map) {
  const auto needs = [&](const char* keyword, const char* other) {
    if (map.find(keyword) == nullptr || map.find(other) != nullptr) return;
    fail(std::string("/") + keyword, std::string("means nothing without ") + other);
  };
  needs("exclusiveMaximum", "maximum");
  needs("exclusiveMinimum", "minimum");
}

// --- Of any value ------------------------------------------------------------------------------

void Compiler::one_type(AllowedTypes& types, const Value& value, const std::string& step) {
  const std::string* name = value.as_string();
  for (std::size_t i = 0; i < std::size(kTypeNames); ++i) {
    if (name != nullptr && *name == kTypeNames[i]) {
      types.types |= bit_of(static_cast<Type>(i));
      return;
    }
  }
  fail(step, "is none of the types array, boolean, integer, null, number, object and string");
}

void Compiler::type(Node& node, const Value& value, const std::string& step) {
  AllowedTypes types;
  if (const List* list = value.as_list()) {
    if (list->empty()) fail(step, "must have at least one type");
    for (const Value& item : *list) one_type(types, item, step);
  } else {
    one_type(types, value, step);
  }
  if ((types.types & bit_of(Type::number)) != 0) types.types |= bit_of(Type::integer);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::size(kTypeNames); ++i) {
    if ((types.types & bit_of(static_cast<Type>(i))) != 0) names.emplace_back(kTypeNames[i]);
  }
  types.shown = shown_names(names);
  node.type = std::move(types);
}

void Compiler::enumeration(Node& node, const Value& value, const std::string& step) {
  const List* list = value.as_list();
  if (list == nullptr || list->empty())
    return fail(step, "an array of at least one value is needed");
  Enumeration made;
  for (const Value& item : *list) {
    std::string canonical;
    if (!append_canonical(canonical, item, kMaxEnumBytes))
      return fail(step, "a value is too large");
    made.values.push_back(std::move(canonical));
  }
  std::sort(made.values.begin(), made.values.end());
  append_json(made.shown, value, kMaxEnumBytes);
  node.enumeration = std::move(made);
}

void Compiler::all_of(Node& node, const Value& value, const std::string& step) {
  node.all_of = schemas(value, step);
}

void Compiler::any_of(Node& node, const Value& value, const std::string& step) {
  node.any_of = schemas(value, step);
}

void Compiler::one_of(Node& node, const Value& value, const std::string& step) {
  node.one_of = schemas(value, step);
}

void Compiler::not_(Node& node, const Value& value, const std::string& step) {
  node.not_ = schema(value, step);
}

// Compiled even when nothing refers to them, so that their mistakes are found.
void Compiler::definitions(Node& /*node*/, const Value& value, const std::string& step) {
  const Map* map = value.as_map();
  if (map == nullptr) return fail(step, "an object of schemas is needed");
  for (const auto& [name, definition] : map->members()) {
    schema(definition, step + pointer_step(name));
  }
}

void Compiler::text(Node& /*node*/, const Value& value, const std::string& step) {
  if (value.as_string() == nullptr) fail(step, "a string is needed");
}

// --- Of numbers --------------------------------------------------------------------------------

std::optional<Bound> Compiler::bound(const Value& value, const std::string& step) {
  if (!value.is_number()) {
    fail(step, "a number is needed");
    return std::nullopt;
  }
  return Bound{own(value), shown_number(value), false};
}

void Compiler::minimum(Node& node, const Value& value, const std::string& step) {
  const bool exclusive = node.minimum && node.minimum->exclusive;
  node.minimum = bound(value, step);
  if (node.minimum) node.minimum->exclusive = exclusive;
}

void Compiler::maximum(Node& node, const Value& value, const std::string& step) {
  const bool exclusive = node.maximum && node.maximum->exclusive;
  node.maximum = bound(value, step);
  if (node.maximum) node.maximum->exclusive = exclusive;
}

// Comes before `minimum`, which keeps it.
void Compiler::exclusive_minimum(Node& node, const Value& value, const std::string& step) {
  node.minimum.emplace().exclusive = boolean(value, step).value_or(false);
}

void Compiler::exclusive_maximum(Node& node, const Value& value, const std::string& step) {
  node.maximum.emplace().exclusive = boolean(value, step).value_or(false);
}

void Compiler::multiple_of(Node& node, const Value& value, const std::string& step) {
  auto number = to_decimal(value);
  if (!number || number->negative || number->digits.empty()) {
    return fail(step, "a number greater than 0 is needed");
  }
  if (number->digits.size() > kMaxDivisorDigits) return fail(step, "the number is too long");
  node.multiple_of = Divisor{*std::move(number), shown_number(value)};
}

// --- Of strings --------------------------------------------------------------------------------

void Compiler::min_length(Node& node, const Value& value, const std::string& step) {
  node.min_length = count(value, step);
}

void Compiler::max_length(Node& node, const Value& value, const std::string& step) {
  node.max_length = count(value, step);
}

void Compiler::pattern(Node& node, const Value& value, const std::string& step) {
  const std::string* text = value.as_string();
  if (text == nullptr) return fail(step, "a string is needed");
  if (auto compiled = regex(*text, step)) node.pattern = Pattern{*std::move(compiled), *text};
}

// ECMA 262 is the dialect of draft 4 (section 3.3).
std::optional<regex::Regex> Compiler::regex(std::string_view pattern, const std::string& step) {
  auto compiled = regex::Regex::compile(pattern, {.ecma_262 = true});
  if (compiled) return std::move(compiled).value();
  const regex::RegexError& error = compiled.error();
  fail(step, "is no regular expression: " + error.message + " near index " +
                 std::to_string(error.offset));
  return std::nullopt;
}

void Compiler::format(Node& node, const Value& value, const std::string& step) {
  const std::string* name = value.as_string();
  if (name == nullptr) return fail(step, "a string is needed");
  node.format = format_of(*name);
}

// --- Of arrays ---------------------------------------------------------------------------------

void Compiler::items(Node& node, const Value& value, const std::string& step) {
  if (value.as_list() == nullptr) {
    node.every_item = schema(value, step);
  } else if (value.as_list()->empty()) {
    node.first_items.emplace();
  } else {
    node.first_items = schemas(value, step);
  }
}

void Compiler::additional_items(Node& node, const Value& value, const std::string& step) {
  node.additional_items = additional(value, step);
}

void Compiler::min_items(Node& node, const Value& value, const std::string& step) {
  node.min_items = count(value, step);
}

void Compiler::max_items(Node& node, const Value& value, const std::string& step) {
  node.max_items = count(value, step);
}

void Compiler::unique_items(Node& node, const Value& value, const std::string& step) {
  node.unique_items = boolean(value, step).value_or(false);
}

// --- Of objects --------------------------------------------------------------------------------

void Compiler::properties(Node& node, const Value& value, const std::string& step) {
  const Map* map = value.as_map();
  if (map == nullptr) return fail(step, "an object of schemas is needed");
  for (const auto& [name, property] : map->members()) {
    node.properties.emplace(name, schema(property, step + pointer_step(name)));
  }
}

void Compiler::pattern_properties(Node& node, const Value& value, const std::string& step) {
  const Map* map = value.as_map();
  if (map == nullptr) return fail(step, "an object of schemas is needed");
  for (const auto& [name, property] : map->members()) {
    const std::string member_step = step + pointer_step(name);
    auto compiled = regex(name, member_step);
    if (!compiled) return;
    node.pattern_properties.emplace_back(*std::move(compiled), schema(property, member_step));
  }
}

void Compiler::additional_properties(Node& node, const Value& value, const std::string& step) {
  node.additional_properties = additional(value, step);
}

void Compiler::required(Node& node, const Value& value, const std::string& step) {
  node.required = names(value, step);
}

void Compiler::min_properties(Node& node, const Value& value, const std::string& step) {
  node.min_properties = count(value, step);
}

void Compiler::max_properties(Node& node, const Value& value, const std::string& step) {
  node.max_properties = count(value, step);
}

void Compiler::dependencies(Node& node, const Value& value, const std::string& step) {
  const Map* map = value.as_map();
  if (map == nullptr) return fail(step, "an object is needed");
  for (const auto& [name, dependency] : map->members()) {
    const std::string member_step = step + pointer_step(name);
    if (dependency.as_list() != nullptr) {
      node.dependencies.push_back({name, names(dependency, member_step), kNoNode});
    } else {
      node.dependencies.push_back({name, {}, schema(dependency, member_step)});
    }
  }
  std::stable_sort(node.dependencies.begin(), node.dependencies.end(),
                   [](const Dependency& a, const Dependency& b) {
                     const bool a_names = a.schema == kNoNode;
                     const bool b_names = b.schema == kNoNode;
                     if (a_names != b_names) return a_names;
                     return !a_names && a.property < b.property;
                   });
}

// --- What several keywords have in common ------------------------------------------------------

std::optional<std::uint64_t> Compiler::count(const Value& value, const std::string& step) {
  const std::int64_t* number = value.as_integer();
  if (number != nullptr && *number >= 0) return static_cast<std::uint64_t>(*number);
  fail(step, "a whole number of at least 0 is needed");
  return std::nullopt;
}

std::optional<bool> Compiler::boolean(const Value& value, const std::string& step) {
  if (const bool* known = value.as_boolean()) return *known;
  fail(step, "true or false is needed");
  return std::nullopt;
}

Additional Compiler::additional(const Value& value, const std::string& step) {
  if (const bool* allowed = value.as_boolean()) return {*allowed, kNoNode};
  return {true, schema(value, step)};
}

// In order. Draft 4 wants at least one, and none twice.
std::vector<std::string> Compiler::names(const Value& value, const std::string& step) {
  std::vector<std::string> all;
  const List* list = value.as_list();
  if (list == nullptr || list->empty()) {
    fail(step, "an array of at least one string is needed");
    return all;
  }
  for (const Value& item : *list) {
    const std::string* name = item.as_string();
    if (name == nullptr) {
      fail(step, "an array of strings is needed");
      return all;
    }
    all.push_back(*name);
  }
  std::sort(all.begin(), all.end());
  if (std::adjacent_find(all.begin(), all.end()) != all.end()) fail(step, "has a name twice");
  return all;
}

}  // namespace palaver::json::schema
