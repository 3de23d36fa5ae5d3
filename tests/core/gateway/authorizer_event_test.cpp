#include "core/gateway/authorizer_event.h"

#include <catch2/catch_test_macros.hpp>

#include "core/gateway/arn.h"
#include "core/gateway/arrival_headers.h"
#include "tests/core/gateway/event_fixture.h"

using namespace palaver::gateway;

namespace {

RequestContext example() {
  ConnectionContext connection = example_connection();
  connection.identity.user_agent.clear();
  RequestContext context = example_connect(connection);
  context.request_time_ms = 1731324924555;
  return context;
}

const std::string kArn = method_arn({"eu-west-1", "111122223333", "a1b2c3d4e5", "dev"}, "$connect");

}  // namespace

TEST_CASE("Authorizer event: as AWS prints it", "[gateway]") {
  HandshakeRequest handshake;
  handshake.headers = {{"Connection", "upgrade"},
                       {"Host", "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com"},
                       {"Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"},
                       {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                       {"Sec-WebSocket-Version", "13"},
                       {"Upgrade", "websocket"},
                       {"X-Auth", "s3cret"}};
  handshake.query = {{"room", "42"}};
  add_arrival_headers(handshake.headers,
                      {"192.0.2.7", "443", "https", "Root=1-60351922-7cd582b44021ba371d4b975b"});
  CHECK(authorizer_event(example(), kArn, {}, handshake) == compact(R"({
  "type": "REQUEST",
  "methodArn": "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3d4e5/dev/$connect",
  "headers": {
    "Connection": "upgrade", "content-length": "0", "Host": "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com",
    "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13", "Upgrade": "websocket", "X-Amzn-Trace-Id": "Root=1-60351922-7cd582b44021ba371d4b975b", "X-Auth": "s3cret",
    "X-Forwarded-For": "192.0.2.7", "X-Forwarded-Port": "443", "X-Forwarded-Proto": "https"
  },
  "multiValueHeaders": {
    "Connection": ["upgrade"], "content-length": ["0"], "Host": ["a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com"],
    "Sec-WebSocket-Extensions": ["permessage-deflate; client_max_window_bits"], "Sec-WebSocket-Key": ["dGhlIHNhbXBsZSBub25jZQ=="],
    "Sec-WebSocket-Version": ["13"], "Upgrade": ["websocket"], "X-Amzn-Trace-Id": ["Root=1-60351922-7cd582b44021ba371d4b975b"], "X-Auth": ["s3cret"],
    "X-Forwarded-For": ["192.0.2.7"], "X-Forwarded-Port": ["443"], "X-Forwarded-Proto": ["https"]
  },
  "queryStringParameters": {"room": "42"},
  "multiValueQueryStringParameters": {"room": ["42"]},
  "stageVariables": {},
  "requestContext": {
    "routeKey": "$connect", "eventType": "CONNECT", "extendedRequestId": "BFHPhH7ZoAMFZyA=", "requestTime": "11/Nov/2024:11:35:24 +0000",
    "messageDirection": "IN", "stage": "dev", "connectedAt": 1731324924553, "requestTimeEpoch": 1731324924555, "identity": {"sourceIp": "192.0.2.7"},
    "requestId": "BFHPhH7ZoAMFZyA=", "domainName": "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com", "connectionId": "BFHPhfCWIAMCKlQ=",
    "apiId": "a1b2c3d4e5"
  }
})"));
}

TEST_CASE("Authorizer event: its maps are always there", "[gateway]") {
  HandshakeRequest handshake;
  handshake.headers = {{"Content-Length", "0"}};
  const std::string event = authorizer_event(example(), "a\"rn", {{"mode", "test"}}, handshake);
  CHECK(event.substr(0, event.find("\"requestContext\"")) ==
        R"({"type":"REQUEST","methodArn":"a\"rn","headers":{"Content-Length":"0"},)"
        R"("multiValueHeaders":{"Content-Length":["0"]},"queryStringParameters":{},)"
        R"("multiValueQueryStringParameters":{},"stageVariables":{"mode":"test"},)");
  CHECK(event.find("isBase64Encoded") == std::string::npos);
  CHECK(event.find("body") == std::string::npos);
  CHECK(event.find("pathParameters") == std::string::npos);
}
