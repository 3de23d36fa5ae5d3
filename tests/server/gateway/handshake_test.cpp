#include "server/gateway/handshake.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <optional>

namespace palaver::gateway {
namespace {

struct Change {
  const char* what;
  std::string header;
  std::optional<std::string> value;  // none: the header is missing
  int status;
};

http::Request handshake(const Change& change = {"", "", {}, 0}) {
  http::Request request;
  request.method = "GET";
  request.target = "/dev";
  const std::pair<const char*, const char*> fields[] = {
      {"Host", "localhost:8080"},
      {"Upgrade", "websocket"},
      {"Connection", "keep-alive, Upgrade"},
      {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
      {"Sec-WebSocket-Version", "13"}};
  for (const auto& [name, value] : fields) {
    if (change.header != name) {
      request.headers.add(name, value);
    } else if (change.value) {
      request.headers.add(name, *change.value);
    }
  }
  return request;
}

}  // namespace

TEST_CASE("The accept key of RFC 6455 section 1.3", "[gateway]") {
  CHECK(accept_key("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST_CASE("A well-formed handshake gives its accept key", "[gateway]") {
  auto request = handshake();
  request.headers.add("Origin", "null");
  request.headers.add("Sec-WebSocket-Extensions", "permessage-deflate");
  REQUIRE(asks_for_websocket(request));
  const auto accepted = check_handshake(request);
  REQUIRE(accepted);
  CHECK(*accepted == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST_CASE("A handshake that breaks RFC 6455 section 4.2.1 is refused", "[gateway]") {
  const auto row = GENERATE(values<Change>({
      {"no host", "Host", {}, 400},
      {"a host that breaks out of JSON", "Host", R"(a","Id":"b)", 400},
      {"no Connection", "Connection", {}, 400},
      {"Connection without Upgrade", "Connection", "keep-alive", 400},
      {"no key", "Sec-WebSocket-Key", {}, 400},
      {"empty key", "Sec-WebSocket-Key", "", 400},
      {"a key of 15 bytes", "Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAA", 400},
      {"a key of 17 bytes", "Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAAA=", 400},
      {"a key that is not base64", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25j!Q==", 400},
      {"no version", "Sec-WebSocket-Version", {}, 426},
      {"an old version", "Sec-WebSocket-Version", "8", 426},
      {"two versions", "Sec-WebSocket-Version", "13, 8", 426},
  }));
  CAPTURE(row.what);
  const auto refused = check_handshake(handshake(row));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().status == row.status);
  CHECK_FALSE(refused.error().body.empty());
  if (row.status == 426) {
    CHECK(refused.error().headers.find("Sec-WebSocket-Version") == "13");
    CHECK(refused.error().headers.find("Upgrade") == "websocket");
  }
}

TEST_CASE("A handshake with a key or a version twice is refused, though both be good",
          "[gateway]") {
  const std::string name = GENERATE("Sec-WebSocket-Key", "sec-websocket-version");
  auto request = handshake();
  const std::string same(request.headers.find(name).value());
  request.headers.add(name, same);
  const auto refused = check_handshake(request);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().status == 400);
}

TEST_CASE("All headers of extensions count as one (RFC 6455 9.1)", "[gateway]") {
  auto request = handshake();
  CHECK_FALSE(*agree_on_compression(request, {}));
  request.headers.add("sec-websocket-extensions", "x; y=\"z\"");
  request.headers.add("Sec-WebSocket-Extensions", "permessage-deflate; server_max_window_bits=9");
  const auto agreed = agree_on_compression(request, {});
  REQUIRE((agreed && *agreed));
  CHECK((*agreed)->parameters.server_window_bits == 9);
  const auto headers = accept_headers("key", "", (*agreed)->header);
  CHECK(headers.find("Sec-WebSocket-Extensions") == (*agreed)->header);
  CHECK_FALSE(accept_headers("key", "").find("Sec-WebSocket-Extensions"));

  request.headers.add("Sec-WebSocket-Extensions", "@");
  const auto refused = agree_on_compression(request, {});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().status == 400);
}

TEST_CASE("HTTP/1.0 has no handshake", "[gateway]") {
  auto request = handshake();
  request.http_1_0 = true;
  const auto refused = check_handshake(request);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().status == 400);
}

TEST_CASE("Only a GET is a handshake", "[gateway]") {
  auto request = handshake();
  request.method = "POST";
  const auto refused = check_handshake(request);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().status == 400);
}

TEST_CASE("Integrations see how the client came", "[gateway]") {
  struct Row {
    const char* host;
    bool secure;
    const char* port;
    const char* scheme;
  };
  for (const Row& row :
       {Row{"localhost:8443", true, "8443", "https"}, Row{"example.org", true, "443", "https"},
        Row{"localhost:8080", false, "8080", "http"}, Row{"example.org", false, "80", "http"}}) {
    CAPTURE(row.host, row.secure);
    http::Request request;
    request.headers.add("Host", row.host);
    request.secure = row.secure;
    std::string seen;
    for (const auto& [name, value] : handshake_request(request, "Root=1").headers) {
      if (name.rfind("X-Forwarded-P", 0) == 0) seen.append(value).append(" ");
    }
    CHECK(seen == std::string(row.port) + " " + row.scheme + " ");
  }
}

}  // namespace palaver::gateway
