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

  Id add(TimePoint at, Task task);
  // Unknown, run and cancelled ids are ignored.
  void cancel(Id id);

  bool empty() const { return heap_.empty(); }
  std::size_t size() const { return heap_.size(); }
  // When the first is due; not when empty.
  TimePoint first() const { return heap_.front().at; }

  // Marks the timers that are there now: take_due() gives no later ones.
  void begin_turn() { turn_ = next_order_; }
  // Takes the first task that is due at `now`, by time and then in the order of adding; none (an
  // empty function) when there is none left in this turn.
  Task take_due(TimePoint now);

 private:
  struct Node {
    TimePoint at;
    std::uint64_t order;  // of adding
    std::uint32_t slot;
    bool before(const Node& other) const {
      return at != other.at ? at < other.at : order < other.order;
    }
  };
  struct Slot {
    Task task;
    std::uint32_t place = 0;       // in the heap
    std::uint32_t generation = 1;  // of its present or next timer
  };

  void put(std::size_t place, const Node& node);
  void rise(std::size_t place, const Node& node);
  void sink(std::size_t place, const Node& node);
  void remove_at(std::size_t place);

  std::vector<Node> heap_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::uint64_t next_order_ = 0;
  std::uint64_t turn_ = 0;
};

}  // namespace palaver::net
