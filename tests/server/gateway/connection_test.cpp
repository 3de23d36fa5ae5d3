// Frames, limits and closings as a client sees them, through a whole gateway.
#include "server/gateway/connection.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>

#include "core/framing/close_code.h"
#include "tests/server/gateway/gateway_fixture.h"

namespace palaver::testing {
namespace {

using framing::Opcode;
using gateway::GatewayOptions;
using namespace std::chrono_literals;

constexpr std::size_t kKibi = 1024;

// A message of exactly `bytes` bytes that takes the sendMessage route.
std::string message_of(std::size_t bytes) {
  std::string text = R"({"action":"sendMessage","message":")";
  text.append(bytes - text.size() - 2, 'x');
  return text + "\"}";
}

std::string fragmented(std::string_view text, std::size_t fragment_bytes) {
  std::string wire;
  for (std::size_t at = 0; at < text.size(); at += fragment_bytes) {
    const bool last = at + fragment_bytes >= text.size();
    wire += client_frame(at == 0 ? Opcode::text : Opcode::continuation,
                         text.substr(at, fragment_bytes), last);
  }
  return wire;
}

GatewayOptions with(gateway::ConnectionLimits limits) {
  GatewayOptions options;
  options.limits = limits;
  return options;
}

}  // namespace

TEST_CASE("What closes a connection, from which side, and what $disconnect is told", "[gateway]") {
  struct Row {
    const char* what;
    std::string sent;
    std::uint16_t code;  // on the wire; 1005: an empty close frame
    const char* logged;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"2: binary", client_frame(Opcode::binary, "x"), 1003,
       "code=1003 reason=\"Binary is not supported\""},
      {"2: a frame of 32 KiB and a byte", client_frame(Opcode::text, message_of(32 * kKibi + 1)),
       1009, "code=1009 reason=\"Message too big\""},
      {"2: a message of 128 KiB and a byte", fragmented(message_of(128 * kKibi + 1), 32 * kKibi),
       1009, "code=1009 reason=\"Message too big\""},
      {"5.1: no mask", std::string("\x81\x02hi"), 1002, "code=1002"},
      {"5.2: a reserved bit", std::string("\xc1\x80\0\0\0\0", 6), 1002, "code=1002"},
      {"8.1: not UTF-8", client_frame(Opcode::text, "\xff"), 1007, "code=1007"},
      {"5.5.1: a close with code and reason",
       client_frame(Opcode::close, close_payload(4001, "bye")), 4001, "code=4001 reason=bye"},
      {"5.5.1: a close with a code", client_frame(Opcode::close, close_payload(1001)), 1001,
       "code=1001 reason=\"\""},
      {"5.5.1: a close without a code", client_frame(Opcode::close, ""), 1005,
       "code=1005 reason=\"Client-side close frame status not set\""},
      {"7.4: a close code that may not be sent", client_frame(Opcode::close, close_payload(1006)),
       1002, "code=1002"},
  }));
  CAPTURE(row.what);
  GatewayFixture fixture;
  auto client = fixture.connected_client();
  client->send_bytes(row.sent);
  const auto closing = fixture.closing_of(*client);
  CHECK(closing.code == row.code);
  // A peer that answers the close, or has begun it, need not wait for the end.
  client->send_close(1000);
  fixture.run_until("TCP's end", [&] { return client->ended(); });
  CHECK_FALSE(client->raw().broken());
  client->lose_connection();
  fixture.run_until("the end", [&] { return fixture.gateway.connection_count() == 0; });
  CHECK(fixture.carrier.to("/disconnect").size() == 1);
  CHECK(fixture.carrier.to("/sendmessage").empty());
  CHECK(fixture.logged(row.logged));
}

TEST_CASE("Messages at the limits pass", "[gateway]") {
  GatewayFixture fixture;
  auto client = fixture.connected_client();
  SECTION("a frame of 32 KiB") {
    client->send_text(message_of(32 * kKibi));
    fixture.wait_for_requests(2);
    CHECK(fixture.carrier.requests[1].body.size() > 32 * kKibi - 100);
  }
  SECTION("a message of 128 KiB in frames of 32 KiB, with a ping between") {
    std::string wire = fragmented(message_of(128 * kKibi), 32 * kKibi);
    const std::size_t first_frame = 32 * kKibi + 8;
    wire.insert(first_frame, client_frame(Opcode::ping, "between"));
    client->send_bytes(wire);
    fixture.wait_for_requests(2);
    CHECK(fixture.carrier.requests[1].body.size() > 128 * kKibi - 100);
    fixture.run_until("the pong", [&] { return client->pongs().size() == 1; });
    CHECK(client->pongs()[0] == "between");
  }
}

TEST_CASE("The limits are options", "[gateway]") {
  gateway::ConnectionLimits limits;
  limits.frames = {100, 200};
  GatewayFixture fixture(with(limits));
  auto client = fixture.connected_client();
  client->send_bytes(fragmented(message_of(200), 100));
  fixture.wait_for_requests(2);
  CHECK(
      fixture.request("POST", "/dev/@connections/" + fixture.connection_id(), std::string(201, 'x'))
          .status == 413);
  client->send_text(message_of(101));
  CHECK(fixture.closing_of(*client).code == 1009);
}

TEST_CASE("Messages to a backend that keeps their order do not wait for each other", "[gateway]") {
  const bool local = GENERATE(true, false);
  GatewayFixture fixture(
      {}, net::PollerKind::automatic,
      gateway::callback_api(local ? "palaver:chat" : "http://backend.test", "dev"));
  auto client = fixture.client();
  fixture.run_until("the 101", [&] { return client->open(); });
  fixture.carrier.hold = true;
  const std::size_t many = gateway::Connection::kInWork + 5;
  std::string wire;
  for (std::size_t i = 0; i < many; ++i) {
    wire += client_frame(Opcode::text,
                         R"({"action":"sendMessage","message":")" + std::to_string(i) + R"("})");
  }
  client->send_bytes(wire);
  const std::size_t at_once = local ? gateway::Connection::kInWork : 1;
  fixture.wait_for_requests(1 + at_once);
  fixture.settle();
  CHECK(fixture.carrier.requests.size() == 1 + at_once);
  // Whichever is answered, the next one goes, and all go in their order.
  for (std::size_t i = 0; i < many; ++i) {
    fixture.wait_for_requests(2 + i);
    fixture.carrier.answer(1 + i, status(200));
  }
  fixture.settle();
  REQUIRE(fixture.carrier.requests.size() == 1 + many);
  for (std::size_t i = 0; i < many; ++i) {
    CHECK(nlohmann::json::parse(fixture.carrier.requests[1 + i].body).at("Message") ==
          std::to_string(i));
  }
}

TEST_CASE("A ping is answered while a callback is pending", "[gateway]") {
  GatewayFixture fixture;
  auto client = fixture.connected_client();
  fixture.carrier.hold = true;
  client->send_chat("slow");
  fixture.wait_for_requests(2);
  client->ping("are you there?");
  fixture.run_until("the pong", [&] { return client->pongs().size() == 1; });
  CHECK(client->pongs()[0] == "are you there?");
}

TEST_CASE("A close behind a message is answered when the message has been handled", "[gateway]") {
  struct Row {
    const char* what;
    std::string sent;
    std::uint16_t code;
  };
  const auto row = GENERATE(values<Row>({
      {"a close", client_frame(Opcode::close, close_payload(1000)), 1000},
      {"a mistake", client_frame(Opcode::continuation, "x"), 1002},
      {"binary", client_frame(Opcode::binary, "x"), 1003},
  }));
  const bool answered = GENERATE(true, false);
  CAPTURE(row.what, answered);
  gateway::ConnectionLimits limits;
  limits.close_timeout = answered ? 3000ms : 50ms;
  GatewayFixture fixture(with(limits));
  auto client = fixture.connected_client();
  fixture.carrier.hold = true;
  client->send_chat("slow");
  client->ping("in front of the end");
  client->raw().send(row.sent);
  fixture.run_until("the pong", [&] { return client->pongs().size() == 1; });
  fixture.wait_for_requests(2);
  CHECK_FALSE(client->closed());
  // When it takes long, the closing does not wait for it.
  if (answered) fixture.carrier.answer(1, status(500));
  CHECK(fixture.closing_of(*client).code == row.code);
  // The answer, an error frame here, came before the close frame.
  CHECK(client->texts().size() == (answered ? 1u : 0u));
}

TEST_CASE("A lost connection is told as 1006", "[gateway]") {
  GatewayFixture fixture;
  auto client = fixture.connected_client();
  const bool in_order = GENERATE(true, false);
  CAPTURE(in_order);
  if (in_order) client->lose_connection();
  if (!in_order) client->raw().reset();
  fixture.wait_for_requests(2);
  CHECK(fixture.carrier.requests[1].url == "http://backend.test/disconnect");
  CHECK(fixture.logged("code=1006 reason=\"Connection closed abnormally\""));
  fixture.run_until("the end", [&] { return fixture.gateway.connection_count() == 0; });
}

TEST_CASE("Messages that came before the connection was lost are handled", "[gateway]") {
  GatewayFixture fixture;
  auto client = fixture.connected_client();
  for (int count = 0; count < 40; ++count) client->send_chat("m");
  fixture.run_until("all to be sent", [&] { return client->raw().unsent_bytes() == 0; });
  client->lose_connection();
  fixture.run_until("the end", [&] { return fixture.gateway.connection_count() == 0; });
  CHECK(fixture.carrier.to("/sendmessage").size() == 40);
  CHECK(fixture.carrier.requests.back().url == "http://backend.test/disconnect");
}

TEST_CASE("A connection without messages closes with 1001; pings do not keep it", "[gateway]") {
  gateway::ConnectionLimits limits;
  limits.idle_timeout = 200ms;
  limits.control_frames = 1'000'000;
  GatewayFixture fixture(with(limits));
  auto client = fixture.connected_client();
  const auto begun = std::chrono::steady_clock::now();
  fixture.run_until("a close frame", [&] {
    // One ping at a time, all the way.
    if (client->pongs().empty() || client->pongs().size() % 2 == 0) client->ping("x");
    return client->closed().has_value();
  });
  CHECK(client->closed()->code == 1001);
  CHECK(client->closed()->reason == "Going away");
  CHECK(std::chrono::steady_clock::now() - begun >= 199ms);
  CHECK(fixture.logged("code=1001 reason=\"Going away\""));
}

TEST_CASE("Messages in either direction keep a connection, up to its longest duration",
          "[gateway]") {
  gateway::ConnectionLimits limits;
  limits.idle_timeout = 300ms;
  limits.duration = 1200ms;
  GatewayFixture fixture(with(limits));
  auto client = fixture.connected_client();
  const auto begun = std::chrono::steady_clock::now();
  const bool by_client = GENERATE(true, false);
  CAPTURE(by_client);
  auto next = begun;
  fixture.run_until("a close frame", [&] {
    if (std::chrono::steady_clock::now() >= next && !client->closed()) {
      next = std::chrono::steady_clock::now() + 50ms;
      if (by_client) client->send_chat("awake");
      if (!by_client) {
        const auto posted =
            fixture.gateway.post(fixture.connection_id(), std::string_view("awake"));
        CHECK((posted == gateway::Posted::accepted || posted == gateway::Posted::gone));
      }
    }
    return client->closed().has_value();
  });
  CHECK(client->closed()->code == 1001);
  CHECK(std::chrono::steady_clock::now() - begun >= 1190ms);
}

TEST_CASE("A peer that never answers a close is dropped after a while", "[gateway]") {
  gateway::ConnectionLimits limits;
  limits.close_timeout = 50ms;
  GatewayFixture fixture(with(limits));
  auto client = fixture.connected_client();
  CHECK(fixture.request("DELETE", "/dev/@connections/" + fixture.connection_id()).status == 204);
  CHECK(fixture.closing_of(*client).code == 1000);
  fixture.run_until("TCP's end", [&] { return client->ended(); });
  CHECK(fixture.carrier.to("/disconnect").size() == 1);
}

TEST_CASE("What a peer sends after the server's close is not handled", "[gateway]") {
  GatewayFixture fixture;
  auto client = fixture.connected_client();
  CHECK(fixture.request("DELETE", "/dev/@connections/" + fixture.connection_id()).status == 204);
  client->send_chat("too late");
  client->send_close(1000);
  fixture.run_until("TCP's end", [&] { return client->ended(); });
  CHECK(fixture.carrier.to("/sendmessage").empty());
  CHECK(fixture.carrier.to("/disconnect").size() == 1);
}

TEST_CASE("A client that does not read is refused more, and loses nothing it was sent",
          "[gateway]") {
  gateway::ConnectionLimits limits;
  limits.send_queue_bytes = 64 * kKibi;
  GatewayFixture fixture(with(limits));
  auto client = fixture.connected_client(4096);
  client->raw().pause_reading();
  const std::string id = fixture.connection_id();
  const std::string text(100 * kKibi, 'x');
  std::size_t accepted = 0;
  auto posted = gateway::Posted::accepted;
  fixture.run_until("a full queue", [&] {
    posted = fixture.gateway.post(id, std::string_view(text));
    if (posted == gateway::Posted::accepted) ++accepted;
    return posted != gateway::Posted::accepted;
  });
  CHECK(posted == gateway::Posted::queue_full);
  const auto answer = fixture.request("POST", "/dev/@connections/" + id, "one more");
  CHECK(answer.status == 429);
  CHECK(answer.header("x-amzn-errortype") == "LimitExceededException");

  client->raw().resume_reading();
  fixture.run_until("all texts", [&] { return client->texts().size() == accepted; });
  CHECK(client->texts().back() == text);
  CHECK(fixture.request("POST", "/dev/@connections/" + id, "one more").status == 200);
  fixture.run_until("one more", [&] { return client->texts().size() == accepted + 1; });
}

TEST_CASE("A client that floods without reading its error frames is closed with 1013",
          "[gateway]") {
  gateway::ConnectionLimits limits;
  limits.send_queue_bytes = 1;
  limits.close_timeout = 50ms;
  GatewayFixture fixture(with(limits));
  auto client = fixture.connected_client(4096);
  client->raw().pause_reading();
  fixture.run_until("the server to give up", [&] {
    if (client->raw().unsent_bytes() < 100'000 && !fixture.logged("code=1013")) {
      for (int count = 0; count < 1000; ++count) client->send_text("no route");
    }
    return fixture.logged("code=1013");
  });
  fixture.run_until("the end", [&] { return fixture.gateway.connection_count() == 0; });
  CHECK(fixture.carrier.to("/disconnect").size() == 1);
}

TEST_CASE("A queue that stays full closes the connection with 1013, and is let go of at once",
          "[gateway]") {
  gateway::ConnectionLimits limits;
  limits.send_queue_bytes = 64 * kKibi;
  limits.send_queue_timeout = 40ms;
  limits.close_timeout = 200ms;
  GatewayFixture fixture(with(limits));
  net::Backlog backlog;
  fixture.loop.share_backlog(&backlog, {});
  auto client = fixture.connected_client(4096);
  auto healthy = fixture.connected_client();
  client->raw().pause_reading();
  const std::string id = fixture.connection_id();
  const std::string text(10 * kKibi, 'x');
  std::size_t accepted = 0;
  fixture.run_until("a full queue", [&] {
    const auto posted = fixture.gateway.post(id, std::string_view(text));
    if (posted == gateway::Posted::accepted) ++accepted;
    return posted == gateway::Posted::queue_full;
  });
  const auto begun = std::chrono::steady_clock::now();
  fixture.run_until("the flush", [&] { return backlog.bytes() > 50 * kKibi; });
  fixture.run_until("the closing", [&] { return fixture.logged("code=1013"); });
  CHECK(std::chrono::steady_clock::now() - begun >= 39ms);
  CHECK(fixture.logged("code=1013 reason=\"Messages are not read\""));
  CHECK(fixture.logged("warning disconnected"));
  // At most the message that has begun, and the close frame.
  CHECK(backlog.bytes() < 12 * kKibi);
  SECTION("who reads on gets whole messages and the code") {
    client->raw().resume_reading();
    CHECK(fixture.closing_of(*client).code == 1013);
    CHECK(client->texts().size() < accepted);
    CHECK(client->texts().back() == text);
  }
  SECTION("who does not is ended after the close timeout") {
    fixture.run_until("the end", [&] { return fixture.gateway.connection_count() == 1; });
    CHECK(backlog.bytes() == 0);
  }
  CHECK(healthy->open());
  CHECK_FALSE(healthy->closed());
  fixture.loop.share_backlog(nullptr, {});
}

TEST_CASE("A client that catches up in time is not closed", "[gateway]") {
  gateway::ConnectionLimits limits;
  limits.send_queue_bytes = 64 * kKibi;
  limits.send_queue_timeout = 100ms;
  GatewayFixture fixture(with(limits));
  auto client = fixture.connected_client(4096);
  client->raw().pause_reading();
  const std::string id = fixture.connection_id();
  const std::string text(10 * kKibi, 'x');
  fixture.run_until("a full queue", [&] {
    return fixture.gateway.post(id, std::string_view(text)) == gateway::Posted::queue_full;
  });
  client->raw().resume_reading();
  bool later = false;
  fixture.loop.after(250ms, [&] { later = true; });
  fixture.run_until("more than the timeout", [&] { return client->open() && later; });
  CHECK_FALSE(client->closed());
  CHECK(fixture.gateway.post(id, std::string_view(text)) == gateway::Posted::accepted);
}

TEST_CASE("A message that does not come to its end in time closes with 1008", "[gateway]") {
  gateway::ConnectionLimits limits;
  limits.message_timeout = 40ms;
  GatewayFixture fixture(with(limits));
  net::Backlog backlog;
  fixture.loop.share_backlog(&backlog, {});
  auto client = fixture.connected_client();
  const char* what = "";
  SECTION("single bytes") {
    what = "a frame";
    client->send_bytes(client_frame(Opcode::text, message_of(1000)).substr(0, 500));
  }
  SECTION("fragments, with pings between") {
    what = "fragments";
    client->send_bytes(client_frame(Opcode::text, "{", false));
  }
  SECTION("half a header") {
    what = "a header";
    client->send_bytes("\x81");
  }
  CAPTURE(what);
  const auto begun = std::chrono::steady_clock::now();
  int rounds = 0;
  fixture.run_until("a close frame", [&] {
    // As slow as it gets: it is never without progress.
    if (std::string(what) == "fragments" && ++rounds % 50 == 0 && !client->closed()) {
      client->send_bytes(client_frame(Opcode::continuation, " ", false));
    }
    return client->closed().has_value();
  });
  CHECK(client->closed()->code == 1008);
  CHECK(client->closed()->reason == "Message takes too long");
  CHECK(std::chrono::steady_clock::now() - begun >= 39ms);
  CHECK(fixture.logged("warning disconnected"));
  client->lose_connection();
  fixture.run_until("the end", [&] { return fixture.gateway.connection_count() == 0; });
  CHECK(backlog.bytes() == 0);
  fixture.loop.share_backlog(nullptr, {});
}

TEST_CASE("Too many control frames in a second close with 1008", "[gateway]") {
  gateway::ConnectionLimits limits;
  limits.control_frames = 20;
  GatewayFixture fixture(with(limits));
  auto client = fixture.connected_client();
  const Opcode kind = GENERATE(Opcode::ping, Opcode::pong);
  std::string allowed;
  for (int i = 0; i < 20; ++i) allowed += client_frame(kind, "x");
  client->send_bytes(allowed);
  client->send_text("no route");
  fixture.run_until("the answer", [&] { return client->texts().size() == 1; });
  CHECK_FALSE(client->closed());
  CHECK(client->pongs().size() == (kind == Opcode::ping ? 20u : 0u));
  client->send_bytes(allowed + allowed);
  CHECK(fixture.closing_of(*client).code == 1008);
  CHECK(client->closed()->reason == "Too many control frames");
}

TEST_CASE("A message in too many frames closes with 1008", "[gateway]") {
  gateway::ConnectionLimits limits;
  limits.frames.fragments = 100;
  GatewayFixture fixture(with(limits));
  auto client = fixture.connected_client();
  client->send_bytes(fragmented(message_of(100), 1));
  fixture.wait_for_requests(2);
  std::string empty = client_frame(Opcode::text, "{", false);
  for (int i = 0; i < 100; ++i) empty += client_frame(Opcode::continuation, "", false);
  client->send_bytes(empty);
  CHECK(fixture.closing_of(*client).code == 1008);
}

TEST_CASE("When too much waits, handshakes get 503, and then those that hold the most are closed",
          "[gateway]") {
  GatewayFixture fixture;
  net::Backlog backlog(300 * kKibi);
  bool relieving = false;
  fixture.loop.share_backlog(&backlog, [&] {
    if (relieving) fixture.gateway.relieve(backlog.bytes() - backlog.limit());
  });
  auto greedy = fixture.connected_client(4096);
  auto modest = fixture.connected_client(4096);
  greedy->raw().pause_reading();
  modest->raw().pause_reading();
  const std::string text(32 * kKibi, 'x');
  // How far both are slow beyond what the sockets hold.
  const auto fill = [&](std::size_t index, std::size_t upto) {
    const std::size_t before = backlog.bytes();
    fixture.run_until("a queue", [&] {
      if (backlog.bytes() < before + upto) {
        fixture.gateway.post(fixture.connection_id(index), std::string_view(text));
      }
      return backlog.bytes() >= before + upto;
    });
  };
  fill(1, 40 * kKibi);
  fill(0, 265 * kKibi);
  CHECK(backlog.over_limit());
  auto refused = fixture.client();
  fixture.run_until("an answer", [&] { return refused->answer().has_value(); });
  CHECK(refused->answer()->status == 503);
  CHECK(fixture.logged("--memory-limit"));
  CHECK_FALSE(fixture.logged("code=1013"));

  relieving = true;
  fixture.run_until("relief", [&] {
    if (!backlog.over_mark()) {
      fixture.gateway.post(fixture.connection_id(1), std::string_view(text));
    }
    return fixture.logged("code=1013");
  });
  CHECK(fixture.logged("disconnected connection=\"" + fixture.connection_id(0) + "\" code=1013"));
  CHECK_FALSE(fixture.logged("disconnected connection=\"" + fixture.connection_id(1)));
  CHECK_FALSE(backlog.over_limit());
  greedy->raw().resume_reading();
  CHECK(fixture.closing_of(*greedy).code == 1013);
  auto welcome = fixture.connected_client();
  CHECK(welcome->open());
  fixture.loop.share_backlog(nullptr, {});
}

TEST_CASE("Messages that wait for their turn count, too", "[gateway]") {
  GatewayFixture fixture;
  net::Backlog backlog;
  fixture.loop.share_backlog(&backlog, {});
  auto client = fixture.connected_client();
  fixture.carrier.hold = true;
  for (int i = 0; i < 5; ++i) client->send_text(message_of(kKibi));
  fixture.run_until("four in the inbox", [&] { return backlog.bytes() == 4 * kKibi; });
  for (std::size_t i = 1; i <= 5; ++i) {
    fixture.wait_for_requests(i + 1);
    fixture.carrier.answer(i, status(200));
  }
  fixture.run_until("none", [&] { return backlog.bytes() == 0; });
  fixture.loop.share_backlog(nullptr, {});
}

}  // namespace palaver::testing
