// People who chat over real sockets, in the test's thread: some stay from the beginning to the end,
// the others come, talk, go and break off. Whoever reads checks what the chat promises.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/server/support/http_request.h"
#include "tests/server/support/loop_fixture.h"
#include "tests/server/support/websocket_client.h"

namespace palaver::testing {

struct Person {
  std::unique_ptr<WebSocketClient> socket;
  std::string name;
  std::string room;
  bool joined = false;
  int said = 0;
};

// A crowd in the test's thread: some stay from the beginning to the end, the others do not.
class Crowd : public LoopFixture {
 public:
  static constexpr int kRooms = 3;
  static constexpr int kStayingEach = 3;
  static constexpr int kChurning = 12;

  Crowd(std::uint16_t port, std::uint32_t seed) : port_(port), random_(seed) {
    for (int i = 0; i < kRooms * kStayingEach; ++i) {
      staying.push_back(enter("s" + std::to_string(i), "room-" + std::to_string(i % kRooms)));
    }
    for (int i = 0; i < kChurning; ++i) churning.push_back(newcomer());
  }

  int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }

  Person enter(std::string name, std::string room) {
    Person person{std::make_unique<WebSocketClient>(loop, port_), std::move(name), std::move(room)};
    person.socket->send_text(nlohmann::json{{"action", "sendMessage"},
                                            {"message",
                                             {{"type", "join"},
                                              {"room", person.room},
                                              {"name", person.name},
                                              {"key", "key-" + person.name}}}}
                                 .dump());
    return person;
  }
  Person newcomer() {
    return enter("c" + std::to_string(++names_), "room-" + std::to_string(below(kRooms)));
  }

  void say(Person& person) {
    if (person.socket->ended()) return;
    const std::string id = person.name + "-" + std::to_string(++person.said);
    person.socket->send_text(nlohmann::json{{"action", "sendMessage"},
                                            {"message", "from " + id},
                                            {"details", {{"id", id}, {"room", person.room}}}}
                                 .dump());
  }

  // Reads what has come. A room's events are numbered without a gap: each that joined sees each
  // number once, in order, its own messages as the acceptance of them.
  void read(Person& person, bool stays) {
    for (const std::string& text : std::exchange(person.socket->texts(), {})) {
      const nlohmann::json event = nlohmann::json::parse(text);
      const std::string action = event.value("action", "");
      if (action == "joined") {
        person.joined = true;
        last_[person.name] = event.at("sequence").get<std::int64_t>();
        continue;
      }
      if (action == "messageRefused" || action.empty()) {
        refused.push_back(text);
        continue;
      }
      if (action == "messageAccepted")
        accepted[person.room].insert(event.at("id").get<std::string>());
      if (action == "newMessage" && stays) {
        CAPTURE(person.name, text);
        REQUIRE(heard[person.name].insert(event.at("id").get<std::string>()).second);
      }
      if (!event.contains("sequence") || !person.joined) continue;
      auto& last = last_[person.name];
      const auto sequence = event.at("sequence").get<std::int64_t>();
      if (sequence != last + 1) {
        CAPTURE(person.name, last, text);
        FAIL("an event is missing, doubled or out of order");
      }
      last = sequence;
    }
  }
  void read_all() {
    for (Person& person : staying) read(person, true);
    for (Person& person : churning) read(person, false);
  }

  bool all_have_joined() {
    read_all();
    for (const Person& person : staying) {
      if (!person.joined) return false;
    }
    return true;
  }
  // Those who stay are answered each message they said, and hear each that somebody else said in
  // their room and that was accepted. Who was cut off is not waited for.
  bool all_is_heard() {
    read_all();
    for (const Person& person : staying) {
      if (person.socket->ended()) continue;
      const auto& ids = accepted[person.room];
      for (int i = 1; i <= person.said; ++i) {
        if (!ids.contains(person.name + "-" + std::to_string(i))) return false;
      }
      for (const std::string& id : ids) {
        if (id.rfind(person.name + "-", 0) == 0) continue;
        if (!heard[person.name].contains(id)) return false;
      }
    }
    return true;
  }

  // One of the churning does something.
  void churn() {
    Person& one = churning[static_cast<std::size_t>(below(kChurning))];
    switch (below(6)) {
      case 0:
        read(one, false);
        one.socket->raw().reset();
        one = newcomer();
        break;
      case 1:
        read(one, false);
        if (!one.socket->ended()) one.socket->send_close(1000);
        one.socket->lose_connection();
        one = newcomer();
        break;
      case 2:
        if (!one.socket->ended()) one.socket->ping("?");
        break;
      default:
        say(one);
    }
  }

  // Answers each close that has come, and ends TCP when the server has: what well-behaved clients
  // do when the server stops.
  void answer_closes() {
    for (auto* group : {&staying, &churning}) {
      for (Person& person : *group) {
        WebSocketClient& socket = *person.socket;
        if (socket.ended()) {
          socket.lose_connection();
        } else if (socket.closed() && answered_.insert(&socket).second) {
          socket.send_close(socket.closed()->code);
        }
      }
    }
  }

  HttpText request(std::string_view method, const std::string& target, std::string_view body = {}) {
    return http_request(
        loop, port_, [this](std::string_view what, auto happened) { run_until(what, happened); },
        method, target, body);
  }

  std::vector<Person> staying;
  std::vector<Person> churning;
  std::map<std::string, std::set<std::string>> accepted;  // ids by room
  std::map<std::string, std::set<std::string>> heard;     // ids by who stays
  std::vector<std::string> refused;

 private:
  const std::uint16_t port_;
  std::mt19937 random_;
  int names_ = 0;
  std::set<const WebSocketClient*> answered_;
  std::map<std::string, std::int64_t> last_;  // sequence, by name
};

}  // namespace palaver::testing
