// The HTTP server over TLS.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "server/http/server.h"
#include "tests/server/support/http_fixture.h"
#include "tests/server/support/tcp_socket.h"
#include "tests/server/support/tls_client.h"
#include "tests/server/support/tls_folder.h"

using namespace palaver;
using namespace palaver::http;
using namespace palaver::testing;
using namespace std::chrono_literals;

namespace {

struct Fixture : HttpFixture {
  Fixture() { serve_tls({}); }
  void serve_tls(ServerOptions options) {
    options.tls = context.get();
    serve(options);
  }
  // Turns the loop and the client by turns.
  template <class Happened>
  void turn_until(std::string_view what, Happened happened) {
    const auto deadline = std::chrono::steady_clock::now() + kDeadline;
    while (!happened()) {
      INFO(what);
      REQUIRE(std::chrono::steady_clock::now() < deadline);
      loop.run_turn(1ms);
    }
  }
  std::string receive_until(TlsClient& client, std::string_view end) {
    std::string received;
    turn_until("an answer", [&] {
      received += client.receive();
      return received.find(end) != std::string::npos;
    });
    return received;
  }

  TlsFolder folder;
  std::unique_ptr<net::TlsContext> context = folder.context();
};

constexpr std::string_view kRequest = "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n";

}  // namespace

TEST_CASE_METHOD(Fixture, "Server over TLS: requests are answered, and known to be secure",
                 "[http]") {
  handler = [](const Request& request, const std::shared_ptr<Exchange>& exchange) {
    exchange->respond(text_response(request.secure ? "secure" : "plain"));
  };
  TlsClient client(connected_socket(port));
  turn_until("the handshake", [&] { return client.handshake(); });
  for (int i = 0; i < 2; ++i) {
    REQUIRE(client.send(kRequest) == kRequest.size());
    CHECK(receive_until(client, "secure").rfind("HTTP/1.1 200 OK\r\n", 0) == 0);
  }
}

TEST_CASE_METHOD(Fixture, "Server over TLS: an upgraded stream stays encrypted", "[http]") {
  std::unique_ptr<net::Stream> stream;
  handler = [&](const Request&, const std::shared_ptr<Exchange>& exchange) {
    std::string early;
    stream = exchange->upgrade({{"Upgrade", "websocket"}}, early);
    stream->write("and then " + early);
  };
  TlsClient client(connected_socket(port));
  turn_until("the handshake", [&] { return client.handshake(); });
  const std::string_view upgrade =
      "GET /a HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nframes";
  REQUIRE(client.send(upgrade) == upgrade.size());
  CHECK(receive_until(client, "and then frames").rfind("HTTP/1.1 101 ", 0) == 0);
}

TEST_CASE_METHOD(Fixture, "Server over TLS: who does not finish the handshake in time is closed",
                 "[http]") {
  ServerOptions options;
  options.handshake_timeout = 50ms;
  serve_tls(options);
  SECTION("nothing is sent") {
    RawClient silent(loop, port);
    wait_for_end(silent);
    CHECK(silent.received().empty());
  }
  SECTION("half a greeting") {
    RawClient slow(loop, port);
    slow.send(std::string_view("\x16\x03\x01\x02\x00\x01", 6));
    wait_for_end(slow);
  }
  run_until("nobody", [&] { return server->connection_count() == 0; });
}

TEST_CASE_METHOD(Fixture, "Server over TLS: after the handshake other times are given", "[http]") {
  ServerOptions options;
  options.handshake_timeout = 3s;
  options.idle_timeout = 30ms;
  serve_tls(options);
  const auto begin = std::chrono::steady_clock::now();
  TlsClient client(connected_socket(port));
  turn_until("the handshake", [&] { return client.handshake(); });
  turn_until("the end", [&] {
    client.receive();
    return client.ended();
  });
  CHECK(std::chrono::steady_clock::now() - begin < 3s);
}

TEST_CASE_METHOD(Fixture, "Server over TLS: a client without it is closed", "[http]") {
  RawClient plain(loop, port);
  plain.send(kRequest);
  wait_for_end(plain);
  CHECK(plain.received().find("HTTP") == std::string::npos);
}
