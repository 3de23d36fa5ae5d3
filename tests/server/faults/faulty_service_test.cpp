// The service while the kernel does its worst: what it promises to those who chat holds, whichever
// calls fail. The seed of a failure is in its message.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "tests/server/faults/faults.h"
#include "tests/server/support/crowd.h"
#include "tests/server/support/threaded_service.h"

namespace palaver::testing {
namespace {

app::Options on_threads(std::size_t threads) {
  app::Options options;
  options.host = "127.0.0.1";
  options.port = 0;
  options.threads = threads;
  return options;
}

// Some hundred messages, with people that come and go.
void chat_a_while(Crowd& crowd) {
  for (int turn = 0; turn < 150; ++turn) {
    crowd.churn();
    for (Person& person : crowd.staying) {
      if (crowd.below(3) == 0) crowd.say(person);
    }
    crowd.loop.run_turn(std::chrono::milliseconds{1});
    crowd.read_all();
  }
}

// Who stays was cut off by nobody and heard everything.
void check_all_are_here(Crowd& crowd) {
  CHECK(crowd.refused.empty());
  for (const Person& person : crowd.staying) {
    CAPTURE(person.name);
    CHECK_FALSE(person.socket->ended());
    CHECK_FALSE(person.socket->closed());
    CHECK(person.socket->complaint().empty());
  }
}

void stop_in_order(ThreadedService& service, Crowd& crowd, Crowd* others = nullptr) {
  service.stop();
  crowd.run_until("the stop", [&] {
    crowd.answer_closes();
    if (others != nullptr) {
      others->loop.run_turn(std::chrono::milliseconds{0});
      others->answer_closes();
    }
    return service.stopped();
  });
  CHECK(service.unfinished() == 0);
}

}  // namespace

TEST_CASE("Interrupted calls, and reads and writes of single bytes, lose nothing and nobody",
          "[faults]") {
  const auto seed = GENERATE(range(std::uint32_t{1}, std::uint32_t{17}));
  CAPTURE(seed);
  app::Options options = on_threads(1 + seed % 3);
  options.poller = seed % 2 == 0 ? net::PollerKind::epoll : net::PollerKind::poll;
  spare_this_thread();
  ThreadedService service(options);
  REQUIRE(service.port() != 0);
  const Faults faults({.seed = seed, .interrupted = 200, .would_block = 200, .one_byte = 300});
  Crowd crowd(service.port(), seed);
  crowd.run_until("everybody's join", [&] { return crowd.all_have_joined(); });
  chat_a_while(crowd);
  crowd.run_until("all that was accepted", [&] { return crowd.all_is_heard(); });
  check_all_are_here(crowd);
  CHECK(faults.injected() > 100);
  stop_in_order(service, crowd);
}

TEST_CASE("Every read and every write of one byte: a chat is slow and whole", "[faults]") {
  spare_this_thread();
  ThreadedService service(on_threads(2));
  REQUIRE(service.port() != 0);
  const Faults faults({.one_byte = 1000});
  Crowd crowd(service.port(), 1);
  crowd.run_until("everybody's join", [&] { return crowd.all_have_joined(); });
  for (Person& person : crowd.staying) crowd.say(person);
  crowd.run_until("all that was accepted", [&] { return crowd.all_is_heard(); });
  check_all_are_here(crowd);
}

TEST_CASE("Connections that break leave the others whole, and the service goes on", "[faults]") {
  const auto seed = GENERATE(range(std::uint32_t{1}, std::uint32_t{17}));
  CAPTURE(seed);
  spare_this_thread();
  ThreadedService service(on_threads(1 + seed % 4));
  REQUIRE(service.port() != 0);
  Crowd crowd(service.port(), seed);
  crowd.run_until("everybody's join", [&] { return crowd.all_have_joined(); });
  {
    const Faults faults(
        {.seed = seed, .interrupted = 50, .one_byte = 50, .reset = 2, .no_buffers = 2});
    chat_a_while(crowd);
    // What a connection is owed, it gets, or it ends: nobody is left waiting.
    crowd.run_until("all that was accepted", [&] { return crowd.all_is_heard(); });
  }
  CHECK(crowd.refused.empty());
  for (const Person& person : crowd.staying) CHECK(person.socket->complaint().empty());
  // Those who come afterwards find everything as it should be.
  Crowd later(service.port(), seed);
  later.run_until("everybody's join", [&] { return later.all_have_joined(); });
  stop_in_order(service, crowd, &later);
}

TEST_CASE("A listener whose accept fails goes on accepting", "[faults]") {
  const auto poller = GENERATE(net::PollerKind::epoll, net::PollerKind::poll);
  app::Options options = on_threads(2);
  options.poller = poller;
  spare_this_thread();
  ThreadedService service(options);
  REQUIRE(service.port() != 0);
  const Faults faults({.interrupted = 200, .refused = 400});
  Crowd crowd(service.port(), 1);
  crowd.run_until("everybody's join", [&] { return crowd.all_have_joined(); });
  check_all_are_here(crowd);
  CHECK(faults.injected() > 0);
}

TEST_CASE("A kernel without room for one more watch is asked again", "[faults]") {
  const auto seed = GENERATE(range(std::uint32_t{1}, std::uint32_t{4}));
  CAPTURE(seed);
  app::Options options = on_threads(2);
  options.poller = net::PollerKind::epoll;
  spare_this_thread();
  ThreadedService service(options);
  REQUIRE(service.port() != 0);
  const Faults faults({.seed = seed, .would_block = 100, .unwatchable = 300});
  Crowd crowd(service.port(), seed);
  crowd.run_until("everybody's join", [&] { return crowd.all_have_joined(); });
  chat_a_while(crowd);
  crowd.run_until("all that was accepted", [&] { return crowd.all_is_heard(); });
  check_all_are_here(crowd);
  CHECK(faults.injected() > 0);
  stop_in_order(service, crowd);
}

TEST_CASE("A time of day that jumps by years ends no connection and no wait", "[faults]") {
  app::Options options = on_threads(2);
  // Any of these would come at once, or never, by the time of day.
  options.idle_timeout = std::chrono::minutes{10};
  options.connection_duration = std::chrono::hours{2};
  options.ping_interval = std::chrono::milliseconds{50};
  options.account_rate = 1e6;
  spare_this_thread();
  ThreadedService service(options);
  REQUIRE(service.port() != 0);
  const Faults faults({.clock_jump = std::chrono::hours{24 * 365 * 3}});
  Crowd crowd(service.port(), 1);
  crowd.run_until("everybody's join", [&] { return crowd.all_have_joined(); });
  chat_a_while(crowd);
  crowd.run_until("all that was accepted", [&] { return crowd.all_is_heard(); });
  // A timer comes in its time.
  crowd.run_until("a ping", [&] { return crowd.staying.front().socket->pings() > 0; });
  check_all_are_here(crowd);
  CHECK(faults.injected() > 0);
  stop_in_order(service, crowd);
}

TEST_CASE("An access log on a full disk is said once, and the clients are served", "[faults]") {
  app::Options options = on_threads(2);
  options.access_log = "/dev/full";
  std::ostringstream log;
  spare_this_thread();
  {
    ThreadedService service(options, log::Logger::to_stream(log, log::Level::error));
    REQUIRE(service.port() != 0);
    Crowd crowd(service.port(), 1);
    crowd.run_until("everybody's join", [&] { return crowd.all_have_joined(); });
    chat_a_while(crowd);
    crowd.run_until("all that was accepted", [&] { return crowd.all_is_heard(); });
    check_all_are_here(crowd);
    stop_in_order(service, crowd);
  }
  const std::string said = log.str();
  CAPTURE(said);
  const auto first = said.find("the access log cannot be written file=/dev/full because=");
  REQUIRE(first != std::string::npos);
  CHECK(said.find("the access log cannot be written", first + 1) == std::string::npos);
}

TEST_CASE("Without a descriptor for its backend the gateway says so to each client, and goes on",
          "[faults]") {
  app::Options options = on_threads(2);
  options.command = app::Command::gateway;
  options.backend_url = "http://127.0.0.1:9";
  spare_this_thread();
  ThreadedService service(options);
  REQUIRE(service.port() != 0);
  net::EventLoop loop;
  const Faults faults({.no_descriptor = 1000});
  for (int i = 0; i < 5; ++i) {
    WebSocketClient client(loop, service.port());
    run_until(loop, "a refusal", [&] { return client.answer().has_value(); });
    CHECK(client.answer()->status >= 500);
  }
}

}  // namespace palaver::testing
