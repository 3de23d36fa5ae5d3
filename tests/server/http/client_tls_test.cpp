// Backends behind https: who is trusted, and under which name.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

#include "server/http/client.h"
#include "tests/server/support/client_fixture.h"
#include "tests/server/support/tls_server.h"

using namespace palaver;
using namespace palaver::http;
using namespace palaver::testing;

namespace {

struct Fixture : ClientFixture {
  Fixture() { trust(tls.ca_file()); }
  void trust(std::string ca_file) {
    ClientOptions options;
    options.ca_file = std::move(ca_file);
    use(std::move(options));
  }
  ClientRequest get(const std::string& path, std::string name = {}) const {
    ClientRequest request;
    request.method = "GET";
    request.url = "https://127.0.0.1:" + std::to_string(tls.port()) + path;
    request.server_name_to_verify = std::move(name);
    return request;
  }
  // Closes the client's connections, and with them the server's.
  void end() {
    client.reset();
    tls.stop();
  }

  TlsServer tls{"DNS:backend.internal,DNS:other.internal"};
};

}  // namespace

TEST_CASE_METHOD(Fixture, "Client: the certificate's name may differ from the host", "[http]") {
  const auto result = result_of(get("/a?b=c", "backend.internal"));
  if (!result) FAIL(result.error().message);
  CHECK(result->body == "fine");
  // Over the kept connection.
  CHECK(result_of(get("/again", "backend.internal")));
  end();
  REQUIRE(tls.requests.size() == 2);
  CHECK(tls.server_names == std::vector<std::string>{"backend.internal"});
  // The Host field stays the URL's.
  CHECK(tls.requests[0] ==
        "GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(tls.port()) + "\r\n\r\n");
}

TEST_CASE_METHOD(Fixture, "Client: a connection verified under one name does not serve another",
                 "[http]") {
  REQUIRE(result_of(get("/", "backend.internal")));
  // The server speaks with one at a time: let it come to the next connection.
  client.reset();
  trust(tls.ca_file());
  REQUIRE(result_of(get("/", "other.internal")));
  auto refused = get("/", "unknown.internal");
  refused.timeout = std::chrono::milliseconds{300};
  CHECK_FALSE(result_of(refused));
  end();
  CHECK(tls.requests.size() == 2);
}

TEST_CASE_METHOD(Fixture, "Client: a certificate for another name is refused", "[http]") {
  const auto* name = GENERATE("", "unknown.internal");
  CAPTURE(name);
  auto result = result_of(get("/", name));
  REQUIRE_FALSE(result);
  CHECK(result.error().kind == ClientErrorKind::unreachable);
  const auto start = "cannot reach 127.0.0.1:" + std::to_string(tls.port()) + ": SSL";
  CHECK(result.error().message.substr(0, start.size()) == start);
  end();
  CHECK(tls.requests.empty());
}

TEST_CASE_METHOD(Fixture, "Client: a certificate that nobody trusted has signed is refused",
                 "[http]") {
  trust("");
  auto result = result_of(get("/", "backend.internal"));
  REQUIRE_FALSE(result);
  CHECK(result.error().kind == ClientErrorKind::unreachable);
  end();
  CHECK(tls.requests.empty());
}

TEST_CASE_METHOD(Fixture, "Client: any certificate will do, for those who say so", "[http]") {
  trust("");
  auto request = get("/", "unknown.internal");
  request.skip_verification = true;
  const auto result = result_of(request);
  if (!result) FAIL(result.error().message);
  CHECK(result->body == "fine");
  // The next request, with the same client, is verified again.
  auto strict = get("/", "other.internal");
  strict.timeout = std::chrono::milliseconds{300};
  CHECK_FALSE(result_of(strict));
  end();
}

TEST_CASE_METHOD(Fixture, "Client: the name to verify changes nothing for plain http", "[http]") {
  auto request = post(port, "x");
  request.server_name_to_verify = "backend.internal";
  const auto result = result_of(std::move(request));
  CHECK(result);
}
