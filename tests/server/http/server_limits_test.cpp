// What the HTTP server refuses by itself, and how long it waits.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "server/http/server.h"
#include "tests/server/support/http_fixture.h"

using namespace palaver;
using namespace palaver::http;
using namespace palaver::testing;
using namespace std::chrono_literals;

TEST_CASE_METHOD(HttpFixture, "Server: what it cannot take is refused and the connection closed",
                 "[http]") {
  ServerOptions options;
  options.header_bytes = 512;
  options.body_bytes = 100;
  serve(options);
  struct Row {
    const char* what;
    std::string wire;
    int status;
    const char* reason;
  };
  const auto row = GENERATE(values<Row>({
      {"not HTTP", "hello\r\n\r\n", 400, "Bad Request"},
      {"no Host", "GET / HTTP/1.1\r\n\r\n", 400, "Bad Request"},
      {"length and coding",
       "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400,
       "Bad Request"},
      {"a body too large", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n", 413,
       "Content Too Large"},
      {"a body too large, announced only to be asked for",
       "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\nExpect: 100-continue\r\n\r\n", 413,
       "Content Too Large"},
      {"a header too large", "GET / HTTP/1.1\r\nHost: x\r\nA: " + std::string(512, 'a'), 431,
       "Request Header Fields Too Large"},
  }));
  CAPTURE(row.what);
  int asked = 0;
  handler = [&](Request, std::shared_ptr<Exchange>) { ++asked; };
  RawClient client(loop, port);
  client.send(row.wire);
  const auto response = receive(client);
  CHECK(response.status == row.status);
  CHECK(response.reason == row.reason);
  CHECK(response.header("content-type") == "application/json");
  CHECK(response.body.find("{\"message\":\"") == 0);
  CHECK(response.header("connection") == "close");
  wait_for_end(client);
  CHECK_FALSE(client.broken());
  CHECK(asked == 0);
}

TEST_CASE_METHOD(HttpFixture, "Server: a refusal reaches a client that is still sending",
                 "[http]") {
  // Closing while bytes are on their way in would reset the connection, and the client would read
  // that instead of the 413.
  RawClient client(loop, port);
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n");
  client.send(std::string(4'000'000, 'x'));
  CHECK(receive(client).status == 413);
  run_until("the client to have sent all", [&] { return client.unsent_bytes() == 0; });
  CHECK_FALSE(client.broken());
}

TEST_CASE_METHOD(HttpFixture, "Server: requests before a bad one are answered", "[http]") {
  RawClient client(loop, port);
  client.send("GET /good HTTP/1.1\r\nHost: x\r\n\r\nbad\r\n\r\n");
  CHECK(receive(client).body == "GET /good ");
  CHECK(receive(client).status == 400);
  wait_for_end(client);
}

TEST_CASE_METHOD(HttpFixture, "Server: a request that comes too slowly gets a 408", "[http]") {
  ServerOptions options;
  options.request_timeout = 30ms;
  serve(options);
  RawClient client(loop, port);
  const auto began = std::chrono::steady_clock::now();
  SECTION("in the head") {
    client.send("GET / HTTP/1.1\r\nHost:");
  }
  SECTION("in the body") {
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhel");
  }
  SECTION("behind a whole one") {
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\nGET");
    CHECK(receive(client).status == 200);
  }
  const auto response = receive(client);
  CHECK(std::chrono::steady_clock::now() - began >= 30ms);
  CHECK(response.status == 408);
  CHECK(response.header("connection") == "close");
  wait_for_end(client);
  settle();
  CHECK(client.received().empty());
}

TEST_CASE_METHOD(HttpFixture, "Server: the time for a request does not start anew with each byte",
                 "[http]") {
  ServerOptions options;
  options.request_timeout = 50ms;
  serve(options);
  RawClient client(loop, port);
  // A byte with every turn: the client that waits for one more is never without progress.
  const std::string head = "GET / HTTP/1.1\r\nHost: x\r\nA: ";
  client.send(head);
  std::size_t more = 0;
  run_until("an answer", [&] {
    if (more < 5000) client.send("a");
    ++more;
    return !client.received().empty();
  });
  CHECK(receive(client).status == 408);
}

TEST_CASE_METHOD(HttpFixture, "Server: a connection without requests is closed silently",
                 "[http]") {
  ServerOptions options;
  options.idle_timeout = 30ms;
  serve(options);
  RawClient client(loop, port);
  SECTION("that never sent one") {
    CHECK_FALSE(client.ended());
  }
  SECTION("that sent one") {
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(receive(client).status == 200);
  }
  SECTION("that sent one in two pieces") {
    client.send("GET / HTTP/1.1\r\n");
    run_until("the connection", [&] { return server->connection_count() == 1; });
    settle();
    client.send("Host: x\r\n\r\n");
    CHECK(receive(client).status == 200);
  }
  SECTION("that sends empty lines") {
    client.send("\r\n\r\n");
  }
  wait_for_end(client);
  CHECK(client.received().empty());
  CHECK(server->connection_count() == 0);
}

TEST_CASE_METHOD(HttpFixture, "Server: no time runs while the handler works", "[http]") {
  ServerOptions options;
  options.idle_timeout = 10ms;
  options.request_timeout = 10ms;
  serve(options);
  keep_requests();
  RawClient client(loop, port);
  client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  wait_for_requests(1);
  bool later = false;
  loop.after(50ms, [&] { later = true; });
  run_until("a time longer than the timeouts", [&] { return later; });
  REQUIRE_FALSE(client.ended());
  exchanges[0]->respond(text_response("done"));
  CHECK(receive(client).body == "done");
}

TEST_CASE_METHOD(HttpFixture, "Server: connections over the limit are closed at once", "[http]") {
  ServerOptions options;
  options.connections = 2;
  serve(options);
  RawClient first(loop, port);
  RawClient second(loop, port);
  run_until("both", [&] { return server->connection_count() == 2; });
  RawClient third(loop, port);
  wait_for_end(third);
  CHECK_FALSE(first.ended());
  first.close();
  run_until("room", [&] { return server->connection_count() == 1; });
  RawClient fourth(loop, port);
  fourth.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(receive(fourth).status == 200);
}

TEST_CASE_METHOD(HttpFixture, "Server: input behind a request in work is held back, not hoarded",
                 "[http]") {
  keep_requests();
  RawClient client(loop, port);
  client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n");
  wait_for_requests(1);
  // Far more than the server keeps and the sockets hold.
  std::string wire;
  std::size_t count = 1;
  while (wire.size() < 16 * 1024 * 1024) {
    wire +=
        "POST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'x');
    ++count;
  }
  client.send(wire);
  settle();
  const auto unsent = client.unsent_bytes();
  CHECK(unsent > 0);
  settle();
  CHECK(client.unsent_bytes() == unsent);
  // And goes on once it is answered, to the last one.
  for (std::size_t i = 0; i < count; ++i) {
    wait_for_requests(i + 1);
    exchanges[i]->respond(text_response("x"));
    exchanges[i].reset();
  }
  for (std::size_t i = 0; i < count; ++i) CHECK(receive(client).status == 200);
}

TEST_CASE_METHOD(HttpFixture, "Server: answers that nobody takes stop further requests", "[http]") {
  int asked = 0;
  const auto body = std::make_shared<const std::string>(200'000, 'x');
  handler = [&](Request, std::shared_ptr<Exchange> exchange) {
    ++asked;
    Response response;
    response.shared_body = body;
    exchange->respond(std::move(response));
  };
  RawClient client(loop, port, 4096);
  client.pause_reading();
  std::string wire;
  constexpr int kRequests = 80;
  for (int i = 0; i < kRequests; ++i) wire += "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  client.send(wire);
  run_until("the first", [&] { return asked > 0; });
  settle();
  CHECK(asked < kRequests);
  client.resume_reading();
  for (int i = 0; i < kRequests; ++i) REQUIRE(receive(client).body.size() == body->size());
  CHECK(asked == kRequests);
}

TEST_CASE_METHOD(HttpFixture, "Server: a client that takes nothing of its answer is let go",
                 "[http]") {
  ServerOptions options;
  options.idle_timeout = 30ms;
  serve(options);
  handler = [&](Request, std::shared_ptr<Exchange> exchange) {
    exchange->respond(text_response(std::string(16'000'000, 'x')));
  };
  RawClient client(loop, port, 4096);
  client.pause_reading();
  SECTION("when the connection would live on") {
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  SECTION("when it was the last answer") {
    client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  }
  run_until("the connection", [&] { return server->connection_count() == 1; });
  run_until("it to be dropped", [&] { return server->connection_count() == 0; });
  CHECK(server->connection_count() == 0);
}

TEST_CASE_METHOD(HttpFixture, "Server: the first head comes within the handshake's time",
                 "[http]") {
  ServerOptions options;
  options.handshake_timeout = 40ms;
  serve(options);
  RawClient client(loop, port);
  const auto began = std::chrono::steady_clock::now();
  SECTION("who says nothing is closed silently") {
    wait_for_end(client);
    CHECK(client.received().empty());
  }
  SECTION("who says it byte by byte gets a 408, however it goes on") {
    client.send("GET / HTTP/1.1\r\nHost: x\r\nA: ");
    std::size_t more = 0;
    run_until("an answer", [&] {
      if (more < 5000) client.send("a");
      ++more;
      return !client.received().empty();
    });
    CHECK(receive(client).status == 408);
  }
  CHECK(std::chrono::steady_clock::now() - began >= 39ms);
  wait_for_end(client);
}

TEST_CASE_METHOD(HttpFixture, "Server: bodies and later requests have times of their own",
                 "[http]") {
  ServerOptions options;
  options.handshake_timeout = 40ms;
  serve(options);
  RawClient client(loop, port);
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nh");
  bool later = false;
  loop.after(120ms, [&] { later = true; });
  run_until("more than the handshake's time", [&] { return later; });
  REQUIRE_FALSE(client.ended());
  client.send("iGET / HTTP/1.1\r\n");
  CHECK(receive(client).status == 200);
  later = false;
  loop.after(120ms, [&] { later = true; });
  run_until("more than the handshake's time", [&] { return later; });
  REQUIRE_FALSE(client.ended());
  client.send("Host: x\r\n\r\n");
  CHECK(receive(client).status == 200);
}
