#include "server/net/event_loop.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <csignal>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "tests/server/support/loop_fixture.h"
#include "tests/server/support/poller_kinds.h"
#include "tests/server/support/stream_pair.h"

using namespace palaver::net;
using namespace palaver::testing;
using namespace std::chrono_literals;

namespace {

// Calls what the test gives it.
struct Handler : FdHandler {
  std::function<void(bool readable, bool writable)> call;
  void on_ready(bool readable, bool writable) override { call(readable, writable); }
};

struct Fixture : LoopFixture {
  Fixture() : LoopFixture(each_poller()) {}
  std::vector<std::string> log;
};

// Two streams that become ready in one turn.
struct TwoReady : Fixture {
  SocketPair a;
  SocketPair b;
  Handler first;
  Handler second;

  // Watches both, makes both readable, and runs until a handler has logged and all is still.
  void run_both() {
    loop.watch(a.ours.get(), {true, false}, first);
    loop.watch(b.ours.get(), {true, false}, second);
    REQUIRE(a.peer_sends("x"));
    REQUIRE(b.peer_sends("x"));
    run_until("one handler", [this] { return !log.empty(); });
    settle();
  }
};

EventLoop* loop_to_stop = nullptr;

}  // namespace

TEST_CASE_METHOD(Fixture, "EventLoop: what was posted before run() is run, in order", "[net]") {
  CAPTURE(loop.poller_name());
  loop.post([this] { log.push_back("first"); });
  loop.post([this] {
    log.push_back("second");
    loop.post([this] {
      log.push_back("third");
      loop.stop();
    });
  });
  loop.run();
  CHECK(log == std::vector<std::string>{"first", "second", "third"});
}

TEST_CASE_METHOD(Fixture, "EventLoop: a stop before run() ends it after its first turn", "[net]") {
  loop.post([this] { log.push_back("posted"); });
  loop.stop();
  loop.run();
  CHECK(log == std::vector<std::string>{"posted"});

  // And it can run again.
  loop.post([this] { loop.stop(); });
  loop.run();
  CHECK(log.size() == 1);
}

TEST_CASE_METHOD(Fixture, "EventLoop: other threads post and stop while it waits", "[net]") {
  constexpr int kThreads = 4;
  constexpr int kTasks = 500;
  int run = 0;  // touched on the loop's thread only
  std::thread stopper;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([this, &run, &stopper] {
      for (int i = 0; i < kTasks; ++i) {
        loop.post([this, &run, &stopper] {
          if (++run == kThreads * kTasks) stopper = std::thread([this] { loop.stop(); });
        });
      }
    });
  }
  loop.run();
  for (auto& thread : threads) thread.join();
  stopper.join();
  CHECK(run == kThreads * kTasks);
}

TEST_CASE_METHOD(Fixture, "EventLoop: posts of one thread keep their order", "[net]") {
  std::vector<int> order;
  std::thread poster([this, &order] {
    for (int i = 0; i < 1000; ++i) {
      loop.post([&order, i] { order.push_back(i); });
    }
  });
  run_until("all posted tasks", [&] { return order.size() == 1000; });
  poster.join();
  CHECK(std::is_sorted(order.begin(), order.end()));
}

TEST_CASE_METHOD(Fixture, "EventLoop: a signal handler may stop it, and errno is left alone",
                 "[net]") {
  loop_to_stop = &loop;
  const auto previous = std::signal(SIGUSR1, [](int) {
    errno = 42;
    loop_to_stop->stop();
    if (errno != 42) std::abort();
  });
  loop.post([] { std::raise(SIGUSR1); });
  loop.run();
  std::signal(SIGUSR1, previous);
  SUCCEED("run() returned");
}

TEST_CASE_METHOD(Fixture, "EventLoop: however often it is woken, the wake pipe never blocks",
                 "[net]") {
  for (int i = 0; i < 100'000; ++i) loop.stop();
  loop.run();
  bool posted = false;
  loop.post([&] { posted = true; });
  run_until("the task after the flood", [&] { return posted; });
  CHECK(posted);
}

TEST_CASE_METHOD(Fixture, "EventLoop: timers run by time, then in the order they were set",
                 "[net]") {
  const auto set = std::chrono::steady_clock::now();
  loop.after(20ms, [&] {
    CHECK(std::chrono::steady_clock::now() - set >= 20ms);
    log.push_back("late");
  });
  loop.after(0ms, [this] { log.push_back("a"); });
  loop.after(-5ms, [this] { log.push_back("b"); });
  run_until("the last timer", [this] { return log.size() == 3; });
  CHECK(log.back() == "late");
}

TEST_CASE_METHOD(Fixture, "EventLoop: a timer may cancel itself and others, and set new ones",
                 "[net]") {
  EventLoop::TimerId self = 0;
  EventLoop::TimerId other = 0;
  self = loop.after(0ms, [&] {
    log.push_back("self");
    loop.cancel(self);
    loop.cancel(other);
    loop.after(0ms, [this] { log.push_back("new"); });
  });
  other = loop.after(0ms, [this] { log.push_back("other"); });
  run_until("the new timer", [this] { return log.size() >= 2; });
  settle();
  CHECK(log == std::vector<std::string>{"self", "new"});
  loop.cancel(self);
  loop.cancel(0);
  loop.cancel(123456);
}

TEST_CASE_METHOD(Fixture,
                 "EventLoop: a timer that sets itself anew lets the others have their turn",
                 "[net]") {
  int times = 0;
  bool posted = false;
  std::function<void()> again = [&] {
    ++times;
    if (!posted) loop.after(0ms, again);
  };
  loop.after(0ms, again);
  loop.post([&] { posted = true; });
  run_until("the posted task", [&] { return posted; });
  CHECK(times < 1000);
}

TEST_CASE_METHOD(Fixture, "EventLoop: a delay beyond all times does not overflow", "[net]") {
  loop.after(std::chrono::milliseconds::max(), [this] { log.push_back("never"); });
  settle();
  CHECK(log.empty());
}

TEST_CASE_METHOD(Fixture, "EventLoop: deferred tasks come at the end of the turn", "[net]") {
  loop.post([this] {
    loop.defer([this] {
      log.push_back("deferred");
      loop.defer([this] { log.push_back("deferred from there"); });
    });
    log.push_back("posted");
  });
  loop.post([this] { log.push_back("posted later"); });
  loop.run_turn(kDeadline);
  CHECK(log == std::vector<std::string>{"posted", "posted later", "deferred"});
  // Something is deferred, so this turn does not wait.
  loop.run_turn(kDeadline);
  CHECK(log.back() == "deferred from there");
}

TEST_CASE_METHOD(Fixture, "EventLoop: now() stands still through a turn", "[net]") {
  const auto before = std::chrono::steady_clock::now();
  EventLoop::TimePoint first;
  loop.post([&] {
    first = loop.now();
    while (std::chrono::steady_clock::now() == first) {
    }
  });
  EventLoop::TimePoint second;
  loop.post([&] { second = loop.now(); });
  loop.run_turn(kDeadline);
  CHECK(first >= before);
  CHECK(first == second);
}

TEST_CASE_METHOD(TwoReady, "EventLoop: a handler may unwatch those that were ready with it",
                 "[net]") {
  const auto ready = [this](bool, bool) {
    log.push_back("one");
    loop.unwatch(a.ours.get());
    loop.unwatch(b.ours.get());
  };
  first.call = ready;
  second.call = ready;
  run_both();
  CHECK(log.size() == 1);
}

TEST_CASE_METHOD(TwoReady,
                 "EventLoop: readiness of a closed descriptor does not reach its successor",
                 "[net]") {
  // Both are ready in one turn. The one called first closes the other, and the same number is
  // watched anew for a socket on which nothing has come.
  SocketPair quiet;
  Handler successor;
  successor.call = [this](bool, bool) { log.push_back("successor"); };
  const auto replace = [&](SocketPair& self, SocketPair& other) {
    log.push_back("ready");
    loop.unwatch(self.ours.get());
    loop.unwatch(other.ours.get());
    REQUIRE(::dup2(quiet.ours.get(), other.ours.get()) == other.ours.get());
    loop.watch(other.ours.get(), {true, false}, successor);
  };
  first.call = [&](bool, bool) { replace(a, b); };
  second.call = [&](bool, bool) { replace(b, a); };
  run_both();
  CHECK(log == std::vector<std::string>{"ready"});

  REQUIRE(quiet.peer_sends("x"));
  run_until("the successor", [this] { return log.size() > 1; });
  CHECK(log[1] == "successor");
  loop.unwatch(a.ours.get());
  loop.unwatch(b.ours.get());
}

TEST_CASE_METHOD(TwoReady,
                 "EventLoop: what a handler stops asking for is not told in the same turn",
                 "[net]") {
  const auto pause_both = [&](bool, bool) {
    log.push_back("ready");
    loop.change(a.ours.get(), {});
    loop.change(b.ours.get(), {});
  };
  first.call = pause_both;
  second.call = pause_both;
  run_both();
  CHECK(log.size() == 1);

  loop.change(a.ours.get(), {true, false});
  run_until("it again", [this] { return log.size() == 2; });
  loop.unwatch(a.ours.get());
  loop.unwatch(b.ours.get());
}
