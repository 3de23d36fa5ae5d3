#include "server/http/client.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/server/support/client_fixture.h"

using namespace palaver;
using namespace palaver::http;
using namespace palaver::testing;
using namespace std::chrono_literals;

namespace {

using Fixture = ClientFixture;

}  // namespace

TEST_CASE_METHOD(Fixture, "Client: a request arrives as it was meant, and so does the answer",
                 "[http]") {
  const std::string body("any \0 bytes\r\n", 13);
  handler = [&](Request request, std::shared_ptr<Exchange> exchange) {
    requests.push_back(std::move(request));
    auto response = text_response("created");
    response.status = 201;
    response.headers.add("X-Answer", "42");
    response.headers.add("X-Nothing", "");
    exchange->respond(std::move(response));
  };
  auto request = post(port, body);
  request.url = url(port, "/connect?a=%20b");
  request.headers = {{"Content-Type", "application/json"},
                     {"X-Empty", ""},
                     {"X-Blank", "  "},
                     {"X-Value", "a: b; c"}};
  const auto result = result_of(std::move(request));
  REQUIRE(result);
  CHECK(result->status == 201);
  CHECK(result->body == "created");
  CHECK(result->headers.find("x-answer") == "42");
  CHECK(result->headers.find("x-nothing") == "");

  REQUIRE(requests.size() == 1);
  CHECK(requests[0].method == "POST");
  CHECK(requests[0].target == "/connect?a=%20b");
  CHECK(requests[0].body == body);
  const auto& headers = requests[0].headers;
  CHECK(headers.find("Host") == "127.0.0.1:" + std::to_string(port));
  CHECK(headers.find("Content-Type") == "application/json");
  CHECK(headers.find("X-Empty") == "");
  CHECK(headers.find("X-Blank") == "");
  CHECK(headers.find("X-Value") == "a: b; c");
  CHECK_FALSE(headers.find("Expect"));
}

TEST_CASE_METHOD(Fixture, "Client: a large body goes without waiting for 100 Continue, whole",
                 "[http]") {
  handler = [&](Request request, std::shared_ptr<Exchange> exchange) {
    requests.push_back(request);
    exchange->respond(text_response(request.body));
  };
  std::string body;
  for (int i = 0; body.size() < 900'000; ++i) body += std::to_string(i) + ' ';
  const auto result = result_of(post(port, body));
  REQUIRE(result);
  CHECK(result->body == body);
  CHECK_FALSE(requests[0].headers.find("Expect"));
  CHECK_FALSE(requests[0].headers.find("Content-Type"));
}

TEST_CASE_METHOD(Fixture, "Client: nothing is sent that was not asked for", "[http]") {
  const std::string host = "Host: 127.0.0.1:" + std::to_string(raw.port()) + "\r\n";
  struct Row {
    const char* method;
    const char* path;
    Headers headers;
    const char* body;
    std::string expected;
  };
  const std::vector<Row> rows{
      {"GET", "/", {}, "", "GET / HTTP/1.1\r\n" + host + "\r\n"},
      {"HEAD", "/a", {}, "", "HEAD /a HTTP/1.1\r\n" + host + "\r\n"},
      {"OPTIONS", "/", {}, "", "OPTIONS / HTTP/1.1\r\n" + host + "\r\n"},
      {"DELETE", "/", {}, "", "DELETE / HTTP/1.1\r\n" + host + "\r\n"},
      {"POST", "", {}, "", "POST / HTTP/1.1\r\n" + host + "Content-Length: 0\r\n\r\n"},
      {"PUT", "/", {}, "", "PUT / HTTP/1.1\r\n" + host + "Content-Length: 0\r\n\r\n"},
      {"PATCH", "/", {}, "", "PATCH / HTTP/1.1\r\n" + host + "Content-Length: 0\r\n\r\n"},
      {"POST", "/", {}, "ab", "POST / HTTP/1.1\r\n" + host + "Content-Length: 2\r\n\r\nab"},
      {"GET",
       "/a/../b/./%2e%2E?c=d&e#f",
       {},
       "",
       "GET /a/../b/./%2e%2E?c=d&e HTTP/1.1\r\n" + host + "\r\n"},
      {"GET", "?a=b", {}, "", "GET /?a=b HTTP/1.1\r\n" + host + "\r\n"},
      {"GET",
       "/",
       {{"Host", "example.com"}, {"Accept", "text/a"}, {"X-A", "1"}, {"x-a", "2"}, {"X-A", "1"}},
       "",
       "GET / HTTP/1.1\r\nHost: example.com\r\nAccept: text/a\r\nX-A: 1\r\nx-a: 2\r\nX-A: "
       "1\r\n\r\n"},
  };
  // One connection for all: what a handle remembers of the request before must not show.
  std::size_t done = 0;
  for (const auto& row : rows) {
    CAPTURE(row.method, row.path);
    auto request = post(raw.port(), row.body);
    request.method = row.method;
    request.url = "http://127.0.0.1:" + std::to_string(raw.port()) + row.path;
    request.headers = row.headers;
    send(std::move(request));
    auto& peer = wait_for_peer(0, "\r\n\r\n" + std::string(row.body));
    CHECK(peer.received == row.expected);
    peer.received.clear();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    wait_for_results(++done);
  }
}

TEST_CASE_METHOD(Fixture, "Client: a URL's user and password are not the next request's",
                 "[http]") {
  keep_requests();
  auto request = post(port);
  request.url = "http://me:secret@127.0.0.1:" + std::to_string(port) + "/";
  send(request);
  wait_for_requests(1);
  CHECK(requests[0].headers.find("Authorization") == "Basic bWU6c2VjcmV0");
  exchanges[0]->respond(text_response("x"));
  wait_for_results(1);
  send(post(port));
  wait_for_requests(2);
  CHECK_FALSE(requests[1].headers.find("Authorization"));
}

TEST_CASE_METHOD(Fixture, "Client: repeated, folded and odd fields of an answer", "[http]") {
  send(post(raw.port(), "body"));
  wait_for_peer(0, "body").send(
      "HTTP/1.1 200\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nX-Folded: a\r\n  b: "
      "c\r\nSet-Cookie:a=1\r\n"
      "Content-Length: 4\r\n\r\nfine");
  wait_for_results(1);
  REQUIRE(results[0]);
  CHECK(results[0]->status == 200);
  using Fields = std::vector<std::pair<std::string, std::string>>;
  CHECK(results[0]->headers.fields() == Fields{{"Set-Cookie", "a=1"},
                                               {"set-cookie", "b=2"},
                                               {"X-Folded", "a"},
                                               {"Set-Cookie", "a=1"},
                                               {"Content-Length", "4"}});
  CHECK(results[0]->body == "fine");
}

TEST_CASE_METHOD(Fixture, "Client: 100 Continue comes unasked, and again", "[http]") {
  // ASP.NET sends it before its answer to what it takes for an expectation.
  send(post(raw.port(), "body"));
  auto& peer = wait_for_peer(0, "body");
  peer.send("HTTP/1.1 100 Continue\r\n\r\n");
  settle();
  peer.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine");
  wait_for_results(1);
  REQUIRE(results[0]);
  CHECK(results[0]->status == 200);
  CHECK(results[0]->body == "fine");
}

TEST_CASE_METHOD(Fixture, "Client: a server that speaks of another protocol is no answer",
                 "[http]") {
  send(post(raw.port(), "body"));
  auto& peer = wait_for_peer(0, "body");
  peer.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n");
  settle();
  peer.close();
  wait_for_results(1);
  CHECK_FALSE(results[0]);
}

TEST_CASE_METHOD(Fixture, "Client: every method, with and without a body", "[http]") {
  struct Row {
    const char* method;
    const char* body;
    const char* expected;
  };
  const auto row = GENERATE(values<Row>({
      {"GET", "", "GET / "},
      {"POST", "", "POST / "},
      {"POST", "x", "POST / x"},
      {"PUT", "x", "PUT / x"},
      {"PATCH", "x", "PATCH / x"},
      {"DELETE", "", "DELETE / "},
      {"DELETE", "x", "DELETE / x"},
      {"OPTIONS", "", "OPTIONS / "},
      {"HEAD", "", ""},
  }));
  CAPTURE(row.method, row.body);
  auto request = post(port, row.body);
  request.method = row.method;
  const auto result = result_of(request);
  REQUIRE(result);
  CHECK(result->status == 200);
  CHECK(result->body == row.expected);
  // The handle that is used again remembers nothing of it.
  const auto next = result_of(post(port, "next"));
  REQUIRE(next);
  CHECK(next->body == "POST / next");
}

TEST_CASE_METHOD(Fixture, "Client: any status is an answer, and redirects are not followed",
                 "[http]") {
  const int status = GENERATE(204, 302, 307, 404, 410, 500, 503);
  CAPTURE(status);
  handler = [&](Request, std::shared_ptr<Exchange> exchange) {
    auto response = text_response("");
    response.status = status;
    response.headers.add("Location", url(port, "/elsewhere"));
    exchange->respond(std::move(response));
  };
  const auto result = result_of(post(port));
  REQUIRE(result);
  CHECK(result->status == status);
  CHECK(result->headers.find("location") == url(port, "/elsewhere"));
}

TEST_CASE_METHOD(Fixture, "Client: a header cannot smuggle in another", "[http]") {
  keep_requests();
  auto request = post(port, "x");
  request.headers = {{"X-Bad", "a\r\nX-Evil: 1"},
                     {"X-Evil: 1\r\nX", "b"},
                     {"X-Good", "1"},
                     {"Content-Length", "5"},
                     {"Transfer-Encoding", "chunked"}};
  send(std::move(request));
  wait_for_requests(1);
  CHECK(requests[0].headers.find("X-Good") == "1");
  CHECK_FALSE(requests[0].headers.find("X-Evil"));
  CHECK_FALSE(requests[0].headers.find("X-Bad"));
  CHECK(requests[0].headers.find("Content-Length") == "1");
  CHECK(requests[0].body == "x");
}

TEST_CASE_METHOD(Fixture, "Client: the callback never comes from inside send()", "[http]") {
  send(post(port));
  auto bad = post(port);
  bad.url = "nonsense";
  send(bad);
  CHECK(results.empty());
  CHECK(client->in_flight() == 2);
  wait_for_results(2);
  settle();
  CHECK(results.size() == 2);
  CHECK(client->in_flight() == 0);
}

TEST_CASE_METHOD(Fixture, "Client: what is no http URL is said to be none", "[http]") {
  const std::string bad = GENERATE(values<std::string>(
      {"", "nonsense", "/path", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http://a:b/",
       "http://a b/", "http://a/\r\nX: y", std::string("http://a/\0", 10)}));
  CAPTURE(bad);
  auto request = post(port);
  request.url = bad;
  auto result = result_of(std::move(request));
  REQUIRE_FALSE(result);
  CHECK(result.error().kind == ClientErrorKind::bad_url);
  CHECK(result.error().message.find("POST " + bad) != std::string::npos);
}

TEST_CASE_METHOD(Fixture, "Client: a port that nobody listens on is unreachable", "[http]") {
  raw.listener->close();
  auto result = result_of(post(raw.port()));
  REQUIRE_FALSE(result);
  CHECK(result.error().kind == ClientErrorKind::unreachable);
  CHECK(result.error().message ==
        "cannot reach 127.0.0.1:" + std::to_string(raw.port()) + ": Connection refused");
}

TEST_CASE_METHOD(Fixture, "Client: a connection that breaks inside of an answer is unreachable",
                 "[http]") {
  const std::string part = GENERATE(values<std::string>(
      {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", "nonsense\r\n\r\n"}));
  CAPTURE(part);
  send(post(raw.port(), "body"));
  auto& peer = wait_for_peer(0, "body");
  peer.send(part);
  settle();
  peer.close();
  wait_for_results(1);
  REQUIRE_FALSE(results[0]);
  CHECK(results[0].error().kind == ClientErrorKind::unreachable);
  CHECK(results[0].error().message.find("cannot reach 127.0.0.1:" + std::to_string(raw.port()) +
                                        ": ") == 0);
}

TEST_CASE_METHOD(Fixture, "Client: an answer that does not come in time is given up", "[http]") {
  auto request = post(raw.port(), "first");
  request.timeout = 30ms;
  const auto began = std::chrono::steady_clock::now();
  auto result = result_of(std::move(request));
  CHECK(std::chrono::steady_clock::now() - began >= 30ms);
  REQUIRE_FALSE(result);
  CHECK(result.error().kind == ClientErrorKind::timed_out);
  CHECK(result.error().message ==
        "127.0.0.1:" + std::to_string(raw.port()) + " gave no answer within 30 ms");
  // The other side learns of it, and the next request has a connection of its own.
  run_until("the connection's end", [&] { return !raw.peers.empty() && raw.peers[0]->ended; });
  send(post(raw.port(), "second"));
  wait_for_peer(1, "second").send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine");
  wait_for_results(2);
  REQUIRE(results[1]);
  CHECK(results[1]->body == "fine");
}

TEST_CASE_METHOD(Fixture, "Client: an answer that drips is timed to its last byte", "[http]") {
  auto request = post(raw.port(), "body");
  request.timeout = 60ms;
  send(std::move(request));
  auto& peer = wait_for_peer(0, "body");
  peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
  run_until("the result", [&] {
    peer.send("x");
    return !results.empty();
  });
  REQUIRE_FALSE(results[0]);
  CHECK(results[0].error().kind == ClientErrorKind::timed_out);
}

TEST_CASE_METHOD(Fixture, "Client: an answer over the limit is cut off", "[http]") {
  ClientOptions options;
  options.response_bytes = 1000;
  client = std::make_unique<Client>(loop, options);
  const std::string answer = GENERATE(values<std::string>({
      "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" + std::string(1001, 'x'),
      "HTTP/1.1 200 OK\r\n\r\n" + std::string(1001, 'x'),
      "HTTP/1.1 200 OK\r\nA: " + std::string(1001, 'x') + "\r\n",
      "HTTP/1.1 100 Continue\r\nA: " + std::string(600, 'x') +
          "\r\n\r\nHTTP/1.1 200 OK\r\nA: " + std::string(600, 'x') + "\r\n",
  }));
  CAPTURE(answer);
  send(post(raw.port(), "body"));
  wait_for_peer(0, "body").send(answer);
  wait_for_results(1);
  REQUIRE_FALSE(results[0]);
  CHECK(results[0].error().kind == ClientErrorKind::too_large);
  CHECK(results[0].error().message ==
        "the answer of 127.0.0.1:" + std::to_string(raw.port()) + " exceeds 1000 bytes");
}

TEST_CASE_METHOD(Fixture, "Client: interim answers and trailers are not the answer's head",
                 "[http]") {
  send(post(raw.port(), "body"));
  wait_for_peer(0, "body").send(
      "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n"
      "HTTP/1.1 200 OK\r\nX-Real:  1 \r\nTransfer-Encoding: chunked\r\n\r\n"
      "5\r\nhello\r\n0\r\nX-Late: 1\r\n\r\n");
  wait_for_results(1);
  REQUIRE(results[0]);
  CHECK(results[0]->status == 200);
  CHECK(results[0]->body == "hello");
  CHECK(results[0]->headers.find("X-Real") == "1");
  CHECK_FALSE(results[0]->headers.find("X-Early"));
  CHECK_FALSE(results[0]->headers.find("X-Late"));
}

TEST_CASE_METHOD(Fixture, "Client: proxies named in the environment are not asked", "[http]") {
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  ::setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
  const auto result = result_of(post(port));
  ::unsetenv("http_proxy");
  ::unsetenv("ALL_PROXY");
  CHECK(result);
}

TEST_CASE_METHOD(Fixture, "Client: destroyed, it calls nobody", "[http]") {
  send(post(raw.port(), "never answered"));
  send(post(raw.port(), "neither"));
  wait_for_peer(0, "r");
  wait_for_peer(1, "r");
  SECTION("with requests on their way") {
    client.reset();
    run_until("the connections' end", [&] { return raw.peers[0]->ended && raw.peers[1]->ended; });
    CHECK(raw.peers.size() == 2);
  }
  SECTION("with results that are not delivered yet") {
    auto bad = post(port);
    bad.url = "nonsense";
    send(std::move(bad));
    CHECK(client->in_flight() == 3);
    client.reset();
  }
  SECTION("from inside a callback, with others due") {
    int calls = 0;
    for (int i = 0; i < 2; ++i) {
      auto bad = post(port);
      bad.url = "nonsense";
      client->send(std::move(bad), [&](ClientResult result) {
        CHECK_FALSE(result);
        ++calls;
        client.reset();
      });
    }
    run_until("the callback", [&] { return calls > 0; });
    settle();
    CHECK(calls == 1);
  }
  settle();
  CHECK(results.empty());
}

TEST_CASE_METHOD(Fixture, "Client: a callback may send the next request", "[http]") {
  std::vector<std::string> bodies;
  std::function<void(int)> chain = [&](int left) {
    client->send(post(port, std::to_string(left)), [&, left](ClientResult result) {
      REQUIRE(result);
      bodies.push_back(result->body);
      if (left > 0) chain(left - 1);
    });
  };
  chain(3);
  run_until("the chain", [&] { return bodies.size() == 4; });
  CHECK(bodies == std::vector<std::string>{"POST / 3", "POST / 2", "POST / 1", "POST / 0"});
  CHECK(server->connection_count() == 1);
}
