#include "server/http/client_lines.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

#include "tests/server/support/client_fixture.h"

using namespace palaver;
using namespace palaver::http;
using namespace palaver::testing;
using namespace std::chrono_literals;

namespace {

struct Fixture : ClientFixture {
  void limit_to(std::size_t at_a_time, std::size_t waiting = 1000) {
    ClientOptions options;
    options.requests_per_line = at_a_time;
    options.waiting_per_line = waiting;
    use(options);
  }
  ClientRequest named(std::string line, std::size_t limit, std::string body) const {
    auto request = post(port, std::move(body));
    request.line = std::move(line);
    request.line_limit = limit;
    return request;
  }
  void answer(std::size_t index) { exchanges[index]->respond(text_response("fine")); }
  std::vector<std::string> bodies() const {
    std::vector<std::string> all;
    for (const auto& request : requests) all.push_back(request.body);
    return all;
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "Client: many requests share a bounded number of connections", "[http]") {
  limit_to(3);
  keep_requests();
  constexpr std::size_t kRequests = 20;
  for (std::size_t i = 0; i < kRequests; ++i) send(post(port, std::to_string(i)));
  std::size_t answered = 0;
  std::size_t most = 0;
  run_until("all results", [&] {
    most = std::max(most, server->connection_count());
    while (answered < exchanges.size()) {
      exchanges[answered]->respond(text_response(requests[answered].body));
      ++answered;
    }
    return results.size() == kRequests;
  });
  CHECK(most == 3);
  for (const auto& result : results) CHECK(result);
}

TEST_CASE_METHOD(Fixture, "Client: requests that wait go in the order of their coming", "[http]") {
  limit_to(1);
  keep_requests();
  for (const auto* body : {"1", "2", "3", "4"}) send(post(port, body));
  for (std::size_t i = 0; i < 4; ++i) {
    wait_for_requests(i + 1);
    settle();
    CHECK(exchanges.size() == i + 1);
    answer(i);
  }
  wait_for_results(4);
  CHECK(bodies() == std::vector<std::string>{"1", "2", "3", "4"});
}

TEST_CASE_METHOD(Fixture, "Client: waiting for a turn counts to the time", "[http]") {
  limit_to(1);
  keep_requests();
  send(post(port, "first"));
  auto second = post(port, "second");
  second.timeout = 30ms;
  send(std::move(second));
  send(post(port, "third"));
  wait_for_results(1);
  REQUIRE_FALSE(results[0]);
  CHECK(results[0].error().kind == ClientErrorKind::timed_out);
  CHECK(results[0].error().message == "no turn at 127.0.0.1:" + std::to_string(port) +
                                          " within 30 ms: 1 requests are in work there");
  answer(0);
  wait_for_requests(2);
  answer(1);
  wait_for_results(3);
  CHECK(bodies() == std::vector<std::string>{"first", "third"});
}

TEST_CASE_METHOD(Fixture, "Client: what has waited has the rest of its time for the answer",
                 "[http]") {
  limit_to(1);
  auto first = post(raw.port(), "first");
  first.timeout = 40ms;
  auto second = post(raw.port(), "second");
  second.timeout = 80ms;
  const auto began = std::chrono::steady_clock::now();
  send(first);
  send(second);
  wait_for_results(2);
  CHECK(std::chrono::steady_clock::now() - began < 40ms + 80ms);
  for (auto& result : results) {
    REQUIRE_FALSE(result);
    CHECK(result.error().kind == ClientErrorKind::timed_out);
  }
}

TEST_CASE_METHOD(Fixture, "Client: a backend that hangs holds up nobody else's requests",
                 "[http]") {
  limit_to(2);
  for (int i = 0; i < 20; ++i) send(post(raw.port(), "hangs"));
  for (int i = 0; i < 20; ++i) send(post(port, "x"));
  wait_for_results(20);
  for (const auto& result : results) CHECK(result);
  CHECK(client->in_flight() == 20);
}

TEST_CASE_METHOD(Fixture, "Client: more than may wait is refused at once", "[http]") {
  limit_to(1, 2);
  keep_requests();
  for (const auto* body : {"works", "waits", "waits too", "is refused"}) send(post(port, body));
  CHECK(results.empty());
  wait_for_results(1);
  REQUIRE_FALSE(results[0]);
  CHECK(results[0].error().kind == ClientErrorKind::overloaded);
  CHECK(results[0].error().message ==
        "too many requests wait for 127.0.0.1:" + std::to_string(port));
  // Each that ends makes room for one.
  wait_for_requests(1);
  answer(0);
  wait_for_results(2);
  send(post(port, "has room"));
  for (std::size_t i = 1; i < 4; ++i) {
    wait_for_requests(i + 1);
    answer(i);
  }
  wait_for_results(5);
  CHECK(bodies() == std::vector<std::string>{"works", "waits", "waits too", "has room"});
}

TEST_CASE_METHOD(Fixture, "Client: bodies that wait are bounded together", "[http]") {
  ClientOptions options;
  options.requests_per_line = 1;
  options.waiting_bytes_per_line = 100;
  use(options);
  keep_requests();
  send(post(port, std::string(1000, 'x')));  // does not wait
  send(post(port, std::string(60, 'x')));
  send(post(port, std::string(41, 'x')));
  send(post(port, std::string(40, 'x')));
  send(post(port, std::string(1000, 'x')));
  wait_for_results(2);
  for (auto& result : results) {
    REQUIRE_FALSE(result);
    CHECK(result.error().kind == ClientErrorKind::overloaded);
  }
  for (std::size_t i = 0; i < 3; ++i) {
    wait_for_requests(i + 1);
    answer(i);
  }
  wait_for_results(5);
  CHECK(requests[2].body.size() == 40);
}

TEST_CASE_METHOD(Fixture, "Client: a line with a name has a limit of its own", "[http]") {
  limit_to(1);
  keep_requests();
  send(named("function one", 2, "a"));
  send(named("function one", 2, "b"));
  send(named("function one", 2, "c"));
  send(named("function two", 0, "d"));  // the usual limit
  send(named("function two", 0, "e"));
  send(post(port, "f"));
  wait_for_requests(4);
  settle();
  auto first = bodies();
  std::sort(first.begin(), first.end());
  CHECK(first == std::vector<std::string>{"a", "b", "d", "f"});
  for (std::size_t i = 0; i < 6; ++i) {
    wait_for_requests(i + 1);
    answer(i);
  }
  wait_for_results(6);
}

TEST_CASE_METHOD(Fixture, "Client: a request that cannot be sent does not hold up its line",
                 "[http]") {
  limit_to(1);
  raw.listener->close();
  for (int i = 0; i < 5; ++i) send(post(raw.port(), "x"));
  wait_for_results(5);
  for (auto& result : results) {
    REQUIRE_FALSE(result);
    CHECK(result.error().kind == ClientErrorKind::unreachable);
  }
  CHECK(client->in_flight() == 0);
}

TEST_CASE("ClientLines: lines that nobody stands in are not kept for ever", "[http]") {
  const ClientOptions options;
  ClientLines lines(options);
  ClientRequest request;
  auto& busy = lines.line_of(request, "busy:80");
  auto& call = lines.enter(busy, ClientCall{});
  for (int i = 0; i < 5000; ++i) lines.line_of(request, "host" + std::to_string(i) + ":80");
  CHECK(lines.size() == 1);
  CHECK(&lines.line_of(request, "busy:80") == &busy);
  CHECK(lines.take_next(busy) == &call);
  lines.leave(call);
  CHECK(lines.size() == 0);
}
