#include "core/gateway/stage_variables.h"

#include <catch2/catch_test_macros.hpp>

using namespace palaver::gateway;

TEST_CASE("Stage variables: replaced anywhere, once", "[gateway]") {
  const StringMap variables = {{"a", "1"}, {"b", "${stageVariables.a}"}, {"empty", ""}};
  struct Row {
    const char* text;
    const char* result;
  };
  for (const Row& row :
       {Row{"", ""}, Row{"plain $x {y} ${context.z}", "plain $x {y} ${context.z}"},
        Row{"${stageVariables.a}", "1"}, Row{"x${stageVariables.a}${stageVariables.empty}y", "x1y"},
        Row{"${stageVariables.b}", "${stageVariables.a}"}}) {
    CAPTURE(row.text);
    const auto result = with_stage_variables(row.text, variables);
    REQUIRE(result);
    CHECK(*result == row.result);
  }
}

TEST_CASE("Stage variables: one that is missing has its name told", "[gateway]") {
  CHECK(with_stage_variables("x ${stageVariables.no}", {}).error() ==
        "The stage has no variable no");
  CHECK_FALSE(with_stage_variables("${stageVariables.", {}));
  CHECK_FALSE(with_stage_variables("${stageVariables.}", {}));
}
