#include "server/net/timer_queue.h"

#include <memory>
#include <utility>

namespace palaver::net {
namespace {

// Four children: a flatter heap, whose siblings share a cache line.
constexpr std::size_t kChildren = 4;

}  // namespace

TimerQueue::~TimerQueue() {
  for (const Node& node : heap_) forget_task(slots_[node.slot]);
}

void TimerQueue::run_task(void* task) {
  const std::unique_ptr<Task> owned(static_cast<Task*>(task));
  (*owned)();
}

void TimerQueue::forget_task(const Slot& slot) {
  if (slot.call == run_task) delete static_cast<Task*>(slot.with);
}

TimerQueue::Id TimerQueue::add(TimePoint at, Task task) {
  return add(at, run_task, new Task(std::move(task)));
}

TimerQueue::Id TimerQueue::add(TimePoint at, Call call, void* with) {
  std::uint32_t slot = 0;
  if (free_.empty()) {
    slot = static_cast<std::uint32_t>(slots_.size());
    slots_.emplace_back();
  } else {
    slot = free_.back();
    free_.pop_back();
  }
  slots_[slot].call = call;
  slots_[slot].with = with;
  const Node node{at, next_order_++, slot};
  heap_.push_back(node);
  rise(heap_.size() - 1, node);
  return static_cast<Id>(slots_[slot].generation) << 32 | slot;
}

void TimerQueue::cancel(Id id) {
  const auto slot = static_cast<std::uint32_t>(id);
  if (id == 0 || slot >= slots_.size() || slots_[slot].generation != id >> 32) return;
  forget_task(slots_[slot]);
  remove_at(slots_[slot].place);
}

bool TimerQueue::run_due(TimePoint now) {
  // What was added in this turn waits, also when it is due first: so a timer without delay that
  // sets itself again does not keep the loop.
  if (heap_.empty() || heap_.front().at > now || !is_before(heap_.front().order, turn_)) {
    return false;
  }
  const Slot& slot = slots_[heap_.front().slot];
  const Call call = slot.call;
  void* const with = slot.with;
  remove_at(0);
  call(with);
  return true;
}

void TimerQueue::put(std::size_t place, const Node& node) {
  heap_[place] = node;
  slots_[node.slot].place = static_cast<std::uint32_t>(place);
}

void TimerQueue::rise(std::size_t place, const Node& node) {
  while (place > 0) {
    const std::size_t parent = (place - 1) / kChildren;
    if (!node.before(heap_[parent])) break;
    put(place, heap_[parent]);
    place = parent;
  }
  put(place, node);
}

void TimerQueue::sink(std::size_t place, const Node& node) {
  while (true) {
    const std::size_t from = place * kChildren + 1;
    if (from >= heap_.size()) break;
    std::size_t least = from;
    for (std::size_t child = from + 1; child < from + kChildren && child < heap_.size(); ++child) {
      if (heap_[child].before(heap_[least])) least = child;
    }
    if (!heap_[least].before(node)) break;
    put(place, heap_[least]);
    place = least;
  }
  put(place, node);
}

void TimerQueue::remove_at(std::size_t place) {
  Slot& slot = slots_[heap_[place].slot];
  slot.call = nullptr;
  // A generation of 0 would make an id of 0.
  if (++slot.generation == 0) slot.generation = 1;
  free_.push_back(heap_[place].slot);
  const Node last = heap_.back();
  heap_.pop_back();
  if (place == heap_.size()) return;
  if (place > 0 && last.before(heap_[(place - 1) / kChildren])) {
    rise(place, last);
  } else {
    sink(place, last);
  }
}

}  // namespace palaver::net
