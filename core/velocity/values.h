// What values are to the language: their text, their truth, whether they are equal. Velocity 1.7 on
// Java's types, with API Gateway's differences. Work is charged to the Runtime; after it has failed
// the results mean nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/json/value.h"
#include "core/velocity/runtime.h"

namespace palaver::velocity {

// Within Limits::output_bytes.
void append(std::string& out, std::string_view text, Runtime& runtime);

// As Java's toString(): lists out of JSON as compact JSON, lists that the template made as [a, b],
// maps as {k=v}; null inside them as the word null, null itself as nothing.
void append_text(std::string& out, const json::Value& value, Runtime& runtime);
std::string to_text(const json::Value& value, Runtime& runtime);
// As JSON, charged for.
std::string to_json(const json::Value& value, Runtime& runtime);

// Velocity 1.7: null and false are false, everything else is true, 0 and "" and [] too.
bool truth(const json::Value& value);

// The == of templates: numbers by value whatever their types; the same type by content; otherwise
// by text. On API Gateway null equals null and the empty text.
bool equal_loosely(const json::Value& a, const json::Value& b, Runtime& runtime);
// Java's equals(), for contains(), indexOf() and the like; numbers by value.
bool equal(const json::Value& a, const json::Value& b, Runtime& runtime);

// Java's hashCode() of texts, numbers, booleans, lists and maps.
std::int32_t hash(const json::Value& value, Runtime& runtime);

}  // namespace palaver::velocity
