#include "server/gateway/switchboard.h"

#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <string>
#include <vector>

#include "tests/server/gateway/gateway_fixture.h"
#include "tests/server/support/http_request.h"

namespace palaver::testing {
namespace {

// Two gateways with a loop each, all in the test's thread: it turns the loops one after the other.
class TwoLoops {
 public:
  TwoLoops() {
    auto served = gateway::ServedApi::create(callback_api());
    REQUIRE(served);
    commons.apis().add(std::move(*served));
    for (std::size_t index = 0; index < 2; ++index) {
      seats.push_back(std::make_unique<Seated>(*this, gateway::Seat{index, 2}));
    }
  }

  struct Seated : LoopFixture {
    Seated(TwoLoops& all, const gateway::Seat& seat)
        : carrier(loop),
          reports(metrics, nullptr, std::nullopt),
          gateway(loop, carrier, all.signers, reports, all.commons,
                  log::Logger::to_stderr(log::Level::off), {}, seat),
          endpoint(all.switchboard, gateway, all.signers, {.extensions = true}),
          server(loop, {},
                 [this](const http::Request& request,
                        const std::shared_ptr<http::Exchange>& exchange) {
                   endpoint.handle(request, exchange);
                 }) {
      all.switchboard.seat(loop, gateway);
      const auto listening = server.listen("127.0.0.1", 0);
      REQUIRE(listening);
      port = *listening;
    }
    ScriptedCarrier carrier;
    metrics::Registry metrics;
    gateway::Reports reports;
    gateway::Gateway gateway;
    gateway::Endpoint endpoint;
    http::Server server;
    std::uint16_t port = 0;
  };

  template <class Predicate>
  void run_until(std::string_view what, Predicate happened) {
    const auto deadline = std::chrono::steady_clock::now() + kDeadline;
    while (!happened()) {
      if (std::chrono::steady_clock::now() >= deadline) FAIL("waited in vain for: " << what);
      for (auto& seat : seats) seat->loop.run_turn(std::chrono::milliseconds{1});
    }
  }

  struct Connected {
    std::unique_ptr<WebSocketClient> socket;
    std::string id;
  };
  // A client of that seat, and the id that its $connect told.
  Connected connect(std::size_t seat) {
    Seated& at = *seats[seat];
    auto socket = std::make_unique<WebSocketClient>(at.loop, at.port, Handshake{});
    run_until("the 101", [&] { return socket->open(); });
    const auto body = nlohmann::json::parse(at.carrier.requests.back().body);
    return {std::move(socket), body.at("Id").get<std::string>()};
  }

  HttpText request(std::size_t seat, std::string_view method, const std::string& target,
                   std::string_view body = {}) {
    return http_request(
        seats[seat]->loop, seats[seat]->port,
        [this](std::string_view what, auto happened) { run_until(what, happened); }, method, target,
        body);
  }

  const gateway::Signers signers;
  gateway::Commons commons{{}, 3};
  gateway::Switchboard switchboard;
  std::vector<std::unique_ptr<Seated>> seats;
};

}  // namespace

TEST_CASE("Switchboard: an id tells whose the connection is", "[gateway]") {
  TwoLoops loops;
  for (std::size_t seat : {0U, 1U, 0U}) {
    CHECK(loops.switchboard.owner_of(loops.connect(seat).id) == seat);
  }
}

TEST_CASE("Switchboard: @connections on one loop reaches the connections of the other",
          "[gateway]") {
  TwoLoops loops;
  const auto far = loops.connect(1);
  const std::string address = "/dev/@connections/" + far.id;
  CHECK(loops.request(0, "GET", address).status == 200);
  CHECK(loops.request(0, "POST", address, "hello").status == 200);
  loops.run_until("the text", [&] { return far.socket->texts().size() == 1; });
  CHECK(loops.request(0, "DELETE", address).status == 204);
  loops.run_until("the close", [&] { return far.socket->closed().has_value(); });
  CHECK(loops.request(0, "GET", address).status == 410);
}

TEST_CASE("Switchboard: lists and groups are of all loops", "[gateway]") {
  TwoLoops loops;
  const auto first = loops.connect(0);
  const auto second = loops.connect(1);
  for (const std::string& id : {first.id, second.id}) {
    CHECK(loops.request(0, "PUT", "/dev/@groups/all/connections/" + id).status == 204);
  }
  const auto members = nlohmann::json::parse(loops.request(1, "GET", "/dev/@groups/all").body);
  CHECK(members.at("connectionIds").size() == 2);
  const auto answer = nlohmann::json::parse(
      loops.request(0, "POST", "/dev/@groups/all?except=" + first.id, "to the second").body);
  CHECK(answer.at("accepted") == 1);
  const nlohmann::json list{{"connectionIds", {first.id, second.id, "AAAAAAAAAAAAAAA="}},
                            {"data", "to both"}};
  const auto posted =
      nlohmann::json::parse(loops.request(1, "POST", "/dev/@connections", list.dump()).body);
  CHECK(posted.at("accepted") == 2);
  CHECK(posted.at("gone") == nlohmann::json{"AAAAAAAAAAAAAAA="});
  loops.run_until("the texts", [&] {
    return first.socket->texts().size() == 1 && second.socket->texts().size() == 2;
  });
  CHECK(first.socket->texts() == std::vector<std::string>{"to both"});
  CHECK(second.socket->texts() == std::vector<std::string>{"to the second", "to both"});
}

TEST_CASE("Switchboard: a text for many crosses to each loop, and who is gone is told at home",
          "[gateway]") {
  TwoLoops loops;
  const auto first = loops.connect(0);
  const auto second = loops.connect(1);
  std::string gone_id = gateway::make_connection_id({1, 2});
  const auto recipients = std::make_shared<gateway::Recipients>(
      std::vector<std::string>{first.id, second.id, gone_id}, 2);
  std::vector<std::string> gone;
  const auto failed = [&gone](const std::string& id, gateway::Posted why) {
    CHECK(why == gateway::Posted::gone);
    gone.push_back(id);
  };
  loops.switchboard.post_to(0, recipients, std::make_shared<const std::string>("one"), {}, failed);
  loops.switchboard.post_to(0, recipients, std::make_shared<const std::string>("two"), second.id,
                            failed);
  loops.run_until("the texts",
                  [&] { return first.socket->texts().size() == 2 && gone.size() == 2; });
  CHECK(second.socket->texts() == std::vector<std::string>{"one"});
  CHECK(gone == std::vector<std::string>{gone_id, gone_id});
}

TEST_CASE("Switchboard: the limit of connections is for all loops together", "[gateway]") {
  TwoLoops loops;
  std::vector<TwoLoops::Connected> there;
  for (std::size_t seat : {0U, 1U, 1U}) there.push_back(loops.connect(seat));
  WebSocketClient refused(loops.seats[0]->loop, loops.seats[0]->port, Handshake{});
  loops.run_until("a refusal", [&] { return refused.answer().has_value(); });
  CHECK(refused.answer()->status == 429);
  there.back().socket->send_close(1000);
  loops.run_until("a free place", [&] { return loops.commons.connections() == 2; });
  CHECK_NOTHROW(loops.connect(0));
}

}  // namespace palaver::testing
