#include "core/gateway/identity_source.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/core/gateway/event_fixture.h"

using namespace palaver::gateway;

namespace {

std::vector<IdentitySource> sources(std::initializer_list<const char*> expressions) {
  std::vector<IdentitySource> parsed;
  for (const char* expression : expressions) {
    auto source = IdentitySource::parse(expression);
    CAPTURE(expression);
    REQUIRE(source);
    parsed.push_back(*source);
  }
  return parsed;
}

}  // namespace

TEST_CASE("Identity source: all must be there and not empty", "[gateway]") {
  HandshakeRequest handshake;
  handshake.headers = {{"X-Auth", "s3cret"}, {"X-Empty", ""}, {"Twice", "a"}, {"twice", ""}};
  handshake.query = {{"token", "t"}, {"empty", ""}};
  const StringMap variables = {{"mode", "test"}, {"empty", ""}};
  struct Row {
    std::initializer_list<const char*> expressions;
    bool present;
  };
  for (const Row& row : {
           Row{{}, true},
           Row{{"route.request.header.X-Auth"}, true},
           Row{{"route.request.header.x-auth"}, true},  // header names in any letter case
           Row{{"route.request.header.X-Empty"}, false},
           Row{{"route.request.header.X-Nobody"}, false},
           Row{{"route.request.header.Twice"}, false},  // the last one counts
           Row{{"route.request.querystring.token"}, true},
           Row{{"route.request.querystring.Token"}, false},  // query names exactly
           Row{{"route.request.querystring.empty"}, false},
           Row{{"stageVariables.mode"}, true},
           Row{{"stageVariables.empty"}, false},
           Row{{"stageVariables.nobody"}, false},
           Row{{"context.identity.sourceIp"}, true},
           Row{{"context.connectionId"}, true},
           Row{{"context.messageId"}, false},
           Row{{"route.request.header.X-Auth", "route.request.querystring.token"}, true},
           Row{{"route.request.header.X-Auth", "route.request.querystring.empty"}, false},
       }) {
    CAPTURE(row.expressions.size() == 0 ? "none" : *row.expressions.begin());
    CHECK(are_present(sources(row.expressions), example_connect(), variables, handshake) ==
          row.present);
  }
}

TEST_CASE("Identity source: AWS's words for an expression that is none", "[gateway]") {
  const auto refused = IdentitySource::parse("$request.header.Authorization");
  REQUIRE_FALSE(refused);
  CHECK(
      refused.error() ==
      R"(Invalid request identity source expression: $request.header.Authorization. The sources must be separated by comma, and each source must be either a request parameter, matching 'route.request.querystring|header.[a-zA-Z0-9.\_-]+', or a stage variable, matching 'stageVariables.[a-zA-Z0-9.\_-]+', or a context parameter, matching 'context.[a-zA-Z0-9.\_-]+')");
  for (const char* expression :
       {"", "route.request.header.", "route.request.header.a b", "route.request.body.a",
        "stageVariables", "context.", "$context.stage", "route.request.querystring.a$"}) {
    CAPTURE(expression);
    CHECK_FALSE(IdentitySource::parse(expression));
  }
}
