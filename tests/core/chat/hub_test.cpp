#include "core/chat/hub.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>

#include "core/chat/member_id.h"

namespace palaver::chat {
namespace {

using nlohmann::json;
using Events = std::vector<ServerEvent>;

// A hub and the inboxes of its connections.
class Chat {
 public:
  explicit Chat(HubLimits limits = {}) : hub("e", limits) {}

  void post(const std::vector<Delivery>& deliveries) {
    for (const Delivery& delivery : deliveries) {
      for (const std::string& id : delivery.receivers()) {
        auto event = parse_server_event(*delivery.text);
        REQUIRE(event);
        inbox_[id].push_back(std::move(*event));
      }
    }
  }

  expected<std::vector<Delivery>, ProtocolError> send(const std::string& connection,
                                                      const json& message,
                                                      const json& details = json()) {
    auto result = hub.message(connection, message, details, ++now);
    if (result) post(*result);
    return result;
  }
  void tell(const std::string& connection, const ClientMessage& message) {
    const json frame = json::parse(to_client_json(message));
    REQUIRE(send(connection, frame["message"], frame.value("details", json())));
  }
  void join(const std::string& connection, const std::string& name,
            const std::string& room = "general", std::string key = "") {
    tell(connection, Join{room, name, key.empty() ? "key of " + connection : key, {}});
  }
  void disconnect(const std::string& connection) { post(hub.disconnect(connection)); }

  // What has come since the last call.
  Events take(const std::string& connection) {
    Events events;
    events.swap(inbox_[connection]);
    return events;
  }
  void clear() { inbox_.clear(); }
  const Room& room(const std::string& name = "general") {
    REQUIRE(hub.find_room(name) != nullptr);
    return *hub.find_room(name);
  }

  Hub hub;
  std::int64_t now = 5000;

 private:
  std::map<std::string, Events> inbox_;
};

Member member_of(const std::string& connection, const std::string& name) {
  return {member_id_for_key("key of " + connection), name};
}

// --- Plain clients -----------------------------------------------------------------------------

TEST_CASE("Hub: plain clients hear each other in the default room, and themselves not", "[chat]") {
  Chat chat;
  REQUIRE(chat.hub.connect("a"));
  REQUIRE(chat.hub.connect("b"));
  REQUIRE(chat.send("a", "Hello world"));
  CHECK(chat.take("a").empty());
  const Events heard = chat.take("b");
  REQUIRE(heard.size() == 1);
  const auto* said = std::get_if<NewMessage>(&heard[0]);
  REQUIRE(said != nullptr);
  CHECK(said->room == "general");
  CHECK(said->message.text == "Hello world");
  CHECK(said->message.author.name == "Guest 1");
  CHECK(said->message.time_ms == chat.now);
  CHECK(said->message.sequence == chat.room().position().sequence);
}

TEST_CASE("Hub: a plain client is a guest from its first words until it goes", "[chat]") {
  Chat chat;
  chat.join("ada", "Ada");
  chat.hub.connect("plain");
  chat.clear();
  REQUIRE(chat.send("plain", "Hello"));
  REQUIRE(chat.send("plain", "again"));
  Events heard = chat.take("ada");
  REQUIRE(heard.size() == 3);
  CHECK(std::get<MemberJoined>(heard[0]).member.name == "Guest 1");
  CHECK(std::get<NewMessage>(heard[1]).message.author == std::get<MemberJoined>(heard[0]).member);
  CHECK(std::get<NewMessage>(heard[2]).message.author == std::get<MemberJoined>(heard[0]).member);
  chat.disconnect("plain");
  heard = chat.take("ada");
  REQUIRE(heard.size() == 1);
  CHECK(std::get<MemberLeft>(heard[0]).member.name == "Guest 1");
  CHECK(chat.room().members().size() == 1);
}

TEST_CASE("Hub: a plain client is sent newMessage and nothing else", "[chat]") {
  Chat chat;
  chat.hub.connect("plain");
  chat.join("ada", "Ada");
  chat.tell("ada", Rename{"Ada L."});
  chat.join("bob", "Bob");
  chat.tell("ada", Say{"Hello", "1", "general"});
  chat.disconnect("bob");
  const Events heard = chat.take("plain");
  REQUIRE(heard.size() == 1);
  CHECK(std::get<NewMessage>(heard[0]).message.text == "Hello");
}

TEST_CASE("Hub: what a plain client did wrong is the caller's to answer", "[chat]") {
  Chat chat;
  chat.hub.connect("plain");
  const auto bad =
      GENERATE(values<json>({json(5), json(""), json(), json::object(), json::array()}));
  CAPTURE(bad.dump());
  const auto result = chat.send("plain", bad);
  REQUIRE_FALSE(result);
  CHECK(result.error().where.find("message") == 0);
  CHECK(chat.take("plain").empty());
  CHECK(chat.room().members().empty());
}

TEST_CASE("Hub: a message with an id is answered, also to a client that never joined", "[chat]") {
  Chat chat;
  REQUIRE(chat.send("a", "Hello", {{"id", "1"}}));
  Events heard = chat.take("a");
  REQUIRE(heard.size() == 1);
  CHECK(std::get<MessageAccepted>(heard[0]).id == "1");
  REQUIRE(chat.send("a", " ", {{"id", "2"}}));
  heard = chat.take("a");
  REQUIRE(heard.size() == 1);
  CHECK(std::get<MessageRefused>(heard[0]) == MessageRefused{"2", "message is empty.", false});
}

// --- Joining and leaving -----------------------------------------------------------------------

TEST_CASE("Hub: a join is answered with the room and told to those in it", "[chat]") {
  Chat chat;
  chat.join("ada", "Ada");
  chat.tell("ada", Say{"Hello", "1", "general"});
  chat.clear();
  chat.join("bob", "Bob");
  const Events answer = chat.take("bob");
  REQUIRE(answer.size() == 1);
  const auto& joined = std::get<Joined>(answer[0]);
  CHECK(joined.room == "general");
  CHECK(joined.self == member_of("bob", "Bob"));
  CHECK(joined.members == std::vector{member_of("ada", "Ada"), member_of("bob", "Bob")});
  REQUIRE(joined.messages.size() == 1);
  CHECK(joined.messages[0].text == "Hello");
  CHECK_FALSE(joined.resumed);
  CHECK(joined.position == chat.room().position());
  CHECK(chat.take("ada") == Events{MemberJoined{"general", 3, member_of("bob", "Bob")}});
}

TEST_CASE("Hub: who joins another room leaves the one before", "[chat]") {
  Chat chat;
  chat.join("ada", "Ada");
  chat.join("bob", "Bob");
  chat.join("cyd", "Cyd", "tea");
  chat.clear();
  chat.join("bob", "Bob", "tea");
  CHECK(chat.take("ada") == Events{MemberLeft{"general", 3, member_of("bob", "Bob")}});
  CHECK(chat.take("cyd") == Events{MemberJoined{"tea", 2, member_of("bob", "Bob")}});
  chat.take("bob");
  chat.tell("ada", Say{"for general", "1", "general"});
  CHECK(chat.take("bob").empty());
  chat.tell("cyd", Say{"for tea", "1", "tea"});
  REQUIRE(chat.take("bob").size() == 1);
}

TEST_CASE("Hub: a guest who joins is a guest no longer", "[chat]") {
  Chat chat;
  chat.join("ada", "Ada");
  REQUIRE(chat.send("bob", "Hello"));
  chat.clear();
  chat.join("bob", "Bob");
  const Events heard = chat.take("ada");
  REQUIRE(heard.size() == 2);
  CHECK(std::get<MemberLeft>(heard[0]).member.name == "Guest 1");
  CHECK(std::get<MemberJoined>(heard[1]).member == member_of("bob", "Bob"));
  CHECK(chat.room().members().size() == 2);
}

TEST_CASE("Hub: a repeated join is news to nobody", "[chat]") {
  Chat chat;
  chat.join("ada", "Ada");
  chat.join("bob", "Bob");
  chat.clear();
  const StreamPosition position = chat.room().position();
  chat.tell("bob", Join{"general", "Bob", "key of bob", position});
  CHECK(chat.take("ada").empty());
  const Events answer = chat.take("bob");
  REQUIRE(answer.size() == 1);
  CHECK(std::get<Joined>(answer[0]).resumed);
  CHECK(std::get<Joined>(answer[0]).messages.empty());
  CHECK(std::get<Joined>(answer[0]).position == position);
}

TEST_CASE("Hub: a repeated join under another name is a new name", "[chat]") {
  Chat chat;
  chat.join("ada", "Ada");
  chat.join("bob", "Bob");
  chat.clear();
  chat.join("bob", "Robert");
  CHECK(chat.take("ada") == Events{MemberRenamed{"general", 3, member_of("bob", "Robert")}});
  const Events answer = chat.take("bob");
  REQUIRE(answer.size() == 1);
  CHECK(std::get<Joined>(answer[0]).position.sequence == 3);
  CHECK(std::get<Joined>(answer[0]).members[1].name == "Robert");
}

TEST_CASE("Hub: a new name is told to all who joined, the renamed among them", "[chat]") {
  Chat chat;
  chat.join("ada", "Ada");
  chat.join("bob", "Bob");
  chat.clear();
  chat.tell("bob", Rename{"Robert"});
  const Events told{MemberRenamed{"general", 3, member_of("bob", "Robert")}};
  CHECK(chat.take("ada") == told);
  CHECK(chat.take("bob") == told);
  chat.tell("bob", Rename{"Robert"});
  CHECK(chat.take("ada").empty());
}

TEST_CASE("Hub: two connections with one key are one member", "[chat]") {
  Chat chat;
  chat.join("ada", "Ada");
  chat.join("tab 1", "Bob", "general", "bob's key");
  chat.clear();
  chat.join("tab 2", "Bob", "general", "bob's key");
  CHECK(chat.take("ada").empty());
  CHECK(chat.room().members().size() == 2);

  SECTION("what one says, the other hears") {
    chat.tell("tab 1", Say{"Hello", "1", "general"});
    const Events other = chat.take("tab 2");
    REQUIRE(other.size() == 2);
    CHECK(std::get<NewMessage>(other[1]).message.text == "Hello");
    CHECK(std::holds_alternative<MessageAccepted>(chat.take("tab 1").back()));
  }
  SECTION("the member is here until the last has gone") {
    chat.disconnect("tab 1");
    CHECK(chat.take("ada").empty());
    chat.disconnect("tab 2");
    REQUIRE(chat.take("ada").size() == 1);
    CHECK(chat.room().members().size() == 1);
  }
  SECTION("one that comes with another name renames the member") {
    chat.join("tab 3", "Robert", "general", "bob's key");
    const Events told = chat.take("tab 1");
    REQUIRE(told.size() == 1);
    CHECK(std::get<MemberRenamed>(told[0]).member.name == "Robert");
  }
}

TEST_CASE("Hub: a connection that has gone is sent nothing, whoever went before", "[chat]") {
  // Each order of going moves others in the lists.
  std::vector<std::string> order = {"a", "b", "c", "d"};
  do {
    Chat chat;
    for (const std::string id : {"a", "b", "c", "d"}) {
      if (id < "d") {
        chat.join(id, id);
      } else {
        chat.hub.connect(id);
      }
    }
    std::vector<std::string> left = order;
    while (left.size() > 1) {
      chat.disconnect(left.front());
      left.erase(left.begin());
      chat.clear();
      REQUIRE(chat.send(left.front(), "Hello"));
      for (const std::string& id : order) {
        const Events events = chat.take(id);
        const auto heard = std::count_if(events.begin(), events.end(), [](const ServerEvent& e) {
          return std::holds_alternative<NewMessage>(e);
        });
        const bool hears =
            id != left.front() && std::find(left.begin(), left.end(), id) != left.end();
        CHECK(heard == (hears ? 1 : 0));
      }
    }
    chat.disconnect(left.front());
    CHECK(chat.hub.connection_count() == 0);
    CHECK(chat.room().members().empty());
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("Hub: connections that it does not know go without a word", "[chat]") {
  Chat chat;
  CHECK(chat.hub.disconnect("nobody").empty());
  chat.hub.connect("a");
  chat.hub.connect("a");
  CHECK(chat.hub.connection_count() == 1);
  CHECK(chat.hub.find_room("tea") == nullptr);
}

// --- Saying ------------------------------------------------------------------------------------

TEST_CASE("Hub: one text serves all receivers", "[chat]") {
  Chat chat;
  for (const char* id : {"a", "b", "c"}) chat.join(id, id);
  chat.hub.connect("d");
  const auto out = chat.hub.message("a", "Hello", {{"id", "1"}, {"room", "general"}}, 1);
  REQUIRE(out);
  REQUIRE(out->size() == 2);
  CHECK((*out)[0].receivers() == std::vector<std::string>{"b", "c", "d"});
  CHECK((*out)[1].receivers() == std::vector<std::string>{"a"});
}

TEST_CASE("Hub: a resent message is accepted again and told to nobody", "[chat]") {
  Chat chat;
  chat.join("ada", "Ada");
  chat.join("bob", "Bob");
  chat.tell("ada", Say{"Hello", "1", "general"});
  const Events first = chat.take("ada");
  chat.tell("bob", Say{"between", "1", "general"});
  chat.clear();

  // Over another connection of the same member, as after a reconnect.
  chat.disconnect("ada");
  chat.join("ada again", "Ada", "general", "key of ada");
  chat.clear();
  chat.tell("ada again", Say{"Hello", "1", "general"});
  CHECK(chat.take("ada again") == Events{first.back()});
  CHECK(chat.take("bob").empty());
  CHECK(chat.room().messages().size() == 2);
}

TEST_CASE("Hub: nobody can keep another's message out by taking its id", "[chat]") {
  Chat chat;
  chat.join("eve", "Eve");
  chat.join("ada", "Ada");
  chat.tell("eve", Say{"mine", "1", "general"});
  chat.clear();
  chat.tell("ada", Say{"Ada's", "1", "general"});
  REQUIRE(chat.take("eve").size() == 1);
  CHECK(chat.room().messages().size() == 2);
}

TEST_CASE("Hub: a client may use an id that the hub would make up", "[chat]") {
  Chat chat;
  chat.join("ada", "Ada");
  chat.tell("ada", Say{"one", "e-1", "general"});
  chat.tell("ada", Say{"two", "", "general"});
  REQUIRE(chat.room().messages().size() == 2);
  CHECK(chat.room().messages()[1].text == "two");
}

TEST_CASE("Hub: who joined is told the place of every own message", "[chat]") {
  Chat chat;
  chat.join("ada", "Ada");
  chat.clear();
  chat.tell("ada", Say{"Hello", "", ""});
  const Events heard = chat.take("ada");
  REQUIRE(heard.size() == 1);
  CHECK(std::get<MessageAccepted>(heard[0]).sequence == 2);
}

TEST_CASE("Hub: a room that one is not in takes no message", "[chat]") {
  Chat chat;
  chat.join("ada", "Ada", "tea");
  chat.hub.connect("new");
  chat.clear();
  chat.tell("ada", Say{"Hello", "1", "general"});
  CHECK(std::get<MessageRefused>(chat.take("ada").at(0)).join_first);
  // A hub that was restarted does not know that this connection had joined.
  chat.tell("new", Say{"Hello", "2", "general"});
  const auto refused = std::get<MessageRefused>(chat.take("new").at(0));
  CHECK(refused.join_first);
  CHECK(refused.id == "2");
  chat.tell("new", Rename{"Bob"});
  CHECK(std::get<MessageRefused>(chat.take("new").at(0)).join_first);
  CHECK(chat.room().messages().empty());
}

TEST_CASE("Hub: who joined is told what was wrong with a message", "[chat]") {
  Chat chat;
  chat.join("ada", "Ada");
  chat.clear();
  REQUIRE(chat.send("ada", "", {{"id", "1"}}));
  CHECK(chat.take("ada") == Events{MessageRefused{"1", "message is empty.", false}});
  REQUIRE(chat.send("ada", {{"type", "shout"}}));
  CHECK(std::get<MessageRefused>(chat.take("ada").at(0)).id.empty());
  REQUIRE(chat.send("ada", "x", {{"id", std::string(1000, 'i')}}));
  CHECK(std::get<MessageRefused>(chat.take("ada").at(0)).id.empty());
}

TEST_CASE("Hub: a bad join is refused to the one that tried it", "[chat]") {
  Chat chat;
  REQUIRE(chat.send("ada", {{"type", "join"}, {"room", "general"}, {"name", "\n"}, {"key", "k"}}));
  const auto refused = std::get<MessageRefused>(chat.take("ada").at(0));
  CHECK_FALSE(refused.join_first);
  CHECK(refused.reason == "message.name is empty.");
  CHECK(chat.room().members().empty());
}

// --- Limits ------------------------------------------------------------------------------------

TEST_CASE("Hub: a message that could not be passed on is refused before anybody hears of it",
          "[chat]") {
  HubLimits limits;
  limits.message_bytes = 400;
  Chat chat(limits);
  chat.join("ada", "Ada");
  chat.hub.connect("plain");
  chat.clear();
  chat.tell("ada", Say{std::string(300, 'x'), "1", "general"});
  CHECK_FALSE(std::get<MessageRefused>(chat.take("ada").at(0)).join_first);
  CHECK_FALSE(chat.send("plain", std::string(300, 'x')));
  CHECK(chat.room().messages().empty());
  CHECK(chat.room().members().size() == 1);
  chat.tell("ada", Say{std::string(150, 'x'), "2", "general"});
  CHECK(chat.room().messages().size() == 1);
}

TEST_CASE("Hub: whatever a room holds, the answer to a join can be delivered", "[chat]") {
  const HubLimits limits;
  Chat chat(limits);
  json join = {{"type", "join"}, {"room", "general"}, {"name", std::string(64, '\\')}};
  for (int i = 0; i < 400; ++i) {
    join["key"] = std::to_string(i);
    REQUIRE(chat.hub.message("c" + std::to_string(i), join, json(), 1));
  }
  for (int i = 0; i < 4; ++i) {
    REQUIRE(chat.hub.message("c0", std::string(90'000, 'x'), json(), 1));
  }
  join["key"] = "another";
  const auto out = chat.hub.message("ada", join, json(), 1);
  REQUIRE(out);
  CHECK((*out)[0].text->size() <= limits.answer_bytes);
  CHECK((*out)[0].text->size() > 90'000);
}

TEST_CASE("Hub: too many connections are unknown", "[chat]") {
  HubLimits limits;
  limits.connections = 2;
  Chat chat(limits);
  CHECK(chat.hub.connect("a"));
  CHECK(chat.hub.connect("b"));
  CHECK_FALSE(chat.hub.connect("c"));
  CHECK(chat.hub.connect("a"));
  CHECK_FALSE(chat.send("c", "Hello"));
  chat.disconnect("a");
  CHECK(chat.send("c", "Hello"));
}

TEST_CASE("Hub: the room that was empty longest makes place for a new one", "[chat]") {
  HubLimits limits;
  limits.rooms = 3;
  Chat chat(limits);
  chat.join("ada", "Ada", "one");
  chat.join("ada", "Ada", "two");
  CHECK(chat.hub.find_room("one") != nullptr);
  chat.join("ada", "Ada", "three");
  CHECK(chat.hub.find_room("one") == nullptr);
  CHECK(chat.hub.find_room("two") != nullptr);
  CHECK(chat.hub.find_room("general") != nullptr);
  SECTION("a room that comes again begins a new epoch") {
    chat.join("ada", "Ada", "two");
    const std::string epoch = chat.room("two").position().epoch;
    chat.join("ada", "Ada", "four");
    chat.join("ada", "Ada", "five");
    CHECK(chat.hub.find_room("two") == nullptr);
    chat.join("ada", "Ada", "two");
    CHECK(chat.room("two").position().epoch != epoch);
  }
  SECTION("when none is empty, nobody can open another") {
    chat.join("bob", "Bob", "two");
    chat.clear();
    chat.join("cyd", "Cyd", "four");
    CHECK_FALSE(std::get<MessageRefused>(chat.take("cyd").at(0)).join_first);
    CHECK(chat.hub.find_room("four") == nullptr);
    chat.join("cyd", "Cyd", "two");
    CHECK(std::holds_alternative<Joined>(chat.take("cyd").at(0)));
  }
}

}  // namespace
}  // namespace palaver::chat
