// What keywords ask of numbers, strings, arrays and objects. JSON Schema Validation, draft 4,
// sections 5.1 to 5.4, and 7.
#include <algorithm>
#include <utility>

#include "core/json/number.h"
#include "core/json/print.h"
#include "core/json/schema_validator.h"

namespace palaver::json::schema {
namespace {

// What compiling a regular expression takes, for each byte.
constexpr std::size_t kStepsToCompile = 300;

std::string text_of(std::uint64_t number) {
  return std::to_string(number);
}

std::uint64_t code_points_of(std::string_view text) {
  return static_cast<std::uint64_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string as_json(const std::vector<std::string>& names) {
  List list;
  for (const std::string& name : names) list.push_back(Value::string(name));
  return to_json(Value::list(std::move(list)));
}

}  // namespace

// --- Numbers -----------------------------------------------------------------------------------

void Validator::minimum(const Node& node, const Value& value, Report& report) {
  if (!node.minimum) return;
  const auto& [number, limit, exclusive] = *node.minimum;
  const int compared = compare_numbers(value, number).value_or(-1);
  if (compared < 0) {
    fail(report, {"numeric instance is lower than the required minimum (minimum: ", limit,
                  ", found: ", shown(value, report), ")"});
  } else if (compared == 0 && exclusive) {
    fail(report, {"numeric instance is not strictly greater than the required minimum ", limit});
  }
}

void Validator::maximum(const Node& node, const Value& value, Report& report) {
  if (!node.maximum) return;
  const auto& [number, limit, exclusive] = *node.maximum;
  const int compared = compare_numbers(value, number).value_or(1);
  if (compared > 0) {
    fail(report, {"numeric instance is greater than the required maximum (maximum: ", limit,
                  ", found: ", shown(value, report), ")"});
  } else if (compared == 0 && exclusive) {
    fail(report, {"numeric instance is not strictly lower than the required maximum ", limit});
  }
}

void Validator::multiple_of(const Node& node, const Value& value, Report& report) {
  if (!node.multiple_of) return;
  const auto number = to_decimal(value);
  if (number && !take(number->digits.size())) return;
  if (number && is_multiple(*number, node.multiple_of->number)) return;
  fail(report, {"remainder of division is not zero (", shown(value, report), " / ",
                node.multiple_of->shown, ")"});
}

// --- Strings -----------------------------------------------------------------------------------

void Validator::lengths(const Node& node, const std::string& text, Report& report) {
  if (!node.max_length && !node.min_length) return;
  if (!take(text.size() / 16)) return;
  const std::uint64_t length = code_points_of(text);
  if (node.max_length && length > *node.max_length) {
    fail(report, {"string \"", text, "\" is too long (length: ", text_of(length),
                  ", maximum allowed: ", text_of(*node.max_length), ")"});
  }
  if (node.min_length && length < *node.min_length) {
    fail(report, {"string \"", text, "\" is too short (length: ", text_of(length),
                  ", required minimum: ", text_of(*node.min_length), ")"});
  }
}

void Validator::pattern(const Node& node, const std::string& text, Report& report) {
  if (!node.pattern || contains(node.pattern->regex, text) || stopped_) return;
  fail(report,
       {"ECMA 262 regex \"", node.pattern->shown, "\" does not match input string \"", text, "\""});
}

void Validator::format(const Node& node, const std::string& text, Report& report) {
  if (!node.format) return;
  const bool costly = *node.format == Format::regex;
  if (!take(costly ? text.size() * kStepsToCompile : text.size() / 16)) return;
  if (has_format(text, *node.format)) return;
  const FormatMessage message = format_message(*node.format);
  fail(report, {message.before, text, message.behind});
}

// --- Arrays ------------------------------------------------------------------------------------

void Validator::additional_items(const Node& node, const List& list, Report& report) {
  if (node.additional_items.allowed || !node.first_items) return;
  const std::size_t allowed = node.first_items->size();
  if (list.size() <= allowed) return;
  fail(report, {"schema only allows ", text_of(allowed), " elements in array but instance has ",
                text_of(list.size()), " elements"});
}

void Validator::item_counts(const Node& node, const List& list, Report& report) {
  const std::string count = text_of(list.size());
  if (node.max_items && list.size() > *node.max_items) {
    fail(report, {"array is too long: must have at most ", text_of(*node.max_items),
                  " elements but instance has ", count, " elements"});
  }
  if (node.min_items && list.size() < *node.min_items) {
    fail(report, {"array is too short: must have at least ", text_of(*node.min_items),
                  " elements but instance has ", count, " elements"});
  }
}

void Validator::unique_items(const Node& node, const List& list, Report& report) {
  if (!node.unique_items) return;
  std::vector<std::string> texts;
  texts.reserve(list.size());
  for (const Value& item : list) {
    auto text = canonical(item);
    if (!text) return;
    texts.push_back(*std::move(text));
  }
  std::sort(texts.begin(), texts.end());
  if (std::adjacent_find(texts.begin(), texts.end()) == texts.end()) return;
  fail(report, {"array must not contain duplicate elements"});
}

// --- Objects -----------------------------------------------------------------------------------

void Validator::additional_properties(const Node& node, const Map& map, Report& report) {
  if (node.additional_properties.allowed || !take(map.size())) return;
  std::vector<std::string> unwanted;
  for (const auto& [name, value] : map.members()) {
    if (node.properties.contains(name)) continue;
    const bool named = std::any_of(
        node.pattern_properties.begin(), node.pattern_properties.end(),
        [&, &wanted = name](const auto& entry) { return contains(entry.first, wanted); });
    if (stopped_) return;
    if (!named) unwanted.push_back(name);
  }
  if (unwanted.empty()) return;
  std::sort(unwanted.begin(), unwanted.end());
  fail(report,
       {"object instance has properties which are not allowed by the schema: ", as_json(unwanted)});
}

void Validator::dependencies(const Node& node, const Value& value, const Map& map, Report& report) {
  for (const Dependency& dependency : node.dependencies) {
    if (!take(1 + dependency.required.size())) return;
    if (map.find(dependency.property) == nullptr) continue;
    if (dependency.schema != kNoNode) {
      check(dependency.schema, value, report);
      continue;
    }
    std::vector<std::string> missing;
    for (const std::string& name : dependency.required) {
      if (map.find(name) == nullptr) missing.push_back(name);
    }
    if (missing.empty()) continue;
    fail(report, {"property \"", dependency.property,
                  "\" of object has missing property dependencies (schema requires ",
                  as_json(dependency.required), "; missing: ", as_json(missing), ")"});
  }
}

void Validator::property_counts(const Node& node, const Map& map, Report& report) {
  const std::string count = text_of(map.size());
  if (node.max_properties && map.size() > *node.max_properties) {
    fail(report, {"object has too many properties (found ", count, " but schema requires at most ",
                  text_of(*node.max_properties), ")"});
  }
  if (node.min_properties && map.size() < *node.min_properties) {
    fail(report, {"object has too few properties (found ", count, " but schema requires at least ",
                  text_of(*node.min_properties), ")"});
  }
}

void Validator::required(const Node& node, const Map& map, Report& report) {
  if (!take(node.required.size())) return;
  std::vector<std::string> missing;
  for (const std::string& name : node.required) {
    if (map.find(name) == nullptr) missing.push_back(name);
  }
  if (missing.empty()) return;
  fail(report, {"object has missing required properties (", as_json(missing), ")"});
}

}  // namespace palaver::json::schema
