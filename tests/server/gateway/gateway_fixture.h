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
#include "server/common/metrics.h"
#include "server/gateway/carrier.h"
#include "server/gateway/endpoint.h"
#include "server/gateway/gateway.h"
#include "server/gateway/reports.h"
#include "server/gateway/switchboard.h"
#include "server/http/server.h"
#include "tests/server/support/http_request.h"
#include "tests/server/support/loop_fixture.h"
#include "tests/server/support/websocket_client.h"

namespace palaver::testing {

// Carries calls nowhere: records them. Answers 200 by itself, or waits for answer() when `hold` is
// set.
class ScriptedCarrier : public gateway::Carrier {
 public:
  struct Request {
    std::string url;  // of an HTTP call; the function of a Lambda call
    std::string body;
    std::vector<gateway::NamedValue> headers;
    gateway::CallTerms terms;
  };

  explicit ScriptedCarrier(net::EventLoop& loop) : loop_(loop) {}

  void carry(gateway::HttpCall call, const gateway::CallTerms& terms, Callback callback) override {
    take({std::move(call.url), std::move(call.body), std::move(call.headers), terms},
         std::move(callback));
  }
  void carry(gateway::LambdaCall call, const gateway::CallTerms& terms,
             Callback callback) override {
    take({std::move(call.function), std::move(call.payload), {}, terms}, std::move(callback));
  }

  // Answers the `index`th request, at the end of the turn.
  void answer(std::size_t index, gateway::IntegrationAnswer answer) {
    loop_.defer([callback = std::exchange(callbacks_.at(index), nullptr),
                 answer = std::move(answer)] { callback(answer); });
  }

  // The requests to one path of the callback API's backend, in order.
  std::vector<Request> to(std::string_view path) const {
    std::vector<Request> found;
    for (const Request& request : requests) {
      if (request.url == "http://backend.test" + std::string(path)) found.push_back(request);
    }
    return found;
  }

  bool hold = false;
  std::vector<Request> requests;

 private:
  void take(Request request, Callback callback) {
    requests.push_back(std::move(request));
    callbacks_.push_back(std::move(callback));
    if (!hold) answer(requests.size() - 1, {});
  }

  net::EventLoop& loop_;
  std::vector<Callback> callbacks_;
};

inline gateway::IntegrationAnswer status(int code) {
  gateway::IntegrationAnswer answer;
  answer.status = code;
  return answer;
}
inline gateway::IntegrationAnswer failed() {
  return {gateway::AnswerOutcome::unreachable, 0, {}, {}, "connection refused"};
}
inline gateway::IntegrationAnswer timed_out() {
  return {gateway::AnswerOutcome::timed_out, 0, {}, {}, "no answer in 29 s"};
}

inline gateway::model::Api callback_api() {
  return gateway::callback_api("http://backend.test", "dev");
}

// What holds for all gateways of a process.
struct CommonLimits {
  gateway::AccountLimits account;
  std::size_t connections = 100'000;
};

class GatewayFixture : public LoopFixture {
 public:
  explicit GatewayFixture(gateway::GatewayOptions options = {},
                          net::PollerKind poller = net::PollerKind::automatic,
                          gateway::model::Api api = callback_api(),
                          gateway::EndpointOptions endpoint_options = {},
                          const CommonLimits& limits = {})
      : LoopFixture(poller),
        carrier(loop),
        reports(metrics, nullptr, std::nullopt),
        commons(limits.account, limits.connections),
        gateway(loop, carrier, signers, reports, commons,
                log::Logger::to_stream(log_text, log::Level::debug), std::move(options)),
        endpoint_(switchboard, gateway, signers, endpoint_options),
        server_(
            loop, {},
            [this](const http::Request& request, const std::shared_ptr<http::Exchange>& exchange) {
              if (endpoint_.handle(request, exchange)) return;
              exchange->respond(http::json_message(404, "not the gateway's"));
            }) {
    auto served = gateway::ServedApi::create(std::move(api));
    REQUIRE(served);
    gateway.apis().add(std::move(*served));
    switchboard.seat(loop, gateway);
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
    const auto connects = carrier.to("/connect");
    return nlohmann::json::parse(connects.at(index).body).at("Id").get<std::string>();
  }

  HttpText request(std::string_view method, const std::string& target, std::string_view body = {}) {
    return http_request(
        loop, port, [this](std::string_view what, auto happened) { run_until(what, happened); },
        method, target, body);
  }

  void wait_for_requests(std::size_t count) {
    run_until("callback number " + std::to_string(count),
              [&] { return carrier.requests.size() >= count; });
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
  ScriptedCarrier carrier;
  metrics::Registry metrics;
  gateway::Signers signers;
  gateway::Reports reports;
  gateway::Commons commons;
  gateway::Gateway gateway;
  gateway::Switchboard switchboard;
  std::uint16_t port = 0;

 private:
  gateway::Endpoint endpoint_;
  http::Server server_;
};

}  // namespace palaver::testing
