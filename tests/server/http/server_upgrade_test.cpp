// Connections that the HTTP server gives away: Exchange::upgrade.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "server/http/server.h"
#include "server/net/stream.h"
#include "tests/server/support/http_fixture.h"

using namespace palaver;
using namespace palaver::http;
using namespace palaver::testing;

namespace {

constexpr auto kUpgrade =
    "GET /dev HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n";

struct Collector : net::StreamHandler {
  std::string data;
  bool ended = false;
  void on_data(std::string_view bytes) override { data += bytes; }
  void on_end() override { ended = true; }
  void on_error(const net::SystemError&) override { ended = true; }
};

}  // namespace

TEST_CASE_METHOD(HttpFixture, "Server: an upgraded connection belongs to whoever upgraded it",
                 "[http]") {
  keep_requests();
  const bool at_once = GENERATE(false, true);
  CAPTURE(at_once);
  Collector collector;
  std::string early;
  std::unique_ptr<net::Stream> stream;
  const auto upgrade = [&](Exchange& exchange) {
    stream = exchange.upgrade({{"Upgrade", "websocket"}, {"Connection", "Upgrade"}}, early);
    REQUIRE(stream);
    stream->set_handler(&collector);
    stream->write("hello");
  };
  if (at_once) {
    handler = [&](Request, std::shared_ptr<Exchange> exchange) { upgrade(*exchange); };
  }
  RawClient client(loop, port);
  client.send(std::string(kUpgrade) + "early bytes");
  if (!at_once) {
    wait_for_requests(1);
    client.send(" and more");
    settle();
    upgrade(*exchanges[0]);
    exchanges.clear();  // no answer is owed any more
  }
  run_until("the stream", [&] { return stream != nullptr; });
  CHECK(early == (at_once ? "early bytes" : "early bytes and more"));
  CHECK(server->connection_count() == 0);

  const auto response = receive(client, HttpBody::none);
  CHECK(response.status == 101);
  CHECK(response.reason == "Switching Protocols");
  CHECK(response.header("upgrade") == "websocket");
  CHECK(response.header("connection") == "Upgrade");
  CHECK_FALSE(response.has("content-length"));
  run_until("what the new owner wrote", [&] { return client.received() == "hello"; });

  client.send("\x81\x80");
  run_until("what comes later", [&] { return collector.data == "\x81\x80"; });
  // The server's end does not end it.
  server.reset();
  stream->write("still here");
  run_until("more", [&] { return client.received() == "hellostill here"; });
  client.close();
  run_until("the end", [&] { return collector.ended; });
}

TEST_CASE_METHOD(HttpFixture, "Server: early bytes beyond a bound wait in the socket", "[http]") {
  keep_requests();
  RawClient client(loop, port);
  client.send(kUpgrade);
  wait_for_requests(1);
  const std::string frames(16'000'000, 'f');
  client.send(frames);
  settle();
  CHECK(client.unsent_bytes() > 0);
  Collector collector;
  std::string early;
  const auto stream = exchanges[0]->upgrade({}, early);
  REQUIRE(stream);
  CHECK(early.size() < 200'000);
  stream->set_handler(&collector);
  run_until("all of it", [&] { return early.size() + collector.data.size() == frames.size(); });
}

TEST_CASE_METHOD(HttpFixture, "Server: a refused upgrade ends the connection", "[http]") {
  // What a WebSocket client has sent early are frames; they must not be taken for a request.
  handler = [](Request, std::shared_ptr<Exchange> exchange) {
    exchange->respond(json_message(403, "Forbidden"));
  };
  RawClient client(loop, port);
  client.send(std::string(kUpgrade) + "\x81\x85 early");
  const auto response = receive(client);
  CHECK(response.status == 403);
  CHECK(response.header("connection") == "close");
  wait_for_end(client);
  CHECK(client.received().empty());
}

TEST_CASE_METHOD(HttpFixture, "Server: a client that ends while its upgrade is in work has gone",
                 "[http]") {
  keep_requests();
  RawClient client(loop, port);
  client.send(kUpgrade);
  wait_for_requests(1);
  int calls = 0;
  exchanges[0]->on_abandoned([&] { ++calls; });
  SECTION("in order") {
    client.close();
    CHECK(calls == 0);
  }
  SECTION("by its sending side") {
    client.end_writing();
  }
  SECTION("by a reset") {
    client.reset();
  }
  run_until("the call", [&] { return calls > 0; });
  CHECK(exchanges[0]->abandoned());
  std::string early;
  CHECK(exchanges[0]->upgrade({}, early) == nullptr);
  settle();
  CHECK(calls == 1);
}

TEST_CASE_METHOD(HttpFixture, "Server: abandoned is told to nobody whose request is answered",
                 "[http]") {
  keep_requests();
  RawClient client(loop, port);
  client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  wait_for_requests(1);
  int calls = 0;
  exchanges[0]->on_abandoned([&] { ++calls; });
  exchanges[0]->respond(text_response("done"));
  CHECK(receive(client).body == "done");
  client.reset();
  run_until("its end", [&] { return server->connection_count() == 0; });
  CHECK(calls == 0);
  CHECK_FALSE(exchanges[0]->abandoned());
}
