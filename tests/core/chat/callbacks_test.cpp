#include "core/chat/callbacks.h"

#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

namespace palaver::chat {
namespace {

using nlohmann::json;

TEST_CASE("Callbacks: the three bodies as the gateway writes them", "[chat]") {
  const auto connect = parse_connect_callback(
      R"({"Id": "L0SM9cOFvHcCIhw=", "Domain": "localhost:8080", "Stage": "dev"})");
  REQUIRE(connect);
  CHECK(connect->connection_id == "L0SM9cOFvHcCIhw=");
  CHECK(connect->domain == "localhost:8080");
  CHECK(connect->stage == "dev");

  const auto disconnect = parse_disconnect_callback(R"({"Id": "L0SM9cOFvHcCIhw="})");
  REQUIRE(disconnect);
  CHECK(disconnect->connection_id == "L0SM9cOFvHcCIhw=");

  const auto message = parse_send_message_callback(
      R"({"ConnectionId": "L0SM9cOFvHcCIhw=", "Message": "Hello world"})");
  REQUIRE(message);
  CHECK(message->connection_id == "L0SM9cOFvHcCIhw=");
  CHECK(message->message == json("Hello world"));
  CHECK(message->details.is_null());
}

TEST_CASE("Callbacks: members are found in any letter case", "[chat]") {
  const auto connect = parse_connect_callback(R"({"iD":"c","DOMAIN":"d","stage":"s"})");
  REQUIRE(connect);
  CHECK(connect->connection_id == "c");
  CHECK(connect->domain == "d");
  CHECK(connect->stage == "s");

  const auto message = parse_send_message_callback(
      R"({"connectionid":"c","message":{"type":"join"},"DETAILS":{"id":"1"}})");
  REQUIRE(message);
  CHECK(message->message == json{{"type", "join"}});
  CHECK(message->details == json{{"id", "1"}});
}

TEST_CASE("Callbacks: of two spellings the exact one counts", "[chat]") {
  const auto body = GENERATE(as<std::string>(), R"({"ID":"a","Id":"b","id":"c"})",
                             R"({"id":"c","Id":"b","ID":"a"})");
  CHECK(parse_disconnect_callback(body).value().connection_id == "b");
}

TEST_CASE("Callbacks: what is not needed may be missing, null or unknown", "[chat]") {
  const auto connect = parse_connect_callback(R"({"Id":"c","Domain":null,"More":[1]})");
  REQUIRE(connect);
  CHECK(connect->domain.empty());
  CHECK(connect->stage.empty());
}

TEST_CASE("Callbacks: a bad body says what is wrong and where", "[chat]") {
  struct Row {
    const char* body;
    ProtocolErrorCode code;
    const char* where;
  };
  using enum ProtocolErrorCode;
  const auto row = GENERATE(values<Row>({
      {"", not_json, ""},
      {"[]", wrong_type, ""},
      {"{}", missing_member, "ConnectionId"},
      {R"({"ConnectionId":null,"Message":"x"})", missing_member, "ConnectionId"},
      {R"({"ConnectionId":1,"Message":"x"})", wrong_type, "ConnectionId"},
      {R"({"ConnectionId":"","Message":"x"})", bad_value, "ConnectionId"},
      {R"({"ConnectionId":"c"})", missing_member, "Message"},
      {R"({"ConnectionId":"c","Message":null})", missing_member, "Message"},
  }));
  CAPTURE(row.body);
  const auto parsed = parse_send_message_callback(row.body);
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().code == row.code);
  CHECK(parsed.error().where == row.where);
  CHECK_FALSE(parsed.error().message.empty());
}

TEST_CASE("Callbacks: connect and disconnect need an id, and a domain that is a text", "[chat]") {
  CHECK(parse_connect_callback("{}").error().where == "Id");
  CHECK(parse_connect_callback("no").error().code == ProtocolErrorCode::not_json);
  CHECK(parse_connect_callback(R"({"Id":"c","Domain":1})").error().where == "Domain");
  CHECK(parse_disconnect_callback("{}").error().where == "Id");
  CHECK(parse_disconnect_callback("no").error().code == ProtocolErrorCode::not_json);
}

TEST_CASE("Callbacks: an id that would cost memory is refused", "[chat]") {
  const auto body = [](std::size_t bytes) {
    return R"({"Id":")" + std::string(bytes, 'x') + R"("})";
  };
  CHECK(parse_disconnect_callback(body(kMaxConnectionIdBytes)).has_value());
  CHECK(parse_disconnect_callback(body(kMaxConnectionIdBytes + 1)).error().code ==
        ProtocolErrorCode::bad_value);
}

TEST_CASE("Callbacks: a body cut anywhere is an error, not a shorter message", "[chat]") {
  const std::string body =
      R"({"ConnectionId":"c","Message":{"type":"join","room":"\u6f22"},"Details":{"id":"1"}})";
  REQUIRE(parse_send_message_callback(body));
  for (std::size_t cut = 0; cut < body.size(); ++cut) {
    CAPTURE(cut);
    CHECK_FALSE(parse_send_message_callback(body.substr(0, cut)));
  }
}

}  // namespace
}  // namespace palaver::chat
