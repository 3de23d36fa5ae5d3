#include "core/chat/protocol.h"

#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>

namespace palaver::chat {
namespace {

using nlohmann::json;
using enum ProtocolErrorCode;

expected<ClientMessage, ProtocolError> parse_frame(const std::string& text) {
  const json frame = json::parse(text, nullptr, false);
  REQUIRE(frame.is_object());
  CHECK(frame.at("action") == "sendMessage");
  return parse_client_message(frame.value("message", json()), frame.value("details", json()));
}

// --- What a client says ------------------------------------------------------------------------

TEST_CASE("Client messages: each comes back from its JSON as it was", "[chat]") {
  const auto message = GENERATE(values<ClientMessage>({
      Say{"Hello world", "", ""},
      Say{"two\n\tlines \"quoted\" \u6f22\u5b57 \U0001f600", "c1", "general"},
      Say{"only a room", "", "general"},
      Say{"only an id", "c1", ""},
      Join{"general", "Ada", "secret", {}},
      Join{"general", "Ada", "secret", StreamPosition{"e1", 18446744073709551615u}},
      Rename{"Ada L."},
  }));
  const std::string text = to_client_json(message);
  CAPTURE(text);
  const auto parsed = parse_frame(text);
  REQUIRE(parsed);
  CHECK(*parsed == message);
}

TEST_CASE("Client messages: the plainest says no more than the first chat did", "[chat]") {
  CHECK(json::parse(to_client_json(Say{"Hello world", "", ""})) ==
        json::parse(R"({"action":"sendMessage","message":"Hello world"})"));
  CHECK(json::parse(to_client_json(Say{"Hello world", "c1", "general"})) ==
        json::parse(R"({"action":"sendMessage","message":"Hello world",
                        "details":{"id":"c1","room":"general"}})"));
}

TEST_CASE("Client messages: details that are absent in any way are no details", "[chat]") {
  const auto details =
      GENERATE(values<json>({json(), json(""), json::object(), json{{"id", ""}, {"room", nullptr}},
                             json(json::value_t::discarded)}));
  const auto parsed = parse_client_message(json("Hello"), details);
  REQUIRE(parsed);
  CHECK(*parsed == ClientMessage(Say{"Hello", "", ""}));
}

TEST_CASE("Client messages: names and rooms lose blanks at their ends, texts nothing", "[chat]") {
  CHECK(
      parse_client_message(
          {{"type", "join"}, {"room", " general\n"}, {"name", "\u3000Ada "}, {"key", "k"}}, json())
          .value() == ClientMessage(Join{"general", "Ada", "k", {}}));
  CHECK(parse_client_message(json("  Hello  "), json{{"room", " general "}}).value() ==
        ClientMessage(Say{"  Hello  ", "", "general"}));
}

TEST_CASE("Client messages: what is refused, and where", "[chat]") {
  struct Row {
    const char* message;
    const char* details;
    ProtocolErrorCode code;
    const char* where;
  };
  const auto row = GENERATE(values<Row>({
      {"null", "null", missing_member, "message"},
      {"1", "null", wrong_type, "message"},
      {"true", "null", wrong_type, "message"},
      {R"(["Hello"])", "null", wrong_type, "message"},
      {R"("")", "null", bad_value, "message"},
      {R"(" \n\u3000")", "null", bad_value, "message"},
      {R"("a\u0000b")", "null", bad_value, "message"},
      {R"("x")", "1", wrong_type, "details"},
      {R"("x")", R"("id")", wrong_type, "details"},
      {R"("x")", R"({"id":1})", wrong_type, "details.id"},
      {R"("x")", R"({"id":"a\nb"})", bad_value, "details.id"},
      {R"("x")", R"({"room":[]})", wrong_type, "details.room"},
      {R"("x")", R"({"room":"  "})", bad_value, "details.room"},
      {"{}", "null", missing_member, "message.type"},
      {R"({"type":1})", "null", wrong_type, "message.type"},
      {R"({"type":"shout"})", "null", unknown_type, "message.type"},
      {R"({"type":"join"})", "null", missing_member, "message.room"},
      {R"({"type":"join","room":"r"})", "null", missing_member, "message.name"},
      {R"({"type":"join","room":"r","name":"n"})", "null", missing_member, "message.key"},
      {R"({"type":"join","room":"r","name":"n","key":""})", "null", bad_value, "message.key"},
      {R"({"type":"join","room":"r","name":" ","key":"k"})", "null", bad_value, "message.name"},
      {R"({"type":"join","room":"r","name":"a\u202eb","key":"k"})", "null", bad_value,
       "message.name"},
      {R"({"type":"join","room":"r","name":"n","key":"k","since":1})", "null", wrong_type,
       "message.since"},
      {R"({"type":"join","room":"r","name":"n","key":"k","since":{"epoch":"e"}})", "null",
       missing_member, "message.since.sequence"},
      {R"({"type":"join","room":"r","name":"n","key":"k","since":{"epoch":"e","sequence":-1}})",
       "null", wrong_type, "message.since.sequence"},
      {R"({"type":"rename"})", "null", missing_member, "message.name"},
  }));
  CAPTURE(row.message, row.details);
  const auto parsed = parse_client_message(json::parse(row.message), json::parse(row.details));
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().code == row.code);
  CHECK(parsed.error().where == row.where);
  CHECK(parsed.error().message.find(row.where) == 0);
}

TEST_CASE("Client messages: every limit holds to the byte", "[chat]") {
  const auto join = [](std::size_t room, std::size_t name, std::size_t key) {
    return parse_client_message({{"type", "join"},
                                 {"room", std::string(room, 'r')},
                                 {"name", std::string(name, 'n')},
                                 {"key", std::string(key, 'k')}},
                                json());
  };
  CHECK(join(kMaxRoomNameBytes, kMaxNameBytes, kMaxKeyBytes).has_value());
  CHECK(join(kMaxRoomNameBytes + 1, 1, 1).error().where == "message.room");
  CHECK(join(1, kMaxNameBytes + 1, 1).error().where == "message.name");
  CHECK(join(1, 1, kMaxKeyBytes + 1).error().where == "message.key");
  const auto say = [](std::size_t id) {
    return parse_client_message(json("x"), json{{"id", std::string(id, 'i')}});
  };
  CHECK(say(kMaxMessageIdBytes).has_value());
  CHECK(say(kMaxMessageIdBytes + 1).error().where == "details.id");
}

TEST_CASE("Client messages: text that is not UTF-8 is refused even when no parser saw it",
          "[chat]") {
  CHECK(parse_client_message(json("\xff"), json()).error().code == bad_value);
  CHECK(parse_client_message(json("x"), json{{"id", "\xff"}}).error().code == bad_value);
}

TEST_CASE("Client messages: a deeply nested message is refused without walking it", "[chat]") {
  std::string text(200'000, '[');
  text.append(200'000, ']');
  const json message = json::parse(text);
  CHECK(parse_client_message(message, json()).error().code == wrong_type);
  CHECK(parse_client_message(json("x"), message).error().code == wrong_type);
}

// --- What the server tells ---------------------------------------------------------------------

std::vector<ServerEvent> every_event() {
  const Member ada{"m1", "Ada"};
  const ChatMessage hello{"c1", 7, 1700000000123, ada, "Hello \"world\"\n\u6f22\u5b57"};
  const ChatMessage again{"c2", 9, -1, {"m2", "Bob"}, "again"};
  return {
      NewMessage{"general", hello},
      Joined{"general", {"e1", 9}, true, ada, {ada, {"m2", "Bob"}}, {hello, again}},
      Joined{"general", {"e1", 1}, false, ada, {}, {}},
      MemberJoined{"general", 1, ada},
      MemberLeft{"general", 2, ada},
      MemberRenamed{"general", 3, ada},
      MessageAccepted{"general", "c1", 7, 1700000000123},
      MessageRefused{"c1", "is empty", false},
      MessageRefused{"", "join first", true},
      GatewayError{"Internal server error"},
  };
}

TEST_CASE("Server events: each comes back from its JSON as it was", "[chat]") {
  for (const ServerEvent& event : every_event()) {
    const std::string text = to_json(event);
    CAPTURE(text);
    const auto parsed = parse_server_event(text);
    REQUIRE(parsed);
    CHECK(*parsed == event);
  }
}

TEST_CASE("Server events: cut anywhere, none is taken for another", "[chat]") {
  for (const ServerEvent& event : every_event()) {
    const std::string text = to_json(event);
    for (std::size_t cut = 0; cut < text.size(); ++cut) {
      CAPTURE(text, cut);
      CHECK(parse_server_event(std::string_view(text).substr(0, cut)).error().code == not_json);
    }
  }
}

TEST_CASE("Server events: no member may be missing or of another type", "[chat]") {
  for (const ServerEvent& event : every_event()) {
    const json whole = json::parse(to_json(event));
    if (!whole.contains("action")) continue;
    for (const auto& member : whole.items()) {
      // Without these a newMessage is one of a plain backend.
      const bool names_the_event = member.key() == "action" || member.key() == "sequence";
      if (names_the_event) continue;
      CAPTURE(whole.dump(), member.key());
      json without = whole;
      without.erase(member.key());
      CHECK(parse_server_event(without.dump()).error().code == missing_member);
      json other = whole;
      other[member.key()] = 1.5;
      const auto parsed = parse_server_event(other.dump());
      CHECK(parsed.error().code == wrong_type);
      CHECK(parsed.error().where == member.key());
    }
  }
}

TEST_CASE("Server events: an error inside a list says which element it is in", "[chat]") {
  json joined = json::parse(to_json(every_event()[1]));
  SECTION("a message's author") {
    joined["messages"][1]["author"].erase("name");
    CHECK(parse_server_event(joined.dump()).error().where == "messages[1].author.name");
  }
  SECTION("a member") {
    joined["members"][0] = "Ada";
    CHECK(parse_server_event(joined.dump()).error().where == "members[0]");
  }
}

TEST_CASE("Server events: a plain backend's message is its payload", "[chat]") {
  struct Row {
    const char* text;
    const char* shown;
  };
  const auto row = GENERATE(values<Row>({
      {R"({"payload":"Hello"})", "Hello"},
      {R"({"action":"newMessage","payload":"Hello"})", "Hello"},
      {R"({"target":"newMessage","payload":"Hello"})", "Hello"},
      {R"({"action":"other","payload":"Hello","id":5,"room":[]})", "Hello"},
      {R"({"action":17,"payload":"Hello"})", "Hello"},
      {R"({"message":"not an error","payload":"Hello"})", "Hello"},
      {R"({"payload":5})", "5"},
      {R"({"payload":{"a":[1,"x"]}})", R"({"a":[1,"x"]})"},
      {R"({"payload":""})", ""},
  }));
  CAPTURE(row.text);
  const auto parsed = parse_server_event(row.text);
  REQUIRE(parsed);
  NewMessage expected_event;
  expected_event.message.text = row.shown;
  CHECK(*parsed == ServerEvent(expected_event));
}

TEST_CASE("Server events: the gateway's error frame is told from the backend's events", "[chat]") {
  const auto parsed = parse_server_event(
      R"({"message": "Forbidden", "connectionId":"XDmENcnwIE0CFEQ=", "requestId":"XDmGEE2RoE0FRdQ="})");
  REQUIRE(parsed);
  CHECK(*parsed == ServerEvent(GatewayError{"Forbidden"}));
}

TEST_CASE("Server events: what is none of ours is an error that says why", "[chat]") {
  struct Row {
    const char* text;
    ProtocolErrorCode code;
    const char* where;
  };
  const auto row = GENERATE(values<Row>({
      {"hi", not_json, ""},
      {"[]", wrong_type, ""},
      {"{}", missing_member, "message"},
      {R"({"message":5})", wrong_type, "message"},
      {R"({"action":"other"})", unknown_type, "action"},
      {R"({"action":5})", wrong_type, "action"},
      {R"({"action":"newMessage"})", missing_member, "payload"},
      {R"({"action":"newMessage","payload":null})", missing_member, "payload"},
      {R"({"action":"newMessage","payload":"x","sequence":"1"})", missing_member, "room"},
  }));
  CAPTURE(row.text);
  const auto parsed = parse_server_event(row.text);
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().code == row.code);
  CHECK(parsed.error().where == row.where);
}

TEST_CASE("Server events: a payload of any depth costs no stack", "[chat]") {
  std::string text = R"({"payload":)" + std::string(200'000, '[') + std::string(200'000, ']') + "}";
  CHECK(parse_server_event(text).error().code == not_json);
}

}  // namespace
}  // namespace palaver::chat
