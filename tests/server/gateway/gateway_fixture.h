// A gateway behind a real HTTP server on loopback, whose integration does what the test says.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "core/gateway/callback_api.h"
#include "server/common/logger.h"
#include "server/gateway/endpoint.h"
#include "server/gateway/gateway.h"
#include "server/gateway/integration.h"
#include "server/http/server.h"
#include "tests/server/support/loop_fixture.h"
#include "tests/server/support/websocket_client.h"

namespace palaver::testing {

// Records what it is asked. Answers 200 by itself, or waits for answer() when `hold` is set.
class ScriptedIntegration : public gateway::Integration {
 public:
  explicit ScriptedIntegration(net::EventLoop& loop) : loop_(loop) {}

  void invoke(gateway::IntegrationRequest request, Callback callback) override {
    requests.push_back(std::move(request));
    callbacks_.push_back(std::move(callback));
    if (!hold) answer(requests.size() - 1, {});
  }

  // Answers the `index`th request, at the end of the turn.
  void answer(std::size_t index, gateway::IntegrationResult result) {
    loop_.defer([callback = std::exchange(callbacks_.at(index), nullptr),
                 result = std::move(result)] { callback(result); });
  }

  // The requests of one route, in order.
  std::vector<gateway::IntegrationRequest> of(std::string_view route_key) const {
    std::vector<gateway::IntegrationRequest> found;
    for (const auto& request : requests) {
      if (request.route_key == route_key) found.push_back(request);
    }
    return found;
  }

  bool hold = false;
  std::vector<gateway::IntegrationRequest> requests;

 private:
  net::EventLoop& loop_;
  std::vector<Callback> callbacks_;
};

inline gateway::IntegrationResult status(int code) {
  gateway::IntegrationResult result;
  result.status = code;
  return result;
}
inline gateway::IntegrationResult failed() {
  return {gateway::IntegrationOutcome::failed, 0, {}, "connection refused"};
}
inline gateway::IntegrationResult timed_out() {
  return {gateway::IntegrationOutcome::timed_out, 0, {}, "no answer in 29 s"};
}

class GatewayFixture : public LoopFixture {
 public:
  explicit GatewayFixture(gateway::GatewayOptions options = {},
                          net::PollerKind poller = net::PollerKind::automatic)
      : LoopFixture(poller),
        integration(loop),
        gateway(loop, gateway::callback_api(), integration,
                log::Logger::to_stream(log_text, log::Level::debug), std::move(options)),
        server_(
            loop, {},
            [this](const http::Request& request, const std::shared_ptr<http::Exchange>& exchange) {
              if (gateway::handle(gateway, request, exchange)) return;
              exchange->respond(http::json_message(404, "not the gateway's"));
            }) {
    const auto listening = server_.listen("127.0.0.1", 0);
    REQUIRE(listening);
    port = *listening;
  }

  std::unique_ptr<WebSocketClient> client(const Handshake& handshake = {},
                                          std::string_view early = {}, int receive_bytes = 0) {
    return std::make_unique<WebSocketClient>(loop, port, handshake, early, receive_bytes);
  }

  // A client whose handshake is through.
  std::unique_ptr<WebSocketClient> connected_client(int receive_bytes = 0) {
    auto opened = client({}, {}, receive_bytes);
    run_until("the 101", [&] { return opened->open(); });
    return opened;
  }

  // The id of the `index`th client that connected, from the body of its $connect.
  std::string connection_id(std::size_t index = 0) const {
    const auto connects = integration.of("$connect");
    return nlohmann::json::parse(connects.at(index).body).at("Id").get<std::string>();
  }

  HttpText request(std::string_view method, const std::string& target, std::string_view body = {}) {
    RawClient raw(loop, port);
    raw.send(std::string(method) + " " + target +
             " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
             "\r\n\r\n" + std::string(body));
    std::optional<HttpText> answer;
    run_until("an answer to " + std::string(method) + " " + target, [&] {
      if (!answer) answer = take_response(raw.received());
      return answer.has_value();
    });
    return *answer;
  }

  void wait_for_requests(std::size_t count) {
    run_until("callback number " + std::to_string(count),
              [&] { return integration.requests.size() >= count; });
  }

  // The close frame that `client` is sent, and the end of TCP after it.
  WebSocketClient::Closed closing_of(WebSocketClient& client) {
    run_until("a close frame", [&] { return client.closed().has_value(); });
    return *client.closed();
  }

  // What $disconnect was logged with: its body holds only the id. "1000 Connection Closed Normally"
  bool logged(std::string_view text) const {
    return log_text.str().find(text) != std::string::npos;
  }

  std::ostringstream log_text;
  ScriptedIntegration integration;
  gateway::Gateway gateway;
  std::uint16_t port = 0;

 private:
  http::Server server_;
};

}  // namespace palaver::testing
