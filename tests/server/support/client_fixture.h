// An HTTP client, and beside the well-behaved server of HttpFixture one that does what it is told.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/http/client.h"
#include "tests/server/support/http_fixture.h"
#include "tests/server/support/poller_kinds.h"
#include "tests/server/support/raw_server.h"

namespace palaver::testing {

// Run once for each poller.
struct ClientFixture : HttpFixture {
  ClientFixture()
      : HttpFixture(each_poller()), client(std::make_unique<http::Client>(loop)), raw(loop) {}

  static std::string url(std::uint16_t at_port, const std::string& path = "/") {
    return "http://127.0.0.1:" + std::to_string(at_port) + path;
  }
  static http::ClientRequest post(std::uint16_t at_port, std::string body = "") {
    http::ClientRequest request;
    request.url = url(at_port);
    request.body = std::move(body);
    return request;
  }
  // Starts the client anew, with other options.
  void use(http::ClientOptions options) {
    client = std::make_unique<http::Client>(loop, std::move(options));
  }
  void send(http::ClientRequest request) {
    client->send(std::move(request),
                 [this](http::ClientResult result) { results.push_back(std::move(result)); });
  }
  void wait_for_results(std::size_t count) {
    run_until("results", [&] { return results.size() >= count; });
  }
  http::ClientResult result_of(http::ClientRequest request) {
    results.clear();
    send(std::move(request));
    wait_for_results(1);
    return results[0];
  }
  // Waits until the raw server's connection has received `text`.
  RawServer::Peer& wait_for_peer(std::size_t index, std::string_view text) {
    run_until("a request at the raw server", [&] {
      return raw.peers.size() > index && raw.peers[index]->received.find(text) != std::string::npos;
    });
    return *raw.peers[index];
  }

  std::unique_ptr<http::Client> client;
  std::vector<http::ClientResult> results;
  RawServer raw;
};

}  // namespace palaver::testing
