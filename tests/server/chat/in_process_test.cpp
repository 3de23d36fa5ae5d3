#include "server/chat/in_process.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "tests/server/gateway/gateway_fixture.h"

namespace palaver::testing {
namespace {

std::shared_ptr<const std::string> text(std::string content) {
  return std::make_shared<const std::string>(std::move(content));
}

}  // namespace

TEST_CASE("In process, one text for many connections reaches each of them", "[chat]") {
  GatewayFixture fixture;
  chat::InProcessPublisher publisher(fixture.loop);
  publisher.attach(fixture.gateway);
  auto first = fixture.connected_client();
  auto second = fixture.connected_client();
  const auto shared = text("hello");
  int gone = 0;
  publisher.publish({fixture.connection_id(0), fixture.connection_id(1)}, shared,
                    [&](const std::string&) { ++gone; });
  publisher.publish({fixture.connection_id(0)}, text("other"), [&](const std::string&) { ++gone; });
  fixture.run_until("the texts",
                    [&] { return first->texts().size() == 2 && second->texts().size() == 1; });
  CHECK(first->texts() == std::vector<std::string>{"hello", "other"});
  CHECK(second->texts()[0] == "hello");
  CHECK(gone == 0);
}

TEST_CASE("In process, a connection that is not there is called gone, later", "[chat]") {
  GatewayFixture fixture;
  chat::InProcessPublisher publisher(fixture.loop);
  publisher.attach(fixture.gateway);
  auto client = fixture.connected_client();
  std::vector<std::string> gone;
  publisher.publish({"AAAAAAAAAAAAAAA=", fixture.connection_id(), "AAAAAAAAAAAAAAB="},
                    text("hello"), [&](const std::string& id) { gone.push_back(id); });
  CHECK(gone.empty());
  fixture.run_until("the text", [&] { return client->texts().size() == 1; });
  CHECK(gone == std::vector<std::string>{"AAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAB="});
}

TEST_CASE("In process, a client that must miss a text is closed instead", "[chat]") {
  gateway::GatewayOptions options;
  options.limits.send_queue_bytes = 1;
  options.limits.frames = {100, 100};
  GatewayFixture fixture(options);
  chat::InProcessPublisher publisher(fixture.loop);
  publisher.attach(fixture.gateway);
  auto client = fixture.connected_client();
  SECTION("its queue is full") {
    publisher.publish({fixture.connection_id()}, text("one"), [](const std::string&) {});
    publisher.publish({fixture.connection_id()}, text("two"), [](const std::string&) {});
    CHECK(fixture.closing_of(*client).code == 1013);
    CHECK(client->texts() == std::vector<std::string>{"one"});
  }
  SECTION("the text is too long") {
    publisher.publish({fixture.connection_id()}, text(std::string(101, 'x')),
                      [](const std::string&) {});
    CHECK(fixture.closing_of(*client).code == 1011);
  }
}

TEST_CASE("In process, the backend answers later, and not after it has ended", "[chat]") {
  LoopFixture fixture;
  chat::InProcessPublisher publisher(fixture.loop);
  chat::Backend backend(publisher, log::Logger::to_stderr(log::Level::off), "epoch");
  int answers = 0;
  {
    chat::InProcessBackend local(fixture.loop, backend);
    const auto expect = [&answers](int status) {
      return [&answers, status](const gateway::IntegrationAnswer& answer) {
        ++answers;
        CHECK(answer.status == status);
      };
    };
    local.call("chat/connect", R"({"Id":"a"})", expect(200));
    CHECK(answers == 0);
    fixture.settle();
    CHECK(answers == 1);
    local.call("chat/nowhere", "{}", expect(404));
    local.call("other/connect", R"({"Id":"c"})", expect(404));
    fixture.settle();
    CHECK(answers == 3);
    local.call("chat/connect", R"({"Id":"b"})", expect(200));
  }
  fixture.settle();
  CHECK(answers == 3);
  CHECK(backend.hub().connection_count() == 1);
}

}  // namespace palaver::testing
