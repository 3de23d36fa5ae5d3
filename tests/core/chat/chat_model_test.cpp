// Sessions and a hub over a network that loses connections, with a backend that fails and restarts.
// Whatever happens, each message that was written is in every replica once. All randomness comes
// from the seed; the clock is the test's.
#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <nlohmann/json.hpp>

#include "core/chat/client_session.h"
#include "core/chat/hub.h"

namespace palaver::chat {
namespace {

using nlohmann::json;

struct Trouble {
  bool losses = false;        // connections fall with what is under way
  bool failures = false;      // the backend answers some messages with the gateway's error frame
  bool restarts = false;      // the hub starts anew; with or without its connections
  bool room_changes = false;  // people walk between two rooms
};

class World {
 public:
  World(std::uint32_t seed, std::size_t people, Trouble trouble)
      : random_(seed), trouble_(trouble) {
    start_hub();
    for (std::size_t i = 0; i < people; ++i) people_.push_back(std::make_unique<Person>(*this, i));
    for (auto& person : people_) perform(*person, person->session.start(now_));
  }

  void run(int steps) {
    for (int i = 0; i < steps; ++i) step();
    settle();
  }

  void check(bool hub_kept_all) {
    const Room* room = hub_->find_room("general");
    REQUIRE(room != nullptr);
    for (const auto& person : people_) {
      const ClientSession& session = person->session;
      CAPTURE(person->index);
      REQUIRE(session.joined());
      CHECK(session.outbox().empty());
      CHECK(session.room().position() == room->position());
      CHECK(session.room().members() == room->members());
      if (hub_kept_all) {
        CHECK(std::vector(session.room().messages().begin(), session.room().messages().end()) ==
              std::vector(room->messages().begin(), room->messages().end()));
      }
      std::map<std::string, int> shown;
      for (const ChatMessage& m : session.room().messages()) ++shown[m.text];
      std::set<std::string> due = person->written;
      due.insert(person->seen.begin(), person->seen.end());
      for (const ChatMessage& m : room->messages()) due.insert(m.text);
      for (const std::string& text : due) {
        CAPTURE(text);
        CHECK(shown[text] == 1);
      }
      CHECK(shown.size() == due.size());
    }
    std::size_t written = 0;
    for (const auto& person : people_) written += person->written.size();
    if (hub_kept_all) CHECK(room->messages().size() == written);
    CHECK(room->members().size() == people_.size());
  }

  // Each author's messages are in the hub's order as they were written.
  void check_order() {
    std::map<std::string, int> last;
    for (const ChatMessage& m : hub_->find_room("general")->messages()) {
      const int number = std::stoi(m.text.substr(m.text.find(' ') + 1));
      CHECK(number > last[m.author.id]);
      last[m.author.id] = number;
    }
  }

 private:
  struct Person {
    Person(World& world, std::size_t i)
        : index(i),
          session("ws://localhost", "general", "Person " + std::to_string(i),
                  "key " + std::to_string(i), "p" + std::to_string(i),
                  [&world] { return world.random_(); }) {}
    std::size_t index;
    ClientSession session;
    std::string connection;  // empty: none
    bool opening = false;
    std::deque<std::string> to_server;
    std::deque<std::string> to_client;
    bool answered = false;  // it has joined once
    std::set<std::string> written;
    std::set<std::string> seen;  // every text its replica has shown in the default room
    int count = 0;
  };

  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }
  bool chance(std::size_t percent) { return below(100) < percent; }

  void start_hub() {
    HubLimits limits;
    limits.history.messages = 100'000;
    limits.answer_bytes = 10'000'000;
    hub_ = std::make_unique<Hub>("e" + std::to_string(++epochs_), limits);
  }

  void perform(Person& person, std::vector<SessionAction> actions) {
    for (const SessionAction& action : actions) {
      if (std::holds_alternative<OpenSocket>(action)) {
        person.opening = true;
      } else if (std::holds_alternative<CloseSocket>(action)) {
        drop(person);
      } else {
        person.to_server.push_back(std::get<SendText>(action).text);
      }
    }
    for (const ChatMessage& m : person.session.room().messages()) {
      if (person.session.room().name() == "general") person.seen.insert(m.text);
    }
  }

  // The client's side is gone; the gateway finds out some time later.
  void drop(Person& person) {
    if (!person.connection.empty()) gone_.push_back(person.connection);
    person.connection.clear();
    person.opening = false;
    person.to_server.clear();
    person.to_client.clear();
  }

  void post(const std::vector<Delivery>& deliveries) {
    for (const Delivery& delivery : deliveries) {
      for (const std::string& id : delivery.receivers()) {
        for (auto& person : people_) {
          if (person->connection == id) person->to_client.push_back(*delivery.text);
        }
      }
    }
  }

  void open(Person& person) {
    person.opening = false;
    person.connection = "c" + std::to_string(++connections_);
    hub_->connect(person.connection);
    perform(person, person.session.socket_opened(now_));
  }

  void serve(Person& person, bool may_fail) {
    const json frame = json::parse(person.to_server.front());
    person.to_server.pop_front();
    // One that failed before it ever answered would be taken for a plain one, which promises less.
    if (may_fail && person.answered && trouble_.failures && chance(10)) {
      // Also when the backend did its work and only its answer failed.
      if (chance(50))
        post(*hub_->message(person.connection, frame["message"], frame.value("details", json()),
                            now_));
      person.to_client.push_back(to_json(GatewayError{"Internal server error"}));
      return;
    }
    const auto out =
        hub_->message(person.connection, frame["message"], frame.value("details", json()), now_);
    REQUIRE(out);
    post(*out);
  }

  void receive(Person& person) {
    const std::string text = std::move(person.to_client.front());
    person.to_client.pop_front();
    perform(person, person.session.socket_text(text, now_));
    person.answered = person.answered || person.session.joined();
  }

  void notice_gone() {
    post(hub_->disconnect(gone_.front()));
    gone_.pop_front();
  }

  void lose(Person& person) {
    if (person.session.state() == ConnectionState::offline) return;
    // A part of what was under way may still have arrived.
    while (!person.to_server.empty() && chance(50)) serve(person, false);
    drop(person);
    perform(person, person.session.socket_closed(1006, "", now_));
  }

  void restart() {
    start_hub();
    gone_.clear();
    for (auto& person : people_) {
      person->to_server.clear();
      // A gateway of its own keeps the connections open, and the new hub knows none of them.
      if (!person->connection.empty() && chance(50)) lose(*person);
    }
  }

  void step() {
    now_ += static_cast<SteadyMs>(below(20));
    Person& person = *people_[below(people_.size())];
    const std::size_t what = below(100);
    if (what < 12 && person.session.room().name() == "general") {
      const std::string text =
          "p" + std::to_string(person.index) + " " + std::to_string(++person.count);
      auto actions = person.session.send(text, now_, now_);
      REQUIRE(actions);
      person.written.insert(text);
      perform(person, std::move(*actions));
    } else if (what < 14) {
      perform(person, person.session.set_name("Name " + std::to_string(below(5)), now_));
    } else if (what < 15 && trouble_.room_changes) {
      perform(person, person.session.set_room(chance(70) ? "general" : "tea", now_));
    } else if (what < 17 && trouble_.losses) {
      lose(person);
    } else if (what < 18 && trouble_.restarts && chance(30)) {
      restart();
    } else if (what < 22 && !gone_.empty()) {
      notice_gone();
    } else if (what < 30) {
      if (const auto deadline = person.session.next_deadline()) {
        if (chance(10)) now_ = std::max(now_, *deadline);
      }
      tick_all();
    } else if (person.opening) {
      open(person);
    } else if (what < 65 && !person.to_server.empty()) {
      serve(person, true);
    } else if (!person.to_client.empty()) {
      receive(person);
    }
  }

  void tick_all() {
    for (auto& person : people_) {
      const auto deadline = person->session.next_deadline();
      if (deadline && *deadline <= now_) perform(*person, person->session.tick(now_));
    }
  }

  bool deliver_something() {
    for (auto& person : people_) {
      if (person->opening) return open(*person), true;
      if (!person->to_server.empty()) return serve(*person, false), true;
      if (!person->to_client.empty()) return receive(*person), true;
    }
    if (!gone_.empty()) return notice_gone(), true;
    return false;
  }

  // The trouble ends. Ten minutes later everybody must have found back, by deadlines alone.
  void settle() {
    for (auto& person : people_) perform(*person, person->session.set_room("general", now_));
    const SteadyMs end = now_ + 600'000;
    while (true) {
      while (deliver_something()) {
      }
      std::optional<SteadyMs> next;
      for (auto& person : people_) {
        const auto deadline = person->session.next_deadline();
        if (deadline && (!next || *deadline < *next)) next = deadline;
      }
      REQUIRE(next);
      if (*next > end) break;
      now_ = std::max(now_, *next);
      tick_all();
    }
  }

  std::mt19937_64 random_;
  Trouble trouble_;
  SteadyMs now_ = 0;
  std::unique_ptr<Hub> hub_;
  int epochs_ = 0;
  int connections_ = 0;
  std::deque<std::string> gone_;  // connections whose end the hub has not heard of
  std::vector<std::unique_ptr<Person>> people_;
};

constexpr int kSteps = 700;

TEST_CASE("Chat: on a calm network everybody sees the same", "[chat]") {
  const auto seed = GENERATE(range(0u, 10u));
  CAPTURE(seed);
  World world(seed, 3, {});
  world.run(kSteps);
  world.check(true);
  world.check_order();
}

TEST_CASE("Chat: lost connections lose, double and reorder nothing", "[chat]") {
  const auto seed = GENERATE(range(100u, 160u));
  CAPTURE(seed);
  World world(seed, 2, {.losses = true});
  world.run(kSteps);
  world.check(true);
  world.check_order();
}

TEST_CASE("Chat: a backend that fails loses and doubles nothing", "[chat]") {
  const auto seed = GENERATE(range(200u, 260u));
  CAPTURE(seed);
  World world(seed, 2, {.losses = true, .failures = true});
  world.run(kSteps);
  world.check(true);
}

TEST_CASE("Chat: a server restarted in the middle takes nothing from those who saw it", "[chat]") {
  const auto seed = GENERATE(range(300u, 380u));
  CAPTURE(seed);
  World world(seed, 3, {.losses = true, .failures = true, .restarts = true});
  world.run(kSteps);
  world.check(false);
}

TEST_CASE("Chat: who walks between rooms misses nothing in the end", "[chat]") {
  const auto seed = GENERATE(range(400u, 440u));
  CAPTURE(seed);
  World world(seed, 3, {.losses = true, .failures = true, .room_changes = true});
  world.run(kSteps);
  world.check(true);
}

}  // namespace
}  // namespace palaver::chat
