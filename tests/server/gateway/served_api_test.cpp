#include "server/gateway/served_api.h"

#include <catch2/catch_test_macros.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/gateway/callback_api.h"

namespace palaver::gateway {
namespace {

using Path = std::vector<std::string>;

std::unique_ptr<ServedApi> served(const std::string& id, const std::vector<std::string>& stages,
                                  std::vector<model::DomainName> domains = {},
                                  bool disabled = false) {
  model::Api api = callback_api("http://backend.test", "");
  api.api_id = id;
  api.stages.clear();
  for (const std::string& name : stages) {
    model::Stage stage;
    stage.stage_name = name;
    api.stages.push_back(stage);
  }
  api.domain_names = std::move(domains);
  api.disable_execute_api_endpoint = disabled;
  auto result = ServedApi::create(std::move(api));
  REQUIRE(result);
  return std::move(*result);
}

// Two APIs: `aaaaaaaaaa` with dev and prod, `bbbbbbbbbb` with prod and test and a domain.
struct Fixture {
  Fixture() {
    directory.add(served("aaaaaaaaaa", {"dev", "prod"}));
    directory.add(served("bbbbbbbbbb", {"prod", "test"},
                         {{"chat.example.com", {{"prod", "v1"}, {"test", ""}}}}));
    directory.add(served("cccccccccc", {"closed"}, {{"only.example.com", {{"closed", ""}}}}, true));
  }

  // "bbbbbbbbbb/prod" and what follows, or why there is none.
  std::string found(std::string_view host, const Path& path) {
    const auto destination = directory.find(host, path);
    if (!destination) return destination.error() == Unserved::unknown ? "unknown" : "not ours";
    std::string text = destination->stage->api.id() + "/" + destination->stage->name();
    for (const std::string& segment : destination->rest) text += " " + segment;
    return text;
  }

  ApiDirectory directory;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "An address leads to a stage by host, path or domain", "[gateway]") {
  struct Row {
    const char* what;
    const char* host;
    Path path;
    const char* found;
  };
  const Row rows[] = {
      {"the stage alone", "localhost:8080", {"dev"}, "aaaaaaaaaa/dev"},
      {"the first API that has it", "localhost", {"prod"}, "aaaaaaaaaa/prod"},
      {"a later API's", "localhost", {"test"}, "bbbbbbbbbb/test"},
      {"what follows", "localhost", {"dev", "@connections", "x"}, "aaaaaaaaaa/dev @connections x"},
      {"no such stage", "localhost", {"nowhere"}, "not ours"},
      {"letter case counts", "localhost", {"Dev"}, "not ours"},
      {"nothing", "localhost", {}, "not ours"},
      {"AWS's host", "bbbbbbbbbb.execute-api.eu-west-1.amazonaws.com", {"prod"}, "bbbbbbbbbb/prod"},
      {"any suffix, any port", "BBBBBBBBBB.execute-api.localhost:9", {"test"}, "bbbbbbbbbb/test"},
      {"no suffix", "bbbbbbbbbb.execute-api", {"test"}, "bbbbbbbbbb/test"},
      {"an API that is not there", "zzzzzzzzzz.execute-api.localhost", {"dev"}, "unknown"},
      {"a stage that it has not", "bbbbbbbbbb.execute-api.localhost", {"dev"}, "unknown"},
      {"its bare host", "bbbbbbbbbb.execute-api.localhost", {}, "unknown"},
      {"another service's host", "bbbbbbbbbb.execute-apis.localhost", {"dev"}, "aaaaaaaaaa/dev"},
      {"by path", "localhost", {"_aws", "execute-api", "bbbbbbbbbb", "prod"}, "bbbbbbbbbb/prod"},
      {"by path, more",
       "h",
       {"_aws", "execute-api", "bbbbbbbbbb", "test", "@connections", "i"},
       "bbbbbbbbbb/test @connections i"},
      {"by path, no API", "localhost", {"_aws", "execute-api"}, "unknown"},
      {"by path, no stage", "localhost", {"_aws", "execute-api", "bbbbbbbbbb"}, "unknown"},
      {"by path, unknown", "localhost", {"_aws", "execute-api", "zzzzzzzzzz", "dev"}, "unknown"},
      {"another of AWS's paths", "localhost", {"_aws", "sqs"}, "not ours"},
      {"a mapping key", "chat.example.com", {"v1"}, "bbbbbbbbbb/prod"},
      {"a key and more",
       "Chat.Example.com:443",
       {"v1", "@connections", "x"},
       "bbbbbbbbbb/prod @connections x"},
      {"the mapping without a key", "chat.example.com", {}, "bbbbbbbbbb/test"},
      {"without a key, more",
       "chat.example.com",
       {"@connections", "x"},
       "bbbbbbbbbb/test @connections x"},
      {"the default endpoint is disabled", "cccccccccc.execute-api.x", {"closed"}, "unknown"},
      {"also by path", "h", {"_aws", "execute-api", "cccccccccc", "closed"}, "unknown"},
      {"also by its stage alone", "localhost", {"closed"}, "not ours"},
      {"its domain is open", "only.example.com", {}, "cccccccccc/closed"},
      {"an IPv6 host", "[::1]:8080", {"dev"}, "aaaaaaaaaa/dev"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    CHECK(found(row.host, row.path) == row.found);
  }
}

TEST_CASE_METHOD(Fixture, "Only an address without an API may mean another stage of that name",
                 "[gateway]") {
  CHECK(directory.find("localhost", {"prod"})->by_stage_alone);
  CHECK_FALSE(directory.find("bbbbbbbbbb.execute-api.x", {"prod"})->by_stage_alone);
  CHECK_FALSE(directory.find("h", {"_aws", "execute-api", "bbbbbbbbbb", "prod"})->by_stage_alone);
  CHECK_FALSE(directory.find("chat.example.com", {"v1"})->by_stage_alone);
}

TEST_CASE_METHOD(Fixture, "Each stage has a path, the shortest that leads to it", "[gateway]") {
  CHECK(directory.paths() == Path{"/dev", "/prod", "/_aws/execute-api/bbbbbbbbbb/prod", "/test"});
}

TEST_CASE_METHOD(Fixture, "Two APIs of one id cannot be served", "[gateway]") {
  CHECK_FALSE(directory.add(served("aaaaaaaaaa", {"other"})));
  CHECK(directory.apis().size() == 3);
}

TEST_CASE("A definition that cannot be deployed is refused with all its problems", "[gateway]") {
  model::Api api = callback_api("http://backend.test", "dev");
  api.integrations[0].request_templates["$default"] = "#if(";
  api.integrations[1].request_parameters["nonsense"] = "context.connectionId";
  api.routes[2].target = "integrations/nobody";
  const auto result = ServedApi::create(api);
  REQUIRE_FALSE(result);
  std::vector<std::string> members;
  for (const ApiProblem& problem : result.error()) members.push_back(problem.member);
  const auto named = [&members](std::string_view member) {
    for (const std::string& each : members) {
      if (each.rfind(member, 0) == 0) return true;
    }
    return false;
  };
  CHECK(named("integrations[0].requestTemplates"));
  CHECK(named("integrations[1].requestParameters"));
  CHECK(named("routes[2].target"));
}

}  // namespace palaver::gateway
