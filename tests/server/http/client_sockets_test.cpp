// Connections to servers: kept, closed at the wrong moment, closed by us.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

#include "server/http/client.h"
#include "server/http/client_sockets.h"
#include "tests/server/support/client_fixture.h"

using namespace palaver;
using namespace palaver::http;
using namespace palaver::testing;
using namespace std::chrono_literals;

namespace {

constexpr const char* kEmptyAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
constexpr const char* kFineAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine";

struct Fixture : ClientFixture {
  // One request answered on a connection that both keep.
  RawServer::Peer& kept_connection() {
    send(post(raw.port(), "first"));
    auto& peer = wait_for_peer(0, "first");
    peer.send(kEmptyAnswer);
    wait_for_results(1);
    REQUIRE(results[0]);
    return peer;
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "Client: one connection serves requests that follow each other",
                 "[http]") {
  for (int i = 0; i < 5; ++i) REQUIRE(result_of(post(port, "x")));
  CHECK(server->connection_count() == 1);
}

TEST_CASE_METHOD(Fixture, "Client: a server that closes idle connections costs no request",
                 "[http]") {
  ServerOptions options;
  options.idle_timeout = 1ms;
  serve(options);
  for (int i = 0; i < 5; ++i) {
    const auto result = result_of(post(port, "x"));
    REQUIRE(result);
    run_until("the server to close", [&] { return server->connection_count() == 0; });
  }
}

TEST_CASE_METHOD(Fixture, "Client: a kept connection closed as the request comes is tried anew",
                 "[http]") {
  // RFC 9112 section 9.3.1: the server's close crosses the request on the wire.
  send(post(raw.port(), "first"));
  auto& peer = wait_for_peer(0, "first");
  peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  wait_for_results(1);
  REQUIRE(results[0]);
  send(post(raw.port(), "second"));
  wait_for_peer(0, "second").close();
  wait_for_peer(1, "second").send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine");
  wait_for_results(2);
  REQUIRE(results[1]);
  CHECK(results[1]->body == "fine");
}

TEST_CASE_METHOD(Fixture, "Client: a kept connection reset as the request comes is tried anew",
                 "[http]") {
  auto& peer = kept_connection();
  const std::string body(3'000'000, 'x');  // more than the socket takes: it breaks while sending
  const auto received = peer.received.size();
  const bool large = GENERATE(false, true);
  CAPTURE(large);
  send(post(raw.port(), large ? body : "second"));
  run_until("more of the request", [&] { return peer.received.size() > received; });
  peer.reset();
  run_until("the second connection", [&] {
    return raw.peers.size() > 1 && raw.peers[1]->received.find("\r\n\r\n") != std::string::npos &&
           raw.peers[1]->received.size() > (large ? body.size() : 10U);
  });
  raw.peers[1]->send(kFineAnswer);
  wait_for_results(2);
  REQUIRE(results[1]);
  CHECK(results[1]->body == "fine");
}

TEST_CASE_METHOD(Fixture, "Client: a request is not repeated once something was answered",
                 "[http]") {
  auto& peer = kept_connection();
  send(post(raw.port(), "second"));
  wait_for_peer(0, "second");
  peer.send("HTTP/1.1 200 OK\r\n");
  settle();
  peer.close();
  wait_for_results(2);
  REQUIRE_FALSE(results[1]);
  CHECK(results[1].error().kind == ClientErrorKind::unreachable);
  CHECK(raw.peers.size() == 1);
}

TEST_CASE_METHOD(Fixture, "Client: a request on a connection of its own is not repeated",
                 "[http]") {
  send(post(raw.port(), "first"));
  wait_for_peer(0, "first").close();
  wait_for_results(1);
  REQUIRE_FALSE(results[0]);
  settle();
  CHECK(raw.peers.size() == 1);
}

TEST_CASE_METHOD(Fixture, "Client: a server that says Connection: close is taken at its word",
                 "[http]") {
  for (std::size_t i = 0; i < 3; ++i) {
    results.clear();
    send(post(raw.port(), "x"));
    auto& peer = wait_for_peer(i, "x");
    peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\nfine");
    wait_for_results(1);
    REQUIRE(results[0]);
    run_until("the connection's end", [&] { return peer.ended; });
  }
}

TEST_CASE_METHOD(Fixture, "Client: a close while nothing is asked costs no turn of the loop",
                 "[http]") {
  auto& peer = kept_connection();
  peer.close();
  // A descriptor that is ready for ever and that nobody looks at would end every wait at once.
  settle();
  const auto began = std::chrono::steady_clock::now();
  loop.run_turn(20ms);
  CHECK(std::chrono::steady_clock::now() - began >= 20ms);
  send(post(raw.port(), "second"));
  wait_for_peer(1, "second").send(kFineAnswer);
  wait_for_results(2);
  CHECK(results[1]);
}

TEST_CASE_METHOD(Fixture, "Client: kept connections are bounded for all servers together",
                 "[http]") {
  ClientOptions options;
  options.kept_connections = 2;
  use(options);
  for (int i = 0; i < 6; ++i) send(post(port, "x"));
  wait_for_results(6);
  run_until("the others' end", [&] { return server->connection_count() <= 2; });
  CHECK(result_of(post(port, "x")));
}

TEST_CASE_METHOD(Fixture, "Client: of an endless answer no more than the limit is taken",
                 "[http]") {
  ClientOptions options;
  options.response_bytes = 100'000;
  use(options);
  const std::string head = GENERATE(values<std::string>({
      "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n",
      "HTTP/1.1 200 OK\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40000000\r\n",
  }));
  CAPTURE(head);
  send(post(raw.port(), "body"));
  auto& peer = wait_for_peer(0, "body");
  peer.send(head);
  const std::string piece(65536, 'x');
  std::size_t sent = 0;
  run_until("the connection's end", [&] {
    if (!peer.ended && peer.stream.pending_bytes() == 0) {
      peer.send(piece);
      sent += piece.size();
    }
    return peer.ended && !results.empty();
  });
  REQUIRE_FALSE(results[0]);
  CHECK(results[0].error().kind == ClientErrorKind::too_large);
  // What the kernel's buffers take beyond it is bounded too.
  CHECK(sent < std::size_t{16} * 1024 * 1024);
}

TEST_CASE_METHOD(Fixture, "Client: a length without a body is no large answer", "[http]") {
  ClientOptions options;
  options.response_bytes = 1000;
  use(options);
  struct Row {
    const char* method;
    const char* answer;
  };
  const auto row = GENERATE(values<Row>({
      {"HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n"},
      {"POST", "HTTP/1.1 304 Not Modified\r\nContent-Length: 1073741824\r\n\r\n"},
  }));
  CAPTURE(row.method);
  auto request = post(raw.port());
  request.method = row.method;
  send(std::move(request));
  wait_for_peer(0, "\r\n\r\n").send(row.answer);
  wait_for_results(1);
  REQUIRE(results[0]);
  CHECK(results[0]->body.empty());
}

TEST_CASE_METHOD(Fixture, "Client: an answer that comes before the request is sent", "[http]") {
  // A server that refuses a large body does not read it.
  const std::string body(3'000'000, 'x');
  send(post(raw.port(), body));
  auto& peer = wait_for_peer(0, "\r\n\r\n");
  peer.stream.pause_reading();
  peer.send("HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  wait_for_results(1);
  REQUIRE(results[0]);
  CHECK(results[0]->status == 413);
}
