#include "tests/bench/load/wire.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <string>

#include "core/framing/frame_encoder.h"
#include "core/framing/frame_parser.h"
#include "tests/bench/load/nats_wire.h"
#include "tests/bench/load/websocket_wire.h"

namespace palaver::load {
namespace {

using framing::Opcode;

const Stamp kFirst{Clock::time_point(std::chrono::nanoseconds(1234)), 1};
const Stamp kSecond{Clock::time_point(std::chrono::nanoseconds(5678)), 2};

// Deliveries in each form of length, a ping between them and a close frame behind.
std::string websocket_stream() {
  std::string bytes;
  framing::append_frame(bytes, Opcode::text, stamped_text(kFirst, 64));
  framing::append_frame(bytes, Opcode::ping, "here?");
  framing::append_frame(bytes, Opcode::binary, stamped_text(kSecond, 1024));
  framing::append_frame(bytes, Opcode::text, "");
  framing::append_frame(bytes, Opcode::text, stamped_text(kFirst, 70'000));
  bytes += framing::encode_close(std::uint16_t{1013}, "slow");
  return bytes;
}

std::string nats_stream() {
  return "MSG all 1 64\r\n" + stamped_text(kFirst, 64) + "\r\nPING\r\nMSG all 1 1024\r\n" +
         stamped_text(kSecond, 1024) + "\r\n+OK\r\n";
}

TEST_CASE("WebSocketWire: deliveries, stamps, pings and the close code, wherever it is cut",
          "[load]") {
  const std::string bytes = websocket_stream();
  const auto cut = GENERATE_COPY(range(std::size_t{0}, std::size_t{1500}));
  CAPTURE(cut);
  const WebSocketWire wire;
  Inbox inbox;
  inbox.wants_stamps = true;
  wire.take(inbox, std::string_view(bytes).substr(0, cut));
  wire.take(inbox, std::string_view(bytes).substr(cut));
  CHECK(inbox.deliveries == 4);
  CHECK(inbox.stamps == std::vector<Stamp>{kFirst, kSecond, kFirst});
  CHECK(inbox.unstamped == 1);
  CHECK(inbox.close_code == 1013);
  CHECK(!inbox.broken);

  framing::FrameParser server(framing::Role::server);
  server.feed(inbox.reply);
  const auto event = server.next();
  REQUIRE(std::holds_alternative<framing::Pong>(event));
  CHECK(std::get<framing::Pong>(event).payload == "here?");
}

TEST_CASE("WebSocketWire: byte by byte, without looking at payloads", "[load]") {
  const WebSocketWire wire;
  Inbox inbox;
  for (const char byte : websocket_stream()) wire.take(inbox, std::string_view(&byte, 1));
  CHECK(inbox.deliveries == 4);
  CHECK(inbox.stamps.empty());
  CHECK(inbox.unstamped == 0);
  CHECK(inbox.close_code == 1013);
}

TEST_CASE("WebSocketWire: an opcode that there is not breaks the inbox", "[load]") {
  Inbox inbox;
  WebSocketWire().take(inbox, std::string_view("\x83\x00", 2));
  CHECK(inbox.broken);
}

TEST_CASE("WebSocketWire: a client is in with 101 and out with anything else", "[load]") {
  const WebSocketWire wire;
  std::size_t used = 0;
  CHECK(wire.entry("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n", used) ==
        Entry::need_more);
  CHECK(wire.entry("HTTP/1.1 101 Switching Protocols\r\n\r\n\x81", used) == Entry::open);
  CHECK(used == 36);
  CHECK(wire.entry("HTTP/1.1 503 Service Unavailable\r\n\r\n", used) == Entry::refused);
}

TEST_CASE("ChatWire: a message is masked text that names its route", "[load]") {
  framing::FrameParser server(framing::Role::server);
  server.feed(ChatWire().message("hello"));
  const auto event = server.next();
  REQUIRE(std::holds_alternative<framing::Message>(event));
  CHECK(std::get<framing::Message>(event).payload ==
        R"({"action":"sendMessage","message":"hello"})");
}

TEST_CASE("NatsWire: deliveries, stamps and pings, wherever it is cut", "[load]") {
  const std::string bytes = nats_stream();
  const auto cut = GENERATE_COPY(range(std::size_t{0}, bytes.size() + 1));
  CAPTURE(cut);
  const NatsWire wire;
  Inbox inbox;
  inbox.wants_stamps = true;
  wire.take(inbox, std::string_view(bytes).substr(0, cut));
  wire.take(inbox, std::string_view(bytes).substr(cut));
  CHECK(inbox.deliveries == 2);
  CHECK(inbox.stamps == std::vector<Stamp>{kFirst, kSecond});
  CHECK(inbox.reply == "PONG\r\n");
  CHECK(!inbox.broken);
}

TEST_CASE("NatsWire: an error, or a length that is none, breaks the inbox", "[load]") {
  for (const char* bytes : {"-ERR 'Slow Consumer'\r\n", "MSG all 1 x\r\n"}) {
    CAPTURE(bytes);
    Inbox inbox;
    NatsWire().take(inbox, bytes);
    CHECK(inbox.broken);
  }
}

TEST_CASE("NatsWire: a client is in with the answer to its ping", "[load]") {
  const NatsWire wire;
  std::size_t used = 0;
  CHECK(wire.entry("INFO {\"server_id\":\"x\"}\r\n", used) == Entry::need_more);
  CHECK(wire.entry("INFO {}\r\nPONG\r\n", used) == Entry::open);
  CHECK(used == 15);
  CHECK(wire.entry("INFO {}\r\n-ERR 'Authorization Violation'\r\n", used) == Entry::refused);
}

}  // namespace
}  // namespace palaver::load
