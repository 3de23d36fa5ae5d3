// java.util.List.

#include <algorithm>
#include <array>
#include <utility>

#include "core/velocity/methods.h"
#include "core/velocity/values.h"

namespace palaver::velocity {
namespace {

using json::List;
using json::Value;

List& items(const Value& value) {
  return *value.as_list();
}

Outcome number(std::ptrdiff_t value) {
  return Value::integer(value);
}

Outcome out_of_range(std::int64_t index, const List& list) {
  return unexpected("index " + std::to_string(index) + " is not in a list of " +
                    std::to_string(list.size()));
}

List::iterator at(List& list, std::int64_t index) {
  return list.begin() + static_cast<std::ptrdiff_t>(index);
}

// Whether `index` is from 0 up to `end`, not included.
bool within(std::int64_t index, std::size_t end) {
  return index >= 0 && static_cast<std::uint64_t>(index) < end;
}

// --- Questions ---------------------------------------------------------------------------------

Outcome size(const Value& self, Arguments, Runtime&) {
  return number(static_cast<std::ptrdiff_t>(items(self).size()));
}

Outcome is_empty(const Value& self, Arguments, Runtime&) {
  return Value::boolean(items(self).empty());
}

Outcome get(const Value& self, Arguments arguments, Runtime&) {
  const std::int64_t* index = arguments[0].as_integer();
  if (index == nullptr) return Value::null();
  if (!within(*index, items(self).size())) return out_of_range(*index, items(self));
  return items(self)[static_cast<std::size_t>(*index)];
}

bool has(const Value& self, const Value& value, Runtime& runtime) {
  return std::any_of(items(self).begin(), items(self).end(),
                     [&](const Value& item) { return equal(item, value, runtime); });
}

Outcome contains(const Value& self, Arguments arguments, Runtime& runtime) {
  return Value::boolean(has(self, arguments[0], runtime));
}

Outcome contains_all(const Value& self, Arguments arguments, Runtime& runtime) {
  if (arguments[0].as_list() == nullptr) return Value::null();
  const List& others = items(arguments[0]);
  return Value::boolean(std::all_of(others.begin(), others.end(),
                                    [&](const Value& other) { return has(self, other, runtime); }));
}

Outcome index_of(const Value& self, Arguments arguments, Runtime& runtime) {
  const List& list = items(self);
  const auto found = std::find_if(list.begin(), list.end(), [&](const Value& item) {
    return equal(item, arguments[0], runtime);
  });
  return number(found == list.end() ? -1 : found - list.begin());
}

Outcome last_index_of(const Value& self, Arguments arguments, Runtime& runtime) {
  const List& list = items(self);
  const auto found = std::find_if(list.rbegin(), list.rend(), [&](const Value& item) {
    return equal(item, arguments[0], runtime);
  });
  return number(list.rend() - found - 1);
}

Outcome sub_list(const Value& self, Arguments arguments, Runtime& runtime) {
  const std::int64_t* from = arguments[0].as_integer();
  const std::int64_t* to = arguments[1].as_integer();
  if (from == nullptr || to == nullptr) return Value::null();
  List& list = items(self);
  if (!within(*to, list.size() + 1)) return out_of_range(*to, list);
  if (*from < 0 || *from > *to) return out_of_range(*from, list);
  List part(at(list, *from), at(list, *to));
  return runtime.new_list(std::move(part));
}

// A list is what #foreach takes an iterator for.
Outcome iterator(const Value& self, Arguments, Runtime&) {
  return self;
}

Outcome to_json_string(const Value& self, Arguments, Runtime& runtime) {
  return Value::string(to_json(self, runtime));
}

// --- Changes -----------------------------------------------------------------------------------

Outcome add(const Value& self, Arguments arguments, Runtime& runtime) {
  runtime.hold(self);
  items(self).push_back(arguments[0]);
  return Value::boolean(true);
}

Outcome add_at(const Value& self, Arguments arguments, Runtime& runtime) {
  const std::int64_t* index = arguments[0].as_integer();
  if (index == nullptr) return Value::null();
  List& list = items(self);
  if (!within(*index, list.size() + 1)) return out_of_range(*index, list);
  runtime.hold(self);
  list.insert(at(list, *index), arguments[1]);
  // void in Java, which Velocity makes the empty text.
  return Value::string("");
}

Outcome add_all(const Value& self, Arguments arguments, Runtime& runtime) {
  List others;  // a copy: it may be the same list
  if (const List* list = arguments[0].as_list()) {
    if (!runtime.charge(list->size())) return Value::null();
    others = *list;
  } else {
    return Value::null();
  }
  runtime.hold(self);
  items(self).insert(items(self).end(), others.begin(), others.end());
  return Value::boolean(!others.empty());
}

Outcome set(const Value& self, Arguments arguments, Runtime& runtime) {
  const std::int64_t* index = arguments[0].as_integer();
  if (index == nullptr) return Value::null();
  if (!within(*index, items(self).size())) return out_of_range(*index, items(self));
  runtime.hold(self);
  return std::exchange(items(self)[static_cast<std::size_t>(*index)], arguments[1]);
}

// With a number the element at that index, otherwise the first that is equal.
Outcome remove(const Value& self, Arguments arguments, Runtime& runtime) {
  List& list = items(self);
  if (const std::int64_t* index = arguments[0].as_integer()) {
    if (!within(*index, list.size())) return out_of_range(*index, list);
    Value removed = list[static_cast<std::size_t>(*index)];
    list.erase(at(list, *index));
    return removed;
  }
  const auto found = std::find_if(list.begin(), list.end(), [&](const Value& item) {
    return equal(item, arguments[0], runtime);
  });
  if (found == list.end() || runtime.failed()) return Value::boolean(false);
  list.erase(found);
  return Value::boolean(true);
}

Outcome keep_if(const Value& self, const Value& others, bool wanted, Runtime& runtime) {
  if (others.as_list() == nullptr) return Value::null();
  List kept;
  for (const Value& item : items(self)) {
    if (has(others, item, runtime) == wanted) kept.push_back(item);
  }
  if (runtime.failed()) return Value::null();
  const bool changed = kept.size() != items(self).size();
  runtime.hold(self);
  items(self) = std::move(kept);
  return Value::boolean(changed);
}

Outcome remove_all(const Value& self, Arguments arguments, Runtime& runtime) {
  return keep_if(self, arguments[0], false, runtime);
}

Outcome retain_all(const Value& self, Arguments arguments, Runtime& runtime) {
  return keep_if(self, arguments[0], true, runtime);
}

Outcome clear(const Value& self, Arguments, Runtime&) {
  items(self).clear();
  return Value::string("");
}

constexpr std::array kMethods = {
    Method{"size", 0, size},
    // In AWS's own examples.
    Method{"count", 0, size},
    Method{"isEmpty", 0, is_empty},
    Method{"get", 1, get},
    Method{"contains", 1, contains},
    Method{"containsAll", 1, contains_all},
    Method{"indexOf", 1, index_of},
    Method{"lastIndexOf", 1, last_index_of},
    Method{"subList", 2, sub_list},
    Method{"iterator", 0, iterator},
    Method{"toArray", 0, iterator},
    Method{"toJSONString", 0, to_json_string},
    Method{"add", 1, add},
    Method{"add", 2, add_at},
    Method{"addAll", 1, add_all},
    Method{"set", 2, set},
    Method{"remove", 1, remove},
    Method{"removeAll", 1, remove_all},
    Method{"retainAll", 1, retain_all},
    Method{"clear", 0, clear},
};

}  // namespace

std::span<const Method> list_methods() {
  return kMethods;
}

}  // namespace palaver::velocity
