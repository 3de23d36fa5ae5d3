// The whole program in process, on real sockets: what `palaver serve`, and `palaver gateway` with
// `palaver backend`, do for clients.
#include "server/app/service.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cerrno>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "server/http/server.h"
#include "tests/server/support/loop_fixture.h"
#include "tests/server/support/temporary_folder.h"
#include "tests/server/support/websocket_client.h"

namespace palaver::testing {
namespace {

using app::Command;
using app::Options;
using nlohmann::json;

enum class Form { one_process, two_processes };

// A chat in either form. In the second both programs share the loop, and talk over HTTP as they
// would from two processes.
class ChatFixture : public LoopFixture {
 public:
  explicit ChatFixture(Form form = Form::one_process, Options front_options = {},
                       net::PollerKind poller = net::PollerKind::automatic)
      : LoopFixture(poller) {
    front_options.host = "127.0.0.1";
    front_options.port = 0;
    if (form == Form::two_processes) {
      // Each needs the other's port: the gateway is started for its port, and again when the
      // backend's is known.
      Options backend = front_options;
      backend.command = Command::backend;
      front_options.command = Command::gateway;
      front_options.backend_url = "http://127.0.0.1:1";
      front = start(front_options);
      front_options.port = front->port();
      backend.management_url = "http://127.0.0.1:" + std::to_string(front->port()) + "/dev";
      behind = start(backend);
      front_options.backend_url = "http://127.0.0.1:" + std::to_string(behind->port());
      front.reset();
    }
    front = start(front_options);
  }

  std::unique_ptr<WebSocketClient> connected_client() {
    auto client = std::make_unique<WebSocketClient>(loop, front->port());
    run_until("the 101", [&] { return client->open(); });
    return client;
  }

  // The next event that `client` is sent, taken.
  json next_event(WebSocketClient& client) {
    run_until("an event", [&] { return !client.texts().empty(); });
    const json event = json::parse(client.texts().front());
    client.texts().erase(client.texts().begin());
    return event;
  }

  HttpText get(std::uint16_t port, const std::string& target) {
    RawClient raw(loop, port);
    raw.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    std::optional<HttpText> answer;
    run_until("an answer to GET " + target, [&] {
      if (!answer) answer = take_response(raw.received());
      return answer.has_value();
    });
    return *answer;
  }

  void stop(app::Service& service) {
    bool stopped = false;
    service.stop([&] { stopped = true; });
    run_until("the stop", [&] { return stopped; });
  }

  std::ostringstream log_text;
  std::unique_ptr<app::Service> behind;
  std::unique_ptr<app::Service> front;

 private:
  std::unique_ptr<app::Service> start(const Options& options) {
    auto started =
        app::start_service(loop, options, log::Logger::to_stream(log_text, log::Level::debug));
    if (!started) FAIL(started.error().message);
    return std::move(*started);
  }
};

std::string join(const std::string& name) {
  return json{
      {"action", "sendMessage"},
      {"message", {{"type", "join"}, {"room", "general"}, {"name", name}, {"key", "key-" + name}}}}
      .dump();
}

}  // namespace

TEST_CASE("Three plain clients chat: each hears the others and not itself", "[app]") {
  const auto form = GENERATE(Form::one_process, Form::two_processes);
  const auto poller = GENERATE(net::PollerKind::epoll, net::PollerKind::poll);
  ChatFixture fixture(form, {}, poller);
  auto ada = fixture.connected_client();
  auto ben = fixture.connected_client();
  auto cy = fixture.connected_client();
  ada->send_chat("Hello world");
  CHECK(fixture.next_event(*ben).at("payload") == "Hello world");
  CHECK(fixture.next_event(*cy).at("payload") == "Hello world");
  ben->send_chat("Hi Ada");
  // The first that Ada hears is not her own.
  CHECK(fixture.next_event(*ada).at("payload") == "Hi Ada");
  CHECK(fixture.next_event(*cy).at("payload") == "Hi Ada");
  CHECK(ben->texts().empty());
}

TEST_CASE("Members see each other come, speak and go", "[app]") {
  const auto form = GENERATE(Form::one_process, Form::two_processes);
  ChatFixture fixture(form);
  auto ada = fixture.connected_client();
  ada->send_text(join("Ada"));
  const json joined = fixture.next_event(*ada);
  CHECK(joined.at("action") == "joined");
  CHECK(joined.at("self").at("name") == "Ada");

  auto ben = fixture.connected_client();
  ben->send_text(join("Ben"));
  CHECK(fixture.next_event(*ben).at("members").size() == 2);
  const json arrival = fixture.next_event(*ada);
  CHECK(arrival.at("action") == "memberJoined");
  CHECK(arrival.at("member").at("name") == "Ben");

  ben->send_chat("hi");
  const json message = fixture.next_event(*ada);
  CHECK(message.at("action") == "newMessage");
  CHECK(message.at("payload") == "hi");
  CHECK(message.at("author").at("name") == "Ben");

  ben->lose_connection();
  const json departure = fixture.next_event(*ada);
  CHECK(departure.at("action") == "memberLeft");
  CHECK(departure.at("member").at("name") == "Ben");
}

TEST_CASE("A burst arrives complete and in order", "[app]") {
  const auto form = GENERATE(Form::one_process, Form::two_processes);
  ChatFixture fixture(form);
  auto ada = fixture.connected_client();
  auto ben = fixture.connected_client();
  const int count = 100;
  for (int n = 0; n < count; ++n) ada->send_chat(std::to_string(n));
  for (int n = 0; n < count; ++n) {
    REQUIRE(fixture.next_event(*ben).at("payload") == std::to_string(n));
  }
}

TEST_CASE("What the gateway cannot route is told, and the chat goes on", "[app]") {
  const auto form = GENERATE(Form::one_process, Form::two_processes);
  ChatFixture fixture(form);
  auto ada = fixture.connected_client();
  auto ben = fixture.connected_client();
  ada->send_text("not json");
  CHECK(fixture.next_event(*ada).at("message") == "Forbidden");
  ada->send_chat("still here");
  CHECK(fixture.next_event(*ben).at("payload") == "still here");
}

TEST_CASE("Without its backend the gateway refuses clients with 504 and says why", "[app]") {
  ChatFixture fixture(Form::two_processes);
  auto ada = fixture.connected_client();
  fixture.behind.reset();
  WebSocketClient late(fixture.loop, fixture.front->port());
  fixture.run_until("a refusal", [&] { return late.answer().has_value(); });
  CHECK(late.answer()->status == 504);
  ada->send_chat("hello?");
  CHECK(fixture.next_event(*ada).at("message") == "Internal server error");
  CHECK(fixture.log_text.str().find(
            "message refused api=palaverapi stage=dev route=sendMessage connection=") !=
        std::string::npos);
}

TEST_CASE("A backend that is too slow is told to the client", "[app]") {
  LoopFixture backend;
  // It accepts and never answers.
  std::vector<std::shared_ptr<http::Exchange>> kept;
  http::Server silent(backend.loop, {},
                      [&](const http::Request&, const std::shared_ptr<http::Exchange>& exchange) {
                        kept.push_back(exchange);
                      });
  const auto port = silent.listen("127.0.0.1", 0);
  REQUIRE(port);
  Options options;
  options.command = Command::gateway;
  options.host = "127.0.0.1";
  options.port = 0;
  options.backend_url = "http://127.0.0.1:" + std::to_string(*port);
  options.callback_timeout = std::chrono::milliseconds{50};
  std::ostringstream log_text;
  auto started =
      app::start_service(backend.loop, options, log::Logger::to_stream(log_text, log::Level::info));
  REQUIRE(started);
  WebSocketClient client(backend.loop, (*started)->port());
  backend.run_until("a refusal", [&] { return client.answer().has_value(); });
  CHECK(client.answer()->status == 504);
  CHECK(client.answer()->body.find("Endpoint request timed out") != std::string::npos);
  CHECK(log_text.str().find(
            "handshake refused api=palaverapi stage=dev route=$connect connection=") !=
        std::string::npos);
}

TEST_CASE("A stop says 1001 to clients, and the backend hears that they have gone", "[app]") {
  const auto form = GENERATE(Form::one_process, Form::two_processes);
  ChatFixture fixture(form);
  auto ada = fixture.connected_client();
  auto ben = fixture.connected_client();
  bool stopped = false;
  fixture.front->stop([&] { stopped = true; });
  fixture.run_until("the close frames", [&] { return ada->closed() && ben->closed(); });
  CHECK(ada->closed()->code == 1001);
  CHECK(ben->closed()->reason == "Going away");
  ada->send_close(1001);
  ben->send_close(1001);
  fixture.run_until("the stop", [&] { return stopped; });
  CHECK(fixture.front->unfinished() == 0);
  const std::string log = fixture.log_text.str();
  const std::string disconnect = "callback route=$disconnect";
  const auto first = log.find(disconnect);
  REQUIRE(first != std::string::npos);
  CHECK(log.find(disconnect, first + 1) != std::string::npos);
  CHECK(log.find("callback failed") == std::string::npos);
  if (form == Form::two_processes) fixture.stop(*fixture.behind);
}

TEST_CASE("The limits of the command line are the gateway's", "[app]") {
  Options options;
  options.stage = "prod";
  options.frame_bytes = 100;
  options.message_bytes = 200;
  options.max_connections = 2;
  ChatFixture fixture(Form::one_process, options);
  const Handshake prod{.path = "/prod"};
  WebSocketClient ada(fixture.loop, fixture.front->port(), prod);
  WebSocketClient ben(fixture.loop, fixture.front->port(), prod);
  fixture.run_until("the 101s", [&] { return ada.open() && ben.open(); });
  WebSocketClient cy(fixture.loop, fixture.front->port(), prod);
  fixture.run_until("a refusal", [&] { return cy.answer().has_value(); });
  CHECK(cy.answer()->status == 429);
  ada.send_text(std::string(101, 'x'));
  fixture.run_until("a close frame", [&] { return ada.closed().has_value(); });
  CHECK(ada.closed()->code == 1009);
}

TEST_CASE("The web client is served beside the chat; without one the page says what to do",
          "[app]") {
  TemporaryFolder folder;
  Options options;
  options.web_root = folder / "client";
  SECTION("built") {
    folder.write("client/index.html", "<title>chat</title>");
    ChatFixture fixture(Form::one_process, options);
    const auto page = fixture.get(fixture.front->port(), "/");
    CHECK(page.status == 200);
    CHECK(page.body == "<title>chat</title>");
    CHECK(fixture.get(fixture.front->port(), "/missing.js").status == 404);
    CHECK(fixture.get(fixture.front->port(), "/dev").status == 426);
  }
  SECTION("built, on another stage than the page goes to by itself") {
    folder.write("client/index.html", "<title>chat</title>");
    options.stage = "prod";
    ChatFixture fixture(Form::one_process, options);
    const auto location = [&](const char* target) {
      const auto answer = fixture.get(fixture.front->port(), target);
      return std::to_string(answer.status) + " " + answer.header("location");
    };
    CHECK(location("/") == "302 /?endpoint=/prod");
    CHECK(location("/?room=kitchen") == "302 /?room=kitchen&endpoint=/prod");
    CHECK(location("/?endpoint=/prod") == "200 ");
    CHECK(location("/?room=a&endpoint=ws://localhost:1/dev") == "200 ");
  }
  SECTION("built, where an API of one's own has the chat's stage") {
    folder.write("client/index.html", "<title>chat</title>");
    folder.write("api.json", R"({
      "name": "mine", "routeSelectionExpression": "$request.body.action",
      "integrations": [{"integrationId": "it", "integrationType": "MOCK",
                        "requestTemplates": {"$default": "{\"statusCode\":200}"}}],
      "routes": [{"routeKey": "$default", "target": "integrations/it"}],
      "stages": [{"stageName": "dev"}]})");
    options.api_files = {folder / "api.json"};
    ChatFixture fixture(Form::one_process, options);
    const auto answer = fixture.get(fixture.front->port(), "/");
    CHECK(answer.status == 302);
    CHECK(answer.header("location") == "/?endpoint=/_aws/execute-api/palaverapi/dev");
    CHECK(fixture.front->endpoints() ==
          std::vector<std::string>{"/dev", "/_aws/execute-api/palaverapi/dev"});
  }
  SECTION("not built") {
    ChatFixture fixture(Form::one_process, options);
    const auto page = fixture.get(fixture.front->port(), "/");
    CHECK(page.status == 404);
    CHECK(page.body.find("tools/run") != std::string::npos);
    CHECK(fixture.log_text.str().find("warning no web client") != std::string::npos);
  }
}

TEST_CASE("A health check answers in every command", "[app]") {
  ChatFixture fixture(Form::two_processes);
  for (const auto* service : {fixture.front.get(), fixture.behind.get()}) {
    const auto answer = fixture.get(service->port(), "/healthz");
    CHECK(answer.status == 200);
    CHECK(answer.body == "ok\n");
  }
}

TEST_CASE("Connections of one address are limited, pages and WebSockets together", "[app]") {
  Options options;
  options.connections_per_address = 2;
  ChatFixture fixture(Form::one_process, options);
  auto ada = fixture.connected_client();
  RawClient page(fixture.loop, fixture.front->port());
  page.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  fixture.run_until("an answer", [&] { return !page.received().empty(); });
  for (int i = 0; i < 3; ++i) {
    RawClient more(fixture.loop, fixture.front->port());
    fixture.run_until("the end", [&] { return more.ended(); });
  }
  const std::string log = fixture.log_text.str();
  const std::size_t line = log.find("too many connections of one address");
  REQUIRE(line != std::string::npos);
  CHECK(log.find("peer=127.0.0.1 connections=1 limit=2 flag=--connections-per-address") !=
        std::string::npos);
  CHECK(log.find("too many connections of one address", line + 1) == std::string::npos);
  ada->lose_connection();
  page.close();
  // Room comes when the server has seen them go.
  fixture.run_until("room", [&] {
    WebSocketClient ben(fixture.loop, fixture.front->port());
    fixture.run_until("an answer or the end", [&] { return ben.open() || ben.raw().ended(); });
    return ben.open();
  });
}

TEST_CASE("The chat lets in its own pages, an API of one's own any", "[app]") {
  TemporaryFolder folder;
  folder.write("api.json", R"({
    "name": "mine", "routeSelectionExpression": "$request.body.action",
    "integrations": [{"integrationId": "it", "integrationType": "MOCK",
                      "requestTemplates": {"$default": "{\"statusCode\":200}"}}],
    "routes": [{"routeKey": "$default", "target": "integrations/it"}],
    "stages": [{"stageName": "mine"}]})");
  Options options;
  options.api_files = {folder / "api.json"};
  const bool given = GENERATE(false, true);
  CAPTURE(given);
  if (given) options.allowed_origins = *gateway::OriginPolicy::of({"self"});
  ChatFixture fixture(Form::one_process, options);
  const auto status_for = [&](const char* path, const char* origin) {
    WebSocketClient client(fixture.loop, fixture.front->port(),
                           {.path = path, .more = std::string("Origin: ") + origin + "\r\n"});
    fixture.run_until("an answer", [&] { return client.answer().has_value(); });
    return client.answer()->status;
  };
  CHECK(status_for("/dev", "https://evil.example") == 403);
  CHECK(status_for("/dev", "http://localhost") == 101);
  CHECK(status_for("/dev", "null") == (given ? 403 : 101));
  CHECK(status_for("/mine", "https://evil.example") == (given ? 403 : 101));
}

TEST_CASE("A port that this user may not have is a mistake of usage", "[app]") {
  Options options;
  options.port = 80;
  const auto error = app::cannot_listen(options, {EACCES, "bind", "listen on localhost:80"});
  CHECK(error.exit_code == app::kBadUsage);
  CHECK(error.message ==
        "cannot listen on localhost:80: Permission denied; choose a port above 1023 with --port");
}

}  // namespace palaver::testing
