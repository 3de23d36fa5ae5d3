#include "server/net/timer_queue.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <memory>
#include <random>
#include <vector>

using palaver::net::TimerQueue;
using namespace std::chrono_literals;

namespace {

constexpr TimerQueue::TimePoint kStart{};

struct Expected {
  TimerQueue::TimePoint at;
  int number;
  TimerQueue::Id id;
};

}  // namespace

TEST_CASE("TimerQueue: an id of a timer that has run or was cancelled means no later one",
          "[net]") {
  TimerQueue timers;
  int ran = 0;
  const auto first = timers.add(kStart, [&ran] { ++ran; });
  timers.begin_turn();
  CHECK(timers.run_due(kStart));
  const auto second = timers.add(kStart, [&ran] { ++ran; });
  CHECK(first != second);
  timers.cancel(first);
  timers.cancel(0);
  timers.cancel(~TimerQueue::Id{0});
  CHECK(timers.size() == 1);
  timers.cancel(second);
  timers.cancel(second);
  CHECK(timers.empty());
  CHECK(ran == 1);
}

TEST_CASE("TimerQueue: whatever is added and cancelled, the rest comes by time and then by order",
          "[net]") {
  std::mt19937 random(3);
  for (int run = 0; run < 30; ++run) {
    TimerQueue timers;
    std::vector<Expected> expected;
    std::vector<int> ran;
    int next = 0;
    TimerQueue::TimePoint now = kStart;
    for (int step = 0; step < 600; ++step) {
      const auto choice = random() % 8;
      if (choice < 5) {
        const auto at = now + std::chrono::milliseconds(random() % 20);
        const int number = next++;
        expected.push_back({at, number, timers.add(at, [&ran, number] { ran.push_back(number); })});
      } else if (choice < 7 && !expected.empty()) {
        const auto place = expected.begin() + static_cast<int>(random() % expected.size());
        timers.cancel(place->id);
        expected.erase(place);
      } else {
        now += 5ms;
        ran.clear();
        timers.begin_turn();
        while (timers.run_due(now)) {
        }
        std::vector<Expected> due;
        std::copy_if(expected.begin(), expected.end(), std::back_inserter(due),
                     [now](const Expected& timer) { return timer.at <= now; });
        std::stable_sort(due.begin(), due.end(),
                         [](const Expected& a, const Expected& b) { return a.at < b.at; });
        std::erase_if(expected, [now](const Expected& timer) { return timer.at <= now; });
        std::vector<int> numbers;
        for (const Expected& timer : due) numbers.push_back(timer.number);
        REQUIRE(ran == numbers);
      }
      REQUIRE(timers.size() == expected.size());
    }
  }
}

TEST_CASE("TimerQueue: a task that never runs is destroyed with its timer, or with the queue",
          "[net]") {
  const auto held = std::make_shared<int>(0);
  {
    TimerQueue timers;
    const auto id = timers.add(kStart, [held] {});
    timers.add(kStart, [held] {});
    CHECK(held.use_count() == 3);
    timers.cancel(id);
    CHECK(held.use_count() == 2);
  }
  CHECK(held.use_count() == 1);
}

TEST_CASE("TimerQueue: a function is called with what was given for it", "[net]") {
  TimerQueue timers;
  int calls = 0;
  const auto count = [](void* with) { ++*static_cast<int*>(with); };
  timers.add(kStart, count, &calls);
  timers.cancel(timers.add(kStart, count, &calls));
  timers.begin_turn();
  CHECK(timers.run_due(kStart));
  CHECK_FALSE(timers.run_due(kStart));
  CHECK(calls == 1);
}
