#include "server/net/tls_session.h"

#include <sys/socket.h>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cerrno>
#include <csignal>
#include <memory>
#include <string>

#include "tests/server/support/stream_pair.h"
#include "tests/server/support/tls_client.h"
#include "tests/server/support/tls_folder.h"

using namespace palaver::net;
using namespace palaver::testing;
using Outcome = TlsSession::Outcome;

namespace {

struct Fixture {
  TlsFolder folder;
  std::unique_ptr<TlsContext> context = folder.context();
  SocketPair pair;
  std::unique_ptr<TlsSession> server = context->accept(pair.ours.get());
  std::unique_ptr<TlsClient> client;

  void connect(const TlsClientOptions& options = {}) {
    client = std::make_unique<TlsClient>(std::move(pair.peers), options);
  }
  // Both sides by turns, until one of them says how it ended.
  TlsSession::Result shake_hands() {
    if (!client) connect();
    for (int turn = 0; turn < 20; ++turn) {
      const bool greeted = client->handshake();
      const auto result = server->handshake();
      if (result.outcome == Outcome::failed || (greeted && result.outcome == Outcome::done)) {
        client->handshake();
        return result;
      }
    }
    return {Outcome::want_read};
  }
  std::string read(std::size_t most = 65536) {
    std::string text(most, '\0');
    const auto result = server->read(text);
    text.resize(result.bytes);
    outcome = result.outcome;
    return text;
  }
  Outcome outcome = Outcome::done;
};

std::string pattern(std::size_t bytes) {
  std::string text;
  for (std::size_t i = 0; text.size() < bytes; ++i) text += std::to_string(i) + ' ';
  text.resize(bytes);
  return text;
}

}  // namespace

TEST_CASE_METHOD(Fixture, "TLS: a handshake waits for the client, then bytes go both ways",
                 "[net]") {
  const int version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
  CHECK(server->handshake().outcome == Outcome::want_read);
  CHECK_FALSE(server->established());
  connect({.newest = version});
  REQUIRE(shake_hands().outcome == Outcome::done);
  CHECK(server->established());
  CHECK(client->version() == (version == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3"));
  CHECK_FALSE(server->resumed());

  CHECK(read().empty());
  CHECK(outcome == Outcome::want_read);
  CHECK_FALSE(server->holds_input());
  REQUIRE(client->send("hello") == 5);
  CHECK(read() == "hello");
  const auto written = server->write("good bye");
  CHECK(written.outcome == Outcome::done);
  CHECK(written.bytes == 8);
  CHECK(client->receive() == "good bye");
}

TEST_CASE_METHOD(Fixture, "TLS: what was taken from the socket and not read is known", "[net]") {
  REQUIRE(shake_hands().outcome == Outcome::done);
  REQUIRE(client->send("one") == 3);
  REQUIRE(client->send("two") == 3);
  CHECK(read(2) == "on");
  CHECK(server->holds_input());
  CHECK(read(2) == "et");
  CHECK(read(64) == "wo");
  CHECK(outcome == Outcome::done);
  CHECK_FALSE(server->holds_input());
}

TEST_CASE_METHOD(Fixture, "TLS: a record that the socket has no room for waits, whole", "[net]") {
  REQUIRE(shake_hands().outcome == Outcome::done);
  const std::string text = pattern(2'000'000);
  std::string received;
  std::size_t sent = 0;
  bool waited = false;
  while (sent < text.size()) {
    const auto result = server->write(std::string_view(text).substr(sent));
    if (result.outcome == Outcome::want_write) {
      waited = true;
      CHECK(result.bytes == 0);
      CHECK(server->unsent() > 0);
      CHECK(server->unsent() < TlsSession::kRecordBytes + 512);
      received += client->receive(100'000);
      continue;
    }
    REQUIRE(result.outcome == Outcome::done);
    CHECK(result.bytes <= TlsSession::kRecordBytes);
    sent += result.bytes;
  }
  CHECK(waited);
  while (server->flush().outcome == Outcome::want_write) received += client->receive(100'000);
  received += client->receive();
  CHECK(server->unsent() == 0);
  CHECK(received == text);
}

TEST_CASE_METHOD(Fixture, "TLS: reading goes on while a record waits, new keys included", "[net]") {
  REQUIRE(shake_hands().outcome == Outcome::done);
  const std::string text = pattern(TlsSession::kRecordBytes);
  std::string expected;
  while (server->unsent() == 0) {
    REQUIRE(server->write(text).outcome == Outcome::done);
    expected += text;
  }
  for (int i = 0; i < 3; ++i) {
    client->update_keys();
    REQUIRE(client->send("x") == 1);
    CHECK(read() == "x");
  }
  std::string received;
  while (server->flush().outcome == Outcome::want_write) received += client->receive();
  CHECK(server->write("end").outcome == Outcome::done);
  received += client->receive();
  CHECK(received == expected + "end");
}

TEST_CASE_METHOD(Fixture, "TLS: who asks for new keys for ever and reads nothing is cut off",
                 "[net]") {
  REQUIRE(shake_hands().outcome == Outcome::done);
  while (server->unsent() == 0) {
    REQUIRE(server->write(pattern(TlsSession::kRecordBytes)).outcome == Outcome::done);
  }
  for (int i = 0; i < 10'000 && outcome != Outcome::failed; ++i) {
    client->update_keys();
    CHECK(server->unsent() <= 64 * 1024);
    read();
  }
  CHECK(outcome == Outcome::failed);
  CHECK(server->error().number == ENOBUFS);
}

TEST_CASE_METHOD(Fixture, "TLS: close_notify and a plain end both end the client's side in order",
                 "[net]") {
  REQUIRE(shake_hands().outcome == Outcome::done);
  const bool says_so = GENERATE(true, false);
  REQUIRE(client->send("last words") == 10);
  if (says_so) {
    client->say_goodbye();
  } else {
    client->receive();  // the ticket: an end with something unread is none in order
    client->close();
  }
  CHECK(read() == "last words");
  CHECK(read().empty());
  CHECK(outcome == Outcome::closed);
  if (says_so) CHECK(server->write("mine").outcome == Outcome::done);
}

TEST_CASE_METHOD(Fixture, "TLS: our close_notify reaches the client, who may still send", "[net]") {
  REQUIRE(shake_hands().outcome == Outcome::done);
  server->shutdown();
  server->shutdown();
  CHECK(client->receive().empty());
  CHECK(client->ended());
  REQUIRE(client->send("more") == 4);
  CHECK(read() == "more");
}

TEST_CASE_METHOD(Fixture, "TLS: a client that is gone is an error, not a signal", "[net]") {
  REQUIRE(shake_hands().outcome == Outcome::done);
  // The test's client ignores it for itself.
  std::signal(SIGPIPE, SIG_DFL);
  client->close();
  auto result = server->write("to whom");
  std::signal(SIGPIPE, SIG_IGN);
  CHECK(result.outcome == Outcome::failed);
  CHECK(server->error().number == EPIPE);
  CHECK(server->error().message == "TLS write: Broken pipe");
  CHECK(server->write("again").outcome == Outcome::failed);
  server->shutdown();
}

TEST_CASE_METHOD(Fixture, "TLS: what is not TLS fails, and stays failed", "[net]") {
  REQUIRE(pair.peer_sends("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  CHECK(server->handshake().outcome == Outcome::failed);
  CHECK(server->error().number == EPROTO);
  CHECK(server->error().message == "TLS handshake: http request");
  CHECK(server->handshake().outcome == Outcome::failed);
}

TEST_CASE_METHOD(Fixture, "TLS: a client that leaves during the handshake is an error", "[net]") {
  CHECK(server->handshake().outcome == Outcome::want_read);
  pair.peer_ends();
  CHECK(server->handshake().outcome == Outcome::failed);
  CHECK_FALSE(server->error().message.empty());
}

TEST_CASE_METHOD(Fixture, "TLS: a record that was changed on its way is an error", "[net]") {
  REQUIRE(shake_hands().outcome == Outcome::done);
  // Under the client's hands: a record of its own with a wrong tag.
  std::string record("\x17\x03\x03\x00\x20", 5);
  record += std::string(32, 'x');
  SocketPair other;
  auto second = context->accept(other.ours.get());
  TlsClient peer(UniqueFd(::dup(other.peers.get())));
  for (int turn = 0; turn < 5; ++turn) {
    peer.handshake();
    second->handshake();
  }
  REQUIRE(second->established());
  REQUIRE(other.peer_sends(record));
  std::array<char, 64> room;
  CHECK(second->read(room).outcome == Outcome::failed);
  CHECK(second->error().message == "TLS read: decryption failed or bad record mac");
}

TEST_CASE_METHOD(Fixture, "TLS: new keys in the middle of a connection", "[net]") {
  REQUIRE(shake_hands().outcome == Outcome::done);
  client->update_keys();
  REQUIRE(client->send("under new keys") == 14);
  CHECK(read() == "under new keys");
  CHECK(server->write("and back").outcome == Outcome::done);
  CHECK(client->receive() == "and back");
}
