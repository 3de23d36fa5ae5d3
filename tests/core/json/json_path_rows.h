// What the tables of JSONPath tests have in common.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <string_view>

#include "core/json/json_path.h"
#include "core/json/parse.h"
#include "core/json/print.h"

namespace palaver::json {

inline constexpr std::string_view kMissing = "(missing)";

inline Value parsed(std::string_view text) {
  const auto value = parse(text);
  REQUIRE(value);
  return *value;
}

// What `path` finds in `document`, as JSON; kMissing when it finds nothing; else what is wrong.
inline std::string found(std::string_view document, std::string_view path,
                         std::size_t steps = 100'000) {
  const auto compiled = JsonPath::compile(path);
  if (!compiled) return std::to_string(compiled.error().offset) + ": " + compiled.error().message;
  const auto result = compiled->evaluate(parsed(document), steps);
  if (!result) return result.error().message;
  return *result ? to_json(**result) : std::string(kMissing);
}

struct Row {
  const char* rule;
  const char* path;
  std::string_view found;
};

}  // namespace palaver::json
