#include "core/gateway/lambda_event.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "core/gateway/arrival_headers.h"
#include "tests/core/gateway/event_fixture.h"

using namespace palaver::gateway;

namespace {

constexpr Arrival kArrival = {"192.0.2.7", "443", "https",
                              "Root=1-60351922-7cd582b44021ba371d4b975b"};

HandshakeRequest example_handshake() {
  HandshakeRequest handshake;
  handshake.headers = {{"Host", "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com"},
                       {"Connection", "Upgrade"},
                       {"UPGRADE", "websocket"},
                       {"content-length", "0"},
                       {"Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"},
                       {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                       {"Sec-WebSocket-Version", "13"},
                       {"Sec-WebSocket-Protocol", "chat.v2, chat.v1"},
                       {"User-Agent", "my-client/1.0"}};
  handshake.query = {{"room", "42"}};
  add_arrival_headers(handshake.headers, kArrival);
  return handshake;
}

std::string connect_event(HandshakeRequest handshake) {
  return lambda_event(example_connect(), {}, &handshake, "");
}

nlohmann::json parsed(const std::string& event) {
  nlohmann::json json = nlohmann::json::parse(event, nullptr, false);
  REQUIRE_FALSE(json.is_discarded());
  return json;
}

}  // namespace

TEST_CASE("Lambda event: CONNECT, as AWS prints it", "[gateway]") {
  const HandshakeRequest handshake = example_handshake();
  CHECK(lambda_event(example_connect(), {}, &handshake, "not for CONNECT") == compact(R"({
  "headers": {
    "Host": "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com", "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Protocol": "chat.v2, chat.v1",
    "User-Agent": "my-client/1.0", "X-Amzn-Trace-Id": "Root=1-60351922-7cd582b44021ba371d4b975b", "X-Forwarded-For": "192.0.2.7",
    "X-Forwarded-Port": "443", "X-Forwarded-Proto": "https"
  },
  "multiValueHeaders": {
    "Host": ["a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com"], "Sec-WebSocket-Extensions": ["permessage-deflate; client_max_window_bits"],
    "Sec-WebSocket-Key": ["dGhlIHNhbXBsZSBub25jZQ=="], "Sec-WebSocket-Version": ["13"], "Sec-WebSocket-Protocol": ["chat.v2, chat.v1"],
    "User-Agent": ["my-client/1.0"], "X-Amzn-Trace-Id": ["Root=1-60351922-7cd582b44021ba371d4b975b"], "X-Forwarded-For": ["192.0.2.7"],
    "X-Forwarded-Port": ["443"], "X-Forwarded-Proto": ["https"]
  },
  "queryStringParameters": {"room": "42"},
  "multiValueQueryStringParameters": {"room": ["42"]},
  "requestContext": {
    "routeKey": "$connect", "eventType": "CONNECT", "extendedRequestId": "BFHPhH7ZoAMFZyA=", "requestTime": "11/Nov/2024:11:35:24 +0000",
    "messageDirection": "IN", "stage": "dev", "connectedAt": 1731324924553, "requestTimeEpoch": 1731324924561,
    "identity": {"userAgent": "my-client/1.0", "sourceIp": "192.0.2.7"}, "requestId": "BFHPhH7ZoAMFZyA=",
    "domainName": "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com", "connectionId": "BFHPhfCWIAMCKlQ=", "apiId": "a1b2c3d4e5"
  },
  "isBase64Encoded": false
})"));
}

TEST_CASE("Lambda event: MESSAGE, as AWS prints it", "[gateway]") {
  const HandshakeRequest handshake = example_handshake();  // no message has one
  const std::string event =
      lambda_event(example_message(), {}, &handshake, R"({"action":"sendmessage","data":"hi"})");
  CHECK(event == compact(R"({
  "requestContext": {
    "routeKey": "sendmessage", "messageId": "BFHQXdGZoAMCKlQ=", "eventType": "MESSAGE", "extendedRequestId": "BFHQXH6ZoAMFbcQ=",
    "requestTime": "11/Nov/2024:11:35:30 +0000", "messageDirection": "IN", "stage": "dev", "connectedAt": 1731324924553,
    "requestTimeEpoch": 1731324930102, "identity": {"userAgent": "my-client/1.0", "sourceIp": "192.0.2.7"}, "requestId": "BFHQXH6ZoAMFbcQ=",
    "domainName": "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com", "connectionId": "BFHPhfCWIAMCKlQ=", "apiId": "a1b2c3d4e5"
  },
  "body": "{\"action\":\"sendmessage\",\"data\":\"hi\"}",
  "isBase64Encoded": false
})"));
}

TEST_CASE("Lambda event: DISCONNECT, as AWS prints it", "[gateway]") {
  CHECK(lambda_event(example_disconnect(), {}, nullptr, "") == compact(R"({
  "headers": {
    "Host": "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com", "x-api-key": "", "X-Forwarded-For": "", "x-restapi": ""
  },
  "multiValueHeaders": {
    "Host": ["a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com"], "x-api-key": [""], "X-Forwarded-For": [""], "x-restapi": [""]
  },
  "requestContext": {
    "routeKey": "$disconnect", "disconnectStatusCode": 1005, "eventType": "DISCONNECT", "extendedRequestId": "BFHRcHPAoAMFZWQ=",
    "requestTime": "11/Nov/2024:11:35:37 +0000", "messageDirection": "IN", "disconnectReason": "Client-side close frame status not set",
    "stage": "dev", "connectedAt": 1731324924553, "requestTimeEpoch": 1731324937001,
    "identity": {"userAgent": "my-client/1.0", "sourceIp": "192.0.2.7"}, "requestId": "BFHRcHPAoAMFZWQ=",
    "domainName": "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com", "connectionId": "BFHPhfCWIAMCKlQ=", "apiId": "a1b2c3d4e5"
  },
  "isBase64Encoded": false
})"));
}

TEST_CASE("Lambda event: a handshake without a query has no query members", "[gateway]") {
  HandshakeRequest handshake;
  handshake.headers = {{"Host", "localhost"}};
  const std::string event = connect_event(handshake);
  CHECK(event.substr(0, event.find("\"requestContext\"")) ==
        R"({"headers":{"Host":"localhost"},"multiValueHeaders":{"Host":["localhost"]},)");
  CHECK(lambda_event(example_connect(), {}, nullptr, "").substr(0, 37) ==
        R"({"headers":{},"multiValueHeaders":{},)");
}

TEST_CASE("Lambda event: the single maps hold the last value, the others all", "[gateway]") {
  HandshakeRequest handshake;
  handshake.headers = {{"X-Tag", "1"}, {"Host", "h"}, {"x-tag", "2"}, {"X-TAG", ""}};
  handshake.query = {{"a", "1"}, {"b", ""}, {"a", "2"}, {"A", "3"}};
  const std::string event = connect_event(handshake);
  CHECK(event.substr(0, event.find("\"requestContext\"")) ==
        R"({"headers":{"X-Tag":"","Host":"h"},"multiValueHeaders":{"X-Tag":["1","2",""],)"
        R"("Host":["h"]},"queryStringParameters":{"a":"2","b":"","A":"3"},)"
        R"("multiValueQueryStringParameters":{"a":["1","2"],"b":[""],"A":["3"]},)");
}

TEST_CASE("Lambda event: stage variables when the stage has any", "[gateway]") {
  const StringMap variables = {{"backend", "b.example"}, {"quote", "\""}};
  for (const RequestContext& context :
       {example_connect(), example_message(), example_disconnect()}) {
    CAPTURE(to_text(context.event_type));
    const std::string event = lambda_event(context, variables, nullptr, "");
    CHECK(event.find(R"("stageVariables":{"backend":"b.example","quote":"\""},"requestContext")") !=
          std::string::npos);
    CHECK(lambda_event(context, {}, nullptr, "").find("stageVariables") == std::string::npos);
  }
}

TEST_CASE("Lambda event: what the authorizer said is in every event, as text", "[gateway]") {
  ConnectionContext connection = example_connection();
  connection.authorizer = {
      {"tenant", "acme"}, {"level", "3"}, {"admin", "true"}, {"principalId", "user-7"}};
  const std::string said =
      R"("authorizer":{"tenant":"acme","level":"3","admin":"true","principalId":"user-7"},)";
  CHECK(lambda_event(example_connect(connection), {}, nullptr, "")
            .find(R"("routeKey":"$connect",)" + said + R"("eventType")") != std::string::npos);
  CHECK(lambda_event(example_message(connection), {}, nullptr, "")
            .find(R"("routeKey":"sendmessage",)" + said + R"("messageId")") != std::string::npos);
  CHECK(lambda_event(example_disconnect(connection), {}, nullptr, "")
            .find(R"("disconnectStatusCode":1005,)" + said + R"("eventType")") !=
        std::string::npos);
}

TEST_CASE("Lambda event: who signed and which key are in identity", "[gateway]") {
  ConnectionContext connection = example_connection();
  Identity& identity = connection.identity;
  identity.account_id = "111122223333";
  identity.caller = "AIDAEXAMPLE";
  identity.user = "AIDAEXAMPLE";
  identity.user_arn = "arn:aws:iam::111122223333:user/ann";
  identity.api_key = "key-value";
  identity.api_key_id = "k1";
  CHECK(lambda_event(example_message(connection), {}, nullptr, "")
            .find(R"("identity":{"apiKey":"key-value",)"
                  R"("userArn":"arn:aws:iam::111122223333:user/ann","apiKeyId":"k1",)"
                  R"("userAgent":"my-client/1.0","accountId":"111122223333",)"
                  R"("caller":"AIDAEXAMPLE","sourceIp":"192.0.2.7","user":"AIDAEXAMPLE"})") !=
        std::string::npos);
  identity = {};
  identity.source_ip = "::1";
  CHECK(lambda_event(example_message(connection), {}, nullptr, "")
            .find(R"("identity":{"sourceIp":"::1"})") != std::string::npos);
}

TEST_CASE("Lambda event: a body that is to be bytes says that it is base64", "[gateway]") {
  const std::string event =
      lambda_event(example_message(), {}, nullptr, "AAEC", BodyEncoding::base64);
  CHECK(event.find(R"(,"body":"AAEC","isBase64Encoded":true})") != std::string::npos);
  CHECK(lambda_event(example_disconnect(), {}, nullptr, "AAEC", BodyEncoding::base64)
            .find(R"("isBase64Encoded":false})") != std::string::npos);
}

TEST_CASE("Lambda event: no field ever holds status or error, and an empty body is a string",
          "[gateway]") {
  RequestContext context = example_message();
  context.status = 502;
  context.error_message = "Internal server error";
  const std::string event = lambda_event(context, {}, nullptr, "");
  CHECK(event.find("502") == std::string::npos);
  CHECK(event.find("error") == std::string::npos);
  CHECK(event.find(R"("body":"",)") != std::string::npos);
}

TEST_CASE("Lambda event: whatever bytes come in, JSON goes out", "[gateway]") {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  ConnectionContext connection = example_connection();
  connection.identity.user_agent = all;
  connection.authorizer = AuthorizerContext{{all, all}};
  HandshakeRequest handshake;
  handshake.headers = {{"X-All", all}, {all, "\xC3\x28"}};
  handshake.query = {{all, all}, {"nul", std::string("a\0b", 3)}};
  RequestContext context = example_connect(connection);
  const auto event = parsed(lambda_event(context, {{all, all}}, &handshake, ""));
  CHECK(event["queryStringParameters"]["nul"] == std::string("a\0b", 3));
  CHECK(event["headers"]["X-All"].get<std::string>().substr(0, 128) == all.substr(0, 128));

  context = example_message();
  const auto message =
      parsed(lambda_event(context, {}, nullptr, "\"\\\x01\x7F \xF0\x9F\x98\x80 \xE2\x80\xA8"));
  CHECK(message["body"] == "\"\\\x01\x7F \xF0\x9F\x98\x80 \xE2\x80\xA8");
}

TEST_CASE("Lambda event: thousands of headers of one name and of many take no long time",
          "[gateway]") {
  HandshakeRequest handshake;
  for (int i = 0; i < 20000; ++i) {
    handshake.headers.push_back({"a" + std::to_string(i % 2 == 0 ? 0 : i), "v"});
  }
  const auto event = parsed(connect_event(handshake));
  CHECK(event["headers"].size() == 10001);
  CHECK(event["multiValueHeaders"]["a0"].size() == 10000);
}
