#include "core/gateway/api_stage_checks.h"

#include "tests/core/support/api_rows.h"

using namespace palaver::gateway::testing;

namespace {

// The stage's name stands also where others name it.
std::vector<Change> named(const std::string& name) {
  return {{"/stages/0/stageName", json_string(name)},
          {"/usagePlans/0/apiStages/0/stage", json_string(name)},
          {"/domainNames/0/apiMappings/0/stage", json_string(name)}};
}

}  // namespace

TEST_CASE("API validation: names of stages", "[gateway]") {
  check({
      {"9.3 required",
       {{"/stages/0/stageName", ""}, {"/usagePlans/0/apiStages", ""}, {"/domainNames", ""}},
       {"stages[0].stageName: is required"}},
      {"letters, digits, _ and -", named("Dev_1-a"), {}},
      {"nothing else",
       named("dev/1"),
       {"stages[0].stageName: Stage name only allows a-zA-Z0-9_-, and this is 'dev/1'"}},
      {"1.1 there is no $default stage",
       named("$default"),
       {"stages[0].stageName: WebSocket APIs have no stage $default: their URLs name the stage"}},
      {"9.3 128 characters",
       named(std::string(129, 's')),
       {"stages[0].stageName: has 129 characters; API Gateway allows 128"}},
      {"9.6 once",
       {{"/stages/1", R"({"stageName":"dev"})"}},
       {"stages[1].stageName: Stage already exists"}},
      {"letter case counts", {{"/stages/1", R"({"stageName":"Dev"})"}}, {}},
      {"a description has 1024 characters",
       {{"/stages/0/description", json_string(std::string(1025, 'd'))}},
       {"stages[0].description: has 1025 characters; API Gateway allows 1024"}},
  });
}

TEST_CASE("API validation: section 8, stage variables", "[gateway]") {
  const std::string at = "stages[0].stageVariables";
  const auto value = [](const std::string& text) {
    return std::vector<Change>{{"/stages/0/stageVariables/x", json_string(text)}};
  };
  const auto invalid = [&](const std::string& text) {
    return Texts{at + ".x: Invalid stage variable value: '" + text +
                 "'. Please use values with alphanumeric characters and the symbols "
                 "- . _ ~ : / ? # & = ,"};
  };
  check({
      {"every character of a value", value("Az09-._~:/?#&=,"), {}},
      {"no blank", value("a b"), invalid("a b")},
      {"no quote", value("a'b"), invalid("a'b")},
      {"no line end", value("a\n"), invalid("a\n")},
      {"not empty", value(""), invalid("")},
      {"512 characters", value(std::string(512, 'v')), {}},
      {"not more",
       value(std::string(513, 'v')),
       {at + ".x: has 513 characters; API Gateway allows 512"}},
      {"a name", {{"/stages/0/stageVariables/Az_09", R"("v")"}}, {}},
      {"a name has no hyphen",
       {{"/stages/0/stageVariables/a-b", R"("v")"}},
       {at + ".a-b: Invalid stage variable name: 'a-b'. Please use names with alphanumeric "
             "characters and underscores"}},
      {"a name has 64 characters",
       {{"/stages/0/stageVariables/" + std::string(64, 'n'), R"("v")"}},
       {}},
      {"not more",
       {{"/stages/0/stageVariables/" + std::string(65, 'n'), R"("v")"}},
       {at + "." + std::string(65, 'n') + ": has 65 characters; API Gateway allows 64"}},
  });
  nlohmann::json variables;
  for (int i = 0; i < 100; ++i) variables["v" + std::to_string(i)] = "x";
  CHECK(problems_after({{"/stages/0/stageVariables", variables.dump()}}) == Texts{});
  variables["more"] = "x";
  CHECK(problems_after({{"/stages/0/stageVariables", variables.dump()}}) ==
        Texts{at + ": has 101 variables; API Gateway allows 100"});
}

TEST_CASE("API validation: section 8, throttling", "[gateway]") {
  check({
      {"0 blocks everything",
       {{"/stages/0/defaultRouteSettings/throttlingBurstLimit", "0"}},
       {"warning: stages[0].defaultRouteSettings.throttlingBurstLimit: 0 blocks every request; "
        "leave it out for no limit of its own"}},
      {"at any rate",
       {{"/stages/0/routeSettings/send/throttlingRateLimit", "0.0"}},
       {"warning: stages[0].routeSettings.send.throttlingRateLimit: 0 blocks every request; leave "
        "it out for no limit of its own"}},
      {"less than 0",
       {{"/stages/0/defaultRouteSettings/throttlingRateLimit", "-0.5"}},
       {"stages[0].defaultRouteSettings.throttlingRateLimit: must not be negative"}},
      {"of a route",
       {{"/stages/0/routeSettings/send/throttlingBurstLimit", "-1"}},
       {"stages[0].routeSettings.send.throttlingBurstLimit: must not be negative"}},
      {"a route that is not there",
       {{"/stages/0/routeSettings/sned", "{}"}},
       {"stages[0].routeSettings.sned: Unable to find Route by key sned within the provided "
        "RouteSettings; did you mean 'send'?"}},
      {"$connect", {{"/stages/0/routeSettings/$connect", "{}"}}, {}},
  });
}

TEST_CASE("API validation: section 11.1, the access log's format", "[gateway]") {
  const std::string at = "stages[0].accessLogSettings.format: ";
  const auto format = [](const std::string& text) {
    return std::vector<Change>{{"/stages/0/accessLogSettings/format", json_string(text)}};
  };
  const std::string needs =
      at + "An access log format must have $context.requestId or $context.extendedRequestId";
  check({
      {"either id", format("$context.extendedRequestId"), {}},
      {"a longer name is none", format("$context.requestIds"), {needs}},
      {"no id", format("$context.status"), {needs}},
      {"9.6 an unknown variable",
       format("$context.requestId $context.xyz"),
       {at + "The following context variables are not supported: [$context.xyz]"}},
      {"9.6 several",
       format("$context.requestId $context.xyz $context.identity.abc"),
       {at + "The following context variables are not supported: [$context.xyz, "
             "$context.identity.abc]"}},
      {"two lines", format("$context.requestId\n"), {at + "An access log format is a single line"}},
      {"8 3 KB",
       format("$context.requestId" + std::string(3055, 'x')),
       {at + "An access log format has at most 3072 bytes"}},
      {"nothing to write",
       {{"/stages/0/accessLogSettings", R"({"destinationArn":"arn:aws:logs:x"})"}},
       {"warning: stages[0].accessLogSettings.format: is missing: nothing is logged"}},
  });
}
