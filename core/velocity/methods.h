// The methods of Java's String, List, Map, Number and Boolean that templates call. Velocity 1.7:
// "References", methods and properties. A method that is not there, or not for such arguments,
// gives null, as in Velocity; where Java throws (an index beyond the end, a null where text must
// be) the rendering fails. There is no getClass(), and no way to anything else of a Java machine.
//
// Each call takes time in proportion to the size of its target, and charges for it.
#pragma once

#include <span>
#include <string_view>

#include "core/json/value.h"
#include "core/velocity/host.h"
#include "core/velocity/runtime.h"

namespace palaver::velocity {

Outcome call_method(const json::Value& target, std::string_view name,
                    std::span<const json::Value> arguments, Runtime& runtime);

// $target.name: a map's member, an object's property, isEmpty() for `empty`.
json::Value get_property(const json::Value& target, std::string_view name, Runtime& runtime);

// $target[index]; a negative number counts from the end.
Outcome get_element(const json::Value& target, const json::Value& index, Runtime& runtime);

// #set($target.name = value) and #set($target[index] = value). What cannot take it ignores it.
void set_property(const json::Value& target, std::string_view name, const json::Value& value,
                  Runtime& runtime);
expected<void, std::string> set_element(const json::Value& target, const json::Value& index,
                                        const json::Value& value, Runtime& runtime);

// --- One table for each type -------------------------------------------------------------------

using Arguments = std::span<const json::Value>;

struct Method {
  std::string_view name;
  std::size_t arguments;
  Outcome (*call)(const json::Value& target, Arguments arguments, Runtime& runtime);
};

std::span<const Method> string_methods();
std::span<const Method> string_regex_methods();
std::span<const Method> list_methods();
std::span<const Method> map_methods();
std::span<const Method> number_methods();
std::span<const Method> boolean_methods();

}  // namespace palaver::velocity
