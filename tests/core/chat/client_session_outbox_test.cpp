// ClientSession's promise: a message that was written is in the room once, whatever happens.
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>

#include "tests/core/chat/client_fixture.h"

namespace palaver::chat {
namespace {

// --- Nothing is lost, nothing comes twice ------------------------------------------------------

TEST_CASE("ClientSession: what was not answered is sent again under the same id", "[chat]") {
  Client client;
  client.join();
  client.send("one");
  client.send("two");
  CHECK(client.take_sent() == Texts{"one", "two"});
  client.lose_connection();
  CHECK_FALSE(client.waiting(0).in_flight);
  client.connect();
  CHECK(client.sent.at(0)["message"]["since"] == json::parse(R"({"epoch":"e1","sequence":1})"));
  client.sent.clear();

  SECTION("the server had not got them") {
    client.hear(Joined{"general", {"e1", 2}, true, kSelf, {kSelf}, {}});
    REQUIRE(client.sent.size() == 2);
    CHECK(client.sent[0]["details"]["id"] == "p-1");
    CHECK(client.sent[1]["details"]["id"] == "p-2");
  }
  SECTION("the server had got the first: the room shows it") {
    client.hear(Joined{"general", {"e1", 2}, true, kSelf, {kSelf}, {{"p-1", 2, 5, kSelf, "one"}}});
    CHECK(client.take_sent() == Texts{"two"});
    CHECK(client.room_texts() == Texts{"one"});
    CHECK(client.session.outbox().size() == 1);
  }
}

TEST_CASE("ClientSession: another author's message under our id does not take ours", "[chat]") {
  Client client;
  client.join();
  client.send("mine");
  client.hear({NewMessage{"general", {"p-1", 2, 1, kBob, "not mine"}}});
  CHECK(client.session.outbox().size() == 1);
  CHECK_FALSE(client.session.is_own(client.session.room().messages()[0]));
  client.hear(MessageAccepted{"general", "p-1", 3, 1});
  CHECK(client.room_texts() == Texts{"not mine", "mine"});
}

TEST_CASE("ClientSession: a server that was restarted takes nothing from view", "[chat]") {
  Client client;
  client.join();
  client.hear(said(2, "before"));
  client.send("on the way");
  client.lose_connection();
  client.connect();
  client.hear(Joined{"general", {"e2", 1}, false, kSelf, {kSelf}, {}});
  client.hear(MessageAccepted{"general", "p-1", 2, 1});
  CHECK(client.room_texts() == Texts{"before", "on the way"});
  CHECK(client.session.room().position() == StreamPosition{"e2", 2});
}

TEST_CASE("ClientSession: a server that forgot us is joined again, then sent the message",
          "[chat]") {
  Client client;
  client.join();
  client.send("one");
  client.send("two");
  client.sent.clear();
  client.hear(MessageRefused{"p-1", "You are not in the room.", true});
  CHECK(client.take_sent() == Texts{"(join)"});
  CHECK_FALSE(client.session.joined());
  client.hear(MessageRefused{"p-2", "You are not in the room.", true});
  CHECK(client.take_sent().empty());
  client.hear(Joined{"general", {"e2", 1}, false, kSelf, {kSelf}, {}});
  CHECK(client.take_sent() == Texts{"one", "two"});
  SECTION("but not as fast as the network goes, when it forgets at once") {
    client.hear(MessageRefused{"p-1", "You are not in the room.", true});
    CHECK(client.take_sent().empty());
    client.advance(1000);
    CHECK(client.take_sent() == Texts{"(join)"});
  }
}

TEST_CASE("ClientSession: a message refused for good stays with its reason until it is discarded",
          "[chat]") {
  Client client;
  client.join();
  client.send("bad");
  client.send("good");
  client.hear(MessageRefused{"p-1", "It is too long.", false});
  CHECK(client.waiting().problem == "It is too long.");
  client.lose_connection();
  client.connect();
  client.sent.clear();
  client.hear(Joined{"general", {"e1", 1}, true, kSelf, {kSelf}, {}});
  CHECK(client.take_sent() == Texts{"good"});
  client.session.discard("p-2");
  client.session.discard("p-9");
  CHECK(client.session.outbox().size() == 2);
  client.session.discard("p-1");
  REQUIRE(client.session.outbox().size() == 1);
  CHECK(client.waiting().text == "good");
}

TEST_CASE("ClientSession: a message that the gateway cannot take does not end every connection",
          "[chat]") {
  Client client;
  client.join();
  client.send("short");
  client.send("rather long");
  client.lose_connection(1009);
  CHECK(client.waiting(0).problem.empty());
  CHECK_FALSE(client.waiting(1).problem.empty());
  client.connect();
  client.sent.clear();
  client.hear(Joined{"general", {"e1", 1}, true, kSelf, {kSelf}, {}});
  CHECK(client.take_sent() == Texts{"short"});
}

TEST_CASE("ClientSession: a backend that fails is joined again after a wait, then sent all",
          "[chat]") {
  Client client;
  client.join();
  client.send("one");
  client.send("two");
  client.take_sent();
  client.fail();
  client.fail();
  CHECK(client.session.problem() == "Internal server error");
  CHECK_FALSE(client.waiting().in_flight);
  client.send("three");
  CHECK(client.take_sent().empty());
  client.advance(1000);
  CHECK(client.take_sent() == Texts{"(join)"});
  client.fail();
  client.advance(2000);
  CHECK(client.take_sent() == Texts{"(join)"});
  client.hear(Joined{"general", {"e1", 1}, true, kSelf, {kSelf}, {}});
  CHECK(client.take_sent() == Texts{"one", "two", "three"});
  CHECK(client.session.problem().empty());
}

TEST_CASE("ClientSession: a backend that joins but fails at every message is asked less and less",
          "[chat]") {
  Client client;
  client.random = ~std::uint64_t{0};
  client.join();
  client.send("poison");
  int joins = 0;
  const SteadyMs end = client.now + 600'000;
  while (client.now < end) {
    for (const std::string& text : client.take_sent()) {
      if (text == "(join)") {
        ++joins;
        client.hear(Joined{"general", {"e1", 1}, true, kSelf, {kSelf}, {}});
      } else {
        client.fail();
      }
    }
    client.advance(100);
  }
  CHECK(joins > 10);
  CHECK(joins < 120);
  CHECK(client.session.outbox().size() == 1);
}

TEST_CASE("ClientSession: a gap is closed by joining from where it began", "[chat]") {
  Client client;
  client.join();
  client.hear(said(3, "three"));
  REQUIRE(client.sent.size() == 1);
  CHECK(client.sent[0]["message"]["since"]["sequence"] == 1);
  client.take_sent();
  client.hear(said(4, "four"));
  CHECK(client.take_sent().empty());
  client.hear(Joined{"general",
                     {"e1", 4},
                     true,
                     kSelf,
                     {kSelf, kBob},
                     {said(3, "three").message, said(4, "four").message}});
  CHECK(client.room_texts() == Texts{"three", "four"});
  client.hear(said(5, "five"));
  CHECK(client.room_texts() == Texts{"three", "four", "five"});
  CHECK(client.take_sent().empty());
}

TEST_CASE("ClientSession: a message accepted behind a gap stays until the room shows it",
          "[chat]") {
  Client client;
  client.join();
  client.send("mine");
  client.take_sent();
  client.hear(MessageAccepted{"general", "p-1", 3, 9});
  CHECK(client.session.outbox().size() == 1);
  CHECK(client.take_sent() == Texts{"(join)"});
  client.hear(Joined{"general",
                     {"e1", 3},
                     true,
                     kSelf,
                     {kSelf},
                     {said(2, "missed").message, {"p-1", 3, 9, kSelf, "mine"}}});
  CHECK(client.session.outbox().empty());
  CHECK(client.room_texts() == Texts{"missed", "mine"});
  CHECK(client.take_sent().empty());
}

TEST_CASE("ClientSession: an own message never vanishes, however old the answer says it is",
          "[chat]") {
  Client client;
  client.send("mine");
  client.join();
  client.hear(Joined{"general", {"e1", 90}, false, kSelf, {kSelf}, {said(90, "newest").message}});
  client.hear(MessageAccepted{"general", "p-1", 7, 9});
  CHECK(client.room_texts() == Texts{"newest", "mine"});
  client.hear(said(91, "next"));
  CHECK(client.room_texts() == Texts{"newest", "mine", "next"});
}

TEST_CASE("ClientSession: a message without an answer is asked for by a join", "[chat]") {
  Client client;
  client.join();
  client.send("lost");
  client.take_sent();
  client.advance(34999);
  CHECK(client.take_sent().empty());
  client.advance(1);
  CHECK(client.take_sent() == Texts{"(join)"});
  client.hear(Joined{"general", {"e1", 1}, true, kSelf, {kSelf}, {}});
  CHECK(client.take_sent() == Texts{"lost"});
}

TEST_CASE("ClientSession: a connection on which joins go unanswered is given up", "[chat]") {
  Client client;
  client.join();
  client.advance(240'000);
  CHECK(client.take_sent() == Texts{"(join)"});
  client.advance(34'999);
  CHECK(client.closed == 0);
  client.advance(1);
  CHECK(client.closed == 1);
  CHECK(client.session.state() == ConnectionState::offline);
}

TEST_CASE("ClientSession: a repeated join waits for the answer to the one before", "[chat]") {
  SessionOptions options;
  REQUIRE(options.refresh_every < options.answer_timeout);
  Client client(options);
  client.join();
  client.advance(options.refresh_every.count());
  CHECK(client.take_sent() == Texts{"(join)"});
  // The network is gone: nothing comes back, and nothing says so.
  client.advance(options.answer_timeout.count() - 1);
  CHECK(client.take_sent().empty());
  CHECK(client.closed == 0);
  client.advance(1);
  CHECK(client.closed == 1);
  CHECK(client.session.state() == ConnectionState::offline);
}

TEST_CASE("ClientSession: an idle session repeats its join before API Gateway closes it",
          "[chat]") {
  Client client;
  client.join();
  client.advance(239'999);
  CHECK(client.take_sent().empty());
  client.advance(1);
  CHECK(client.take_sent() == Texts{"(join)"});
  client.hear(Joined{"general", {"e1", 1}, true, kSelf, {kSelf}, {}});
  client.advance(240'000);
  CHECK(client.take_sent() == Texts{"(join)"});
}

// --- What may be sent --------------------------------------------------------------------------

TEST_CASE("ClientSession: a text without anything in it is not sent", "[chat]") {
  Client client;
  client.join();
  const std::string text = GENERATE("", " ", "\n\t \u3000", "\xff");
  const auto result = client.session.send(text, 0, client.now);
  REQUIRE_FALSE(result);
  CHECK(result.error().code == SendErrorCode::empty);
  CHECK(client.session.outbox().empty());
}

TEST_CASE("ClientSession: a text whose frame would be too long is refused with both sizes",
          "[chat]") {
  Client client;
  client.join();
  const std::size_t frame_of_nothing = to_client_json(Say{"", "p-1", "general"}).size();
  const std::size_t longest = 32 * 1024 - frame_of_nothing;
  const auto result = client.session.send(std::string(longest + 1, 'x'), 0, client.now);
  REQUIRE_FALSE(result);
  CHECK(result.error().code == SendErrorCode::too_long);
  CHECK(result.error().message ==
        "This message is 32,769 bytes long; at most 32,768 can be sent at once.");
  CHECK(client.session.outbox().empty());
  CHECK(client.session.send(std::string(longest, 'x'), 0, client.now));
  // JSON makes two bytes of a quote.
  CHECK_FALSE(client.session.send(std::string(20'000, '"'), 0, client.now));
  CHECK(client.session.send(std::string(2'000'000, 'x'), 0, client.now)
            .error()
            .message.find("2,000,0") != std::string::npos);
}

TEST_CASE("ClientSession: the outbox is bounded", "[chat]") {
  SessionOptions options;
  options.outbox_messages = 2;
  Client client(options);
  client.send("one");
  client.send("two");
  const auto result = client.session.send("three", 0, client.now);
  REQUIRE_FALSE(result);
  CHECK(result.error().code == SendErrorCode::outbox_full);
  CHECK(client.session.outbox().size() == 2);
  client.join();
  client.hear(MessageAccepted{"general", "p-1", 2, 1});
  CHECK(client.session.send("three", 0, client.now));
}

}  // namespace
}  // namespace palaver::chat
