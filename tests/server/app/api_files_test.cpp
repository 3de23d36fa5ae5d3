// The definition files in the repository and in its documents are sound, so that they may be
// copied. Reads files, which the core's own tests cannot where they are WebAssembly.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/api_file.h"
#include "core/gateway/api_writer.h"

using namespace palaver::gateway;

namespace {

const std::filesystem::path kRepository = PALAVER_REPOSITORY;

std::string content_of(const std::filesystem::path& file) {
  std::ifstream stream(kRepository / file, std::ios::binary);
  REQUIRE(stream.good());
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::vector<std::string> problems_of(std::string_view text, std::string_view name = "") {
  ApiFile file = read_api_file(text);
  place_problems(text, file.problems);
  std::vector<std::string> lines;
  for (const ApiProblem& problem : file.problems) lines.push_back(format_problem(name, problem));
  return lines;
}

// `begin` is the line that begins them: ```json.
std::vector<std::string> blocks_of(const std::string& document, const std::string& begin) {
  const std::string line = begin + '\n';
  std::vector<std::string> blocks;
  for (std::size_t at = document.find(line); at != std::string::npos;
       at = document.find(line, at)) {
    at += line.size();
    const std::size_t end = document.find("```", at);
    REQUIRE(end != std::string::npos);
    blocks.push_back(document.substr(at, end - at));
    at = end;
  }
  return blocks;
}

// The names of members; not the keys of maps, which are the user's own words.
void collect_members(const nlohmann::json& value, std::set<std::string>& names) {
  static const std::set<std::string> kMaps = {
      "requestModels",  "requestParameters",  "requestTemplates",
      "responseModels", "responseParameters", "responseTemplates",
      "schema",         "stageVariables",     "tags"};
  if (value.is_array()) {
    for (const nlohmann::json& item : value) collect_members(item, names);
  } else if (value.is_object()) {
    for (const auto& [name, member] : value.items()) {
      names.insert(name);
      if (name == "routeSettings") {
        for (const nlohmann::json& settings : member) collect_members(settings, names);
      } else if (kMaps.count(name) == 0) {
        collect_members(member, names);
      }
    }
  }
}

}  // namespace

TEST_CASE("API files: the examples of the document are sound", "[app]") {
  const std::vector<std::string> blocks = blocks_of(content_of("docs/api-file.md"), "```json");
  REQUIRE(blocks.size() >= 6);
  std::set<std::string_view> types;
  for (const std::string& block : blocks) {
    CAPTURE(block);
    CHECK(problems_of(block) == std::vector<std::string>{});
    const ApiFile file = read_api_file(block);
    for (const ApiInFile& entry : file.apis) {
      for (const model::Integration& integration : entry.api.integrations) {
        types.insert(to_text(integration.integration_type));
      }
    }
  }
  CHECK(types == std::set<std::string_view>{"AWS", "AWS_PROXY", "HTTP", "HTTP_PROXY", "MOCK"});
}

TEST_CASE("API files: the example of the README is sound", "[app]") {
  const std::vector<std::string> blocks = blocks_of(content_of("README.md"), "```json");
  REQUIRE(blocks.size() == 1);
  CHECK(problems_of(blocks[0]) == std::vector<std::string>{});
}

TEST_CASE("API files: the mistakes that the document shows are told so", "[app]") {
  const std::string document = content_of("docs/api-file.md");
  std::string text = blocks_of(document, "```json").at(0);
  const auto replace = [&](std::string_view word, std::string_view other) {
    text.replace(text.find(word), word.size(), other);
  };
  replace("integrationUri", "integrationUrl");
  replace("integrations/hello", "integrations/hallo");
  std::string told;
  for (const std::string& line : problems_of(text, "api.json")) told += line + '\n';
  CHECK(told == blocks_of(document, "```text").at(0));
}

TEST_CASE("API files: the document names every member", "[app]") {
  const std::string document = content_of("docs/api-file.md");
  std::set<std::string> names;
  collect_members(nlohmann::json::parse(content_of("tests/fixtures/apis/everything.json")), names);
  CHECK(names.size() > 80);
  for (const std::string& name : names) {
    CAPTURE(name);
    CHECK((document.find('`' + name + '`') != std::string::npos ||
           document.find("\"" + name + "\"") != std::string::npos));
  }
}

TEST_CASE("API files: the fixture of everything has what the writer writes", "[app]") {
  const std::string text = content_of("tests/fixtures/apis/everything.json");
  const ApiFile file = read_api_file(text);
  REQUIRE(file.apis.size() == 1);
  std::set<std::string> there;
  collect_members(nlohmann::json::parse(text), there);
  // Made by AWS and by us; false is not written.
  there.insert("integrationResponseSelectionExpression");
  std::set<std::string> written;
  collect_members(definition_json(file.apis[0].api), written);
  written.insert("insecureSkipVerification");
  CHECK(written == there);
}

TEST_CASE("API files: fixtures are sound", "[app]") {
  std::size_t count = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(kRepository / "tests/fixtures/apis")) {
    CAPTURE(entry.path());
    CHECK(problems_of(content_of(entry.path())) == std::vector<std::string>{});
    ++count;
  }
  CHECK(count >= 5);
}
