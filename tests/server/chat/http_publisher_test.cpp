#include "server/chat/http_publisher.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <deque>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "server/http/server.h"
#include "tests/server/support/loop_fixture.h"

namespace palaver::testing {
namespace {

using chat::HttpPublisher;
using chat::HttpPublisherOptions;
using namespace std::chrono_literals;

constexpr const char* kId = "BFHPhfCWIAMCKlQ=";
constexpr const char* kOtherId = "JC1dgf9yoAMCK-g=";

std::shared_ptr<const std::string> text(std::string content) {
  return std::make_shared<const std::string>(std::move(content));
}

// A management API that answers as it is told: `statuses` in turn, then 200; or nothing while
// `hold`.
struct ManagementFixture : LoopFixture {
  ManagementFixture()
      : server(loop, {}, [this](http::Request request, std::shared_ptr<http::Exchange> exchange) {
          requests.push_back(std::move(request));
          if (hold) {
            held.push_back(std::move(exchange));
            return;
          }
          http::Response response;
          if (!statuses.empty()) {
            response.status = statuses.front();
            statuses.pop_front();
          }
          exchange->respond(std::move(response));
        }) {
    const auto listening = server.listen("127.0.0.1", 0);
    REQUIRE(listening);
    options.management_url = "http://127.0.0.1:" + std::to_string(*listening) + "/dev";
    options.first_retry = 1ms;
  }

  HttpPublisher publisher() {
    return HttpPublisher(loop, client, log::Logger::to_stream(log_text, log::Level::debug),
                         options);
  }
  std::function<void()> count_gone() {
    return [this] { ++gone; };
  }
  void wait_until_idle(HttpPublisher& publisher) {
    run_until("nothing to wait", [&] { return publisher.waiting() == 0; });
    settle();
  }
  std::vector<std::string> bodies(std::string_view method = "POST") const {
    std::vector<std::string> found;
    for (const auto& request : requests) {
      if (request.method == method) found.push_back(request.body);
    }
    return found;
  }

  std::deque<int> statuses;
  bool hold = false;
  std::vector<std::shared_ptr<http::Exchange>> held;
  std::vector<http::Request> requests;
  int gone = 0;
  std::ostringstream log_text;
  http::Server server;
  http::Client client{loop};
  HttpPublisherOptions options;
};

}  // namespace

TEST_CASE("A text is posted to the connection's management URL", "[chat]") {
  ManagementFixture fixture;
  fixture.options.management_url += GENERATE("", "/");
  auto publisher = fixture.publisher();
  publisher.post(kId, text("hello"), fixture.count_gone());
  fixture.wait_until_idle(publisher);
  REQUIRE(fixture.requests.size() == 1);
  CHECK(fixture.requests[0].method == "POST");
  CHECK(fixture.requests[0].target == "/dev/@connections/BFHPhfCWIAMCKlQ%3D");
  CHECK(fixture.requests[0].body == "hello");
  CHECK(fixture.gone == 0);
}

TEST_CASE("Texts for one connection wait for each other; those for another do not", "[chat]") {
  ManagementFixture fixture;
  fixture.hold = true;
  auto publisher = fixture.publisher();
  publisher.post(kId, text("1"), fixture.count_gone());
  publisher.post(kId, text("2"), fixture.count_gone());
  publisher.post(kOtherId, text("3"), fixture.count_gone());
  fixture.run_until("two requests", [&] { return fixture.requests.size() == 2; });
  fixture.settle();
  REQUIRE(fixture.requests.size() == 2);
  CHECK(publisher.waiting() == 2);

  fixture.hold = false;
  for (const auto& exchange : fixture.held) exchange->respond({});
  fixture.wait_until_idle(publisher);
  REQUIRE(fixture.requests.size() == 3);
  CHECK(fixture.requests[2].body == "2");
}

TEST_CASE("What fails for now is tried again, in order", "[chat]") {
  ManagementFixture fixture;
  fixture.statuses = {429, 500, 503, 429, 502};
  auto publisher = fixture.publisher();
  publisher.post(kId, text("1"), fixture.count_gone());
  publisher.post(kId, text("2"), fixture.count_gone());
  fixture.wait_until_idle(publisher);
  CHECK(fixture.bodies() == std::vector<std::string>{"1", "1", "1", "1", "1", "1", "2"});
  CHECK(fixture.gone == 0);
}

TEST_CASE("A connection that is gone is said to be, and what waited for it is dropped", "[chat]") {
  ManagementFixture fixture;
  fixture.statuses = {410};
  auto publisher = fixture.publisher();
  publisher.post(kId, text("1"), fixture.count_gone());
  publisher.post(kId, text("2"), fixture.count_gone());
  CHECK(fixture.gone == 0);
  fixture.wait_until_idle(publisher);
  CHECK(fixture.bodies() == std::vector<std::string>{"1"});
  CHECK(fixture.gone == 2);
  publisher.post(kId, text("3"), fixture.count_gone());
  fixture.wait_until_idle(publisher);
  CHECK(fixture.bodies() == std::vector<std::string>{"1", "3"});
}

TEST_CASE("A connection that cannot be reached is closed and called gone in the end", "[chat]") {
  ManagementFixture fixture;
  fixture.options.attempts = 3;
  SECTION("after the last attempt") {
    fixture.statuses = {429, 429, 429};
    auto publisher = fixture.publisher();
    publisher.post(kId, text("1"), fixture.count_gone());
    fixture.run_until("the DELETE", [&] { return !fixture.bodies("DELETE").empty(); });
    CHECK(fixture.bodies().size() == 3);
    CHECK(fixture.gone == 1);
  }
  SECTION("at once, when trying again cannot help") {
    fixture.statuses = {403};
    auto publisher = fixture.publisher();
    publisher.post(kId, text("1"), fixture.count_gone());
    fixture.run_until("the DELETE", [&] { return !fixture.bodies("DELETE").empty(); });
    CHECK(fixture.bodies().size() == 1);
    CHECK(fixture.gone == 1);
    CHECK(fixture.log_text.str().find("status 403 from http://") != std::string::npos);
  }
  SECTION("when too much waits for it") {
    fixture.options.queue_bytes = 10;
    fixture.hold = true;
    auto publisher = fixture.publisher();
    publisher.post(kId, text("123456"), fixture.count_gone());
    publisher.post(kId, text("7890"), fixture.count_gone());
    fixture.run_until("the request", [&] { return fixture.requests.size() == 1; });
    CHECK(fixture.gone == 0);
    publisher.post(kId, text("!"), fixture.count_gone());
    CHECK(fixture.gone == 0);
    fixture.run_until("the DELETE", [&] { return !fixture.bodies("DELETE").empty(); });
    CHECK(fixture.gone == 3);
    // The first one's late answer means nothing any more.
    fixture.held[0]->respond({});
    fixture.settle();
    CHECK(publisher.waiting() == 0);
  }
  SECTION("when nobody listens") {
    fixture.options.management_url = "http://127.0.0.1:1/dev";
    auto publisher = fixture.publisher();
    publisher.post(kId, text("1"), fixture.count_gone());
    fixture.run_until("the end", [&] { return fixture.gone == 1; });
    CHECK(publisher.waiting() == 0);
  }
}

TEST_CASE("A gateway that comes back within the attempts loses nothing", "[chat]") {
  ManagementFixture fixture;
  // Answered by dropping the request: 500, as from a gateway that breaks.
  fixture.hold = true;
  auto publisher = fixture.publisher();
  publisher.post(kId, text("1"), fixture.count_gone());
  fixture.run_until("the request", [&] { return fixture.held.size() == 1; });
  fixture.hold = false;
  fixture.held.clear();
  fixture.wait_until_idle(publisher);
  CHECK(fixture.bodies() == std::vector<std::string>{"1", "1"});
  CHECK(fixture.gone == 0);
}

TEST_CASE("Whoever waits for the publisher is told when nothing waits", "[chat]") {
  ManagementFixture fixture;
  auto publisher = fixture.publisher();
  int idle = 0;
  publisher.when_idle([&] { ++idle; });
  CHECK(idle == 1);
  publisher.post(kId, text("1"), fixture.count_gone());
  publisher.when_idle([&] { ++idle; });
  CHECK(idle == 1);
  fixture.run_until("idleness", [&] { return idle == 2; });
  CHECK(fixture.requests.size() == 1);
}

TEST_CASE("A publisher may end while requests and retries are on their way", "[chat]") {
  ManagementFixture fixture;
  {
    fixture.statuses = {429};
    auto publisher = fixture.publisher();
    publisher.post(kId, text("1"), fixture.count_gone());
    fixture.run_until("the answer", [&] { return fixture.statuses.empty(); });
    publisher.post(kOtherId, text("2"), fixture.count_gone());
  }
  fixture.settle();
  CHECK(fixture.gone == 0);
}

}  // namespace palaver::testing
