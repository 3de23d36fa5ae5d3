// java.lang.String, what of it takes regular expressions.

#include <array>

#include "core/regex/regex.h"
#include "core/velocity/methods.h"

namespace palaver::velocity {
namespace {

using json::Value;
using regex::Regex;

// A call costs steps in proportion to its text, and may take so many instructions of the regular
// expression's for each of them: fifty for a byte, and twenty thousand for the shortest text.
constexpr std::size_t kStepsPerCall = 200;
constexpr std::size_t kBytesPerRegexStep = 2;
constexpr std::size_t kInstructionsPerStep = 100;

const std::string& text_of(const Value& value) {
  return *value.as_string();
}

// Why there is no result: a message, or nothing when the method is not for such arguments.
using Problem = std::optional<std::string>;

expected<Regex, Problem> compile(const Value& self, const Value& pattern, Runtime& runtime) {
  if (pattern.is_null()) return unexpected(Problem("the regular expression is null"));
  if (pattern.as_string() == nullptr) return unexpected(Problem());
  const std::size_t steps =
      kStepsPerCall + text_of(self).size() / kBytesPerRegexStep + text_of(pattern).size();
  if (!runtime.charge(steps)) return unexpected(Problem());
  regex::Limits limits;
  limits.steps = steps * kInstructionsPerStep;
  limits.result_bytes = runtime.limits().output_bytes;
  auto compiled = Regex::compile(text_of(pattern), {}, limits);
  if (!compiled) return unexpected(Problem("regular expression: " + compiled.error().message));
  return *std::move(compiled);
}

Outcome no_result(const Problem& problem) {
  return problem ? Outcome(unexpected(*problem)) : Outcome(Value::null());
}

Outcome matches(const Value& self, Arguments arguments, Runtime& runtime) {
  const auto pattern = compile(self, arguments[0], runtime);
  if (!pattern) return no_result(pattern.error());
  const auto result = pattern->matches(text_of(self));
  if (!result) return unexpected(result.error().message);
  return Value::boolean(*result);
}

template <class Replace>
Outcome replace(const Value& self, Arguments arguments, Runtime& runtime, Replace replace_in) {
  if (arguments[1].is_null()) return unexpected<std::string>("the replacement is null");
  if (arguments[1].as_string() == nullptr) return Value::null();
  const auto pattern = compile(self, arguments[0], runtime);
  if (!pattern) return no_result(pattern.error());
  auto result = replace_in(*pattern, text_of(self), text_of(arguments[1]));
  if (!result) return unexpected(result.error().message);
  if (!runtime.charge_text(result->size())) return Value::null();
  return Value::string(*std::move(result));
}

Outcome replace_all(const Value& self, Arguments arguments, Runtime& runtime) {
  return replace(self, arguments, runtime,
                 [](const Regex& pattern, std::string_view text, std::string_view replacement) {
                   return pattern.replace_all(text, replacement);
                 });
}

Outcome replace_first(const Value& self, Arguments arguments, Runtime& runtime) {
  return replace(self, arguments, runtime,
                 [](const Regex& pattern, std::string_view text, std::string_view replacement) {
                   return pattern.replace_first(text, replacement);
                 });
}

Outcome split_into(const Value& self, const Value& separator, int limit, Runtime& runtime) {
  const auto pattern = compile(self, separator, runtime);
  if (!pattern) return no_result(pattern.error());
  auto parts = pattern->split(text_of(self), limit);
  if (!parts) return unexpected(parts.error().message);
  if (!runtime.charge(parts->size())) return Value::null();
  json::List items;
  items.reserve(parts->size());
  for (std::string& part : *parts) items.push_back(Value::string(std::move(part)));
  // An array in Java, which Velocity gives the methods of a list.
  return runtime.new_list(std::move(items));
}

Outcome split(const Value& self, Arguments arguments, Runtime& runtime) {
  return split_into(self, arguments[0], 0, runtime);
}

Outcome split_limited(const Value& self, Arguments arguments, Runtime& runtime) {
  const std::int64_t* limit = arguments[1].as_integer();
  if (limit == nullptr) return Value::null();
  // No text has more parts than this; any negative number means the same.
  const std::int64_t parts = std::min<std::int64_t>(*limit, INT32_MAX);
  return split_into(self, arguments[0], parts < 0 ? -1 : static_cast<int>(parts), runtime);
}

constexpr std::array kMethods = {
    Method{"matches", 1, matches},
    Method{"replaceAll", 2, replace_all},
    Method{"replaceFirst", 2, replace_first},
    Method{"split", 1, split},
    Method{"split", 2, split_limited},
};

}  // namespace

std::span<const Method> string_regex_methods() {
  return kMethods;
}

}  // namespace palaver::velocity
