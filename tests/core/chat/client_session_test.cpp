#include "core/chat/client_session.h"

#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>

#include "core/chat/member_id.h"
#include "tests/core/chat/client_fixture.h"

namespace palaver::chat {
namespace {

// --- Connecting --------------------------------------------------------------------------------

TEST_CASE("ClientSession: opens, joins, and sends what was written before", "[chat]") {
  Client client;
  client.send("early");
  client.take(client.session.start(client.now));
  CHECK(client.opened == Texts{"ws://localhost/dev"});
  CHECK(client.session.state() == ConnectionState::connecting);
  client.send("one");
  CHECK(client.take_sent().empty());

  client.take(client.session.socket_opened(client.now));
  CHECK(client.session.state() == ConnectionState::connected);
  CHECK_FALSE(client.session.joined());
  REQUIRE(client.sent.size() == 1);
  CHECK(client.sent[0] == json::parse(R"({"action":"sendMessage","message":
      {"type":"join","room":"general","name":"Ada","key":"key"}})"));
  client.take_sent();

  client.hear(Joined{"general", {"e1", 3}, false, kSelf, {kBob, kSelf}, {said(1, "Hi").message}});
  CHECK(client.session.joined());
  CHECK(client.session.self_id() == "m1");
  CHECK(client.session.room().members().size() == 2);
  CHECK(client.room_texts() == Texts{"Hi"});
  REQUIRE(client.sent.size() == 2);
  CHECK(client.sent[0] == json::parse(R"({"action":"sendMessage","message":"early",
      "details":{"id":"p-1","room":"general"}})"));
  CHECK(client.sent[1]["message"] == "one");
  CHECK(client.waiting().in_flight);
}

TEST_CASE("ClientSession: an accepted message moves from the outbox into the room", "[chat]") {
  Client client;
  client.join();
  client.send("Hello");
  REQUIRE(client.session.outbox().size() == 1);
  CHECK(client.waiting().composed_ms == 1'700'000'000'000);
  client.hear(MessageAccepted{"general", "p-1", 2, 4242});
  CHECK(client.session.outbox().empty());
  REQUIRE(client.room_texts() == Texts{"Hello"});
  const ChatMessage& message = client.session.room().messages()[0];
  CHECK(message == ChatMessage{"p-1", 2, 4242, kSelf, "Hello"});
  CHECK(client.session.is_own(message));
  client.hear(said(3, "Hi"));
  CHECK_FALSE(client.session.is_own(client.session.room().messages()[1]));
}

TEST_CASE("ClientSession: waits longer after every failure, at first less than a second",
          "[chat]") {
  Client client;
  client.random = ~std::uint64_t{0} / 2;  // any fixed one
  client.take(client.session.start(client.now));
  SteadyMs bound = 1000;
  for (int attempt = 0; attempt < 8; ++attempt) {
    client.lose_connection();
    CHECK(client.session.state() == ConnectionState::offline);
    REQUIRE(client.session.retry_at());
    const SteadyMs wait = *client.session.retry_at() - client.now;
    CHECK(wait == backoff_wait({}, static_cast<std::uint32_t>(attempt), client.random).count());
    CHECK(wait <= bound);
    client.pass_deadline();
    CHECK(client.session.state() == ConnectionState::connecting);
    CHECK_FALSE(client.session.retry_at());
    bound = std::min<SteadyMs>(bound * 2, 30000);
  }
  CHECK(client.opened.size() == 9);
}

TEST_CASE("ClientSession: only a connection that lasted makes the next wait short again",
          "[chat]") {
  Client client;
  client.random = 3000;
  client.take(client.session.start(client.now));
  client.lose_connection();
  client.pass_deadline();
  client.take(client.session.socket_opened(client.now));
  client.hear(Joined{"general", {"e1", 1}, false, kSelf, {kSelf}, {}});
  SECTION("it fell at once: the second wait, up to 2 s") {
    client.lose_connection();
    CHECK(*client.session.retry_at() - client.now == 3000 % 2001);
  }
  SECTION("it stood: the first wait again, up to 1 s") {
    client.advance(30000);
    client.lose_connection();
    CHECK(*client.session.retry_at() - client.now == 3000 % 1001);
  }
}

TEST_CASE("ClientSession: a socket that does not open is given up", "[chat]") {
  Client client;
  client.take(client.session.start(client.now));
  client.advance(9999);
  CHECK(client.closed == 0);
  client.advance(1);
  CHECK(client.closed == 1);
  CHECK(client.session.state() == ConnectionState::offline);
  CHECK(client.session.retry_at());
}

TEST_CASE("ClientSession: tries at once when it is told that it may", "[chat]") {
  Client client;
  CHECK(client.session.retry_now(client.now).empty());
  client.join();
  CHECK(client.session.retry_now(client.now).empty());
  client.lose_connection();
  client.take(client.session.retry_now(client.now));
  CHECK(client.opened.size() == 2);
  CHECK(client.session.state() == ConnectionState::connecting);
  CHECK(client.session.retry_now(client.now).empty());
}

TEST_CASE("ClientSession: nothing late of a dead socket does anything", "[chat]") {
  Client client;
  client.join();
  client.lose_connection();
  const auto revision = client.session.revision();
  client.hear(said(2, "late"));
  CHECK(client.session.socket_opened(client.now).empty());
  client.lose_connection();
  CHECK(client.session.revision() == revision);
  CHECK(client.room_texts().empty());
}

// --- Name, room, URL ---------------------------------------------------------------------------

TEST_CASE("ClientSession: a new name is told at once when somebody listens, else by the next join",
          "[chat]") {
  Client client;
  SECTION("joined") {
    client.join();
    client.take(client.session.set_name("  Ada L. ", client.now));
    REQUIRE(client.sent.size() == 1);
    CHECK(client.sent[0]["message"] == json::parse(R"({"type":"rename","name":"Ada L."})"));
    CHECK(client.session.name() == "Ada L.");
    client.hear(MemberRenamed{"general", 2, {"m1", "Ada L."}});
    CHECK(client.session.room().find_member("m1")->name == "Ada L.");
  }
  SECTION("offline") {
    client.take(client.session.set_name("Ada L.", client.now));
    CHECK(client.sent.empty());
    client.connect();
    CHECK(client.sent.at(0)["message"]["name"] == "Ada L.");
  }
  SECTION("while the join is on its way") {
    client.connect();
    client.take(client.session.set_name("Ada L.", client.now));
    client.take_sent();
    client.hear(Joined{"general", {"e1", 1}, false, kSelf, {kSelf}, {}});
    CHECK(client.take_sent() == Texts{"(rename)"});
  }
}

TEST_CASE("ClientSession: names and rooms that are none change nothing", "[chat]") {
  Client client;
  client.join();
  const auto revision = client.session.revision();
  for (const char* text : {"", "  ", "\n", "Ada", " Ada "}) {
    CHECK(client.session.set_name(text, client.now).empty());
  }
  for (const char* text : {"", "  ", "\n", "general", " general "}) {
    CHECK(client.session.set_room(text, client.now).empty());
  }
  CHECK(client.session.set_url("ws://localhost/dev", client.now).empty());
  CHECK(client.session.set_url("", client.now).empty());
  CHECK(client.session.revision() == revision);
}

TEST_CASE("ClientSession: a message is said under the name the server knew then", "[chat]") {
  Client client;
  client.join();
  client.send("Hello");
  client.take(client.session.set_name("Ada L.", client.now));
  client.hear(MessageAccepted{"general", "p-1", 2, 1});
  client.hear(MemberRenamed{"general", 3, {"m1", "Ada L."}});
  CHECK(client.session.room().messages()[0].author.name == "Ada");
}

TEST_CASE("ClientSession: a new room starts empty, and messages keep to their room", "[chat]") {
  Client client;
  client.join();
  client.hear(said(2, "in general"));
  client.send("sent to general");
  client.take_sent();
  client.take(client.session.set_room(" tea ", client.now));
  CHECK(client.session.room().name() == "tea");
  CHECK(client.room_texts().empty());
  CHECK_FALSE(client.session.joined());
  CHECK(client.sent.at(0)["message"]["room"] == "tea");
  CHECK_FALSE(client.sent.at(0)["message"].contains("since"));
  client.take_sent();
  client.send("for tea");

  SECTION("an answer for the room before is not for this one") {
    client.hear(Joined{"general", {"e1", 2}, true, kSelf, {kSelf}, {}});
    client.hear(said(3, "in general"));
    CHECK_FALSE(client.session.joined());
    CHECK(client.room_texts().empty());
    CHECK(client.take_sent().empty());
  }
  SECTION("what was under way is accepted where it was sent") {
    client.hear(MessageAccepted{"general", "p-1", 3, 1});
    CHECK(client.session.outbox().size() == 1);
    client.hear(Joined{"tea", {"t1", 1}, false, kSelf, {kSelf}, {}});
    CHECK(client.take_sent() == Texts{"for tea"});
    CHECK(client.room_texts().empty());
  }
  SECTION("what was lost waits until its room is entered again") {
    client.hear(Joined{"tea", {"t1", 1}, false, kSelf, {kSelf}, {}});
    CHECK(client.take_sent() == Texts{"for tea"});
    client.hear(MessageAccepted{"tea", "p-2", 2, 1});
    CHECK(client.waiting().text == "sent to general");
    client.take(client.session.set_room("general", client.now));
    client.take_sent();
    client.hear(Joined{"general", {"e1", 2}, false, kSelf, {kSelf}, {}});
    CHECK(client.take_sent() == Texts{"sent to general"});
  }
}

TEST_CASE("ClientSession: an answer that continues a replica that is gone is not taken", "[chat]") {
  Client client;
  client.join();
  client.hear(said(2, "old"));
  client.advance(240'000);  // a join from position 2 is under way
  client.take(client.session.set_room("tea", client.now));
  client.take(client.session.set_room("general", client.now));
  client.hear(Joined{"general", {"e1", 3}, true, kSelf, {kSelf}, {said(3, "new").message}});
  CHECK_FALSE(client.session.joined());
  client.hear(Joined{"general",
                     {"e1", 5},
                     false,
                     kSelf,
                     {kSelf},
                     {said(2, "old").message, said(3, "new").message}});
  CHECK(client.session.joined());
  CHECK(client.room_texts() == Texts{"old", "new"});
}

TEST_CASE("ClientSession: another URL is opened at once, with nothing of the server before",
          "[chat]") {
  Client client;
  client.join();
  client.hear(said(2, "old"));
  client.send("under way");
  client.take(client.session.set_url("ws://other/dev", client.now));
  CHECK(client.closed == 1);
  CHECK(client.opened.back() == "ws://other/dev");
  CHECK(client.session.state() == ConnectionState::connecting);
  CHECK(client.room_texts().empty());
  CHECK(client.session.self_id() == member_id_for_key("key"));
  CHECK(client.session.outbox().size() == 1);
  client.take_sent();
  client.take(client.session.socket_opened(client.now));
  CHECK_FALSE(client.sent.at(0)["message"].contains("since"));
}

TEST_CASE("ClientSession: room and name that were given badly are made good", "[chat]") {
  const auto random = [] { return std::uint64_t{0}; };
  const ClientSession session("ws://x", " \n", "\u202e", "key", "p", random);
  CHECK(session.room().name() == "general");
  CHECK(session.name() == "Guest");
}

// --- What the server complains about -----------------------------------------------------------

TEST_CASE("ClientSession: a refused join is shown and tried again later", "[chat]") {
  Client client;
  client.connect();
  client.take_sent();
  client.hear(MessageRefused{"", "There are too many rooms.", false});
  CHECK(client.session.problem() == "There are too many rooms.");
  client.advance(1000);
  CHECK(client.take_sent() == Texts{"(join)"});
  client.hear(Joined{"general", {"e1", 1}, false, kSelf, {kSelf}, {}});
  CHECK(client.session.problem().empty());
}

TEST_CASE("ClientSession: what is no event of ours is left alone", "[chat]") {
  Client client;
  client.join();
  const auto revision = client.session.revision();
  for (const char* text : {"", "hi", "[]", R"({"action":"other"})", R"({"action":"joined"})"}) {
    client.hear_text(text);
  }
  client.hear(MessageAccepted{"general", "unknown", 2, 1});
  client.hear(MessageRefused{"unknown", "no", false});
  CHECK(client.session.revision() == revision);
  CHECK(client.take_sent().empty());
}

TEST_CASE("ClientSession: the revision changes with everything that can be seen", "[chat]") {
  Client client;
  auto last = client.session.revision();
  const auto changed = [&] { return std::exchange(last, client.session.revision()) != last; };
  client.take(client.session.start(client.now));
  CHECK(changed());
  client.take(client.session.socket_opened(client.now));
  CHECK(changed());
  client.hear(Joined{"general", {"e1", 1}, false, kSelf, {kSelf}, {}});
  CHECK(changed());
  client.hear(said(2, "Hi"));
  CHECK(changed());
  client.hear(said(2, "Hi"));
  CHECK_FALSE(changed());
  client.hear(MemberJoined{"general", 3, kBob});
  CHECK(changed());
  client.send("Hello");
  CHECK(changed());
  client.hear(MessageAccepted{"general", "p-1", 4, 1});
  CHECK(changed());
  client.take(client.session.set_name("Ada L.", client.now));
  CHECK(changed());
  client.fail();
  CHECK(changed());
  client.lose_connection();
  CHECK(changed());
}

}  // namespace
}  // namespace palaver::chat
