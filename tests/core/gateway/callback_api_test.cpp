#include "core/gateway/callback_api.h"

#include <catch2/catch_test_macros.hpp>

using namespace palaver::gateway;

namespace {

std::string body_of(std::string_view route_key, std::string_view message = "") {
  ConnectionContext connection;
  connection.connection_id = "BFHPhfCWIAMCKlQ=";
  connection.domain_name = "localhost:8080";
  connection.stage = "dev";
  RequestContext context;
  context.connection = std::make_shared<const ConnectionContext>(std::move(connection));
  const Api api = callback_api();
  const Route* route = api.find(route_key);
  return route == nullptr ? "no route" : route->request_template.render(context, message);
}

}  // namespace

TEST_CASE("Callback API: three routes, three paths", "[gateway]") {
  const Api api = callback_api();
  CHECK(api.route_keys() == std::vector<std::string>{"$connect", "$disconnect", "sendMessage"});
  REQUIRE(api.find("$connect") != nullptr);
  CHECK(api.find("$connect")->path == "/connect");
  REQUIRE(api.find("$disconnect") != nullptr);
  CHECK(api.find("$disconnect")->path == "/disconnect");
  REQUIRE(api.find("sendMessage") != nullptr);
  CHECK(api.find("sendMessage")->path == "/sendmessage");
  CHECK(api.find("$default") == nullptr);
  CHECK(api.find("sendmessage") == nullptr);
  CHECK_FALSE(api.api_id.empty());
}

TEST_CASE("Callback API: a message's action picks its route", "[gateway]") {
  const Api api = callback_api();
  const std::vector<std::string> keys = api.route_keys();
  const std::string* route = select_route(
      api.route_selection_expression, R"({"action":"sendMessage","message":"Hello world"})", keys);
  REQUIRE(route != nullptr);
  CHECK(*route == "sendMessage");
  CHECK(select_route(api.route_selection_expression, R"({"action":"dance"})", keys) == nullptr);
}

TEST_CASE("Callback API: the bodies a backend is sent when clients come and go", "[gateway]") {
  constexpr std::string_view kBody =
      R"({"Id":"BFHPhfCWIAMCKlQ=","Domain":"localhost:8080","Stage":"dev"})";
  CHECK(body_of("$connect") == kBody);
  CHECK(body_of("$disconnect") == kBody);
}

TEST_CASE("Callback API: the body a backend is sent for a message", "[gateway]") {
  const auto message_body = [](std::string_view message) {
    return body_of("sendMessage", message);
  };
  CHECK(message_body(R"({"action":"sendMessage","message":"Hello world"})") ==
        R"({"ConnectionId":"BFHPhfCWIAMCKlQ=","Message":"Hello world"})");
  CHECK(message_body("{\"action\":\"sendMessage\",\"message\":\"say \\\"\xC3\xA4\\\"\\n\"}") ==
        "{\"ConnectionId\":\"BFHPhfCWIAMCKlQ=\",\"Message\":\"say \\\"\xC3\xA4\\\"\\n\"}");

  SECTION("with details, which are passed on in their order") {
    CHECK(
        message_body(
            R"({"action":"sendMessage","message":"hi","details":{"room":"general","id": 7}})") ==
        R"({"ConnectionId":"BFHPhfCWIAMCKlQ=","Message":"hi","Details":{"room":"general","id":7}})");
  }
  SECTION("with details that say nothing") {
    CHECK(message_body(R"({"action":"sendMessage","message":"hi","details":null})") ==
          R"({"ConnectionId":"BFHPhfCWIAMCKlQ=","Message":"hi"})");
  }
  SECTION("without a message") {
    CHECK(message_body(R"({"action":"sendMessage"})") ==
          R"({"ConnectionId":"BFHPhfCWIAMCKlQ=","Message":""})");
  }
  SECTION("with a message that is no text") {
    CHECK(message_body(R"({"action":"sendMessage","message":{"b":[1, 2],"a":null}})") ==
          R"({"ConnectionId":"BFHPhfCWIAMCKlQ=","Message":{"b":[1,2],"a":null}})");
  }
}
