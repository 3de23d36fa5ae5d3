// An HTTP server on a free loopback port, in the test's own loop, with a handler the test gives it.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/http/server.h"
#include "tests/server/support/http_text.h"
#include "tests/server/support/loop_fixture.h"
#include "tests/server/support/raw_client.h"

namespace palaver::testing {

class HttpFixture : public LoopFixture {
 public:
  explicit HttpFixture(net::PollerKind kind = net::PollerKind::automatic) : LoopFixture(kind) {
    serve({});
  }

  // Starts the server anew, with other options.
  void serve(http::ServerOptions options) {
    server = std::make_unique<http::Server>(
        loop, options, [this](http::Request request, std::shared_ptr<http::Exchange> exchange) {
          handler(std::move(request), std::move(exchange));
        });
    const auto listening = server->listen("127.0.0.1", 0);
    REQUIRE(listening);
    port = *listening;
  }

  // Waits for the next whole response.
  HttpText receive(RawClient& client, HttpBody kind = HttpBody::by_length) {
    std::optional<HttpText> response;
    run_until("a response", [&] {
      response = take_response(client.received(), kind);
      return response.has_value() || client.ended();
    });
    INFO("received: " << client.received());
    REQUIRE(response);
    return *response;
  }
  void wait_for_end(RawClient& client) {
    run_until("the end of the connection", [&] { return client.ended(); });
  }
  // Turns until as many requests were kept by keep_requests().
  void wait_for_requests(std::size_t count) {
    run_until("requests", [&] { return exchanges.size() >= count; });
  }

  // The handler answers nothing: requests and exchanges are the test's.
  void keep_requests() {
    handler = [this](http::Request request, std::shared_ptr<http::Exchange> exchange) {
      requests.push_back(std::move(request));
      exchanges.push_back(std::move(exchange));
    };
  }

  static http::Response text_response(std::string body) {
    http::Response response;
    response.headers.add("Content-Type", "text/plain");
    response.body = std::move(body);
    return response;
  }

  // By default: 200 with the request's method, target and body.
  http::Server::Handler handler = [](http::Request request,
                                     std::shared_ptr<http::Exchange> exchange) {
    exchange->respond(text_response(request.method + ' ' + request.target + ' ' + request.body));
  };
  std::vector<http::Request> requests;
  std::vector<std::shared_ptr<http::Exchange>> exchanges;
  std::unique_ptr<http::Server> server;
  std::uint16_t port = 0;
};

}  // namespace palaver::testing
