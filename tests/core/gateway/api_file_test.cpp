#include "core/gateway/api_file.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/core/support/api_definition.h"

using namespace palaver::gateway;
using namespace palaver::gateway::testing;

namespace {

using Texts = std::vector<std::string>;

Texts lines_of(std::string_view text) {
  ApiFile file = read_api_file(text);
  place_problems(text, file.problems);
  Texts lines;
  for (const ApiProblem& problem : file.problems) {
    lines.push_back(format_problem("api.json", problem));
  }
  return lines;
}

}  // namespace

TEST_CASE("API file: a mistake is told with its file, line, column and member", "[gateway]") {
  CHECK(lines_of("{\n"
                 "  \"name\": \"hello\",\n"
                 "  \"routeSelectionExpression\": \"$request.body.action\",\n"
                 "  \"integrations\": [],\n"
                 "  \"routes\": [\n"
                 "    {\"routeKey\": \"$default\",\n"
                 "     \"target\": \"integrations/hello\"}\n"
                 "  ],\n"
                 "  \"stages\": [{\"stageName\": \"dev\"}]\n"
                 "}\n") ==
        Texts{"api.json:7:6: routes[0].target: names integration 'hello', which is not defined"});
}

TEST_CASE("API file: all mistakes are told, in the file's order", "[gateway]") {
  CHECK(lines_of("{\n"
                 "  \"name\": 5,\n"
                 "  \"integrations\": [\n"
                 "    {\"integrationId\": \"a\", \"integrationType\": \"HTPP\"},\n"
                 "    {\"integrationUrl\": \"http://a/\", \"integrationType\": \"HTTP\",\n"
                 "     \"timeoutInMillis\": \"1s\"}\n"
                 "  ],\n"
                 "  \"routes\": {},\n"
                 "  \"stages\": [{\"stageName\": \"dev\"}, null]\n"
                 "}\n") ==
        Texts{
            "api.json:1:1: routeSelectionExpression: is required",
            "api.json:2:3: name: must be a string, not a number",
            "api.json:4:28: integrations[0].integrationType: must be AWS, AWS_PROXY, HTTP, "
            "HTTP_PROXY or MOCK, not 'HTPP'",
            "api.json:5:5: integrations[1].integrationMethod: is required: the verb for the "
            "backend",
            "api.json:5:5: integrations[1].integrationUri: is required",
            "api.json:5:6: integrations[1].integrationUrl: unknown member 'integrationUrl'; did "
            "you mean 'integrationUri'?",
            "api.json:6:6: integrations[1].timeoutInMillis: must be a whole number, not a string",
            "api.json:8:3: routes: must be a list, not an object",
            "api.json:9:36: stages[1]: must be an object, not null",
        });
}

TEST_CASE("API file: what is no JSON", "[gateway]") {
  struct Row {
    const char* text;
    const char* place;
  };
  for (const Row& row : {
           Row{"", "api.json:1:1: "},
           Row{"{\n  \"name\": \"x\",\n}", "api.json:3:1: "},
           Row{"{\n  \"name\": 'x'\n}", "api.json:2:11: "},
           Row{"{\"name\": \"x\"} x", "api.json:1:15: "},
           Row{"{\"name\": \"\xFF\"}", "api.json:1:11: "},
           Row{"name: x", "api.json:1:1: "},
       }) {
    CAPTURE(row.text);
    const Texts lines = lines_of(row.text);
    REQUIRE(lines.size() == 1);
    CAPTURE(lines[0]);
    CHECK(lines[0].find(row.place) == 0);
    CHECK(lines[0].size() > std::string(row.place).size());
  }
}

TEST_CASE("API file: nesting, however deep, is refused", "[gateway]") {
  for (const char* begin : {"[", "{\"a\":", "{\"models\":[{\"schema\":{\"a\":"}) {
    std::string text;
    for (int i = 0; i < 100000; ++i) text += begin;
    CHECK(lines_of(text).size() == 1);
  }
}

TEST_CASE("API file: a file cut anywhere is refused and nothing worse", "[gateway]") {
  const std::string text = sound_definition().dump();
  for (std::size_t cut = 0; cut < text.size(); ++cut) {
    const ApiFile file = read_api_file(std::string_view(text).substr(0, cut));
    if (!has_errors(file.problems)) FAIL("cut at " << cut);
  }
  CHECK(read_api_file(text).problems.empty());
}

TEST_CASE("API file: what is JSON and no API", "[gateway]") {
  CHECK(lines_of("5") == Texts{"api.json:1:1: must be an object, not a number"});
  CHECK(lines_of("null") == Texts{"api.json:1:1: must be an object, not null"});
  CHECK(lines_of("[]") == Texts{"api.json:1:1: has no API in it"});
  CHECK(lines_of("[1]") == Texts{"api.json:1:2: [0]: must be an object, not a number"});
}

TEST_CASE("API file: a member that is there twice", "[gateway]") {
  nlohmann::json definition = sound_definition();
  std::string text = definition.dump();
  text.insert(1, "\"name\":\"first\",\n");
  CHECK(lines_of(text).size() == 1);
  const std::string key = "\"stageName\"";
  text = definition.dump();
  text.insert(text.find(key), "\"stage\\u004eame\":\"x\",\n");
  CHECK(lines_of(text) == Texts{"api.json:2:1: stages[0].stageName: is there twice"});
}

TEST_CASE("API file: a list of APIs", "[gateway]") {
  nlohmann::json list = nlohmann::json::array({sound_definition(), sound_definition()});
  list[1]["apiId"] = "other";
  ApiFile file = read_api_file(list.dump());
  CHECK(texts_of(file.problems) == Texts{});
  REQUIRE(file.apis.size() == 2);
  CHECK(file.apis[0].member == "[0]");
  CHECK(file.apis[1].api.api_id == "other");

  list[1]["routes"][2]["target"] = "integrations/x";
  CHECK(texts_of(read_api_file(list.dump()).problems) ==
        Texts{"[1].routes[2].target: names integration 'x', which is not defined"});
}

TEST_CASE("API file: APIs of a file have ids of their own", "[gateway]") {
  nlohmann::json list = nlohmann::json::array({sound_definition(), sound_definition()});
  CHECK(texts_of(read_api_file(list.dump()).problems) ==
        Texts{"[1].apiId: another API of the file has the id 'a1b2c3d4e5' already; without an "
              "apiId it follows from the name"});
  list[0].erase("apiId");
  list[1].erase("apiId");
  CHECK(read_api_file(list.dump()).problems.size() == 1);
  list[1]["name"] = "another";
  CHECK(texts_of(read_api_file(list.dump()).problems) == Texts{});
}

TEST_CASE("API file: a byte order mark is passed over", "[gateway]") {
  CHECK(lines_of("\xEF\xBB\xBF" + sound_definition().dump()) == Texts{});
  CHECK(lines_of("\xEF\xBB\xBF[]") == Texts{"api.json:1:1: has no API in it"});
}

TEST_CASE("API file: a file of 16 MiB is the largest", "[gateway]") {
  const std::string text(kMaxApiFileBytes + 1, ' ');
  CHECK(lines_of(text) == Texts{"api.json:1:1: has 16777217 bytes; at most 16777216 are read"});
}

TEST_CASE("API file: a hostile file costs little", "[gateway]") {
  nlohmann::json definition = sound_definition();
  definition["stages"] = std::vector<int>(500000, 1);
  CHECK(read_api_file(definition.dump()).problems.size() == kMaxApiProblems + 1);
}
