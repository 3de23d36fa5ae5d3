// Streams whose bytes are encrypted on their way, against a client of OpenSSL's.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/net/stream.h"
#include "tests/server/support/loop_fixture.h"
#include "tests/server/support/poller_kinds.h"
#include "tests/server/support/stream_pair.h"
#include "tests/server/support/tls_client.h"
#include "tests/server/support/tls_folder.h"

using namespace palaver::net;
using namespace palaver::testing;

namespace {

struct Recorder : StreamHandler {
  std::string data;
  int calls = 0;
  int ends = 0;
  int drains = 0;
  int secured = 0;
  std::optional<SystemError> error;
  std::function<void()> then = [] {};
  std::function<void()> when_secured = [] {};

  void on_data(std::string_view bytes) override {
    data += bytes;
    ++calls;
    then();
  }
  void on_end() override { ++ends; }
  void on_error(const SystemError& problem) override { error = problem; }
  void on_drained() override { ++drains; }
  void on_secured() override {
    ++secured;
    when_secured();
  }
};

struct Fixture : LoopFixture {
  Fixture() : LoopFixture(each_poller()) {
    auto session = context->accept(pair.ours.get());
    stream = std::make_unique<Stream>(loop, std::move(pair.ours), std::move(session));
    stream->set_handler(&recorder);
  }

  void connect(const TlsClientOptions& options = {}) {
    client = std::make_unique<TlsClient>(std::move(pair.peers), options);
  }
  // The client's side is this thread's own doing; the loop does not wait.
  template <class Happened>
  void turn_until(std::string_view what, Happened happened) {
    const auto deadline = std::chrono::steady_clock::now() + kDeadline;
    while (!happened()) {
      INFO(what);
      REQUIRE(std::chrono::steady_clock::now() < deadline);
      loop.run_turn(std::chrono::milliseconds{0});
    }
  }
  void shake_hands() {
    if (!client) connect();
    turn_until("the handshake", [&] { return client->handshake() && recorder.secured > 0; });
  }
  std::string receive(std::size_t bytes) {
    std::string received;
    turn_until("bytes", [&] {
      received += client->receive();
      return received.size() >= bytes;
    });
    return received;
  }

  TlsFolder folder;
  std::unique_ptr<TlsContext> context = folder.context();
  SocketPair pair;
  Recorder recorder;
  std::unique_ptr<Stream> stream;
  std::unique_ptr<TlsClient> client;
};

std::string pattern(std::size_t bytes) {
  std::string text;
  for (std::size_t i = 0; text.size() < bytes; ++i) text += std::to_string(i) + ' ';
  text.resize(bytes);
  return text;
}

}  // namespace

TEST_CASE_METHOD(Fixture, "Stream over TLS: bytes come and go after the handshake", "[net]") {
  CAPTURE(loop.poller_name());
  // Queued before there is anybody to encrypt for.
  stream->write("welcome ");
  settle();
  CHECK(stream->pending_bytes() == 8);
  shake_hands();
  CHECK(recorder.secured == 1);
  REQUIRE(client->send("hello") == 5);
  turn_until("data", [&] { return recorder.data == "hello"; });
  stream->write("dear ");
  stream->write("client");
  CHECK(receive(19) == "welcome dear client");
  CHECK(stream->pending_bytes() == 0);
  CHECK(recorder.drains == 2);
}

TEST_CASE_METHOD(Fixture, "Stream over TLS: the frames of a turn are one record", "[net]") {
  shake_hands();
  client->receive();
  const Bytes frame = Bytes::of("a frame that many get");
  for (int i = 0; i < 50; ++i) stream->write(frame);
  settle();
  // Each receive of the client's gives what one record holds.
  const std::string first = client->receive(1);
  CHECK(first.size() == 50 * frame.size());
}

TEST_CASE_METHOD(Fixture, "Stream over TLS: a client that reads slowly gets everything", "[net]") {
  shake_hands();
  std::string expected;
  for (std::size_t i = 0; i < 400; ++i) {
    // Small ones between great ones, and more while the socket is full.
    expected += pattern(i % 7 == 0 ? 40'000 : 10 * i + 1);
    stream->write(pattern(i % 7 == 0 ? 40'000 : 10 * i + 1));
    if (i % 20 == 0) settle();
  }
  settle();
  CHECK(stream->pending_bytes() > 0);
  CHECK(recorder.drains <= 20);
  const int drains = recorder.drains;
  CHECK(receive(expected.size()) == expected);
  turn_until("all is gone", [&] { return stream->pending_bytes() == 0; });
  CHECK(recorder.drains == drains + 1);
}

TEST_CASE_METHOD(Fixture, "Stream over TLS: nothing is lost while reading pauses", "[net]") {
  shake_hands();
  std::string sent;
  // Paused at each piece: the rest of what the session took from the socket has to wait inside it.
  recorder.then = [&] { stream->pause_reading(); };
  const std::string text = pattern(300'000);
  while (sent.size() < text.size() || recorder.data.size() < text.size()) {
    const auto count = client->send(std::string_view(text).substr(sent.size()));
    sent += text.substr(sent.size(), count);
    settle();
    stream->resume_reading();
    settle();
  }
  CHECK(recorder.data == text);
  CHECK(recorder.calls > 2);
}

TEST_CASE_METHOD(Fixture, "Stream over TLS: a handler that comes later is given what is there",
                 "[net]") {
  shake_hands();
  stream->set_handler(nullptr);
  REQUIRE(client->send("early") == 5);
  settle();
  Recorder later;
  stream->set_handler(&later);
  turn_until("data", [&] { return later.data == "early"; });
  stream->close();
}

TEST_CASE_METHOD(Fixture, "Stream over TLS: the end of either side", "[net]") {
  shake_hands();
  SECTION("the client says that it ends, and is still answered") {
    client->say_goodbye();
    turn_until("the end", [&] { return recorder.ends == 1; });
    stream->write("an answer");
    CHECK(receive(9) == "an answer");
  }
  SECTION("the client leaves without a word") {
    client->receive();
    client->close();
    turn_until("the end", [&] { return recorder.ends == 1; });
    CHECK_FALSE(recorder.error);
  }
  SECTION("we end after what is queued") {
    stream->write(pattern(3'000'000));
    stream->shutdown_after_flush();
    CHECK(receive(3'000'000) == pattern(3'000'000));
    turn_until("close_notify", [&] {
      client->receive();
      return client->ended();
    });
    CHECK(recorder.drains == 1);
    REQUIRE(client->send("thanks") == 6);
    turn_until("data", [&] { return recorder.data == "thanks"; });
  }
  SECTION("we close") {
    stream->close();
    client->receive();
    CHECK(client->ended());
  }
}

TEST_CASE_METHOD(Fixture, "Stream over TLS: a handshake that fails is told once", "[net]") {
  SECTION("another protocol") {
    REQUIRE(pair.peer_sends("GET / HTTP/1.1\r\n\r\n"));
    turn_until("the error", [&] { return recorder.error.has_value(); });
    CHECK(recorder.error->message == "TLS handshake: http request");
  }
  SECTION("an old version") {
    connect({.newest = TLS1_1_VERSION});
    turn_until("the error", [&] {
      client->handshake();
      return recorder.error.has_value();
    });
    CHECK(recorder.error->message == "TLS handshake: unsupported protocol");
    client->handshake();
    CHECK(client->failure() == "tlsv1 alert protocol version");
  }
  SECTION("a client that leaves") {
    pair.peer_ends();
    turn_until("the error", [&] { return recorder.error.has_value(); });
  }
  CHECK(stream->closed());
  CHECK(recorder.secured == 0);
  CHECK(recorder.ends == 0);
}

TEST_CASE_METHOD(Fixture, "Stream over TLS: it may be closed or destroyed from inside", "[net]") {
  const bool destroy = GENERATE(false, true);
  const auto end = [&] {
    if (destroy) {
      stream.reset();
    } else {
      stream->close();
    }
  };
  SECTION("when the handshake is complete") {
    recorder.when_secured = end;
    connect();
    turn_until("the handshake", [&] {
      client->handshake();
      return recorder.secured > 0;
    });
  }
  SECTION("with data, more of which waits") {
    recorder.then = end;
    shake_hands();
    REQUIRE(client->send(pattern(100'000)) > 0);
    REQUIRE(client->send("more") > 0);
    turn_until("data", [&] { return recorder.calls == 1; });
  }
  settle();
  CHECK(recorder.calls <= 1);
}

TEST_CASE_METHOD(Fixture, "Stream over TLS: new keys while both sides are busy", "[net]") {
  shake_hands();
  const std::string text = pattern(1'000'000);
  stream->write(text);
  settle();
  // Our side has to answer with new keys of its own, and its socket is full.
  for (int i = 0; i < 3; ++i) {
    client->update_keys();
    INFO("round " << i << ", client: " << client->failure()
                  << ", server: " << (recorder.error ? recorder.error->message : "well"));
    REQUIRE(client->send("x") == 1);
    settle();
  }
  CHECK(receive(text.size()) == text);
  turn_until("data", [&] { return recorder.data == "xxx"; });
  stream->write("done");
  CHECK(receive(4) == "done");
}

TEST_CASE_METHOD(Fixture, "Stream over TLS: idle, it asks for nothing", "[net]") {
  shake_hands();
  settle();
  // A turn that has something deferred would not wait.
  const auto begin = std::chrono::steady_clock::now();
  loop.run_turn(std::chrono::milliseconds{50});
  CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds{45});
  CHECK(recorder.calls == 0);
}
