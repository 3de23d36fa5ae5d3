// What the tables of schemas are read with.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "core/json/parse.h"
#include "core/json/schema.h"

namespace palaver::json {

inline Value value_of(std::string_view text) {
  auto parsed = parse(text);
  if (!parsed) FAIL(text << ": " << parsed.error().message);
  return std::move(parsed).value();
}

inline Schema schema_of(std::string_view text, const ModelResolver& resolver = {}) {
  auto compiled = Schema::compile(value_of(text), resolver);
  if (!compiled) FAIL(text << ": " << compiled.error().path << ": " << compiled.error().message);
  return std::move(compiled).value();
}

inline std::string verdict(std::string_view schema, std::string_view value) {
  return validation_error_string(schema_of(schema).validate(value_of(value)));
}

struct Row {
  const char* schema;
  const char* value;
  const char* verdict;
};

inline void check(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    CAPTURE(row.schema, row.value);
    CHECK(verdict(row.schema, row.value) == row.verdict);
  }
}

}  // namespace palaver::json
