#include "core/json/schema_validator.h"

#include <algorithm>
#include <utility>

#include "core/framing/utf8.h"
#include "core/json/canonical.h"
#include "core/json/number.h"
#include "core/json/print.h"
#include "core/json/scanner.h"
#include "core/json/schema_pointer.h"

namespace palaver::json::schema {
namespace {

// Schemas in each other at work; a level of the value needs one, and one for each allOf, anyOf,
// oneOf and not.
constexpr std::size_t kMaxActive = 1000;

Type type_of(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null:
      return Type::null;
    case Value::Kind::boolean:
      return Type::boolean;
    case Value::Kind::integer:
    case Value::Kind::big_integer:
      return Type::integer;
    case Value::Kind::decimal:  // 1.0 too, as the validator in Java has it
      return Type::number;
    case Value::Kind::list:
      return Type::array;
    case Value::Kind::map:
      return Type::object;
    case Value::Kind::string:
    case Value::Kind::object:
      break;
  }
  return Type::string;
}

std::string_view start_of(std::string_view text) {
  return framing::utf8_prefix(text, kMaxQuotedBytes);
}

}  // namespace

std::vector<Violation> Validator::validate(const Value& value) {
  Report report;
  check(0, value, report);
  if (stopped_) violations_.push_back(*std::move(stopped_));
  return std::move(violations_);
}

void Validator::check(NodeId id, const Value& value, Report& report) {
  if (model_.nodes[id].reference != kNoNode) id = model_.nodes[id].reference;
  if (!take(1)) return;
  const auto here = active_.begin() + static_cast<std::ptrdiff_t>(active_here_from_);
  if (!take(active_.size() - active_here_from_)) return;
  if (std::find(here, active_.end(), id) != active_.end()) {
    return stop("validation loop: a schema leads back to itself for the same value");
  }
  if (active_.size() >= kMaxActive) return stop("the value is nested too deeply to be validated");
  active_.push_back(id);
  const Node& node = model_.nodes[id];
  check_keywords(node, value, report);
  // What is inside matters only when nothing is wrong so far.
  if (!report.failed && !stopped_) check_inside(node, value, report);
  active_.pop_back();
}

// In the order of the keywords' names; a value is looked at by those that are about its type.
void Validator::check_keywords(const Node& node, const Value& value, Report& report) {
  const List* list = value.as_list();
  const Map* map = value.as_map();
  const std::string* text = value.as_string();
  const bool number = value.is_number();
  if (list != nullptr) additional_items(node, *list, report);
  if (map != nullptr) additional_properties(node, *map, report);
  all_of(node, value, report);
  any_of(node, value, report);
  if (map != nullptr) dependencies(node, value, *map, report);
  enumeration(node, value, report);
  if (number) maximum(node, value, report);
  if (list != nullptr) item_counts(node, *list, report);
  if (text != nullptr) lengths(node, *text, report);
  if (map != nullptr) property_counts(node, *map, report);
  if (number) minimum(node, value, report);
  if (number) multiple_of(node, value, report);
  not_(node, value, report);
  one_of(node, value, report);
  if (text != nullptr) pattern(node, *text, report);
  if (map != nullptr) required(node, *map, report);
  type(node, value, report);
  if (list != nullptr) unique_items(node, *list, report);
  if (text != nullptr) format(node, *text, report);
}

void Validator::check_inside(const Node& node, const Value& value, Report& report) {
  if (const List* list = value.as_list()) items(node, *list, report);
  if (const Map* map = value.as_map()) members(node, *map, report);
}

void Validator::check_child(NodeId id, const Value& value, Step step, Report& report) {
  if (id == kNoNode || stopped_ || (report.quiet && report.failed)) return;
  path_.push_back(step);
  const std::size_t outside = std::exchange(active_here_from_, active_.size());
  check(id, value, report);
  active_here_from_ = outside;
  path_.pop_back();
}

void Validator::items(const Node& node, const List& list, Report& report) {
  for (std::size_t i = 0; i < list.size() && !stopped_; ++i) {
    NodeId id = node.every_item;
    if (id == kNoNode) {
      const std::size_t first = node.first_items ? node.first_items->size() : 0;
      id = i < first ? (*node.first_items)[i] : node.additional_items.schema;
    }
    check_child(id, list[i], {nullptr, i}, report);
  }
}

// In the order of their names.
void Validator::members(const Node& node, const Map& map, Report& report) {
  if (node.properties.empty() && node.pattern_properties.empty() &&
      node.additional_properties.schema == kNoNode) {
    return;
  }
  if (!take(map.size())) return;
  std::vector<const Map::Member*> sorted;
  sorted.reserve(map.size());
  for (const Map::Member& member : map.members()) sorted.push_back(&member);
  std::sort(sorted.begin(), sorted.end(),
            [](const auto* a, const auto* b) { return a->first < b->first; });
  for (const Map::Member* member : sorted) {
    const auto& [name, value] = *member;
    const Step step{&name, 0};
    bool named = false;
    if (const auto found = node.properties.find(name); found != node.properties.end()) {
      named = true;
      check_child(found->second, value, step, report);
    }
    for (const auto& [regex, id] : node.pattern_properties) {
      if (!contains(regex, name)) continue;
      named = true;
      check_child(id, value, step, report);
    }
    if (!named) check_child(node.additional_properties.schema, value, step, report);
    if (stopped_) return;
  }
}

// --- Common to all -----------------------------------------------------------------------------

std::size_t Validator::matched(const std::vector<NodeId>& schemas, const Value& value) {
  std::size_t count = 0;
  for (const NodeId id : schemas) {
    Report report{.quiet = true};
    check(id, value, report);
    if (stopped_) break;
    if (!report.failed) ++count;
  }
  return count;
}

bool Validator::contains(const regex::Regex& regex, std::string_view text) {
  if (!take(1)) return false;
  const auto found = regex.contains(text, steps_);
  if (!found) stop("a regular expression takes too long for the value");
  return found.value_or(false);
}

// A step for each byte. Nothing when that is more than there is left.
std::optional<std::string> Validator::canonical(const Value& value) {
  std::string text;
  if (!append_canonical(text, value, steps_)) {
    stop("the value is too large to be validated");
    return std::nullopt;
  }
  if (!take(text.size())) return std::nullopt;
  return text;
}

std::string Validator::shown(const Value& value, const Report& report) {
  std::string text;
  // Much more than is shown of it, so that fail() finds where to cut.
  constexpr std::size_t kMaxPrinted = 16 * kMaxQuotedBytes;
  if (report.quiet) return text;
  if (const std::string* string = value.as_string()) {
    append_quoted(text, *string);
  } else if (!append_json(text, value, kMaxPrinted)) {
    text += "...";
  }
  return text;
}

void Validator::fail(Report& report, std::initializer_list<std::string_view> pieces) {
  report.failed = true;
  if (report.quiet || stopped_ || violations_.size() >= kMaxViolations) return;
  Violation violation{pointer(), {}};
  for (const std::string_view piece : pieces) {
    violation.message += start_of(piece);
    if (piece.size() > kMaxQuotedBytes) violation.message += "...";
  }
  violations_.push_back(std::move(violation));
}

void Validator::stop(std::string message) {
  if (!stopped_) stopped_ = Violation{pointer(), std::move(message)};
}

bool Validator::take(std::size_t steps) {
  if (steps > steps_) stop("the value takes too many steps to validate");
  if (stopped_) return false;
  steps_ -= steps;
  return true;
}

std::string Validator::pointer() const {
  std::string text;
  for (const Step& step : path_) {
    text += step.name != nullptr ? pointer_step(*step.name) : "/" + std::to_string(step.index);
  }
  return text;
}

// --- Of any value ------------------------------------------------------------------------------

void Validator::all_of(const Node& node, const Value& value, Report& report) {
  if (node.all_of.empty()) return;
  const std::size_t count = matched(node.all_of, value);
  if (count == node.all_of.size()) return;
  fail(report, {"instance failed to match all required schemas (matched only ",
                std::to_string(count), " out of ", std::to_string(node.all_of.size()), ")"});
}

void Validator::any_of(const Node& node, const Value& value, Report& report) {
  if (node.any_of.empty() || matched(node.any_of, value) > 0) return;
  fail(report, {"instance failed to match at least one required schema among ",
                std::to_string(node.any_of.size())});
}

void Validator::one_of(const Node& node, const Value& value, Report& report) {
  if (node.one_of.empty()) return;
  const std::size_t count = matched(node.one_of, value);
  if (count == 1) return;
  fail(report, {"instance failed to match exactly one schema (matched ", std::to_string(count),
                " out of ", std::to_string(node.one_of.size()), ")"});
}

void Validator::not_(const Node& node, const Value& value, Report& report) {
  if (node.not_ == kNoNode || matched({node.not_}, value) == 0) return;
  fail(report, {"instance matched a schema which it should not have"});
}

void Validator::enumeration(const Node& node, const Value& value, Report& report) {
  if (!node.enumeration) return;
  const auto text = canonical(value);
  if (!text) return;
  const auto& values = node.enumeration->values;
  if (std::binary_search(values.begin(), values.end(), *text)) return;
  fail(report, {"instance value (", shown(value, report),
                ") not found in enum (possible values: ", node.enumeration->shown, ")"});
}

void Validator::type(const Node& node, const Value& value, Report& report) {
  if (!node.type) return;
  const Type found = type_of(value);
  if ((node.type->types & bit_of(found)) != 0) return;
  fail(report, {"instance type (", kTypeNames[static_cast<std::size_t>(found)],
                ") does not match any allowed primitive type (allowed: ", node.type->shown, ")"});
}

}  // namespace palaver::json::schema
