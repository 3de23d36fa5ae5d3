// Tasks by the time at which they are due: a heap, in which each timer knows its place, so that it
// can be taken out. Tens of thousands of timers that hardly ever fire are the usual case. One
// thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace palaver::net {

class TimerQueue {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  using Task = std::function<void()>;
  using Id = std::uint64_t;  // 0 is none
  // A function and what it is called with: half the memory of a Task, where there are many timers.
  using Call = void (*)(void* with);

  TimerQueue() = default;
  ~TimerQueue();
  TimerQueue(const TimerQueue&) = delete;
  TimerQueue& operator=(const TimerQueue&) = delete;

  Id add(TimePoint at, Task task);
  Id add(TimePoint at, Call call, void* with);
  // Unknown, run and cancelled ids are ignored.
  void cancel(Id id);

  bool empty() const { return heap_.empty(); }
  std::size_t size() const { return heap_.size(); }
  // When the first is due; not when empty.
  TimePoint first() const { return heap_.front().at; }

  // Marks the timers that are there now: run_due() runs no later ones.
  void begin_turn() { turn_ = next_order_; }
  // Takes out and runs the first timer that is due at `now`, by time and then in the order of
  // adding. False when there is none left in this turn.
  bool run_due(TimePoint now);

 private:
  struct Node {
    TimePoint at;
    std::uint32_t order;  // of adding; wraps around
    std::uint32_t slot;
    bool before(const Node& other) const {
      return at != other.at ? at < other.at : is_before(order, other.order);
    }
  };
  // The difference of two orders is less than half of all: there are not so many timers.
  static bool is_before(std::uint32_t a, std::uint32_t b) {
    return static_cast<std::int32_t>(a - b) < 0;
  }
  struct Slot {
    Call call = nullptr;
    void* with = nullptr;          // a Task of ours where `call` is run_task
    std::uint32_t place = 0;       // in the heap
    std::uint32_t generation = 1;  // of its present or next timer
  };

  static void run_task(void* task);
  void forget_task(const Slot& slot);
  void put(std::size_t place, const Node& node);
  void rise(std::size_t place, const Node& node);
  void sink(std::size_t place, const Node& node);
  void remove_at(std::size_t place);

  std::vector<Node> heap_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::uint32_t next_order_ = 0;
  std::uint32_t turn_ = 0;
};

}  // namespace palaver::net
