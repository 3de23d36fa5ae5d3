#include "core/velocity/methods.h"

#include "core/velocity/values.h"

namespace palaver::velocity {
namespace {

using json::Value;
using Kind = Value::Kind;

const Method* find(std::span<const Method> methods, std::string_view name, std::size_t arguments) {
  for (const Method& method : methods) {
    if (method.arguments == arguments && method.name == name) return &method;
  }
  return nullptr;
}

const Method* find(Kind kind, std::string_view name, std::size_t arguments) {
  switch (kind) {
    case Kind::string: {
      const Method* method = find(string_methods(), name, arguments);
      return method != nullptr ? method : find(string_regex_methods(), name, arguments);
    }
    case Kind::list:
      return find(list_methods(), name, arguments);
    case Kind::map:
      return find(map_methods(), name, arguments);
    case Kind::integer:
    case Kind::decimal:
    case Kind::big_integer:
      return find(number_methods(), name, arguments);
    case Kind::boolean:
      return find(boolean_methods(), name, arguments);
    default:
      return nullptr;
  }
}

std::size_t size_of(const Value& value) {
  if (const std::string* text = value.as_string()) return text->size() / kBytesPerStep;
  // Comparing and moving are quick; methods that make values charge for each.
  if (const json::List* list = value.as_list()) return list->size() / 16;
  return 0;
}

// What each Java object has.
Outcome call_common(const Value& target, std::string_view name, Arguments arguments,
                    Runtime& runtime) {
  if (arguments.empty() && name == "toString") return Value::string(to_text(target, runtime));
  if (arguments.empty() && name == "hashCode") return Value::integer(hash(target, runtime));
  if (arguments.size() == 1 && name == "equals") {
    // Of numbers of one type only, in Java; which type JSON's numbers get is not for users to know.
    return Value::boolean(equal(target, arguments[0], runtime));
  }
  return Value::null();
}

HostObject* as_host_object(const Value& value) {
  return dynamic_cast<HostObject*>(value.as_object());
}

}  // namespace

Outcome call_method(const Value& target, std::string_view name, Arguments arguments,
                    Runtime& runtime) {
  if (target.is_null() || !runtime.charge(1 + size_of(target))) return Value::null();
  if (HostObject* object = as_host_object(target)) {
    auto result = object->call(name, arguments, runtime);
    if (!result || !result->is_null()) return result;
  }
  const Method* method = find(target.kind(), name, arguments.size());
  if (method == nullptr) return call_common(target, name, arguments, runtime);
  return method->call(target, arguments, runtime);
}

Value get_property(const Value& target, std::string_view name, Runtime& runtime) {
  if (!runtime.charge(1)) return {};
  if (const json::Map* map = target.as_map()) {
    const Value* found = map->find(name);
    return found == nullptr ? Value() : *found;
  }
  if (HostObject* object = as_host_object(target)) return object->property(name, runtime);
  if (name == "empty") {
    if (const std::string* text = target.as_string()) return Value::boolean(text->empty());
    if (const json::List* list = target.as_list()) return Value::boolean(list->empty());
  }
  return {};
}

namespace {

// Velocity 1.7: a negative index is added to size().
expected<std::size_t, std::string> list_position(const json::List& list, std::int64_t index) {
  const auto size = static_cast<std::int64_t>(list.size());
  const std::int64_t position = index < 0 ? index + size : index;
  if (position < 0 || position >= size) {
    return unexpected("index " + std::to_string(index) + " is not in a list of " +
                      std::to_string(size));
  }
  return static_cast<std::size_t>(position);
}

}  // namespace

Outcome get_element(const Value& target, const Value& index, Runtime& runtime) {
  if (!runtime.charge(1)) return Value::null();
  if (const json::List* list = target.as_list()) {
    if (index.as_integer() == nullptr) return Value::null();
    const auto position = list_position(*list, *index.as_integer());
    if (!position) return unexpected(position.error());
    return (*list)[*position];
  }
  if (index.is_null()) return Value::null();
  if (const json::Map* map = target.as_map()) {
    const Value* found = map->find(to_text(index, runtime));
    return found == nullptr ? Value() : *found;
  }
  if (HostObject* object = as_host_object(target)) {
    return object->property(to_text(index, runtime), runtime);
  }
  return Value::null();
}

void set_property(const Value& target, std::string_view name, const Value& value,
                  Runtime& runtime) {
  if (json::Map* map = target.as_map()) {
    runtime.hold(target);
    map->put(std::string(name), value);
  } else if (HostObject* object = as_host_object(target)) {
    object->assign(name, value, runtime);
  }
}

expected<void, std::string> set_element(const Value& target, const Value& index, const Value& value,
                                        Runtime& runtime) {
  if (json::List* list = target.as_list()) {
    if (index.as_integer() == nullptr) return {};
    const auto position = list_position(*list, *index.as_integer());
    if (!position) return unexpected(position.error());
    runtime.hold(target);
    (*list)[*position] = value;
  } else if (!index.is_null()) {
    set_property(target, to_text(index, runtime), value, runtime);
  }
  return {};
}

}  // namespace palaver::velocity
