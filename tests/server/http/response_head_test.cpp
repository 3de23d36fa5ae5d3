#include "server/http/response_head.h"

#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <string>

using namespace palaver::http;

namespace {

constexpr auto kDate = "Sun, 06 Nov 1994 08:49:37 GMT";

Response ok(std::string body) {
  Response response;
  response.body = std::move(body);
  return response;
}

}  // namespace

TEST_CASE("response_head: status, fields, date and length", "[http]") {
  auto response = ok("hello");
  response.headers.add("Content-Type", "text/plain");
  CHECK(response_head(response, kDate, Persistence::keep) ==
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
        "Content-Length: 5\r\n\r\n");
}

TEST_CASE("response_head: says whether the connection lives on where it must be said", "[http]") {
  const auto response = ok("");
  const std::string start =
      "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 0\r\n";
  CHECK(response_head(response, kDate, Persistence::keep) == start + "\r\n");
  CHECK(response_head(response, kDate, Persistence::close) == start + "Connection: close\r\n\r\n");
  CHECK(response_head(response, kDate, Persistence::keep_http_1_0) ==
        start + "Connection: keep-alive\r\n\r\n");
}

TEST_CASE("response_head: an upgrade that is offered is a connection option, too", "[http]") {
  Response response;
  response.status = 426;
  response.headers.add("Upgrade", "websocket");
  const std::string start =
      "HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\n"
      "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 0\r\n";
  CHECK(response_head(response, kDate, Persistence::keep) == start + "Connection: Upgrade\r\n\r\n");
  CHECK(response_head(response, kDate, Persistence::close) ==
        start + "Connection: close, Upgrade\r\n\r\n");
}

TEST_CASE("response_head: no field can end itself and begin another", "[http]") {
  auto response = ok("");
  response.headers.add("X-Value", "a\r\nSet-Cookie: evil=1");
  response.headers.add("X-Line", "a\nb");
  response.headers.add("X-Null", std::string("a\0b", 3));
  response.headers.add("X: y\r\nSet-Cookie", "evil=1");
  response.headers.add("", "no name");
  response.headers.add("X-Good", "stays");
  const auto head = response_head(response, kDate, Persistence::keep);
  CHECK(head ==
        "HTTP/1.1 200 OK\r\nX-Good: stays\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
        "Content-Length: 0\r\n\r\n");
}

TEST_CASE("response_head: the message's framing is ours alone", "[http]") {
  auto response = ok("hello");
  response.headers.add("content-length", "3");
  response.headers.add("Transfer-Encoding", "chunked");
  response.headers.add("CONNECTION", "keep-alive");
  response.headers.add("date", "yesterday");
  CHECK(response_head(response, kDate, Persistence::close) ==
        "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 5\r\n"
        "Connection: close\r\n\r\n");
}

TEST_CASE("response_head: statuses without a body have no length", "[http]") {
  for (const int status : {204, 304}) {
    auto response = ok("dropped");
    response.status = status;
    CAPTURE(status);
    CHECK(response_head(response, kDate, Persistence::keep).find("Content-Length") ==
          std::string::npos);
    CHECK_FALSE(has_body(status));
  }
  CHECK_FALSE(has_body(101));
  CHECK(has_body(200));
  CHECK(has_body(404));
}

TEST_CASE("response_head: a shared body counts instead of the other", "[http]") {
  auto response = ok("");
  response.shared_body = std::make_shared<const std::string>("shared");
  CHECK(body_of(response) == "shared");
  CHECK(response_head(response, kDate, Persistence::keep).find("Content-Length: 6\r\n") !=
        std::string::npos);
}

TEST_CASE("upgrade_head: the fields of a handshake, guarded as any", "[http]") {
  CHECK(upgrade_head({{"Upgrade", "websocket"},
                      {"Connection", "Upgrade"},
                      {"Sec-WebSocket-Protocol", "chat\r\nX: y"}},
                     kDate) ==
        "HTTP/1.1 101 Switching Protocols\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
}
