#include "server/http/server.h"

#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <string>

#include "tests/server/support/http_fixture.h"

using namespace palaver;
using namespace palaver::http;
using namespace palaver::testing;

TEST_CASE_METHOD(HttpFixture, "Server: answers a request", "[http]") {
  RawClient client(loop, port);
  client.send("POST /a?b HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
  const auto response = receive(client);
  CHECK(response.status == 200);
  CHECK(response.reason == "OK");
  CHECK(response.body == "POST /a?b hello");
  CHECK(response.header("content-type") == "text/plain");
  CHECK(response.header("content-length") == "15");
  CHECK(response.has("date"));
  CHECK_FALSE(response.has("connection"));
}

TEST_CASE_METHOD(HttpFixture, "Server: the handler learns who asks", "[http]") {
  keep_requests();
  RawClient client(loop, port);
  client.send("GET / HTTP/1.1\r\nHost: x\r\nX-One: 1\r\n\r\n");
  wait_for_requests(1);
  CHECK(requests[0].peer_address == "127.0.0.1");
  CHECK(requests[0].headers.find("x-one") == "1");
  CHECK(requests[0].keep_alive);
}

TEST_CASE_METHOD(HttpFixture, "Server: one connection serves many requests", "[http]") {
  RawClient client(loop, port);
  for (int i = 0; i < 5; ++i) {
    client.send("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(receive(client).body == "GET /" + std::to_string(i) + " ");
  }
  CHECK(server->connection_count() == 1);
}

TEST_CASE_METHOD(HttpFixture, "Server: pipelined requests are answered in order, one by one",
                 "[http]") {
  RawClient client(loop, port);
  std::string wire;
  for (int i = 0; i < 20; ++i) wire += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";

  SECTION("answered at once") {
    client.send(wire);
    for (int i = 0; i < 20; ++i) CHECK(receive(client).body == "GET /" + std::to_string(i) + " ");
  }
  SECTION("answered later") {
    keep_requests();
    client.send(wire);
    for (std::size_t i = 0; i < 20; ++i) {
      wait_for_requests(i + 1);
      settle();
      // The next one is not begun before this one's answer.
      REQUIRE(exchanges.size() == i + 1);
      exchanges[i]->respond(text_response(requests[i].target));
      CHECK(exchanges.size() == i + 1);  // nor from inside the answer
    }
    for (int i = 0; i < 20; ++i) CHECK(receive(client).body == "/" + std::to_string(i));
  }
}

TEST_CASE_METHOD(HttpFixture, "Server: HEAD is answered without the body, with its length",
                 "[http]") {
  RawClient client(loop, port);
  client.send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto head = receive(client, HttpBody::none);
  CHECK(head.status == 200);
  CHECK(head.header("content-length") == "8");
  CHECK(receive(client).body == "GET /b ");
}

TEST_CASE_METHOD(HttpFixture, "Server: a shared body is sent as any other", "[http]") {
  const auto body = std::make_shared<const std::string>(300'000, 'x');
  handler = [&](Request, std::shared_ptr<Exchange> exchange) {
    Response response;
    response.shared_body = body;
    exchange->respond(std::move(response));
  };
  RawClient client(loop, port);
  client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(receive(client).body == *body);
}

TEST_CASE_METHOD(HttpFixture, "Server: closes when the client or the handler asks for it",
                 "[http]") {
  RawClient client(loop, port);
  SECTION("the client, by Connection: close") {
    client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  }
  SECTION("the client, by speaking HTTP/1.0") {
    client.send("GET / HTTP/1.0\r\n\r\n");
  }
  SECTION("the handler") {
    handler = [](Request, std::shared_ptr<Exchange> exchange) {
      auto response = text_response("bye");
      response.headers.add("Connection", "close");
      exchange->respond(std::move(response));
    };
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  const auto response = receive(client);
  CHECK(response.status == 200);
  CHECK(response.header("connection") == "close");
  wait_for_end(client);
  CHECK_FALSE(client.broken());
  client.close();
  run_until("the connection to be forgotten", [&] { return server->connection_count() == 0; });
}

TEST_CASE_METHOD(HttpFixture, "Server: HTTP/1.0 that asks to stay is told that it may", "[http]") {
  RawClient client(loop, port);
  for (int i = 0; i < 2; ++i) {
    client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(receive(client).header("connection") == "keep-alive");
  }
}

TEST_CASE_METHOD(HttpFixture, "Server: 100 Continue where the client waits for it", "[http]") {
  RawClient client(loop, port);
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  run_until("100 Continue", [&] { return !client.received().empty(); });
  CHECK(client.received() == "HTTP/1.1 100 Continue\r\n\r\n");
  client.received().clear();
  client.send("hello");
  CHECK(receive(client).body == "POST / hello");
}

TEST_CASE_METHOD(HttpFixture, "Server: a request that nobody answers gets a 500", "[http]") {
  RawClient client(loop, port);
  SECTION("dropped at once") {
    handler = [](Request, std::shared_ptr<Exchange>) {};
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  SECTION("dropped later") {
    keep_requests();
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    wait_for_requests(1);
    exchanges.clear();
  }
  SECTION("answered with what is no final status") {
    handler = [](Request, std::shared_ptr<Exchange> exchange) {
      Response response;
      response.status = 101;
      exchange->respond(std::move(response));
    };
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  const auto response = receive(client);
  CHECK(response.status == 500);
  CHECK(response.body == R"({"message":"Internal server error"})");
}

TEST_CASE_METHOD(HttpFixture, "Server: only the first answer counts", "[http]") {
  keep_requests();
  RawClient client(loop, port);
  client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
  wait_for_requests(1);
  exchanges[0]->respond(text_response("first"));
  exchanges[0]->respond(text_response("second"));
  wait_for_requests(2);
  exchanges[0]->respond(text_response("third"));
  std::string early;
  CHECK(exchanges[0]->upgrade({}, early) == nullptr);
  exchanges[1]->respond(text_response("other"));
  CHECK(receive(client).body == "first");
  CHECK(receive(client).body == "other");
  settle();
  CHECK(client.received().empty());
}

TEST_CASE_METHOD(HttpFixture, "Server: a client that ends only its sending side gets its answers",
                 "[http]") {
  keep_requests();
  RawClient client(loop, port);
  client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
  client.end_writing();
  wait_for_requests(1);
  settle();
  CHECK_FALSE(exchanges[0]->abandoned());
  exchanges[0]->respond(text_response("one"));
  wait_for_requests(2);
  exchanges[1]->respond(text_response("two"));
  CHECK(receive(client).body == "one");
  CHECK(receive(client).body == "two");
  wait_for_end(client);
  CHECK(server->connection_count() == 0);
}

TEST_CASE_METHOD(HttpFixture, "Server: an exchange tells when its client has gone", "[http]") {
  keep_requests();
  RawClient client(loop, port);
  client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  wait_for_requests(1);
  int calls = 0;
  exchanges[0]->on_abandoned([&] {
    ++calls;
    exchanges.clear();  // the last reference, from inside
  });
  const std::weak_ptr<Exchange> exchange = exchanges[0];
  CHECK_FALSE(exchanges[0]->abandoned());
  client.reset();
  run_until("the call", [&] { return calls > 0; });
  settle();
  CHECK(calls == 1);
  CHECK(exchange.expired());
  CHECK(server->connection_count() == 0);
}

TEST_CASE_METHOD(HttpFixture, "Server: an answer after the client has gone does nothing",
                 "[http]") {
  keep_requests();
  RawClient client(loop, port);
  client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  wait_for_requests(1);
  SECTION("the client has gone") {
    client.reset();
    run_until("it to be noticed", [&] { return server->connection_count() == 0; });
  }
  SECTION("the server has gone") {
    server.reset();
    wait_for_end(client);
    CHECK(client.received().empty());
  }
  CHECK(exchanges[0]->abandoned());
  exchanges[0]->respond(text_response("late"));
  std::string early;
  CHECK(exchanges[0]->upgrade({}, early) == nullptr);
}

TEST_CASE_METHOD(HttpFixture, "Server: listens on several addresses", "[http]") {
  const auto second = server->listen("127.0.0.1", 0);
  REQUIRE(second);
  CHECK(*second != port);
  for (const auto each : {port, *second}) {
    RawClient client(loop, each);
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(receive(client).status == 200);
  }
  auto busy = server->listen("127.0.0.1", port);
  REQUIRE_FALSE(busy);
  CHECK(busy.error().message ==
        "listen on 127.0.0.1:" + std::to_string(port) + ": Address already in use");
}

TEST_CASE_METHOD(HttpFixture, "Server: drains", "[http]") {
  keep_requests();
  RawClient idle(loop, port);
  RawClient working(loop, port);
  RawClient writing(loop, port);
  working.send("GET /w HTTP/1.1\r\nHost: x\r\n\r\n");
  writing.send("GET /half HTTP/1.1\r\n");
  run_until("all three", [&] { return server->connection_count() == 3 && exchanges.size() == 1; });
  settle();
  server->drain();
  wait_for_end(idle);
  CHECK(server->connection_count() == 2);

  // What was begun is answered, and then the connection ends.
  exchanges[0]->respond(text_response("done"));
  const auto response = receive(working);
  CHECK(response.body == "done");
  CHECK(response.header("connection") == "close");
  wait_for_end(working);
  writing.send("Host: x\r\n\r\n");
  wait_for_requests(2);
  exchanges[1]->respond(text_response("done too"));
  CHECK(receive(writing).header("connection") == "close");
  wait_for_end(writing);

  // The port is free again.
  CHECK(net::Listener::create(loop, "127.0.0.1", port, [](net::UniqueFd, std::string) {}));
}
