#include "server/net/tls_context.h"

#include <array>
#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <ctime>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/server/support/stream_pair.h"
#include "tests/server/support/tls_client.h"
#include "tests/server/support/tls_folder.h"

using namespace palaver::net;
using namespace palaver::testing;
using Outcome = TlsSession::Outcome;

namespace {

// A client and the server's side of it, their handshake done as far as it goes.
struct Meeting {
  explicit Meeting(const TlsContext& context, const TlsClientOptions& options = {})
      : server(context.accept(pair.ours.get())),
        client(std::make_unique<TlsClient>(std::move(pair.peers), options)) {
    REQUIRE(server);
    for (int turn = 0; turn < 8; ++turn) {
      client->handshake();
      done = server->handshake().outcome == Outcome::done;
    }
    done = client->handshake() && done;
    client->receive();  // the ticket
  }
  SocketPair pair;
  std::unique_ptr<TlsSession> server;
  std::unique_ptr<TlsClient> client;
  bool done = false;
};

}  // namespace

TEST_CASE("TLS versions below 1.2 are refused", "[net]") {
  const TlsFolder folder;
  const auto context = folder.context();
  const int newest = GENERATE(TLS1_VERSION, TLS1_1_VERSION);
  const Meeting meeting(*context, {.newest = newest});
  CHECK_FALSE(meeting.done);
  CHECK(meeting.client->failure() == "tlsv1 alert protocol version");
}

TEST_CASE("TLS ciphers are those with forward secrecy and authenticated encryption", "[net]") {
  const TlsFolder folder;
  const auto context = folder.context();
  struct Row {
    const char* offered;
    bool taken;
  };
  const auto row = GENERATE(values<Row>({
      {"ECDHE-ECDSA-AES128-GCM-SHA256", true},
      {"ECDHE-ECDSA-CHACHA20-POLY1305", true},
      {"ECDHE-ECDSA-AES128-SHA", false},
      {"AES128-GCM-SHA256", false},
      {"ECDHE-ECDSA-AES128-SHA256", false},
  }));
  CAPTURE(row.offered);
  const Meeting meeting(*context, {.newest = TLS1_2_VERSION, .ciphers = row.offered});
  CHECK(meeting.done == row.taken);
  if (!row.taken) CHECK(meeting.client->failure() == "sslv3 alert handshake failure");
}

TEST_CASE("ALPN: http/1.1 or nothing", "[net]") {
  const TlsFolder folder;
  const auto context = folder.context();
  struct Row {
    const char* what;
    std::string_view offered;
    std::string_view chosen;
    bool taken;
  };
  const auto row = GENERATE(values<Row>({
      {"nothing is offered", "", "", true},
      {"the one", "\x08http/1.1", "http/1.1", true},
      {"a browser's", "\x02h2\x08http/1.1", "http/1.1", true},
      {"others only", "\x02h2\x08http/1.0", "", false},
  }));
  CAPTURE(row.what);
  const Meeting meeting(*context, {.protocols = row.offered});
  CHECK(meeting.done == row.taken);
  CHECK(meeting.client->protocol() == row.chosen);
  // RFC 7301 section 3.2.
  if (!row.taken) CHECK(meeting.client->failure() == "tlsv1 alert no application protocol");
}

TEST_CASE("TLS sessions resume by their ticket, without the certificate", "[net]") {
  const TlsFolder folder;
  const auto context = folder.context();
  const int version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
  const Meeting first(*context, {.newest = version});
  REQUIRE(first.done);
  const auto ticket = first.client->take_ticket();
  REQUIRE(ticket);
  const Meeting second(*context, {.newest = version, .ticket = ticket.get()});
  REQUIRE(second.done);
  CHECK(second.client->resumed());
  CHECK(second.server->resumed());
}

TEST_CASE("A reload is for new connections; the open ones go on", "[net]") {
  TlsFolder folder({.serial = 1});
  const auto context = folder.context();
  const Meeting before(*context);
  REQUIRE(before.done);
  CHECK(before.client->serial() == 1);
  const auto ticket = before.client->take_ticket();

  folder.replace({.valid_until = 7200, .serial = 2});
  REQUIRE(context->reload());
  CHECK(context->valid_until() > std::time(nullptr) + 7000);
  const Meeting after(*context);
  CHECK(after.client->serial() == 2);
  // Who comes back with a ticket of before sees the new certificate, too.
  const Meeting returning(*context, {.ticket = ticket.get()});
  REQUIRE(returning.done);
  CHECK_FALSE(returning.client->resumed());
  CHECK(returning.client->serial() == 2);

  CHECK(before.server->write("still here").outcome == Outcome::done);
  CHECK(before.client->receive() == "still here");
}

TEST_CASE("A reload that fails leaves the old certificate", "[net]") {
  TlsFolder folder({.serial = 1});
  const auto context = folder.context();
  folder.write("key.pem", TestCertificate().key_pem());
  const auto reloaded = context->reload();
  REQUIRE_FALSE(reloaded);
  CHECK(reloaded.error().find("does not match the key") != std::string::npos);
  const Meeting meeting(*context);
  REQUIRE(meeting.done);
  CHECK(meeting.client->serial() == 1);
}

TEST_CASE("A certificate with a key that is too short is refused by name", "[net]") {
  TlsFolder folder;
  const KeyPtr weak(EVP_RSA_gen(512));
  REQUIRE(weak);
  const TestCertificate made;
  X509_set_pubkey(made.certificate(), weak.get());
  REQUIRE(X509_sign(made.certificate(), weak.get(), EVP_sha256()) > 0);
  const BioPtr bio(BIO_new(BIO_s_mem()));
  REQUIRE(PEM_write_bio_PrivateKey(bio.get(), weak.get(), nullptr, nullptr, 0, nullptr, nullptr) ==
          1);
  std::string key(BIO_ctrl_pending(bio.get()), '\0');
  BIO_read(bio.get(), key.data(), static_cast<int>(key.size()));
  folder.write("cert.pem", made.certificate_pem());
  folder.write("key.pem", key);
  const auto context = TlsContext::create(folder.files());
  REQUIRE_FALSE(context);
  CHECK(context.error() ==
        "--tls-cert: " + folder.files().certificate.string() + ": ee key too small");
}

TEST_CASE("Connections are accepted on several threads while the certificate is reloaded",
          "[net]") {
  TlsFolder folder;
  const auto context = folder.context();
  std::atomic<int> made{0};
  std::atomic<bool> stop{false};
  const std::array<SocketPair, 2> pairs;
  std::vector<std::thread> threads;
  threads.reserve(pairs.size());
  for (const SocketPair& pair : pairs) {
    threads.emplace_back([&] {
      while (!stop) {
        if (context->accept(pair.ours.get())) ++made;
      }
    });
  }
  while (made < 20) std::this_thread::yield();
  for (int i = 0; i < 20; ++i) CHECK(context->reload());
  stop = true;
  for (auto& thread : threads) thread.join();
}
