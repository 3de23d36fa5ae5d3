#include "core/gateway/api_object_reader.h"

#include <algorithm>
#include <utility>

namespace palaver::gateway {

namespace {

using json::Value;

std::string quoted(std::string_view text) {
  return "'" + std::string(text) + "'";
}

}  // namespace

std::string_view kind_text(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::boolean:
      return "a boolean";
    case Value::Kind::integer:
    case Value::Kind::big_integer:
    case Value::Kind::decimal:
      return "a number";
    case Value::Kind::string:
      return "a string";
    case Value::Kind::list:
      return "a list";
    case Value::Kind::map:
    case Value::Kind::object:
      return "an object";
    case Value::Kind::null:
      break;
  }
  return "null";
}

ApiObjectReader::ApiObjectReader(const Value& value, std::string member,
                                 std::vector<ApiProblem>& problems)
    : map_(value.as_map()), member_(std::move(member)), problems_(problems) {
  if (map_ == nullptr) {
    add_problem(problems_, {Severity::error, member_,
                            "must be an object, not " + std::string(kind_text(value))});
  }
}

std::string ApiObjectReader::member(std::string_view name) const {
  return nested_member(member_, member_text({name}));
}

void ApiObjectReader::error(std::string_view name, std::string message) {
  add_problem(problems_, {Severity::error, member(name), std::move(message)});
}

const Value* ApiObjectReader::find(std::string_view name) {
  if (std::find(known_.begin(), known_.end(), name) == known_.end()) known_.push_back(name);
  if (map_ == nullptr) return nullptr;
  const Value* value = map_->find(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

void ApiObjectReader::report_kind(std::string_view name, const Value& value,
                                  std::string_view expected) {
  error(name, "must be " + std::string(expected) + ", not " + std::string(kind_text(value)));
}

void ApiObjectReader::report_choice(std::string_view name, std::string_view text,
                                    const std::vector<std::string_view>& choices) {
  std::string message = "must be ";
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (i > 0) message += i + 1 == choices.size() ? " or " : ", ";
    message += choices[i];
  }
  error(name, message + ", not " + quoted(text));
}

const std::string* ApiObjectReader::find_text(std::string_view name) {
  const Value* value = find(name);
  if (value == nullptr) return nullptr;
  const std::string* text = value->as_string();
  if (text == nullptr) report_kind(name, *value, "a string");
  return text;
}

const Value* ApiObjectReader::find_list(std::string_view name) {
  const Value* value = find(name);
  if (value == nullptr || value->as_list() != nullptr) return value;
  report_kind(name, *value, "a list");
  return nullptr;
}

const Value* ApiObjectReader::find_map(std::string_view name) {
  const Value* value = find(name);
  if (value == nullptr || value->as_map() != nullptr) return value;
  report_kind(name, *value, "an object");
  return nullptr;
}

void ApiObjectReader::read(std::string_view name, std::string& out) {
  if (const std::string* text = find_text(name)) out = *text;
}

void ApiObjectReader::read(std::string_view name, std::optional<std::string>& out) {
  if (const std::string* text = find_text(name)) out = *text;
}

void ApiObjectReader::read(std::string_view name, std::optional<bool>& out) {
  const Value* value = find(name);
  if (value == nullptr) return;
  if (const bool* boolean = value->as_boolean()) {
    out = *boolean;
  } else {
    report_kind(name, *value, "true or false");
  }
}

void ApiObjectReader::read(std::string_view name, bool& out) {
  std::optional<bool> value;
  read(name, value);
  out = value.value_or(out);
}

void ApiObjectReader::read(std::string_view name, std::optional<std::int64_t>& out) {
  const Value* value = find(name);
  if (value == nullptr) return;
  if (const std::int64_t* integer = value->as_integer()) {
    out = *integer;
  } else if (value->is_number()) {
    error(name, "must be a whole number");
  } else {
    report_kind(name, *value, "a whole number");
  }
}

void ApiObjectReader::read(std::string_view name, std::int64_t& out) {
  std::optional<std::int64_t> value;
  read(name, value);
  out = value.value_or(out);
}

void ApiObjectReader::read(std::string_view name, std::optional<double>& out) {
  const Value* value = find(name);
  if (value == nullptr) return;
  if (const double* decimal = value->as_decimal()) {
    out = *decimal;
  } else if (const std::int64_t* integer = value->as_integer()) {
    out = static_cast<double>(*integer);
  } else if (value->is_number()) {
    error(name, "is too large");
  } else {
    report_kind(name, *value, "a number");
  }
}

void ApiObjectReader::read(std::string_view name, StringMap& out) {
  each_member(name, [&](const std::string& key, const Value& value, std::string where) {
    if (const std::string* text = value.as_string()) {
      out[key] = *text;
    } else {
      add_problem(problems_, {Severity::error, std::move(where),
                              "must be a string, not " + std::string(kind_text(value))});
    }
  });
}

void ApiObjectReader::read(std::string_view name, std::vector<std::string>& out) {
  each(name, [&](const Value& value, std::string where) {
    if (const std::string* text = value.as_string()) {
      out.push_back(*text);
    } else {
      add_problem(problems_, {Severity::error, std::move(where),
                              "must be a string, not " + std::string(kind_text(value))});
    }
  });
}

void ApiObjectReader::require(std::string_view name) {
  if (map_ != nullptr && find(name) == nullptr) error(name, "is required");
}

void ApiObjectReader::read_only(std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) find(name);
}

void ApiObjectReader::http_only(std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (find(name) == nullptr) continue;
    add_problem(problems_, {Severity::warning, member(name),
                            "has no effect: only HTTP APIs have it, not WebSocket APIs"});
  }
}

void ApiObjectReader::finish() {
  if (map_ == nullptr) return;
  for (const json::Map::Member& item : map_->members()) {
    if (std::find(known_.begin(), known_.end(), item.first) != known_.end()) continue;
    error(item.first, "unknown member " + quoted(item.first) + did_you_mean(item.first, known_));
  }
}

}  // namespace palaver::gateway
