#include "core/gateway/api_problem.h"

#include <catch2/catch_test_macros.hpp>

using namespace palaver::gateway;
using palaver::json::MemberPath;
using palaver::json::Place;

TEST_CASE("API problem: members are written as a reader would, and read back", "[gateway]") {
  struct Row {
    MemberPath path;
    const char* text;
  };
  for (const Row& row : std::vector<Row>{
           {{}, ""},
           {{"name"}, "name"},
           {{"routes", 2, "target"}, "routes[2].target"},
           {{1, "routes", 0}, "[1].routes[0]"},
           {{"stages", 0, "routeSettings", "$connect"}, "stages[0].routeSettings.$connect"},
           {{"a", "b-c_d"}, "a.b-c_d"},
           {{"requestParameters", "integration.request.header.X"},
            "requestParameters['integration.request.header.X']"},
           {{"a", ""}, "a['']"},
           {{"a", "it's \\ ]"}, "a['it\\'s \\\\ ]']"},
           {{"a", "x y", "b"}, "a['x y'].b"},
           {{"a b", 0}, "['a b'][0]"},
       }) {
    CAPTURE(row.text);
    CHECK(member_text(row.path) == row.text);
    CHECK(member_path(row.text) == row.path);
  }
}

TEST_CASE("API problem: a member that is not one ends where it stops to be", "[gateway]") {
  for (const char* text : {"a[", "a[]", "a[x]", "a['", "a['b", "a['b'", "a['b\\", "a.", "a..b",
                           "a[1234567890]", "a]", "a'b'"}) {
    CAPTURE(text);
    CHECK(member_path(text) == MemberPath{"a"});
  }
  CHECK(member_path(".a") == MemberPath{});
}

TEST_CASE("API problem: members inside of others", "[gateway]") {
  CHECK(nested_member("", "name") == "name");
  CHECK(nested_member("[1]", "") == "[1]");
  CHECK(nested_member("[1]", "routes[0]") == "[1].routes[0]");
  CHECK(nested_member("a", "['b c']") == "a['b c']");
  std::vector<ApiProblem> problems;
  append_problems(problems, "[1]", {{Severity::error, "name", "is required"}});
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].member == "[1].name");
}

TEST_CASE("API problem: as the user sees it", "[gateway]") {
  const ApiProblem problem{Severity::error, "routes[2].target",
                           "names integration 'hello', which is not defined", Place{12, 15}};
  CHECK(format_problem("api.json", problem) ==
        "api.json:12:15: routes[2].target: names integration 'hello', which is not defined");
  CHECK(format_problem("api.json", {Severity::warning, "stages", "has no stage", Place{1, 2}}) ==
        "api.json:1:2: warning: stages: has no stage");
  CHECK(format_problem("api.json", {Severity::error, "", "cannot be read"}) ==
        "api.json: cannot be read");
}

TEST_CASE("API problem: places are of names, of elements and of what lacks a member", "[gateway]") {
  const std::string text =
      "{\n"
      "  \"routes\": [\n"
      "    {\"routeKey\": \"a\"},\n"
      "    {\"target\": 1}\n"
      "  ]\n"
      "}\n";
  std::vector<ApiProblem> problems = {
      {Severity::error, "routes[1].routeKey", "missing"},
      {Severity::error, "name", "missing"},
      {Severity::error, "routes[1].target", "there"},
      {Severity::error, "routes[0]", "there"},
      {Severity::error, "routes", "there"},
      {Severity::error, "", "known", Place{3, 1}},
  };
  place_problems(text, problems);
  std::vector<std::string> texts;
  for (const ApiProblem& problem : problems) texts.push_back(format_problem("f", problem));
  CHECK(texts == std::vector<std::string>{
                     "f:1:1: name: missing",
                     "f:2:3: routes: there",
                     "f:3:1: known",
                     "f:3:5: routes[0]: there",
                     "f:4:5: routes[1].routeKey: missing",
                     "f:4:6: routes[1].target: there",
                 });
}

TEST_CASE("API problem: warnings are no errors", "[gateway]") {
  CHECK_FALSE(has_errors({}));
  CHECK_FALSE(has_errors({{Severity::warning, "a", "b"}}));
  CHECK(has_errors({{Severity::warning, "a", "b"}, {Severity::error, "a", "b"}}));
}

TEST_CASE("API problem: not more than anybody reads", "[gateway]") {
  std::vector<ApiProblem> problems;
  for (int i = 0; i < 1000; ++i) add_problem(problems, {Severity::error, "a", "b"});
  REQUIRE(problems.size() == kMaxApiProblems + 1);
  CHECK(problems.back().message == "There are more problems than these");
}

TEST_CASE("API problem: near misses are told", "[gateway]") {
  struct Row {
    const char* name;
    const char* nearest;
  };
  for (const Row& row : {
           Row{"integrationUrl", "integrationUri"},
           Row{"integrationURI", "integrationUri"},
           Row{"IntegrationUri", "integrationUri"},
           Row{"timeoutInMilis", "timeoutInMillis"},
           Row{"timeoutInMillisec", "timeoutInMillis"},
           Row{"taget", "target"},
           Row{"atrget", "target"},
           Row{"url", ""},
           Row{"", ""},
           Row{"quite another thing", ""},
       }) {
    CAPTURE(row.name);
    const std::string nearest = row.nearest;
    CHECK(did_you_mean(row.name,
                       {"integrationType", "integrationUri", "target", "timeoutInMillis"}) ==
          (nearest.empty() ? "" : "; did you mean '" + nearest + "'?"));
  }
  CHECK(did_you_mean(std::string(1000, 'x'), {"x"}).empty());
  CHECK(did_you_mean("x", {}).empty());
}
