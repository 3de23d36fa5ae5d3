#include "core/velocity/values.h"

#include <algorithm>
#include <cstring>

#include "core/json/number.h"
#include "core/json/print.h"
#include "core/velocity/utf16.h"

namespace palaver::velocity {

void append(std::string& out, std::string_view text, Runtime& runtime) {
  if (text.size() > runtime.limits().output_bytes - out.size()) {
    runtime.charge_text(runtime.limits().output_bytes + 1);
  } else if (runtime.charge(text.size() / kBytesPerStep)) {
    out += text;
  }
}

namespace {

using json::Value;
using Kind = Value::Kind;

// Walks through a value. False when there is no more room in `out` or no step left.
class Printer {
 public:
  Printer(std::string& out, Runtime& runtime) : out_(out), runtime_(runtime) {}

  bool print(const Value& value, std::size_t depth) {
    if (!runtime_.charge(1)) return false;
    if (depth > json::kMaxDepth) return add("null");
    switch (value.kind()) {
      case Kind::null:
        return add(depth == 0 ? "" : "null");
      case Kind::string:
        return add(*value.as_string());
      case Kind::list:
        if (!runtime_.is_java_list(value.as_list())) return print_json(value);
        return print_list(*value.as_list(), depth);
      case Kind::map:
        return print_map(*value.as_map(), depth);
      case Kind::object:
        return add(value.as_object()->text());
      default:
        return json::append_text(out_, value, runtime_.limits().output_bytes) || too_long();
    }
  }

  bool print_json(const Value& value) {
    const std::size_t before = out_.size();
    if (!json::append_json(out_, value, runtime_.limits().output_bytes)) return too_long();
    return runtime_.charge(value_steps(out_.size() - before));
  }

 private:
  // Printing JSON looks at each value in it; a value has at least one byte.
  static std::size_t value_steps(std::size_t bytes) { return bytes / 16; }

  bool too_long() {
    runtime_.charge_text(runtime_.limits().output_bytes + 1);
    return false;
  }

  bool add(std::string_view text) {
    append(out_, text, runtime_);
    return !runtime_.failed();
  }

  // Elements are looked at by position: an object's text() may run the template's own code, which
  // may change the container.
  bool print_list(const json::List& list, std::size_t depth) {
    if (!add("[")) return false;
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i > 0 && !add(", ")) return false;
      // NOLINTNEXTLINE(performance-unnecessary-copy-initialization): the list may let go of it.
      const Value item = list[i];
      if (!print(item, depth + 1)) return false;
    }
    return add("]");
  }

  bool print_map(const json::Map& map, std::size_t depth) {
    if (!add("{")) return false;
    for (std::size_t i = 0; i < map.members().size(); ++i) {
      const json::Map::Member member = map.members()[i];
      if ((i > 0 && !add(", ")) || !add(member.first) || !add("=")) return false;
      if (!print(member.second, depth + 1)) return false;
    }
    return add("}");
  }

  std::string& out_;
  Runtime& runtime_;
};

bool equal_at(const Value& a, const Value& b, Runtime& runtime, std::size_t depth) {
  if (!runtime.charge(1)) return false;
  if (a.is_number() && b.is_number()) return json::compare_numbers(a, b) == 0;
  if (a.kind() != b.kind()) return false;
  if (a.is_same_as(b)) return true;
  if (depth > json::kMaxDepth) return false;
  switch (a.kind()) {
    case Kind::null:
      return true;
    case Kind::boolean:
      return *a.as_boolean() == *b.as_boolean();
    case Kind::string:
      return runtime.charge(a.as_string()->size() / kBytesPerStep) &&
             *a.as_string() == *b.as_string();
    case Kind::list:
      return std::equal(
          a.as_list()->begin(), a.as_list()->end(), b.as_list()->begin(), b.as_list()->end(),
          [&](const Value& x, const Value& y) { return equal_at(x, y, runtime, depth + 1); });
    case Kind::map: {
      const json::Map& other = *b.as_map();
      if (a.as_map()->size() != other.size()) return false;
      for (const json::Map::Member& member : a.as_map()->members()) {
        const Value* found = other.find(member.first);
        if (found == nullptr || !equal_at(member.second, *found, runtime, depth + 1)) return false;
      }
      return true;
    }
    default:
      return false;
  }
}

std::uint32_t hash_text(std::string_view text) {
  std::uint32_t hash = 0;
  for (const std::uint16_t unit : to_utf16(text)) hash = hash * 31 + unit;
  return hash;
}

std::uint32_t fold(std::uint64_t bits) {
  return static_cast<std::uint32_t>(bits ^ (bits >> 32));
}

std::uint32_t hash_at(const Value& value, Runtime& runtime, std::size_t depth) {
  if (!runtime.charge(1) || depth > json::kMaxDepth) return 0;
  switch (value.kind()) {
    case Kind::boolean:
      return *value.as_boolean() ? 1231 : 1237;
    case Kind::integer:
      // Of an Integer it is the number itself, of a Long both halves.
      if (const std::int64_t number = *value.as_integer();
          number >= INT32_MIN && number <= INT32_MAX) {
        return static_cast<std::uint32_t>(number);
      }
      return fold(static_cast<std::uint64_t>(*value.as_integer()));
    case Kind::decimal: {
      std::uint64_t bits = 0;
      std::memcpy(&bits, value.as_decimal(), sizeof bits);
      return fold(bits);
    }
    case Kind::string:
      runtime.charge(value.as_string()->size() / kBytesPerStep);
      return hash_text(*value.as_string());
    case Kind::list: {
      std::uint32_t hash = 1;
      for (const Value& item : *value.as_list()) {
        hash = hash * 31 + hash_at(item, runtime, depth + 1);
      }
      return hash;
    }
    case Kind::map: {
      std::uint32_t hash = 0;
      for (const json::Map::Member& member : value.as_map()->members()) {
        hash += hash_text(member.first) ^ hash_at(member.second, runtime, depth + 1);
      }
      return hash;
    }
    default:
      return 0;
  }
}

bool is_empty_text(const Value& value) {
  return value.kind() == Kind::string && value.as_string()->empty();
}

}  // namespace

void append_text(std::string& out, const Value& value, Runtime& runtime) {
  // The common ones at once.
  if (value.kind() == Kind::null) return;
  if (value.kind() == Kind::string) {
    append(out, *value.as_string(), runtime);
    return;
  }
  Printer(out, runtime).print(value, 0);
}

std::string to_text(const Value& value, Runtime& runtime) {
  std::string out;
  append_text(out, value, runtime);
  return out;
}

std::string to_json(const Value& value, Runtime& runtime) {
  std::string out;
  Printer(out, runtime).print_json(value);
  return out;
}

bool truth(const Value& value) {
  if (const bool* boolean = value.as_boolean()) return *boolean;
  return !value.is_null();
}

bool equal_loosely(const Value& a, const Value& b, Runtime& runtime) {
  if (a.is_null() || b.is_null()) {
    // Seen on API Gateway: #if($missing == "") is true; an empty list is not equal to it.
    return (a.is_null() || is_empty_text(a)) && (b.is_null() || is_empty_text(b));
  }
  if ((a.is_number() && b.is_number()) || a.kind() == b.kind()) return equal(a, b, runtime);
  return to_text(a, runtime) == to_text(b, runtime);
}

bool equal(const Value& a, const Value& b, Runtime& runtime) {
  return equal_at(a, b, runtime, 0);
}

std::int32_t hash(const Value& value, Runtime& runtime) {
  return static_cast<std::int32_t>(hash_at(value, runtime, 0));
}

}  // namespace palaver::velocity
