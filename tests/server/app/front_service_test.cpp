// The service on several loops, each with a thread of its own, under clients that come, talk, go
// and break off: what every loop must keep, whatever the threads do to each other.
#include "server/app/front_service.h"

#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "tests/server/support/crowd.h"
#include "tests/server/support/threaded_service.h"

namespace palaver::testing {
namespace {

using nlohmann::json;

app::Options on_threads(std::size_t threads) {
  app::Options options;
  options.host = "127.0.0.1";
  options.port = 0;
  options.threads = threads;
  options.extensions = true;
  return options;
}

// An id that the gateway tells in its error frame.
std::string connection_id(Crowd& crowd, WebSocketClient& client) {
  client.send_text(R"({"action":"noSuchAction"})");
  crowd.run_until("the error frame", [&] { return !client.texts().empty(); });
  const auto id = json::parse(client.texts().front()).at("connectionId").get<std::string>();
  client.texts().clear();
  return id;
}

}  // namespace

TEST_CASE("On four threads, each accepted message reaches all who stay, once and in order",
          "[app][threads]") {
  ThreadedService service(on_threads(4));
  REQUIRE(service.port() != 0);
  constexpr std::uint32_t kSeed = 20240;
  CAPTURE(kSeed);
  Crowd crowd(service.port(), kSeed);
  crowd.run_until("everybody's join", [&] { return crowd.all_have_joined(); });

  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{2};
  for (int turn = 0; turn < 4000 && std::chrono::steady_clock::now() < end; ++turn) {
    crowd.churn();
    crowd.say(crowd.staying[static_cast<std::size_t>(
        crowd.below(static_cast<int>(crowd.staying.size())))]);
    crowd.loop.run_turn(std::chrono::milliseconds{1});
    crowd.read_all();
  }

  crowd.run_until("all that was accepted", [&] { return crowd.all_is_heard(); });
  CHECK(crowd.refused.empty());
  for (const Person& person : crowd.staying) {
    CHECK(person.socket->complaint().empty());
    CHECK_FALSE(person.socket->closed());
  }

  service.stop();
  crowd.run_until("the stop", [&] {
    crowd.answer_closes();
    return service.stopped();
  });
  CHECK(service.unfinished() == 0);
}

TEST_CASE("On four threads, @connections and groups reach whoever is there, from any loop",
          "[app][threads]") {
  ThreadedService service(on_threads(4));
  REQUIRE(service.port() != 0);
  Crowd crowd(service.port(), 1);
  std::vector<std::unique_ptr<WebSocketClient>> listeners;
  std::vector<std::string> ids;
  for (int i = 0; i < 8; ++i) {
    listeners.push_back(std::make_unique<WebSocketClient>(crowd.loop, service.port()));
    ids.push_back(connection_id(crowd, *listeners.back()));
    CHECK(crowd.request("PUT", "/dev/@groups/all/connections/" + ids.back()).status == 204);
  }
  // Requests come over connections that any loop may have; beside them the crowd goes on.
  constexpr int kRounds = 25;
  for (int round = 0; round < kRounds; ++round) {
    crowd.churn();
    const std::string text = "to all " + std::to_string(round);
    const auto posted = json::parse(crowd.request("POST", "/dev/@groups/all", text).body);
    CHECK(posted.at("accepted") == ids.size());
    CHECK(crowd
              .request("POST", "/dev/@connections/" + ids[static_cast<std::size_t>(round) % 8],
                       "to one " + std::to_string(round))
              .status == 200);
    if (round % 5 == 0) CHECK(crowd.request("GET", "/metrics").status == 200);
  }
  for (std::size_t i = 0; i < ids.size(); ++i) {
    std::vector<std::string> expected;
    for (int round = 0; round < kRounds; ++round) {
      expected.push_back("to all " + std::to_string(round));
      if (static_cast<std::size_t>(round) % 8 == i) {
        expected.push_back("to one " + std::to_string(round));
      }
    }
    std::vector<std::string> heard;
    crowd.run_until("the texts", [&] {
      for (auto& text : std::exchange(listeners[i]->texts(), {})) {
        // It is a plain client of the chat, too, which has said nothing and is in another room.
        heard.push_back(std::move(text));
      }
      return heard.size() >= expected.size();
    });
    CHECK(heard == expected);
  }
  for (const std::string& id : ids) {
    CHECK(crowd.request("DELETE", "/dev/@connections/" + id).status == 204);
  }
  for (auto& listener : listeners) {
    crowd.run_until("the close", [&] { return listener->closed().has_value(); });
  }
}

TEST_CASE("A stop in the middle of everything ends, on any number of threads", "[app][threads]") {
  for (const std::size_t threads : {1U, 2U, 4U}) {
    CAPTURE(threads);
    ThreadedService service(on_threads(threads));
    REQUIRE(service.port() != 0);
    Crowd crowd(service.port(), static_cast<std::uint32_t>(threads));
    for (int turn = 0; turn < 100; ++turn) {
      for (Person& person : crowd.staying) crowd.say(person);
      crowd.churn();
      if (turn == 50) {
        service.stop();
        break;
      }
      crowd.loop.run_turn(std::chrono::milliseconds{0});
      crowd.read_all();
    }
    // Nobody new comes in; each who is here is told 1001 after what was said before, and may
    // answer.
    crowd.run_until("the stop", [&] {
      crowd.read_all();
      crowd.answer_closes();
      return service.stopped();
    });
    CHECK(service.unfinished() == 0);
    for (Person& person : crowd.staying) {
      REQUIRE(person.socket->closed());
      CHECK(person.socket->closed()->code == 1001);
      CHECK(person.socket->complaint().empty());
    }
  }
}

}  // namespace palaver::testing
