// ClientSession toward backends that know texts only, as the first chat's, and toward ours while it
// is down, which looks the same for a moment.
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "core/chat/member_id.h"
#include "tests/core/chat/client_fixture.h"

namespace palaver::chat {
namespace {

// As a plain backend: the gateway answers every join with an error frame.
void let_joins_fail(Client& client, int times) {
  for (int i = 0; i < times; ++i) {
    CHECK(client.take_sent() == Texts{"(join)"});
    client.fail();
    if (i + 1 < times) client.pass_deadline();
  }
}

TEST_CASE("Plain backend: after two failed joins a text is sent as text", "[chat]") {
  Client client;
  client.connect();
  let_joins_fail(client, 2);
  CHECK(client.take_sent().empty());
  client.send("Hello");
  REQUIRE(client.sent.size() == 1);
  CHECK(client.sent[0]["message"] == "Hello");
  CHECK(client.sent[0]["details"]["id"] == "p-1");
  CHECK(client.session.problem().empty());
  CHECK_FALSE(client.session.joined());

  // It counts as sent when nobody complains.
  client.advance(1999);
  CHECK(client.session.outbox().size() == 1);
  CHECK(client.room_texts().empty());
  client.advance(1);
  CHECK(client.session.outbox().empty());
  REQUIRE(client.room_texts() == Texts{"Hello"});
  const ChatMessage& message = client.session.room().messages()[0];
  CHECK(message.sequence == 0);
  CHECK(message.time_ms == 1'700'000'000'000);
  CHECK(message.author.name == "Ada");
  CHECK(client.session.is_own(message));
}

TEST_CASE("Plain backend: one failed join is not enough", "[chat]") {
  Client client;
  client.connect();
  client.send("Hello");
  let_joins_fail(client, 1);
  CHECK(client.take_sent().empty());
  CHECK(client.session.problem() == "Internal server error");
  client.pass_deadline();
  CHECK(client.take_sent() == Texts{"(join)"});
  CHECK(client.session.outbox().size() == 1);
}

TEST_CASE("Plain backend: a text that waits is sent with the second failure", "[chat]") {
  Client client;
  client.send("Hello");
  client.connect();
  let_joins_fail(client, 2);
  CHECK(client.take_sent() == Texts{"Hello"});
}

TEST_CASE("Plain backend: its messages are shown, each of them, as others'", "[chat]") {
  Client client;
  client.connect();
  client.plain("Hi");
  client.plain("Hi");
  client.hear_text(R"({"target":"newMessage","payload":42})");
  CHECK(client.room_texts() == Texts{"Hi", "Hi", "42"});
  for (const ChatMessage& m : client.session.room().messages()) {
    CHECK_FALSE(client.session.is_own(m));
  }
}

TEST_CASE("Plain backend: one that spoke is asked no more than its connection needs", "[chat]") {
  Client client;
  client.connect();
  client.plain("Hi");
  let_joins_fail(client, 2);
  client.advance(239'999);
  CHECK(client.take_sent().empty());
  client.advance(1);
  CHECK(client.take_sent() == Texts{"(join)"});
  client.fail();
  CHECK(client.session.problem().empty());
  client.send("Hello");
  CHECK(client.take_sent() == Texts{"Hello"});
}

TEST_CASE("Plain backend: one that answers a join with nothing is found out, too", "[chat]") {
  Client client;
  client.connect();
  client.send("Hello");
  CHECK(client.take_sent() == Texts{"(join)"});
  client.advance(10'000);
  CHECK(client.take_sent().empty());
  client.advance(1000);
  CHECK(client.take_sent() == Texts{"(join)"});
  client.advance(10'000);
  CHECK(client.take_sent() == Texts{"Hello"});
  CHECK(client.closed == 0);
}

TEST_CASE("Plain backend: a text and a join are never on their way together", "[chat]") {
  Client client;
  client.connect();
  client.plain("Hi");
  let_joins_fail(client, 2);
  client.advance(239'000);
  client.send("Hello");
  CHECK(client.take_sent() == Texts{"Hello"});
  // The join that was due waits until the text counts as sent.
  client.advance(1999);
  CHECK(client.take_sent().empty());
  client.advance(1);
  CHECK(client.session.outbox().empty());
  CHECK(client.take_sent() == Texts{"(join)"});
  client.send("wait");
  CHECK(client.take_sent().empty());
  client.fail();
  CHECK(client.take_sent() == Texts{"wait"});
}

TEST_CASE("Plain backend: a text that fails goes back into the outbox and is sent again",
          "[chat]") {
  Client client;
  client.connect();
  let_joins_fail(client, 2);
  client.send("one");
  client.send("two");
  CHECK(client.take_sent() == Texts{"one", "two"});
  client.advance(1000);
  client.fail();
  CHECK(client.session.problem() == "Internal server error");
  CHECK(client.session.outbox().size() == 2);
  CHECK_FALSE(client.waiting().in_flight);
  client.fail();  // the second text's
  CHECK(client.take_sent().empty());
  // It may be ours and down: a join first.
  client.advance(4000);
  CHECK(client.take_sent() == Texts{"(join)"});
  SECTION("it is plain") {
    client.fail();
    CHECK(client.take_sent() == Texts{"one", "two"});
    client.advance(2000);
    CHECK(client.room_texts() == Texts{"one", "two"});
    CHECK(client.session.outbox().empty());
  }
  SECTION("it was ours") {
    client.hear(Joined{"general", {"e1", 1}, false, kSelf, {kSelf}, {}});
    CHECK(client.take_sent() == Texts{"one", "two"});
    client.advance(2000);
    CHECK(client.session.outbox().size() == 2);
    client.hear(MessageAccepted{"general", "p-1", 2, 1});
    client.hear(MessageAccepted{"general", "p-2", 3, 1});
    CHECK(client.room_texts() == Texts{"one", "two"});
  }
}

TEST_CASE("Plain backend: a text on its way when the connection falls is sent again", "[chat]") {
  Client client;
  client.connect();
  let_joins_fail(client, 2);
  client.send("Hello");
  client.take_sent();
  client.lose_connection();
  CHECK(client.session.outbox().size() == 1);
  client.connect();
  // Known to be plain: one failed join suffices now.
  let_joins_fail(client, 1);
  CHECK(client.take_sent() == Texts{"Hello"});
}

TEST_CASE("Plain backend: one that answers a join after all is plain no longer", "[chat]") {
  Client client;
  client.connect();
  client.plain("Hi");
  let_joins_fail(client, 2);
  client.send("Hello");
  client.take_sent();
  SECTION("it refuses the text until we join") {
    client.hear(MessageRefused{"p-1", "You are not in the room.", true});
    CHECK(client.take_sent() == Texts{"(join)"});
  }
  SECTION("it sends a message as only ours does") {
    client.hear(said(7, "numbered"));
    CHECK(client.take_sent() == Texts{"(join)"});
    CHECK_FALSE(client.waiting().in_flight);
  }
  SECTION("it answers the periodic join") {
    client.advance(240'000);
    CHECK(client.take_sent() == Texts{"(join)"});
    client.send("more");
    CHECK(client.take_sent().empty());
  }
  client.hear(Joined{"general", {"e1", 1}, false, kSelf, {kSelf}, {}});
  CHECK(client.session.joined());
  CHECK(client.take_sent().size() == 1);
  CHECK(client.room_texts().at(0) == "Hi");
}

TEST_CASE("Plain backend: a text sent as to a plain one is not shown twice when ours had it",
          "[chat]") {
  Client client;
  client.connect();
  let_joins_fail(client, 2);
  client.send("Hello");
  client.advance(2000);
  CHECK(client.room_texts() == Texts{"Hello"});
  const Member self{member_id_for_key("key"), "Ada"};
  client.hear(Joined{"general", {"e1", 2}, false, self, {self}, {{"p-1", 2, 1, self, "Hello"}}});
  CHECK(client.room_texts() == Texts{"Hello"});
}

TEST_CASE("Plain backend: ours is never taken for one once it has answered", "[chat]") {
  Client client;
  client.join();
  client.send("Hello");
  client.take_sent();
  for (int i = 0; i < 20; ++i) {
    client.fail();
    client.pass_deadline();
    CHECK(client.take_sent() == Texts{"(join)"});
  }
  client.plain("Hi");
  CHECK(client.take_sent().empty());
  CHECK(client.session.outbox().size() == 1);
}

TEST_CASE("Plain backend: a new room empties the log and joins nothing", "[chat]") {
  Client client;
  client.connect();
  client.plain("Hi");
  let_joins_fail(client, 2);
  client.send("for general");
  client.take_sent();
  client.take(client.session.set_room("tea", client.now));
  CHECK(client.take_sent().empty());
  CHECK(client.room_texts().empty());
  client.send("for tea");
  CHECK(client.take_sent() == Texts{"for tea"});
  client.advance(2000);
  CHECK(client.room_texts() == Texts{"for tea"});
  CHECK(client.session.outbox().empty());
}

}  // namespace
}  // namespace palaver::chat
