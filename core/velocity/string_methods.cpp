// java.lang.String, what of it takes no regular expression.

#include <algorithm>
#include <array>

#include "core/velocity/methods.h"
#include "core/velocity/utf16.h"
#include "core/velocity/values.h"

namespace palaver::velocity {
namespace {

using json::Value;

const std::string& text_of(const Value& value) {
  return *value.as_string();
}

Outcome boolean(bool value) {
  return Value::boolean(value);
}

Outcome number(std::size_t value) {
  return Value::integer(static_cast<std::int64_t>(value));
}

Outcome null_argument(std::string_view method) {
  return unexpected("the argument of " + std::string(method) + "() is null");
}

Outcome made(std::string text, Runtime& runtime) {
  if (!runtime.charge_text(text.size())) return Value::null();
  return Value::string(std::move(text));
}

// --- Questions ---------------------------------------------------------------------------------

Outcome length(const Value& self, Arguments, Runtime&) {
  return number(utf16_length(text_of(self)));
}

Outcome is_empty(const Value& self, Arguments, Runtime&) {
  return boolean(text_of(self).empty());
}

Outcome is_blank(const Value& self, Arguments, Runtime&) {
  return boolean(text_of(self).find_first_not_of(" \t\r\n\f\v") == std::string::npos);
}

Outcome equals_ignore_case(const Value& self, Arguments arguments, Runtime&) {
  if (arguments[0].is_null()) return boolean(false);
  const std::string* other = arguments[0].as_string();
  if (other == nullptr) return Value::null();
  return boolean(to_lower(to_upper(text_of(self))) == to_lower(to_upper(*other)));
}

Outcome contains(const Value& self, Arguments arguments, Runtime&) {
  if (arguments[0].is_null()) return null_argument("contains");
  const std::string* part = arguments[0].as_string();
  if (part == nullptr) return Value::null();
  return boolean(text_of(self).find(*part) != std::string::npos);
}

Outcome starts_with(const Value& self, Arguments arguments, Runtime&) {
  if (arguments[0].is_null()) return null_argument("startsWith");
  const std::string* part = arguments[0].as_string();
  if (part == nullptr) return Value::null();
  return boolean(text_of(self).compare(0, part->size(), *part) == 0);
}

Outcome ends_with(const Value& self, Arguments arguments, Runtime&) {
  if (arguments[0].is_null()) return null_argument("endsWith");
  const std::string* part = arguments[0].as_string();
  if (part == nullptr) return Value::null();
  const std::string& text = text_of(self);
  return boolean(text.size() >= part->size() &&
                 text.compare(text.size() - part->size(), part->size(), *part) == 0);
}

// A text to look for, or a character's number; nothing for other types.
std::optional<std::string> sought(const Value& value) {
  if (const std::string* text = value.as_string()) return *text;
  const std::int64_t* code = value.as_integer();
  if (code == nullptr || *code < 0 || *code > 0x10FFFF) return std::nullopt;
  std::string out;
  append_utf8(out, static_cast<std::uint32_t>(*code));
  return out;
}

Outcome position(const std::string& text, std::size_t found) {
  return found == std::string::npos ? Outcome(Value::integer(-1))
                                    : number(utf16_offset(text, found));
}

Outcome index_of(const Value& self, Arguments arguments, Runtime&) {
  if (arguments[0].is_null()) return null_argument("indexOf");
  const auto part = sought(arguments[0]);
  if (!part) return Value::null();
  return position(text_of(self), text_of(self).find(*part));
}

Outcome index_of_from(const Value& self, Arguments arguments, Runtime&) {
  if (arguments[0].is_null()) return null_argument("indexOf");
  const auto part = sought(arguments[0]);
  const std::int64_t* from = arguments[1].as_integer();
  if (!part || from == nullptr) return Value::null();
  const std::string& text = text_of(self);
  const auto units = static_cast<std::int64_t>(utf16_length(text));
  const auto begin = static_cast<std::size_t>(std::clamp<std::int64_t>(*from, 0, units));
  const std::size_t offset = utf16_substring(text, 0, begin).size();
  return position(text, text.find(*part, std::min(offset, text.size())));
}

Outcome last_index_of(const Value& self, Arguments arguments, Runtime&) {
  if (arguments[0].is_null()) return null_argument("lastIndexOf");
  const auto part = sought(arguments[0]);
  if (!part) return Value::null();
  return position(text_of(self), text_of(self).rfind(*part));
}

Outcome compare_to(const Value& self, Arguments arguments, Runtime&) {
  if (arguments[0].is_null()) return null_argument("compareTo");
  if (arguments[0].as_string() == nullptr) return Value::null();
  const auto a = to_utf16(text_of(self));
  const auto b = to_utf16(*arguments[0].as_string());
  const auto differ = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (differ.first != a.end() && differ.second != b.end()) {
    return Value::integer(std::int64_t{*differ.first} - *differ.second);
  }
  return Value::integer(static_cast<std::int64_t>(a.size()) - static_cast<std::int64_t>(b.size()));
}

// --- Other texts -------------------------------------------------------------------------------

Outcome part_of(const Value& self, const Value& first, const Value* last, Runtime& runtime) {
  const std::string& text = text_of(self);
  const auto units = static_cast<std::int64_t>(utf16_length(text));
  if (first.as_integer() == nullptr) return Value::null();
  const std::int64_t begin = *first.as_integer();
  if (last != nullptr && last->as_integer() == nullptr) return Value::null();
  const std::int64_t end = last == nullptr ? units : *last->as_integer();
  if (begin < 0 || begin > end || end > units) {
    return unexpected("substring(" + std::to_string(begin) + ", " + std::to_string(end) +
                      ") of a text of " + std::to_string(units));
  }
  return made(utf16_substring(text, static_cast<std::size_t>(begin), static_cast<std::size_t>(end)),
              runtime);
}

Outcome substring_from(const Value& self, Arguments arguments, Runtime& runtime) {
  return part_of(self, arguments[0], nullptr, runtime);
}

Outcome substring(const Value& self, Arguments arguments, Runtime& runtime) {
  return part_of(self, arguments[0], &arguments[1], runtime);
}

Outcome char_at(const Value& self, Arguments arguments, Runtime&) {
  const std::int64_t* index = arguments[0].as_integer();
  if (index == nullptr) return Value::null();
  const auto units = static_cast<std::int64_t>(utf16_length(text_of(self)));
  if (*index < 0 || *index >= units) {
    return unexpected("index " + std::to_string(*index) + " is not in a text of " +
                      std::to_string(units));
  }
  const auto begin = static_cast<std::size_t>(*index);
  return Value::string(utf16_substring(text_of(self), begin, begin + 1));
}

Outcome concat(const Value& self, Arguments arguments, Runtime& runtime) {
  if (arguments[0].is_null()) return null_argument("concat");
  const std::string* other = arguments[0].as_string();
  if (other == nullptr) return Value::null();
  if (!runtime.charge_text(text_of(self).size() + other->size())) return Value::null();
  return Value::string(text_of(self) + *other);
}

// Each place where `from` stands; an empty one stands between all characters and at both ends.
Outcome replace(const Value& self, Arguments arguments, Runtime& runtime) {
  if (arguments[0].is_null() || arguments[1].is_null()) return null_argument("replace");
  const std::string* from = arguments[0].as_string();
  const std::string* to = arguments[1].as_string();
  if (from == nullptr || to == nullptr) return Value::null();
  const std::string& text = text_of(self);
  std::string out;
  std::size_t at = 0;
  while (out.size() <= runtime.limits().output_bytes) {
    const std::size_t found = text.find(*from, at);
    if (found == std::string::npos) break;
    out.append(text, at, found - at);
    out += *to;
    at = found + from->size();
    if (!from->empty()) continue;
    if (at >= text.size()) return made(std::move(out), runtime);
    const std::size_t begin = at;
    take_code_point(text, &at);
    out.append(text, begin, at - begin);
  }
  out.append(text, at);
  return made(std::move(out), runtime);
}

Outcome trim(const Value& self, Arguments, Runtime& runtime) {
  // "All characters up to U+0020."
  const auto keep = [](char c) { return static_cast<unsigned char>(c) > 0x20; };
  const std::string& text = text_of(self);
  const auto begin = std::find_if(text.begin(), text.end(), keep);
  const auto end = std::find_if(text.rbegin(), text.rend(), keep).base();
  return made(begin < end ? std::string(begin, end) : std::string(), runtime);
}

Outcome to_lower_case(const Value& self, Arguments, Runtime& runtime) {
  return made(to_lower(text_of(self)), runtime);
}

Outcome to_upper_case(const Value& self, Arguments, Runtime& runtime) {
  return made(to_upper(text_of(self)), runtime);
}

Outcome to_string(const Value& self, Arguments, Runtime&) {
  return self;
}

Outcome to_char_array(const Value& self, Arguments, Runtime& runtime) {
  const std::string& text = text_of(self);
  if (!runtime.charge(text.size())) return Value::null();
  json::List characters;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    take_code_point(text, &at);
    characters.push_back(Value::string(text.substr(begin, at - begin)));
  }
  return runtime.new_list(std::move(characters));
}

constexpr std::array kMethods = {
    Method{"length", 0, length},
    Method{"isEmpty", 0, is_empty},
    Method{"isBlank", 0, is_blank},
    Method{"equalsIgnoreCase", 1, equals_ignore_case},
    Method{"contains", 1, contains},
    Method{"startsWith", 1, starts_with},
    Method{"endsWith", 1, ends_with},
    Method{"indexOf", 1, index_of},
    Method{"indexOf", 2, index_of_from},
    Method{"lastIndexOf", 1, last_index_of},
    Method{"compareTo", 1, compare_to},
    Method{"substring", 1, substring_from},
    Method{"substring", 2, substring},
    Method{"charAt", 1, char_at},
    Method{"concat", 1, concat},
    Method{"replace", 2, replace},
    Method{"trim", 0, trim},
    Method{"toLowerCase", 0, to_lower_case},
    Method{"toUpperCase", 0, to_upper_case},
    Method{"toString", 0, to_string},
    Method{"toCharArray", 0, to_char_array},
};

}  // namespace

std::span<const Method> string_methods() {
  return kMethods;
}

}  // namespace palaver::velocity
