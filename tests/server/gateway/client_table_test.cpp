#include "server/gateway/client_table.h"

#include <catch2/catch_test_macros.hpp>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "core/gateway/callback_api.h"
#include "server/gateway/ids.h"
#include "tests/server/support/loop_fixture.h"
#include "tests/server/support/stream_pair.h"

namespace palaver::testing {
namespace {

using gateway::Client;
using gateway::ClientTable;

struct Nobody : gateway::ClientHandler {
  gateway::Handled on_message(Client&, std::string_view) override { return gateway::Handled::now; }
  void on_closed(Client&, const gateway::Closing&) override {}
  void on_finished(Client&) override {}
};

struct Fixture : LoopFixture {
  Fixture() {
    auto served = gateway::ServedApi::create(gateway::callback_api("http://backend.test", "dev"));
    REQUIRE(served);
    api = std::move(*served);
  }

  std::unique_ptr<Client> client(const std::string& id) {
    gateway::ConnectionContext context;
    context.connection_id = id;
    return std::make_unique<Client>(
        loop, nobody, *api->find_stage("dev"), context,
        std::make_unique<net::Stream>(loop, std::move(SocketPair().ours)), limits);
  }

  Nobody nobody;
  gateway::ConnectionLimits limits;
  std::unique_ptr<gateway::ServedApi> api;
};

}  // namespace

TEST_CASE("ClientTable: a place is one client's, whoever sits there next", "[gateway]") {
  Fixture fixture;
  ClientTable table;
  CHECK(table.find("a") == nullptr);
  CHECK(table.at(table.place_of("a")) == nullptr);
  Client& first = table.add(fixture.client("a"));
  const auto place = table.place_of("a");
  CHECK(table.at(place) == &first);
  table.remove("a");
  CHECK(table.at(place) == nullptr);
  Client& second = table.add(fixture.client("b"));
  CHECK(table.place_of("b").slot == place.slot);
  CHECK(table.at(place) == nullptr);
  CHECK(table.at(table.place_of("b")) == &second);
  table.remove("a");
  CHECK(table.size() == 1);
}

TEST_CASE("ClientTable: whoever comes and goes, exactly those that are there are found",
          "[gateway]") {
  Fixture fixture;
  std::mt19937 random(5);
  ClientTable table;
  std::map<std::string, Client*> expected;
  std::vector<std::string> gone;
  for (int step = 0; step < 1500; ++step) {
    if (random() % 5 < 3 || expected.empty()) {
      const std::string id = gateway::make_id();
      expected[id] = &table.add(fixture.client(id));
    } else {
      auto chosen = expected.begin();
      std::advance(chosen, static_cast<int>(random() % expected.size()));
      gone.push_back(chosen->first);
      table.remove(chosen->first);
      expected.erase(chosen);
    }
    if (step % 100 != 99) continue;
    REQUIRE(table.size() == expected.size());
    for (const auto& [id, client] : expected) REQUIRE(table.find(id) == client);
    for (const std::string& id : gone) REQUIRE(table.find(id) == nullptr);
    std::size_t seen = 0;
    table.each([&](Client& client) { seen += expected.count(std::string(client.id())); });
    REQUIRE(seen == expected.size());
  }
}

}  // namespace palaver::testing
