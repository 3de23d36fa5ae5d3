// permessage-deflate as a client sees it, through a whole gateway. RFC 7692.

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "server/deflate/deflater.h"
#include "tests/server/deflate/peer_messages.h"
#include "tests/server/gateway/gateway_fixture.h"

namespace palaver::testing {
namespace {

using deflate::bells;
using framing::ContextTakeover;
using framing::Opcode;
using gateway::GatewayOptions;

constexpr std::size_t kKibi = 1024;
constexpr framing::DeflatePolicy kBoth{.server = ContextTakeover::yes,
                                       .client = ContextTakeover::yes};

GatewayOptions compressing(framing::DeflatePolicy policy = {}, std::size_t threshold = 100) {
  GatewayOptions options;
  options.compression = gateway::CompressionOptions{policy, {.threshold = threshold}};
  return options;
}

Handshake offering(const std::string& offers) {
  return {.more = "Sec-WebSocket-Extensions: " + offers + "\r\n"};
}

std::unique_ptr<WebSocketClient> compressing_client(
    GatewayFixture& fixture, const std::string& offers = "permessage-deflate") {
  auto client = fixture.client(offering(offers));
  fixture.run_until("the 101", [&] { return client->open(); });
  REQUIRE(client->answer()->has("sec-websocket-extensions"));
  return client;
}

// A frame of a client, marked as compressed.
std::string marked_frame(Opcode opcode, std::string_view payload, bool final = true) {
  std::string frame;
  framing::append_frame(frame, opcode, payload,
                        {.final = final, .mask = kTestMask, .compressed = true});
  return frame;
}

std::string deflated(std::string_view text) {
  deflate::ByteBuffer room;
  return std::string(deflate::Deflater(15, 6).deflate(text, room));
}

// A message that takes the sendMessage route, of exactly `bytes` bytes.
std::string message_of(std::size_t bytes, std::string_view word = "x") {
  std::string text = R"({"action":"sendMessage","message":")";
  while (text.size() < bytes) text += word;
  text.resize(bytes - 2);
  return text + "\"}";
}

std::string said(const ScriptedCarrier::Request& request) {
  return nlohmann::json::parse(request.body).at("Message").get<std::string>();
}

}  // namespace

TEST_CASE("An offer of compression is answered as the policy says", "[gateway]") {
  struct Row {
    const char* offers;
    const char* answer;
  };
  const auto row = GENERATE(values<Row>({
      {"permessage-deflate; client_max_window_bits",
       "permessage-deflate; server_no_context_takeover; client_no_context_takeover"},
      {"permessage-deflate; server_max_window_bits=10",
       "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
       "server_max_window_bits=10"},
      {"permessage-deflate; nonsense\r\nSec-WebSocket-Extensions: x, permessage-deflate",
       "permessage-deflate; server_no_context_takeover; client_no_context_takeover"},
      {"permessage-deflate; nonsense", ""},
      {"permessage-bzip2", ""},
  }));
  CAPTURE(row.offers);
  GatewayFixture fixture(compressing());
  auto client = fixture.client(offering(row.offers));
  fixture.run_until("the 101", [&] { return client->open(); });
  CHECK(client->answer()->header("sec-websocket-extensions") == row.answer);
  CHECK(client->answer()->has("sec-websocket-extensions") == (*row.answer != '\0'));
}

TEST_CASE("Without compression no offer is looked at, as on API Gateway", "[gateway]") {
  GatewayFixture fixture;
  auto client = fixture.client(offering("permessage-deflate, (nonsense"));
  fixture.run_until("the 101", [&] { return client->open(); });
  CHECK_FALSE(client->answer()->has("sec-websocket-extensions"));
  client->send_bytes(marked_frame(Opcode::text, deflated(message_of(100))));
  CHECK(fixture.closing_of(*client).code == 1002);
}

TEST_CASE("An offer that breaks the grammar is refused with 400 (RFC 6455 9.1)", "[gateway]") {
  GatewayFixture fixture(compressing());
  auto client = fixture.client(offering("permessage-deflate; a=\"b"));
  fixture.run_until("a refusal", [&] { return client->answer().has_value(); });
  CHECK(client->answer()->status == 400);
  CHECK(fixture.carrier.requests.empty());
}

TEST_CASE("A compressed message takes its route like any other", "[gateway]") {
  GatewayFixture fixture(compressing());
  auto client = compressing_client(fixture);
  const std::string text = message_of(3 * kKibi, "J\xC3\xB6rg says ");
  const std::string payload = deflated(text);
  CHECK(payload.size() < 200);
  enum class Form { whole, in_fragments, byte_by_byte, not_compressed };
  std::string wire;
  switch (GENERATE(Form::whole, Form::in_fragments, Form::byte_by_byte, Form::not_compressed)) {
    case Form::whole:
      wire = marked_frame(Opcode::text, payload);
      break;
    case Form::in_fragments: {
      const std::size_t half = payload.size() / 2;
      wire = marked_frame(Opcode::text, payload.substr(0, half), false) +
             client_frame(Opcode::ping, "between") +
             client_frame(Opcode::continuation, payload.substr(half));
      break;
    }
    case Form::byte_by_byte:
      for (std::size_t i = 0; i < payload.size(); ++i) {
        const bool last = i + 1 == payload.size();
        wire += i == 0 ? marked_frame(Opcode::text, payload.substr(0, 1), last)
                       : client_frame(Opcode::continuation, payload.substr(i, 1), last);
      }
      break;
    case Form::not_compressed:
      wire = client_frame(Opcode::text, text);
      break;
  }
  client->send_bytes(wire);
  fixture.wait_for_requests(2);
  CHECK(said(fixture.carrier.requests[1]) == nlohmann::json::parse(text).at("message"));
}

TEST_CASE("Compressed messages wait their turn as others do", "[gateway]") {
  GatewayFixture fixture(compressing({}, 1));
  auto client = compressing_client(fixture);
  fixture.carrier.hold = true;
  std::string wire;
  for (int i = 0; i < 5; ++i) {
    wire += marked_frame(Opcode::text, deflated(message_of(200 + static_cast<std::size_t>(i))));
  }
  client->send_bytes(wire);
  for (std::size_t i = 0; i < 5; ++i) {
    fixture.wait_for_requests(2 + i);
    CHECK(said(fixture.carrier.requests[1 + i]) ==
          nlohmann::json::parse(message_of(200 + i)).at("message"));
    fixture.carrier.answer(1 + i, status(200));
  }
}

TEST_CASE("What is wrong with a compressed message closes its connection", "[gateway]") {
  struct Row {
    const char* what;
    std::string sent;
    std::uint16_t code;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"not DEFLATE", marked_frame(Opcode::text, "Hello"), 1007},
      {"DEFLATE that ends inside a block",
       marked_frame(Opcode::text, deflated(message_of(1000)).substr(0, 20)), 1007},
      {"not UTF-8", marked_frame(Opcode::text, deflated("\"\xFF\"")), 1007},
      {"UTF-8 that ends inside a character", marked_frame(Opcode::text, deflated("\xC3")), 1007},
      {"128 KiB and a byte", marked_frame(Opcode::text, deflated(message_of(128 * kKibi + 1))),
       1009},
      {"a bomb: 64 MiB in 64 KiB",
       [] {
         const std::string bomb = deflated(std::string(64 << 20, '\0'));
         const std::string_view view = bomb;
         const std::size_t frame = 30 * kKibi;
         std::string wire = marked_frame(Opcode::text, view.substr(0, frame), false);
         wire += client_frame(Opcode::continuation, view.substr(frame, frame), false);
         return wire + client_frame(Opcode::continuation, view.substr(2 * frame));
       }(),
       1009},
      {"a frame over its limit", marked_frame(Opcode::text, std::string(32 * kKibi + 1, 'x')),
       1009},
      {"binary", marked_frame(Opcode::binary, deflated("x")), 1003},
      {"6.1: a marked continuation",
       marked_frame(Opcode::text, "x", false) + std::string("\xC0\x80\0\0\0\0", 6), 1002},
      {"6.1: a marked ping", std::string("\xC9\x80\0\0\0\0", 6), 1002},
      {"6.1: a marked close", std::string("\xC8\x80\0\0\0\0", 6), 1002},
      {"5.2: the second reserved bit", std::string("\xA1\x80\0\0\0\0", 6), 1002},
      {"5.2: the third beside the mark", std::string("\xD1\x80\0\0\0\0", 6), 1002},
  }));
  CAPTURE(row.what);
  GatewayFixture fixture(compressing());
  auto client = compressing_client(fixture);
  client->send_bytes(row.sent);
  CHECK(fixture.closing_of(*client).code == row.code);
  client->send_close(1000);
  fixture.run_until("TCP's end", [&] { return client->ended(); });
  CHECK_FALSE(client->raw().broken());
  client->lose_connection();
  fixture.run_until("the end", [&] { return fixture.gateway.connection_count() == 0; });
  CHECK(fixture.carrier.to("/sendmessage").empty());
}

TEST_CASE("A message that is 128 KiB once decompressed passes", "[gateway]") {
  GatewayFixture fixture(compressing());
  auto client = compressing_client(fixture);
  client->send_bytes(marked_frame(Opcode::text, deflated(message_of(128 * kKibi))));
  fixture.wait_for_requests(2);
  CHECK(fixture.carrier.requests[1].body.size() > 128 * kKibi - 100);
}

TEST_CASE("Who offered compression is sent it, who did not is not", "[gateway]") {
  GatewayFixture fixture(compressing());
  auto plain = fixture.connected_client();
  auto zipped = compressing_client(fixture);
  auto small_window = compressing_client(fixture, "permessage-deflate; server_max_window_bits=9");
  const std::vector<std::string> ids = {fixture.connection_id(0), fixture.connection_id(1),
                                        fixture.connection_id(2)};
  const std::string text = bells(40);
  const auto posts = fixture.gateway.post_to_all(ids, text);
  CHECK(posts.accepted == 3);
  for (WebSocketClient* client : {plain.get(), zipped.get(), small_window.get()}) {
    fixture.run_until("the text", [&] { return client->texts().size() == 1; });
    CHECK(client->texts()[0] == text);
    CHECK(client->complaint().empty());
  }
  CHECK(plain->compressed() == 0);
  CHECK(zipped->compressed() == 1);
  CHECK(zipped->wire().size() < text.size() / 2);
  CHECK(small_window->compressed() == 1);

  SECTION("but not for a short text") {
    CHECK(fixture.gateway.post(ids[1], "short") == gateway::Posted::accepted);
    fixture.run_until("the text", [&] { return zipped->texts().size() == 2; });
    CHECK(zipped->texts()[1] == "short");
    CHECK(zipped->compressed() == 1);
  }
}

TEST_CASE("With takeover each direction builds on what it sent before", "[gateway]") {
  GatewayFixture fixture(compressing(kBoth));
  auto client = compressing_client(fixture, "permessage-deflate; client_max_window_bits=12");
  CHECK(client->answer()->header("sec-websocket-extensions") ==
        "permessage-deflate; client_max_window_bits=12");
  deflate::Deflater deflater(12, 6, ContextTakeover::yes);
  deflate::ByteBuffer room;
  const std::string text = message_of(2 * kKibi, "again and again ");
  std::size_t last_size = 0;
  for (std::size_t i = 1; i <= 3; ++i) {
    const std::string payload(deflater.deflate(text, room));
    last_size = payload.size();
    client->send_bytes(marked_frame(Opcode::text, payload));
    fixture.wait_for_requests(1 + i);
    CHECK(said(fixture.carrier.requests[i]) == nlohmann::json::parse(text).at("message"));
  }
  CHECK(last_size < 30);

  const std::string id = fixture.connection_id();
  for (std::size_t i = 1; i <= 3; ++i) {
    REQUIRE(fixture.gateway.post(id, bells(20)) == gateway::Posted::accepted);
    // Sent as it is, and so unknown to what comes after.
    REQUIRE(fixture.gateway.post(id, "short") == gateway::Posted::accepted);
  }
  fixture.run_until("all texts", [&] { return client->texts().size() == 6; });
  for (std::size_t i = 0; i < 6; ++i) CHECK(client->texts()[i] == (i % 2 ? "short" : bells(20)));
  CHECK(client->compressed() == 3);
  CHECK(client->wire().size() < bells(20).size());
}

}  // namespace palaver::testing
