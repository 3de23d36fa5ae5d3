#include "server/gateway/gateway.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>

#include "tests/server/gateway/gateway_fixture.h"

namespace palaver::testing {
namespace {

using gateway::GatewayOptions;
using nlohmann::json;

std::string frame_text(std::string_view message, const std::string& connection,
                       const std::string& text) {
  // The request's id is only known from the frame itself.
  const auto request_id = json::parse(text).at("requestId").get<std::string>();
  return "{\"message\": \"" + std::string(message) + "\", \"connectionId\":\"" + connection +
         "\", \"requestId\":\"" + request_id + "\"}";
}

}  // namespace

// --- Opening -----------------------------------------------------------------------------------

TEST_CASE("The upgrade waits for $connect, and a 2xx opens it", "[gateway]") {
  GatewayFixture fixture({}, GENERATE(net::PollerKind::epoll, net::PollerKind::poll));
  fixture.carrier.hold = true;
  auto client = fixture.client({.host = "chat.example:8080"});
  fixture.wait_for_requests(1);
  fixture.settle();
  CHECK_FALSE(client->answer());

  const auto& request = fixture.carrier.requests[0];
  CHECK(request.url == "http://backend.test/connect");
  const auto body = json::parse(request.body);
  CHECK(body.at("Id").get<std::string>().size() == 16);
  CHECK(body.at("Domain") == "chat.example:8080");
  CHECK(body.at("Stage") == "dev");

  fixture.carrier.answer(0, status(204));
  fixture.run_until("the 101", [&] { return client->open(); });
  CHECK(client->answer()->header("sec-websocket-accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  CHECK(client->answer()->header("upgrade") == "websocket");
  CHECK(client->answer()->header("connection") == "Upgrade");
  CHECK_FALSE(client->answer()->has("sec-websocket-extensions"));
  CHECK_FALSE(client->answer()->has("sec-websocket-protocol"));
}

TEST_CASE("What $connect answers decides what a refused client sees", "[gateway]") {
  struct Row {
    const char* what;
    gateway::IntegrationAnswer result;
    int status;
    const char* message;
  };
  const auto row = GENERATE(values<Row>({
      {"401", status(401), 401, "Unauthorized"},
      {"403", status(403), 403, "Forbidden"},
      {"429", status(429), 429, "Too Many Requests"},
      {"500", status(500), 500, "Internal server error"},
      {"a redirect makes no sense here", status(302), 500, "Internal server error"},
      {"unreachable", failed(), 504, "Internal server error"},
      {"timed out", timed_out(), 504, "Endpoint request timed out"},
  }));
  CAPTURE(row.what);
  GatewayFixture fixture;
  fixture.carrier.hold = true;
  auto client = fixture.client();
  fixture.wait_for_requests(1);
  fixture.carrier.answer(0, row.result);
  fixture.run_until("a refusal", [&] { return client->answer().has_value(); });
  CHECK(client->answer()->status == row.status);
  CHECK(client->answer()->header("content-type") == "application/json");
  CHECK(client->answer()->has("x-amzn-requestid"));
  const std::string& body = client->answer()->body;
  CHECK(body == frame_text(row.message, fixture.connection_id(), body));
  fixture.settle();
  // A handshake that failed never produces $disconnect.
  CHECK(fixture.carrier.requests.size() == 1);
  CHECK(fixture.logged("route=$connect connection=\"" + fixture.connection_id() + "\""));
}

TEST_CASE("A client that leaves while $connect is pending is disconnected when it was accepted",
          "[gateway]") {
  GatewayFixture fixture;
  fixture.carrier.hold = true;
  auto client = fixture.client();
  fixture.wait_for_requests(1);
  client->raw().reset();
  fixture.settle();
  fixture.carrier.answer(0, status(200));
  fixture.wait_for_requests(2);
  CHECK(fixture.carrier.requests[1].url == "http://backend.test/disconnect");
  CHECK(json::parse(fixture.carrier.requests[1].body).at("Id") == fixture.connection_id());
}

TEST_CASE("Messages that come with the handshake are handled after it, in order", "[gateway]") {
  GatewayFixture fixture;
  fixture.carrier.hold = true;
  std::string early =
      client_frame(framing::Opcode::text, R"({"action":"sendMessage","message":1})");
  early += client_frame(framing::Opcode::text, R"({"action":"sendMessage","message":2})");
  auto client = fixture.client({}, early);
  fixture.wait_for_requests(1);
  fixture.settle();
  REQUIRE(fixture.carrier.requests.size() == 1);
  fixture.carrier.answer(0, status(200));
  fixture.wait_for_requests(2);
  fixture.settle();
  REQUIRE(fixture.carrier.requests.size() == 2);
  CHECK(json::parse(fixture.carrier.requests[1].body).at("Message") == 1);
  fixture.carrier.answer(1, status(200));
  fixture.wait_for_requests(3);
  CHECK(json::parse(fixture.carrier.requests[2].body).at("Message") == 2);
}

TEST_CASE("One connection too many is refused with 429", "[gateway]") {
  CommonLimits limits;
  limits.connections = 1;
  GatewayFixture fixture({}, net::PollerKind::automatic, callback_api(), {}, limits);
  auto first = fixture.connected_client();
  auto second = fixture.client();
  fixture.run_until("a refusal", [&] { return second->answer().has_value(); });
  CHECK(second->answer()->status == 429);
  first->send_close(1000);
  fixture.run_until("the first to end", [&] { return fixture.gateway.connection_count() == 0; });
  CHECK_NOTHROW(fixture.connected_client());
}

// --- Messages ----------------------------------------------------------------------------------

TEST_CASE("A message goes to its route; nothing of a good answer reaches the client", "[gateway]") {
  GatewayFixture fixture;
  auto client = fixture.connected_client();
  client->send_text(R"({"action":"sendMessage","message":"Hello world","details":{"id":"c1"}})");
  fixture.wait_for_requests(2);
  const auto& request = fixture.carrier.requests[1];
  CHECK(request.url == "http://backend.test/sendmessage");
  const auto body = json::parse(request.body);
  CHECK(body.at("ConnectionId") == fixture.connection_id());
  CHECK(body.at("Message") == "Hello world");
  CHECK(body.at("Details") == json{{"id", "c1"}});
  fixture.settle();
  CHECK(client->texts().empty());
}

TEST_CASE("What no route takes gets the Forbidden frame, and the connection lives on",
          "[gateway]") {
  GatewayFixture fixture;
  auto client = fixture.connected_client();
  const auto text = GENERATE("hi", "", "{", R"({"action":"unknown"})", R"({"action":"$connect"})",
                             R"({"action":"$disconnect"})", "[1,2]", "7");
  CAPTURE(text);
  client->send_text(text);
  fixture.run_until("the error frame", [&] { return client->texts().size() == 1; });
  CHECK(client->texts()[0] == frame_text("Forbidden", fixture.connection_id(), client->texts()[0]));
  client->send_chat("still here");
  fixture.wait_for_requests(2);
  CHECK_FALSE(client->closed());
}

TEST_CASE("A callback that fails or times out is told to the client and logged", "[gateway]") {
  struct Row {
    const char* what;
    gateway::IntegrationAnswer result;
    const char* message;
    const char* logged;
  };
  const auto row = GENERATE(values<Row>({
      {"unreachable", failed(), "Internal server error", "error=INTEGRATION_FAILURE"},
      {"timed out", timed_out(), "Endpoint request timed out", "error=INTEGRATION_TIMEOUT"},
      {"400", status(400), "Internal server error", "error=API_CONFIGURATION_ERROR status=400"},
      {"503", status(503), "Internal server error", "error=API_CONFIGURATION_ERROR status=503"},
  }));
  CAPTURE(row.what);
  GatewayFixture fixture;
  auto client = fixture.connected_client();
  fixture.carrier.hold = true;
  client->send_chat("secret");
  fixture.wait_for_requests(2);
  fixture.carrier.answer(1, row.result);
  fixture.run_until("the error frame", [&] { return client->texts().size() == 1; });
  const std::string& text = client->texts()[0];
  CHECK(text == frame_text(row.message, fixture.connection_id(), text));
  CHECK(fixture.logged("message refused api=palaverapi stage=dev route=sendMessage connection=\"" +
                       fixture.connection_id() + "\""));
  CHECK(fixture.logged(row.logged));
  CHECK_FALSE(fixture.logged("secret"));
  client->send_chat("again");
  fixture.wait_for_requests(3);
  CHECK_FALSE(client->closed());
}

TEST_CASE("A callback that was made and failed counts as one, and not as the client's error",
          "[gateway]") {
  GatewayFixture fixture;
  auto client = fixture.connected_client();
  fixture.carrier.hold = true;
  client->send_chat("hello");
  fixture.wait_for_requests(2);
  fixture.carrier.answer(1, status(400));
  fixture.run_until("the error frame", [&] { return client->texts().size() == 1; });
  const std::string numbers = fixture.metrics.text();
  const auto has = [&numbers](const char* line) {
    return numbers.find(std::string("\n") + line + "\n") != std::string::npos;
  };
  CHECK(has(R"(IntegrationError{ApiId="palaverapi",Stage="dev"} 1)"));
  CHECK(has(R"(ClientError{ApiId="palaverapi",Stage="dev"} 0)"));
  // $connect's and this one's.
  CHECK(has(R"(IntegrationLatency_count{ApiId="palaverapi",Stage="dev"} 2)"));
}

TEST_CASE("Messages of one connection are handled one after the other; others do not wait",
          "[gateway]") {
  GatewayFixture fixture;
  auto slow = fixture.connected_client();
  auto other = fixture.connected_client();
  fixture.carrier.hold = true;
  slow->send_chat("1");
  slow->send_chat("2");
  fixture.wait_for_requests(3);
  other->send_chat("3");
  fixture.wait_for_requests(4);
  fixture.settle();
  REQUIRE(fixture.carrier.requests.size() == 4);
  CHECK(json::parse(fixture.carrier.requests[2].body).at("Message") == "1");
  CHECK(json::parse(fixture.carrier.requests[3].body).at("Message") == "3");
  fixture.carrier.answer(2, status(200));
  fixture.wait_for_requests(5);
  CHECK(json::parse(fixture.carrier.requests[4].body).at("Message") == "2");
}

TEST_CASE("However much a client sends while its callback is pending, nothing is lost or reordered",
          "[gateway]") {
  GatewayFixture fixture;
  auto client = fixture.connected_client();
  fixture.carrier.hold = true;
  const int count = 200;
  const std::string padding(20'000, 'x');
  for (int n = 0; n < count; ++n) {
    client->send_text(R"({"action":"sendMessage","message":)" + std::to_string(n) + R"(,"p":")" +
                      padding + "\"}");
  }
  for (std::size_t n = 0; n < count; ++n) {
    fixture.wait_for_requests(n + 2);
    REQUIRE(json::parse(fixture.carrier.requests[n + 1].body).at("Message") == n);
    fixture.carrier.answer(n + 1, status(200));
  }
  CHECK_FALSE(client->closed());
}

// --- Closing -----------------------------------------------------------------------------------

TEST_CASE("$disconnect comes once, after the last message was handled", "[gateway]") {
  GatewayFixture fixture;
  auto client = fixture.connected_client();
  fixture.carrier.hold = true;
  client->send_chat("1");
  client->send_chat("2");
  client->send_close(1000);
  fixture.wait_for_requests(2);
  // The close is answered at once, whatever the backend does.
  CHECK(fixture.closing_of(*client).code == 1000);
  CHECK(fixture.request("POST", "/dev/@connections/" + fixture.connection_id(), "late").status ==
        410);
  fixture.carrier.answer(1, status(200));
  fixture.wait_for_requests(3);
  CHECK(fixture.carrier.requests[2].url == "http://backend.test/sendmessage");
  fixture.carrier.answer(2, failed());
  fixture.wait_for_requests(4);
  CHECK(fixture.carrier.requests[3].url == "http://backend.test/disconnect");
  fixture.carrier.answer(3, status(200));
  fixture.run_until("the end", [&] { return fixture.gateway.connection_count() == 0; });
  fixture.settle();
  CHECK(fixture.carrier.requests.size() == 4);
}

TEST_CASE("A failing $disconnect is logged and ends the matter", "[gateway]") {
  GatewayFixture fixture;
  auto client = fixture.connected_client();
  fixture.carrier.hold = true;
  client->send_close(1000);
  fixture.wait_for_requests(2);
  fixture.carrier.answer(1, failed());
  fixture.run_until("the end", [&] {
    return fixture.gateway.connection_count() == 0 && fixture.gateway.callbacks_in_flight() == 0;
  });
  CHECK(fixture.logged("callback failed api=palaverapi stage=dev route=$disconnect"));
  CHECK(fixture.carrier.requests.size() == 2);
}

TEST_CASE("A stop closes with 1001 and waits for every callback", "[gateway]") {
  GatewayFixture fixture;
  auto busy = fixture.connected_client();
  auto quiet = fixture.connected_client();
  fixture.carrier.hold = true;
  busy->send_chat("last words");
  auto opening = fixture.client();
  fixture.wait_for_requests(4);

  bool stopped = false;
  fixture.gateway.stop([&] { stopped = true; });
  for (auto* client : {busy.get(), quiet.get()}) {
    const auto closing = fixture.closing_of(*client);
    CHECK(closing.code == 1001);
    CHECK(closing.reason == "Going away");
    client->send_close(1001);
  }
  fixture.wait_for_requests(5);  // the quiet one's $disconnect
  CHECK(fixture.carrier.requests[4].url == "http://backend.test/disconnect");
  CHECK(json::parse(fixture.carrier.requests[4].body).at("Id") == fixture.connection_id(1));
  auto late = fixture.client();
  fixture.run_until("a refusal", [&] { return late->answer().has_value(); });
  CHECK(late->answer()->status == 503);

  // The three that were asked before: in whatever order the sockets were read.
  for (const std::size_t index : {2U, 3U, 4U}) fixture.carrier.answer(index, status(200));
  fixture.run_until("the pending handshake's refusal",
                    [&] { return opening->answer().has_value(); });
  CHECK(opening->answer()->status == 503);
  // $disconnect of the busy one and of the one that $connect had accepted.
  fixture.wait_for_requests(7);
  fixture.settle();
  CHECK_FALSE(stopped);
  CHECK(fixture.carrier.requests.size() == 7);
  fixture.carrier.answer(5, status(200));
  fixture.carrier.answer(6, failed());
  fixture.run_until("the stop", [&] { return stopped; });
  CHECK(fixture.carrier.to("/disconnect").size() == 3);
}

TEST_CASE("A gateway without clients stops at once", "[gateway]") {
  GatewayFixture fixture;
  bool stopped = false;
  fixture.gateway.stop([&] { stopped = true; });
  CHECK_FALSE(stopped);
  fixture.run_until("the stop", [&] { return stopped; });
  CHECK(stopped);
}

TEST_CASE("Answers that come after the gateway has gone are dropped", "[gateway]") {
  LoopFixture loop_fixture;
  ScriptedCarrier carrier(loop_fixture.loop);
  carrier.hold = true;
  metrics::Registry metrics;
  gateway::Reports reports(metrics, nullptr, std::nullopt);
  const gateway::Signers signers;
  {
    gateway::Commons commons({}, 10);
    gateway::Gateway gateway(loop_fixture.loop, carrier, signers, reports, commons,
                             log::Logger::to_stderr(log::Level::off));
    auto api = gateway::ServedApi::create(callback_api());
    REQUIRE(api);
    gateway.apis().add(std::move(*api));
    http::Request request;
    request.method = "GET";
    request.target = "/dev";
    request.headers = {{"Host", "localhost"},
                       {"Upgrade", "websocket"},
                       {"Connection", "Upgrade"},
                       {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                       {"Sec-WebSocket-Version", "13"}};
    gateway.connect(*gateway.apis().find("localhost", {"dev"})->stage, request,
                    std::make_shared<http::Exchange>(std::weak_ptr<http::ServerConnection>()));
    REQUIRE(carrier.requests.size() == 1);
  }
  carrier.answer(0, status(200));
  loop_fixture.settle();
  CHECK(carrier.requests.size() == 1);
}

}  // namespace palaver::testing
