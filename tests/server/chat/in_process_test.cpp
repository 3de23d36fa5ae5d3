#include "server/chat/in_process.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "tests/core/support/allocations.h"
#include "tests/server/gateway/gateway_fixture.h"

namespace palaver::testing {
namespace {

struct PublishingFixture : GatewayFixture {
  explicit PublishingFixture(gateway::GatewayOptions options = {})
      : GatewayFixture(std::move(options)) {}

  void publish(std::vector<std::string> ids, std::string text, std::string except = {}) {
    publisher.publish({std::make_shared<const chat::Audience>(std::move(ids)), std::move(except),
                       std::make_shared<const std::string>(std::move(text))},
                      [this](const std::string& id) { gone.push_back(id); });
  }

  chat::InProcessPublisher publisher{loop, switchboard, 0};
  std::vector<std::string> gone;
};

}  // namespace

TEST_CASE("In process, one text for many connections reaches each of them", "[chat]") {
  PublishingFixture fixture;
  auto first = fixture.connected_client();
  auto second = fixture.connected_client();
  fixture.publish({fixture.connection_id(0), fixture.connection_id(1)}, "hello");
  fixture.publish({fixture.connection_id(0)}, "other");
  fixture.publish({fixture.connection_id(0), fixture.connection_id(1)}, "last",
                  fixture.connection_id(0));
  fixture.run_until("the texts",
                    [&] { return first->texts().size() == 2 && second->texts().size() == 2; });
  CHECK(first->texts() == std::vector<std::string>{"hello", "other"});
  CHECK(second->texts() == std::vector<std::string>{"hello", "last"});
  CHECK(fixture.gone.empty());
}

TEST_CASE("In process, an audience is good for many texts, whoever comes and goes", "[chat]") {
  PublishingFixture fixture;
  auto first = fixture.connected_client();
  auto second = fixture.connected_client();
  const auto audience = std::make_shared<const chat::Audience>(
      std::vector<std::string>{fixture.connection_id(0), fixture.connection_id(1)});
  const auto say = [&](std::string text) {
    fixture.publisher.publish({audience, {}, std::make_shared<const std::string>(std::move(text))},
                              [&](const std::string& id) { fixture.gone.push_back(id); });
  };
  say("one");
  fixture.run_until("the first text", [&] { return first->texts().size() == 1; });
  first->send_close(1000);
  fixture.run_until("one connection", [&] { return fixture.gateway.connection_count() == 1; });
  // Sits where the first sat, and is not of the audience.
  auto third = fixture.connected_client();
  say("two");
  fixture.run_until("the second text", [&] { return second->texts().size() == 2; });
  fixture.settle();
  CHECK(third->texts().empty());
  CHECK(fixture.gone == std::vector<std::string>{fixture.connection_id(0)});
}

TEST_CASE("In process, what a text costs in allocations does not grow with its receivers",
          "[chat]") {
  PublishingFixture fixture;
  std::vector<std::unique_ptr<WebSocketClient>> clients;
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < 12; ++i) {
    clients.push_back(fixture.connected_client());
    ids.push_back(fixture.connection_id(i));
  }
  const auto few = std::make_shared<const chat::Audience>(
      std::vector<std::string>(ids.begin(), ids.begin() + 2));
  const auto many = std::make_shared<const chat::Audience>(ids);
  const auto text = std::make_shared<const std::string>("hello");
  const auto say = [&](const std::shared_ptr<const chat::Audience>& audience) {
    const std::size_t before = palaver::support::allocations();
    fixture.publisher.publish({audience, {}, text}, [](const std::string&) {});
    const std::size_t cost = palaver::support::allocations() - before;
    fixture.settle();
    return cost;
  };
  // The first time looks the receivers up, and finds the pool empty.
  say(few);
  say(many);
  const std::size_t for_few = say(few);
  CHECK(say(many) == for_few);
}

TEST_CASE("In process, a connection that is not there is called gone, later", "[chat]") {
  PublishingFixture fixture;
  auto client = fixture.connected_client();
  fixture.publish({"AAAAAAAAAAAAAAA=", fixture.connection_id(), "AAAAAAAAAAAAAAB="}, "hello");
  CHECK(fixture.gone.empty());
  fixture.run_until("the text", [&] { return client->texts().size() == 1; });
  CHECK(fixture.gone == std::vector<std::string>{"AAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAB="});
}

TEST_CASE("In process, a client that must miss a text is closed instead", "[chat]") {
  gateway::GatewayOptions options;
  options.limits.send_queue_bytes = 1;
  options.limits.frames = {100, 100};
  PublishingFixture fixture(options);
  auto client = fixture.connected_client();
  SECTION("its queue is full") {
    fixture.publish({fixture.connection_id()}, "one");
    fixture.publish({fixture.connection_id()}, "two");
    // Not from inside: that somebody has left must not overtake what is being said.
    CHECK(fixture.gateway.describe(fixture.connection_id()));
    CHECK(fixture.closing_of(*client).code == 1013);
    CHECK(client->texts() == std::vector<std::string>{"one"});
  }
  SECTION("the text is too long") {
    fixture.publish({fixture.connection_id()}, std::string(101, 'x'));
    CHECK(fixture.closing_of(*client).code == 1011);
  }
}

TEST_CASE("In process, the chat answers on the loop that asked", "[chat]") {
  LoopFixture own;
  LoopFixture other;
  gateway::Switchboard switchboard;
  chat::InProcessPublisher publisher(own.loop, switchboard, 0);
  chat::Backend backend(publisher, log::Logger::to_stderr(log::Level::off), "epoch");
  chat::InProcessBackend near(own.loop, own.loop, backend);
  chat::InProcessBackend far(other.loop, own.loop, backend);
  int answers = 0;
  const auto expect = [&answers](int status) {
    return [&answers, status](const gateway::IntegrationAnswer& answer) {
      ++answers;
      CHECK(answer.status == status);
    };
  };
  near.call("chat/connect", R"({"Id":"a"})", expect(200));
  near.call("chat/nowhere", "{}", expect(404));
  near.call("other/connect", R"({"Id":"c"})", expect(404));
  CHECK(answers == 3);
  far.call("chat/connect", R"({"Id":"b"})", expect(200));
  CHECK(backend.hub().connection_count() == 1);
  own.settle();
  CHECK(backend.hub().connection_count() == 2);
  CHECK(answers == 3);
  other.settle();
  CHECK(answers == 4);
}

}  // namespace palaver::testing
