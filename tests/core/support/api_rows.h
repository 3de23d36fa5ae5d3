// Rules of API validation as rows of a table: what is changed in a sound definition, and what is
// then said of it.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

#include "tests/core/support/api_definition.h"

namespace palaver::gateway::testing {

using Texts = std::vector<std::string>;

struct Row {
  const char* what;
  std::vector<Change> changes;
  Texts problems;
};

inline void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.what);
    CHECK(problems_after(row.changes) == row.problems);
  }
}

}  // namespace palaver::gateway::testing
