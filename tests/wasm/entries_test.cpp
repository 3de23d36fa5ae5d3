#include "wasm/app/entries.h"

#include <catch2/catch_test_macros.hpp>
#include <set>
#include <string>

#include "core/chat/client_session.h"

namespace palaver::app {
namespace {

// A session that is told what a server would say.
struct Chat {
  chat::ClientSession session{"ws://test/dev",      "general", "Ada",
                              std::string(32, 'k'), "prefix",  [] { return std::uint64_t{7}; }};

  void connect() {
    (void)session.start(0);
    (void)session.socket_opened(1);
  }
  void join(std::vector<chat::ChatMessage> messages) {
    chat::Joined joined;
    joined.room = "general";
    joined.position = {"epoch", messages.empty() ? 1 : messages.back().sequence};
    joined.self = {"m1", "Ada"};
    joined.members = {joined.self};
    joined.messages = std::move(messages);
    (void)session.socket_text(chat::to_json(joined), 2);
  }
  std::string send(const std::string& text) {
    REQUIRE(session.send(text, 1000, 3));
    return session.outbox().back().id;
  }
};

chat::ChatMessage message(std::string id, std::uint64_t sequence, chat::Member author) {
  return {std::move(id), sequence, 500, std::move(author), "hello"};
}

}  // namespace

TEST_CASE_METHOD(Chat, "Entries: the room's messages come first, then what waits", "[app]") {
  connect();
  join({message("x", 1, {"m2", "Grace"}), message("y", 2, {"m1", "Ada"})});
  (void)session.socket_closed(1006, "", 4);
  send("later");
  const auto entries = entries_of(session);
  REQUIRE(entries.size() == 3);
  CHECK_FALSE(entries[0].own);
  CHECK(entries[0].author == "Grace");
  CHECK(entries[1].own);
  CHECK_FALSE(entries[1].waiting);
  CHECK(entries[2].own);
  CHECK(entries[2].waiting);
  CHECK(entries[2].text == "later");
}

TEST_CASE_METHOD(Chat, "Entries: a message keeps its key from writing to acceptance", "[app]") {
  send("written before there is a connection");
  const std::string key = entries_of(session).back().key;
  connect();
  join({});
  CHECK(entries_of(session).back().key == key);
  CHECK_FALSE(entries_of(session).back().waiting);  // on its way
  chat::MessageAccepted accepted;
  accepted.room = "general";
  accepted.id = own_message_id(key);
  accepted.sequence = 2;
  accepted.time_ms = 900;
  (void)session.socket_text(chat::to_json(accepted), 5);
  REQUIRE(session.outbox().empty());
  REQUIRE(entries_of(session).size() == 1);
  CHECK(entries_of(session).back().key == key);
}

TEST_CASE_METHOD(Chat, "Entries: a refused message says why and can be named for discarding",
                 "[app]") {
  connect();
  join({});
  const std::string id = send("no");
  chat::MessageRefused refused;
  refused.id = id;
  refused.reason = "not here";
  (void)session.socket_text(chat::to_json(refused), 5);
  const auto entries = entries_of(session);
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].problem == "not here");
  CHECK_FALSE(entries[0].waiting);
  CHECK(own_message_id(entries[0].key) == id);
  session.discard(own_message_id(entries[0].key));
  CHECK(entries_of(session).empty());
}

TEST_CASE_METHOD(Chat, "Entries: keys are unique whatever ids others choose", "[app]") {
  connect();
  join({message("same", 1, {"m2", "Grace"}), message("same", 2, {"m3", "Ada"}),
        message("same", 3, {"m1", "Ada"})});
  std::set<std::string> keys;
  for (const auto& entry : entries_of(session)) keys.insert(entry.key);
  CHECK(keys.size() == 3);
  CHECK(own_message_id("m2/same").empty());
}

TEST_CASE_METHOD(Chat, "Entries: the state is told in the words that people and tests rely on",
                 "[app]") {
  CHECK(state_text(session).substr(0, 7) == "Offline");
  (void)session.start(0);
  CHECK(state_text(session) == "Connecting");
  (void)session.socket_opened(1);
  CHECK(state_text(session) == "Connected");
  (void)session.socket_closed(1006, "", 2);
  CHECK(state_text(session).substr(0, 7) == "Offline");
}

}  // namespace palaver::app
