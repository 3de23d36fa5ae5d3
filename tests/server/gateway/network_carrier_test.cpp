#include "server/gateway/network_carrier.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <optional>

#include "server/http/server.h"
#include "tests/server/support/loop_fixture.h"

namespace palaver::testing {
namespace {

using gateway::AnswerOutcome;
using gateway::IntegrationAnswer;

// A backend that keeps what it was sent and answers `response`, or not at all.
struct HttpBackend : LoopFixture {
  HttpBackend()
      : server(loop, {},
               [this](http::Request request, std::shared_ptr<http::Exchange> exchange) {
                 requests.push_back(std::move(request));
                 if (response) {
                   exchange->respond(*response);
                 } else {
                   kept = std::move(exchange);
                 }
               }),
        client(loop) {
    const auto listening = server.listen("127.0.0.1", 0);
    REQUIRE(listening);
    url = "http://127.0.0.1:" + std::to_string(*listening);
  }

  template <class Call>
  IntegrationAnswer carry(Call call, std::chrono::milliseconds timeout = std::chrono::seconds{10}) {
    std::optional<IntegrationAnswer> result;
    bool inside = true;
    gateway::CallTerms terms;
    terms.timeout = timeout;
    carrier.carry(std::move(call), terms, [&](IntegrationAnswer given) {
      CHECK_FALSE(inside);
      result = std::move(given);
    });
    inside = false;
    run_until("an answer", [&] { return result.has_value(); });
    return *result;
  }

  gateway::HttpCall post(const std::string& to) const {
    return {"POST", to, {{"X-Two", "a"}, {"X-Two", "b"}}, R"({"Id":"x"})"};
  }

  std::optional<http::Response> response = http::Response{};
  std::vector<http::Request> requests;
  std::shared_ptr<http::Exchange> kept;
  http::Server server;
  http::Client client;
  aws::LambdaClient lambda = std::move(*aws::LambdaClient::create(client, {}));
  gateway::NetworkCarrier carrier{loop, client, lambda, nullptr};
  std::string url;
};

}  // namespace

TEST_CASE("An HTTP call arrives as it was made, and its answer comes whole", "[gateway]") {
  HttpBackend backend;
  backend.response = http::json_message(403, "no");
  backend.response->headers.add("X-Answer", "1");
  const IntegrationAnswer answer = backend.carry(backend.post(backend.url + "/a/b?c=d"));
  REQUIRE(backend.requests.size() == 1);
  const auto& request = backend.requests[0];
  CHECK(request.method == "POST");
  CHECK(request.target == "/a/b?c=d");
  CHECK(request.body == R"({"Id":"x"})");
  std::vector<std::string> values;
  for (const auto& [name, value] : request.headers.fields()) {
    if (name == "X-Two") values.push_back(value);
  }
  CHECK(values == std::vector<std::string>{"a", "b"});
  CHECK(answer.outcome == AnswerOutcome::answered);
  CHECK(answer.status == 403);
  CHECK(answer.body.find("no") != std::string::npos);
  bool found = false;
  for (const auto& header : answer.headers) {
    found = found || (header.name == "X-Answer" && header.value == "1");
  }
  CHECK(found);
}

TEST_CASE("A backend that does not answer in time is told from one that is not there",
          "[gateway]") {
  HttpBackend backend;
  SECTION("no answer") {
    backend.response.reset();
    const auto answer =
        backend.carry(backend.post(backend.url + "/"), std::chrono::milliseconds{50});
    CHECK(answer.outcome == AnswerOutcome::timed_out);
    CHECK_FALSE(answer.problem.empty());
  }
  SECTION("nobody there") {
    // Port 1 is reserved and nothing of ours listens there.
    const auto answer = backend.carry(backend.post("http://127.0.0.1:1/"));
    CHECK(answer.outcome == AnswerOutcome::unreachable);
    CHECK(answer.problem.find("127.0.0.1") != std::string::npos);
  }
}

TEST_CASE("A URL of this process that nobody stands behind is unreachable", "[gateway]") {
  HttpBackend backend;
  const auto answer = backend.carry(backend.post("palaver:chat/connect"));
  CHECK(answer.outcome == AnswerOutcome::unreachable);
  CHECK(answer.problem.find("palaver serve") != std::string::npos);
}

}  // namespace palaver::testing
