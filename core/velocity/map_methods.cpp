// java.util.Map and Map.Entry. Keys are texts here: a number as key is its text.

#include <algorithm>
#include <array>
#include <memory>

#include "core/velocity/map_entry.h"
#include "core/velocity/methods.h"
#include "core/velocity/values.h"

namespace palaver::velocity {

// --- Map.Entry ---------------------------------------------------------------------------------

std::string MapEntry::text() const {
  return key_ + "=" + (value_.is_null() ? "null" : to_text(value_, runtime_));
}

json::Value MapEntry::property(std::string_view name, Runtime& /*runtime*/) const {
  if (name == "key") return json::Value::string(key_);
  if (name == "value") return value_;
  return {};
}

Outcome MapEntry::call(std::string_view method, std::span<const json::Value> arguments,
                       Runtime& runtime) {
  if (!arguments.empty()) return json::Value::null();
  if (method == "getKey") return property("key", runtime);
  if (method == "getValue") return property("value", runtime);
  return json::Value::null();
}

namespace {

using json::Map;
using json::Value;

Map& members(const Value& value) {
  return *value.as_map();
}

// --- Questions ---------------------------------------------------------------------------------

Outcome size(const Value& self, Arguments, Runtime&) {
  return Value::integer(static_cast<std::int64_t>(members(self).size()));
}

Outcome is_empty(const Value& self, Arguments, Runtime&) {
  return Value::boolean(members(self).empty());
}

Outcome get(const Value& self, Arguments arguments, Runtime& runtime) {
  if (arguments[0].is_null()) return Value::null();
  const Value* found = members(self).find(to_text(arguments[0], runtime));
  return found == nullptr ? Value() : *found;
}

Outcome get_or_default(const Value& self, Arguments arguments, Runtime& runtime) {
  const Value* found = members(self).find(to_text(arguments[0], runtime));
  return found == nullptr ? arguments[1] : *found;
}

Outcome contains_key(const Value& self, Arguments arguments, Runtime& runtime) {
  if (arguments[0].is_null()) return Value::boolean(false);
  return Value::boolean(members(self).find(to_text(arguments[0], runtime)) != nullptr);
}

Outcome contains_value(const Value& self, Arguments arguments, Runtime& runtime) {
  const auto& all = members(self).members();
  return Value::boolean(std::any_of(all.begin(), all.end(), [&](const Map::Member& member) {
    return equal(member.second, arguments[0], runtime);
  }));
}

// What `make` makes of each member.
template <class Make>
Outcome collect(const Value& self, Runtime& runtime, Make make) {
  json::List out;
  out.reserve(members(self).size());
  for (const Map::Member& member : members(self).members()) {
    if (!runtime.charge(1 + member.first.size() / kBytesPerStep)) break;
    out.push_back(make(member));
  }
  return runtime.new_list(std::move(out));
}

Outcome key_set(const Value& self, Arguments, Runtime& runtime) {
  return collect(self, runtime, [](const Map::Member& m) { return Value::string(m.first); });
}

Outcome values(const Value& self, Arguments, Runtime& runtime) {
  return collect(self, runtime, [](const Map::Member& m) { return m.second; });
}

Outcome entry_set(const Value& self, Arguments, Runtime& runtime) {
  return collect(self, runtime, [&runtime](const Map::Member& m) {
    return Value::object(std::make_shared<MapEntry>(m.first, m.second, runtime));
  });
}

Outcome to_json_string(const Value& self, Arguments, Runtime& runtime) {
  return Value::string(to_json(self, runtime));
}

// --- Changes -----------------------------------------------------------------------------------

Outcome put(const Value& self, Arguments arguments, Runtime& runtime) {
  runtime.hold(self);
  std::string key = arguments[0].is_null() ? "null" : to_text(arguments[0], runtime);
  return members(self).put(std::move(key), arguments[1]);
}

Outcome put_if_absent(const Value& self, Arguments arguments, Runtime& runtime) {
  const Value* found = members(self).find(to_text(arguments[0], runtime));
  if (found != nullptr && !found->is_null()) return *found;
  return put(self, arguments, runtime);
}

Outcome put_all(const Value& self, Arguments arguments, Runtime& runtime) {
  if (arguments[0].as_map() == nullptr) return Value::null();
  const Map others = members(arguments[0]);
  if (!runtime.charge(others.size())) return Value::null();
  runtime.hold(self);
  for (const Map::Member& member : others.members()) members(self).put(member.first, member.second);
  return Value::string("");
}

Outcome remove(const Value& self, Arguments arguments, Runtime& runtime) {
  if (arguments[0].is_null() || !runtime.charge(members(self).size() / 16)) return Value::null();
  return members(self).remove(to_text(arguments[0], runtime));
}

Outcome clear(const Value& self, Arguments, Runtime&) {
  members(self).clear();
  return Value::string("");
}

constexpr std::array kMethods = {
    Method{"size", 0, size},
    Method{"isEmpty", 0, is_empty},
    Method{"get", 1, get},
    Method{"getOrDefault", 2, get_or_default},
    Method{"containsKey", 1, contains_key},
    Method{"containsValue", 1, contains_value},
    Method{"keySet", 0, key_set},
    Method{"values", 0, values},
    Method{"entrySet", 0, entry_set},
    Method{"toJSONString", 0, to_json_string},
    Method{"put", 2, put},
    Method{"putIfAbsent", 2, put_if_absent},
    Method{"putAll", 1, put_all},
    Method{"remove", 1, remove},
    Method{"clear", 0, clear},
};

}  // namespace

std::span<const Method> map_methods() {
  return kMethods;
}

}  // namespace palaver::velocity
