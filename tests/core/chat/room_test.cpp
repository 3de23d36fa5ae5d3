#include "core/chat/room.h"

#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_range.hpp>

namespace palaver::chat {
namespace {

const Member kAda{"m1", "Ada"};
const Member kBob{"m2", "Bob"};
constexpr std::size_t kAmple = 1'000'000;

ChatMessage message(std::uint64_t sequence, std::string id, std::string text = "text",
                    Member author = kAda) {
  return {std::move(id), sequence, 1000 + static_cast<std::int64_t>(sequence), std::move(author),
          std::move(text)};
}

std::vector<std::string> texts(const Room& room) {
  std::vector<std::string> texts;
  for (const ChatMessage& m : room.messages()) texts.push_back(m.text);
  return texts;
}

// A room as a server has it.
class Server {
 public:
  explicit Server(HistoryLimits limits = {}) : room("general", limits) { room.reset("e1"); }
  void enter(const Member& member) {
    REQUIRE(room.apply(MemberJoined{"general", room.next_sequence(), member}) == Applied::applied);
  }
  void leave(const Member& member) {
    REQUIRE(room.apply(MemberLeft{"general", room.next_sequence(), member}) == Applied::applied);
  }
  void say(std::string id, std::string text, Member author = kAda) {
    const NewMessage event{"general",
                           message(room.next_sequence(), std::move(id), std::move(text), author)};
    REQUIRE(room.apply(event) == Applied::applied);
  }
  Room room;
};

using Texts = std::vector<std::string>;

TEST_CASE("Room: events change who is here and what was said", "[chat]") {
  Server server;
  server.enter(kAda);
  server.enter(kBob);
  server.say("1", "Hello");
  CHECK(server.room.members() == std::vector{kAda, kBob});
  CHECK(texts(server.room) == Texts{"Hello"});
  CHECK(server.room.position() == StreamPosition{"e1", 3});

  CHECK(server.room.apply(MemberRenamed{"general", 4, {"m1", "Ada L."}}) == Applied::applied);
  CHECK(server.room.find_member("m1")->name == "Ada L.");
  // What she said before stays under the name she had.
  CHECK(server.room.messages().front().author.name == "Ada");
  server.leave(kBob);
  CHECK(server.room.find_member("m2") == nullptr);
  CHECK(server.room.members().size() == 1);
}

TEST_CASE("Room: an event applies once and only as the next one", "[chat]") {
  Server server;
  server.enter(kAda);
  const Room before = server.room;
  CHECK(server.room.apply(MemberJoined{"general", 1, kBob}) == Applied::duplicate);
  CHECK(server.room.apply(NewMessage{"general", message(3, "1")}) == Applied::gap);
  CHECK(server.room.apply(NewMessage{"general", message(0, "1")}) == Applied::duplicate);
  CHECK(server.room.position() == before.position());
  CHECK(server.room.members() == before.members());
  CHECK(server.room.messages().empty());
  CHECK(server.room.apply(NewMessage{"general", message(2, "1")}) == Applied::applied);
}

TEST_CASE("Room: a message that is known only moves the position", "[chat]") {
  Server server;
  server.say("1", "Hello");
  CHECK(server.room.apply(NewMessage{"general", message(2, "1", "Hello again")}) ==
        Applied::applied);
  CHECK(texts(server.room) == Texts{"Hello"});
  CHECK(server.room.position().sequence == 2);
}

TEST_CASE("Room: the same id of two authors names two messages", "[chat]") {
  Server server;
  server.say("1", "Ada's", kAda);
  server.say("1", "Bob's", kBob);
  REQUIRE(server.room.find_message("m1", "1") != nullptr);
  CHECK(server.room.find_message("m1", "1")->text == "Ada's");
  CHECK(server.room.find_message("m2", "1")->text == "Bob's");
  CHECK(server.room.find_message("m3", "1") == nullptr);
  CHECK(server.room.find_message("m1", "2") == nullptr);
}

TEST_CASE("Room: events about strangers do no harm", "[chat]") {
  Server server;
  CHECK(server.room.apply(MemberLeft{"general", 1, kAda}) == Applied::applied);
  CHECK(server.room.apply(MemberRenamed{"general", 2, kAda}) == Applied::applied);
  CHECK(server.room.members().empty());
  server.enter(kAda);
  CHECK(server.room.apply(MemberJoined{"general", 4, {"m1", "Ada again"}}) == Applied::applied);
  CHECK(server.room.members() == std::vector{Member{"m1", "Ada again"}});
}

TEST_CASE("Room: history is bounded by the number of messages", "[chat]") {
  Server server({3, kAmple});
  for (int i = 1; i <= 5; ++i) server.say(std::to_string(i), std::to_string(i));
  CHECK(texts(server.room) == Texts{"3", "4", "5"});
  CHECK(server.room.find_message("m1", "2") == nullptr);
  CHECK(server.room.find_message("m1", "3")->text == "3");
  CHECK(server.room.find_message("m1", "5")->text == "5");
}

TEST_CASE("Room: history is bounded by the bytes of text", "[chat]") {
  Server server({100, 10});
  server.say("1", "aaaa");
  server.say("2", "bbbb");
  CHECK(texts(server.room) == Texts{"aaaa", "bbbb"});
  server.say("3", "ccc");
  CHECK(texts(server.room) == Texts{"bbbb", "ccc"});
  server.say("4", "ten bytes!");
  CHECK(texts(server.room) == Texts{"ten bytes!"});
  server.say("5", "eleven byte");
  CHECK(texts(server.room).empty());
  server.say("6", "f");
  CHECK(texts(server.room) == Texts{"f"});
}

// --- Joining -----------------------------------------------------------------------------------

TEST_CASE("Room: a newcomer's replica is as the server's room", "[chat]") {
  Server server;
  server.enter(kAda);
  server.say("1", "one");
  server.say("2", "two");
  Room replica("general");
  const Joined answer = server.room.snapshot(kAda, std::nullopt, kAmple);
  CHECK_FALSE(answer.resumed);
  CHECK(answer.self == kAda);
  REQUIRE(replica.restore(answer));
  CHECK(replica.messages() == server.room.messages());
  CHECK(replica.members() == server.room.members());
  CHECK(replica.position() == server.room.position());
}

TEST_CASE("Room: a resumption brings what came after, from wherever the connection was lost",
          "[chat]") {
  Server server;
  Room replica("general");
  const int lost_after = GENERATE(range(0, 6));
  CAPTURE(lost_after);
  server.enter(kAda);
  std::size_t missed_messages = 0;
  REQUIRE(replica.restore(server.room.snapshot(kAda, std::nullopt, kAmple)));
  for (int i = 0; i < 6; ++i) {
    RoomEvent event =
        NewMessage{"general", message(server.room.next_sequence(), std::to_string(i))};
    if (i == 2) event = MemberJoined{"general", server.room.next_sequence(), kBob};
    server.room.apply(event);
    if (i < lost_after) {
      REQUIRE(replica.apply(event) == Applied::applied);
    } else if (std::holds_alternative<NewMessage>(event)) {
      ++missed_messages;
    }
  }
  const Joined answer = server.room.snapshot(kAda, replica.position(), kAmple);
  CHECK(answer.resumed);
  CHECK(answer.messages.size() == missed_messages);
  REQUIRE(replica.restore(answer));
  CHECK(replica.messages() == server.room.messages());
  CHECK(replica.members() == server.room.members());
  CHECK(replica.position() == server.room.position());
  // Once more changes nothing.
  REQUIRE(replica.restore(answer));
  CHECK(replica.messages() == server.room.messages());
}

TEST_CASE("Room: who missed nothing is told nothing, and keeps what is here", "[chat]") {
  Server server;
  server.enter(kAda);
  server.say("1", "one");
  Room replica("general");
  REQUIRE(replica.restore(server.room.snapshot(kAda, std::nullopt, kAmple)));
  const Joined answer = server.room.snapshot(kAda, replica.position(), kAmple);
  CHECK(answer.resumed);
  CHECK(answer.members.empty());
  CHECK(answer.messages.empty());
  REQUIRE(replica.restore(answer));
  CHECK(replica.members() == server.room.members());
  CHECK(replica.messages() == server.room.messages());
  CHECK(replica.position() == server.room.position());
}

TEST_CASE("Room: no resumption from a position that means nothing here", "[chat]") {
  Server server({2, kAmple});
  for (int i = 1; i <= 4; ++i) server.say(std::to_string(i), "text");  // 1 and 2 are forgotten
  const auto resumed = [&](StreamPosition since) {
    return server.room.snapshot(kAda, since, kAmple).resumed;
  };
  CHECK(resumed({"e1", 4}));
  CHECK(resumed({"e1", 3}));
  CHECK(resumed({"e1", 2}));
  CHECK_FALSE(resumed({"e1", 1}));
  CHECK_FALSE(resumed({"e1", 0}));
  CHECK_FALSE(resumed({"e1", 5}));
  CHECK_FALSE(resumed({"e0", 4}));
  CHECK_FALSE(resumed({"", 0}));
}

TEST_CASE("Room: a fresh start in the same epoch replaces what was here", "[chat]") {
  Server server({2, kAmple});
  server.say("1", "one");
  Room replica("general");
  REQUIRE(replica.restore(server.room.snapshot(kAda, std::nullopt, kAmple)));
  for (int i = 2; i <= 5; ++i) server.say(std::to_string(i), std::to_string(i));
  REQUIRE(replica.restore(server.room.snapshot(kAda, replica.position(), kAmple)));
  CHECK(texts(replica) == Texts{"4", "5"});
  CHECK(replica.position() == server.room.position());
}

TEST_CASE("Room: a restarted server takes no message from a replica, and brings none twice",
          "[chat]") {
  Room replica("general");
  Server first;
  first.say("2", "resent");
  first.say("1", "before");
  REQUIRE(replica.restore(first.room.snapshot(kAda, std::nullopt, kAmple)));

  Room second("general");
  second.reset("e2");
  second.apply(NewMessage{"general", message(1, "2", "resent")});
  second.apply(NewMessage{"general", message(2, "3", "after")});
  REQUIRE(replica.restore(second.snapshot(kAda, replica.position(), kAmple)));
  CHECK(texts(replica) == Texts{"before", "resent", "after"});
  CHECK(replica.messages()[0].sequence == 0);
  CHECK(replica.messages()[1].sequence == 1);
  CHECK(replica.messages()[2].sequence == 2);
  CHECK(replica.position() == StreamPosition{"e2", 2});
  // A resend may arrive as an event as well.
  CHECK(replica.apply(NewMessage{"general", message(3, "1", "before")}) == Applied::applied);
  CHECK(texts(replica) == Texts{"before", "resent", "after"});
}

TEST_CASE("Room: an answer that comes twice takes no message of the epochs before", "[chat]") {
  Room replica("general");
  Server first;
  first.say("1", "before");
  REQUIRE(replica.restore(first.room.snapshot(kAda, std::nullopt, kAmple)));
  Room second("general");
  second.reset("e2");
  second.apply(NewMessage{"general", message(1, "2", "after")});
  const Joined answer = second.snapshot(kAda, replica.position(), kAmple);
  REQUIRE(replica.restore(answer));
  REQUIRE(replica.restore(answer));
  CHECK(texts(replica) == Texts{"before", "after"});
}

TEST_CASE("Room: a resumption of something else changes nothing", "[chat]") {
  Room replica("general");
  Joined answer{"general", {"e1", 9}, true, kAda, {kAda}, {message(9, "9")}};
  CHECK_FALSE(replica.restore(answer));
  CHECK(replica.messages().empty());
  CHECK(replica.members().empty());
}

TEST_CASE("Room: an answer that events have overtaken takes nothing back", "[chat]") {
  Server server;
  server.enter(kAda);
  Room replica("general");
  REQUIRE(replica.restore(server.room.snapshot(kAda, std::nullopt, kAmple)));
  const Joined late = server.room.snapshot(kAda, replica.position(), kAmple);
  CHECK(replica.apply(MemberJoined{"general", 2, kBob}) == Applied::applied);
  CHECK(replica.restore(late));
  CHECK(replica.position().sequence == 2);
  CHECK(replica.members() == std::vector{kAda, kBob});
}

TEST_CASE("Room: a replica that remembers less takes no forgotten message for a new one",
          "[chat]") {
  Server server;
  Room replica("general", {2, kAmple});
  REQUIRE(replica.restore(server.room.snapshot(kAda, std::nullopt, kAmple)));
  const StreamPosition since = replica.position();
  for (int i = 1; i <= 4; ++i) {
    server.say(std::to_string(i), std::to_string(i));
    replica.apply(NewMessage{"general", server.room.messages().back()});
  }
  REQUIRE(replica.restore(server.room.snapshot(kAda, since, kAmple)));
  CHECK(texts(replica) == Texts{"3", "4"});
}

// --- The size of an answer ---------------------------------------------------------------------

TEST_CASE("Room: an answer is never longer than it may be, and leaves out the oldest", "[chat]") {
  Server server;
  server.enter(kAda);
  // Text that JSON makes six times as long.
  for (int i = 0; i < 50; ++i) server.say(std::to_string(i), std::string(40, '\x01'));
  for (std::size_t limit = 1200; limit < 20000; limit += 97) {
    CAPTURE(limit);
    const Joined answer = server.room.snapshot(kAda, std::nullopt, limit);
    CHECK(to_json(answer).size() <= limit);
    REQUIRE_FALSE(answer.messages.empty());
    CHECK(answer.messages.back() == server.room.messages().back());
    CHECK(answer.members == std::vector{kAda});
  }
  CHECK(server.room.snapshot(kAda, std::nullopt, 0).messages.empty());
}

TEST_CASE("Room: a resumption that does not fit is a fresh start", "[chat]") {
  Server server;
  server.enter(kAda);
  const StreamPosition since = server.room.position();
  for (int i = 0; i < 20; ++i) server.say(std::to_string(i), std::string(100, 'x'));
  CHECK(server.room.snapshot(kAda, since, kAmple).resumed);
  const Joined answer = server.room.snapshot(kAda, since, 2000);
  CHECK_FALSE(answer.resumed);
  CHECK(answer.messages.size() < 20);
  CHECK_FALSE(answer.messages.empty());
}

TEST_CASE("Room: of a crowd an answer names those who came first, and whom it answers", "[chat]") {
  Server server;
  for (int i = 0; i < 2000; ++i) {
    server.enter({"member" + std::to_string(i), std::string(64, '"')});
  }
  server.say("1", std::string(5000, 'x'));
  const Member self = server.room.members().back();
  const Joined answer = server.room.snapshot(self, std::nullopt, 20000);
  CHECK(to_json(answer).size() <= 20000);
  CHECK(answer.members.size() > 10);
  CHECK(answer.members.front().id == "member0");
  CHECK(answer.members.back() == self);
  CHECK(answer.messages.size() == 1);
}

// --- Without sequence numbers ------------------------------------------------------------------

TEST_CASE("Room: messages without sequence follow each other, each under an id of its own",
          "[chat]") {
  Room replica("general");
  ChatMessage plain;
  plain.text = "Hello";
  CHECK(replica.add_unsequenced(plain));
  CHECK(replica.add_unsequenced(plain));
  CHECK(texts(replica) == Texts{"Hello", "Hello"});
  CHECK(replica.messages()[0].id != replica.messages()[1].id);
  CHECK(replica.add_unsequenced(message(7, "mine", "own")));
  CHECK(replica.messages().back().sequence == 0);
  CHECK_FALSE(replica.add_unsequenced(message(7, "mine", "own")));
  CHECK(replica.messages().size() == 3);
  CHECK(replica.position() == StreamPosition{});
}

TEST_CASE("Room: messages without sequence are bounded like others", "[chat]") {
  Room replica("general", {2, kAmple});
  for (int i = 0; i < 5; ++i) {
    ChatMessage plain;
    plain.text = std::to_string(i);
    CHECK(replica.add_unsequenced(plain));
  }
  CHECK(texts(replica) == Texts{"3", "4"});
}

}  // namespace
}  // namespace palaver::chat
