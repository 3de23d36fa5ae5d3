#include "server/net/stream.h"

#include <sys/socket.h>

#include <catch2/catch_test_macros.hpp>
#include <cerrno>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/core/support/allocations.h"
#include "tests/server/support/loop_fixture.h"
#include "tests/server/support/poller_kinds.h"
#include "tests/server/support/stream_pair.h"

using namespace palaver::net;
using namespace palaver::testing;

namespace {

// Collects what is told, and does what a test wants done from inside.
struct Recorder : StreamHandler {
  std::string data;
  int calls = 0;
  int ends = 0;
  int drains = 0;
  std::optional<SystemError> error;
  std::function<void()> then = [] {};

  void on_data(std::string_view bytes) override {
    data += bytes;
    ++calls;
    then();
  }
  void on_end() override {
    ++ends;
    then();
  }
  void on_error(const SystemError& problem) override {
    error = problem;
    then();
  }
  void on_drained() override {
    ++drains;
    then();
  }
};

struct Fixture : LoopFixture {
  Fixture() : LoopFixture(each_poller()) {
    stream = std::make_unique<Stream>(loop, std::move(pair.ours));
    stream->set_handler(&recorder);
  }

  // Takes from the peer's side until `bytes` have come, at most `step` with each turn of the loop.
  // The loop does not wait: what happens on the peer's side is this call's own doing.
  std::string receive(std::size_t bytes, std::size_t step = std::string::npos) {
    std::string received;
    const auto deadline = std::chrono::steady_clock::now() + kDeadline;
    while (received.size() < bytes) {
      REQUIRE(std::chrono::steady_clock::now() < deadline);
      loop.run_turn(std::chrono::milliseconds{0});
      received += pair.peer_receives(step);
    }
    return received;
  }

  SocketPair pair;
  Recorder recorder;
  std::unique_ptr<Stream> stream;
};

// Differs everywhere, so that a lost or doubled piece shows.
std::string pattern(std::size_t bytes) {
  std::string text;
  text.reserve(bytes + 16);
  for (std::size_t i = 0; text.size() < bytes; ++i) text += std::to_string(i) + ' ';
  text.resize(bytes);
  return text;
}

}  // namespace

TEST_CASE_METHOD(Fixture, "Stream: bytes come and go", "[net]") {
  CAPTURE(loop.poller_name());
  REQUIRE(pair.peer_sends("hello"));
  run_until("data", [&] { return recorder.data == "hello"; });
  stream->write("good ");
  stream->write(Bytes::of("bye"));
  CHECK(stream->pending_bytes() == 8);
  CHECK(receive(8) == "good bye");
  CHECK(stream->pending_bytes() == 0);
  CHECK(recorder.drains == 1);
}

TEST_CASE_METHOD(Fixture, "Stream: nothing is sent before the end of the turn, then all at once",
                 "[net]") {
  std::string during = "unset";
  loop.post([&] {
    for (int i = 0; i < 200; ++i) stream->write(std::to_string(i) + ',');
    during = pair.peer_receives();
  });
  loop.run_turn(kDeadline);
  CHECK(during.empty());
  std::string expected;
  for (int i = 0; i < 200; ++i) expected += std::to_string(i) + ',';
  CHECK(pair.peer_receives() == expected);
  CHECK(recorder.drains == 1);
}

TEST_CASE_METHOD(Fixture, "Stream: what is shared with many is queued and sent without allocating",
                 "[net]") {
  constexpr std::size_t kReceivers = 20;
  std::vector<SocketPair> pairs(kReceivers);
  std::vector<std::unique_ptr<Stream>> streams;
  for (SocketPair& each : pairs) {
    streams.push_back(std::make_unique<Stream>(loop, std::move(each.ours)));
  }
  const auto say = [&](const Bytes& first, const Bytes& second) {
    const std::size_t before = palaver::support::allocations();
    for (const auto& receiver : streams) {
      receiver->write(first);
      receiver->write(second);
    }
    loop.run_turn(std::chrono::milliseconds{0});
    return palaver::support::allocations() - before;
  };
  const Bytes hello = Bytes::of("hello ");
  const Bytes world = Bytes::of("world ");
  // At first the pool is empty, and the loop's two lists of turn ends have to grow.
  say(hello, world);
  say(hello, world);
  CHECK(say(hello, world) == 0);
  for (SocketPair& each : pairs) CHECK(each.peer_receives().size() == 3 * 12);
}

TEST_CASE_METHOD(Fixture, "Stream: a slow reader gets everything, in order", "[net]") {
  // Far more than the socket takes, in pieces of many sizes, so that sends end inside of pieces.
  std::string expected;
  for (std::size_t size = 1; expected.size() < 4'000'000; size = size * 3 % 100'003 + 1) {
    auto piece = pattern(size);
    expected += piece;
    stream->write(std::move(piece));
  }
  loop.run_turn(kDeadline);
  CHECK(stream->pending_bytes() > 0);
  CHECK(recorder.drains == 0);
  CHECK(receive(expected.size(), 50'000) == expected);
  settle();
  CHECK(stream->pending_bytes() == 0);
  CHECK(recorder.drains == 1);
}

TEST_CASE_METHOD(Fixture, "Stream: what is written while the socket is full comes after the rest",
                 "[net]") {
  const auto first = pattern(2'000'000);
  stream->write(first);
  loop.run_turn(kDeadline);
  REQUIRE(stream->pending_bytes() > 0);
  stream->write("last");
  CHECK(receive(first.size() + 4) == first + "last");
}

TEST_CASE_METHOD(Fixture, "Stream: a fast sender does not keep the others waiting", "[net]") {
  const int size = 8 * 1024 * 1024;
  ::setsockopt(pair.peers.get(), SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  // As much as the socket takes without anyone reading.
  const std::string chunk(100'000, 'x');
  std::size_t sent = 0;
  while (pair.peer_sends(chunk)) sent += chunk.size();
  REQUIRE(sent > 0);
  loop.run_turn(kDeadline);
  CHECK(recorder.data.size() <= 256 * 1024);
  CHECK_FALSE(recorder.data.empty());
}

TEST_CASE_METHOD(Fixture, "Stream: a paused reader is told nothing, not even the end", "[net]") {
  stream->pause_reading();
  CHECK(stream->reading_paused());
  REQUIRE(pair.peer_sends("hello"));
  pair.peer_ends();
  settle();
  CHECK(recorder.calls == 0);
  CHECK(recorder.ends == 0);
  stream->resume_reading();
  run_until("the end", [&] { return recorder.ends == 1; });
  CHECK(recorder.data == "hello");
}

TEST_CASE_METHOD(Fixture, "Stream: pausing from inside on_data holds from the next byte on",
                 "[net]") {
  // More than one read's worth is waiting, so the stream would go on reading by itself.
  recorder.then = [this] { stream->pause_reading(); };
  const std::string chunk(100'000, 'x');
  REQUIRE(pair.peer_sends(chunk));
  run_until("data", [&] { return recorder.calls > 0; });
  settle();
  CHECK(recorder.calls == 1);
  CHECK(recorder.data.size() < chunk.size());
  recorder.then = [] {};
  stream->resume_reading();
  run_until("the rest", [&] { return recorder.data.size() == chunk.size(); });
}

TEST_CASE_METHOD(Fixture, "Stream: without a handler bytes wait for the next one", "[net]") {
  stream->set_handler(nullptr);
  REQUIRE(pair.peer_sends("for the second"));
  settle();
  Recorder second;
  stream->set_handler(&second);
  run_until("data", [&] { return !second.data.empty(); });
  CHECK(second.data == "for the second");
  CHECK(recorder.calls == 0);
  stream.reset();
}

TEST_CASE_METHOD(Fixture, "Stream: a handler changed from inside on_data gets what follows",
                 "[net]") {
  Recorder second;
  recorder.then = [&] { stream->set_handler(&second); };
  const std::string chunk(150'000, 'x');
  REQUIRE(pair.peer_sends(chunk));
  run_until("all", [&] { return recorder.data.size() + second.data.size() == chunk.size(); });
  CHECK(recorder.calls == 1);
  CHECK(second.calls > 0);
  stream.reset();
}

TEST_CASE_METHOD(Fixture, "Stream: the end of the peer's side leaves ours open", "[net]") {
  pair.peer_ends();
  run_until("the end", [&] { return recorder.ends == 1; });
  settle();
  CHECK(recorder.ends == 1);
  CHECK_FALSE(stream->closed());
  stream->write("still here");
  CHECK(receive(10) == "still here");
}

TEST_CASE_METHOD(Fixture, "Stream: shutdown_after_flush sends the rest, then FIN, and reads on",
                 "[net]") {
  const auto rest = pattern(1'000'000);
  stream->write(rest);
  stream->shutdown_after_flush();
  stream->write("dropped");
  CHECK(receive(rest.size()) == rest);
  run_until("FIN", [&] { return pair.peer_receives().empty() && pair.ended; });
  REQUIRE(pair.peer_sends("a last word"));
  pair.peer_ends();
  run_until("the peer's end", [&] { return recorder.ends == 1; });
  CHECK(recorder.data == "a last word");
}

TEST_CASE_METHOD(Fixture, "Stream: shutdown with nothing to flush sends FIN", "[net]") {
  stream->shutdown_after_flush();
  run_until("FIN", [&] {
    pair.peer_receives();
    return pair.ended;
  });
  CHECK(recorder.drains == 0);
}

TEST_CASE_METHOD(Fixture, "Stream: close() is final and silent", "[net]") {
  REQUIRE(pair.peer_sends("never seen"));
  stream->write("never sent");
  stream->close();
  stream->close();
  stream->write("nor this");
  stream->shutdown_after_flush();
  stream->resume_reading();
  CHECK(stream->closed());
  CHECK(stream->pending_bytes() == 0);
  settle();
  CHECK(recorder.calls == 0);
  CHECK(recorder.ends == 0);
  CHECK(recorder.drains == 0);
  CHECK_FALSE(recorder.error);
  // The peer's side reads the end; whether as FIN or as a reset depends on what it had sent.
  char byte = 0;
  CHECK(::recv(pair.peers.get(), &byte, 1, 0) <= 0);
}

TEST_CASE_METHOD(Fixture, "Stream: writing to a peer that is gone is an error, told once",
                 "[net]") {
  // No SIGPIPE either: its default would end this program.
  pair.peers.reset();
  stream->pause_reading();
  stream->write("into the void");
  run_until("the error", [&] { return recorder.error.has_value(); });
  CHECK(recorder.error->number == EPIPE);
  CHECK(recorder.error->message == "send: Broken pipe");
  CHECK(stream->closed());
  settle();
  CHECK(recorder.ends == 0);
  CHECK(recorder.drains == 0);
}

TEST_CASE_METHOD(Fixture, "Stream: a handler may close or destroy it from inside any call",
                 "[net]") {
  SECTION("close in on_data") {
    recorder.then = [this] { stream->close(); };
    REQUIRE(pair.peer_sends(std::string(150'000, 'x')));
    run_until("data", [&] { return recorder.calls > 0; });
    settle();
    CHECK(recorder.calls == 1);
  }
  SECTION("destroy in on_data, with a flush waiting") {
    recorder.then = [this] {
      stream->write("never sent");
      stream.reset();
    };
    REQUIRE(pair.peer_sends(std::string(150'000, 'x')));
    run_until("data", [&] { return recorder.calls > 0; });
    settle();
    CHECK(recorder.calls == 1);
  }
  SECTION("destroy in on_end") {
    recorder.then = [this] { stream.reset(); };
    pair.peer_ends();
    run_until("the end", [&] { return recorder.ends == 1; });
    settle();
    CHECK(recorder.calls == 0);
  }
  SECTION("destroy in on_drained") {
    recorder.then = [this] { stream.reset(); };
    stream->write("x");
    run_until("drained", [&] { return recorder.drains == 1; });
    settle();
    CHECK(pair.peer_receives() == "x");
  }
  SECTION("destroy in on_drained after the socket was full, with data to read") {
    stream->write(pattern(2'000'000));
    loop.run_turn(kDeadline);
    REQUIRE(stream->pending_bytes() > 0);
    recorder.then = [this] { stream.reset(); };
    stream->pause_reading();
    REQUIRE(pair.peer_sends("unread"));
    std::string received;
    run_until("drained", [&] {
      received += pair.peer_receives();
      return recorder.drains == 1;
    });
    settle();
    CHECK(recorder.calls == 0);
  }
  SECTION("destroy in on_error") {
    recorder.then = [this] { stream.reset(); };
    pair.peers.reset();
    stream->pause_reading();
    stream->write("x");
    run_until("the error", [&] { return recorder.error.has_value(); });
    settle();
    CHECK(recorder.error->number == EPIPE);
  }
  CHECK(recorder.calls + recorder.ends + recorder.drains + (recorder.error ? 1 : 0) == 1);
}

TEST_CASE_METHOD(Fixture, "Stream: what the socket does not take is in the loop's backlog",
                 "[net]") {
  Backlog backlog(1000);
  int pressure = 0;
  loop.share_backlog(&backlog, [&] { ++pressure; });
  stream->write("goes out at once");
  settle();
  CHECK(backlog.bytes() == 0);
  const std::string large(4'000'000, 'x');
  stream->write(large);
  settle();
  CHECK(backlog.bytes() == stream->pending_bytes());
  CHECK(stream->counted_bytes() == stream->pending_bytes());
  CHECK(backlog.over_mark());
  CHECK(pressure >= 1);
  run_until("to be told again", [&] { return pressure >= 2; });
  stream->write(large);
  CHECK(backlog.bytes() == stream->pending_bytes());
  SECTION("until it is taken") {
    CHECK(receive(16 + 2 * large.size()).size() == 16 + 2 * large.size());
    settle();
    CHECK(stream->pending_bytes() == 0);
  }
  SECTION("until it is dropped, but for what has begun") {
    const auto begun = stream->pending_bytes() - large.size();
    stream->drop_unsent();
    CHECK(stream->pending_bytes() == begun);
    CHECK(backlog.bytes() == begun);
    stream->write("end");
    CHECK(receive(16 + large.size() + 3).substr(16 + large.size()) == "end");
    settle();
  }
  SECTION("until the stream is closed") {
    stream->close();
    CHECK(stream->closed());
  }
  CHECK(backlog.bytes() == 0);
  loop.share_backlog(nullptr, {});
}

TEST_CASE_METHOD(Fixture, "Stream: its place is given back when it closes", "[net]") {
  PeerLimit limit(1, Loopback::counts);
  stream->keep(std::move(*limit.admit("127.0.0.1")));
  CHECK_FALSE(limit.admit("127.0.0.1"));
  stream->close();
  CHECK(limit.admit("127.0.0.1"));
}
