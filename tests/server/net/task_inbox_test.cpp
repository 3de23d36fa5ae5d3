#include "server/net/task_inbox.h"

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <thread>
#include <vector>

using palaver::net::TaskInbox;

TEST_CASE("TaskInbox: only the first task finds it empty", "[net]") {
  TaskInbox inbox;
  CHECK(inbox.put([] {}));
  CHECK_FALSE(inbox.put([] {}));
  CHECK(inbox.take().size() == 2);
  CHECK(inbox.take().empty());
  CHECK(inbox.put([] {}));
}

TEST_CASE("TaskInbox: of many threads nothing is lost or doubled, and each keeps its order",
          "[net]") {
  constexpr int kThreads = 4;
  constexpr int kTasks = 5000;
  TaskInbox inbox;
  std::vector<int> last(kThreads, -1);
  std::atomic<bool> in_order{true};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int task = 0; task < kTasks; ++task) {
        inbox.put([&last, &in_order, thread, task] {
          auto& before = last[static_cast<std::size_t>(thread)];
          if (before != task - 1) in_order = false;
          before = task;
        });
      }
    });
  }
  int taken = 0;
  while (taken < kThreads * kTasks) {
    for (const auto& task : inbox.take()) {
      task();
      ++taken;
    }
  }
  for (auto& thread : threads) thread.join();
  CHECK(in_order);
  CHECK(inbox.take().empty());
  CHECK(last == std::vector<int>(kThreads, kTasks - 1));
}
