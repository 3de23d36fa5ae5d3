// One thread's turn: wait for descriptors, call their handlers, run timers, then what was deferred.
// Everything that lives on a loop is used on that loop's thread only; post() and stop() are the two
// calls for other threads.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "server/net/backlog.h"
#include "server/net/poller.h"
#include "server/net/send_batch.h"
#include "server/net/task_inbox.h"
#include "server/net/timer_queue.h"
#include "server/net/unique_fd.h"

namespace palaver::net {

// Called when a watched descriptor is ready. May unwatch any descriptor, its own included, and
// delete itself: a readiness that was fetched for an unwatched one is dropped.
class FdHandler {
 public:
  virtual ~FdHandler() = default;
  virtual void on_ready(bool readable, bool writable) = 0;
  // The end of a turn in which EventLoop::at_turn_end() was called for it.
  virtual void on_turn_end() {}
};

class EventLoop {
 public:
  using Clock = std::chrono::steady_clock;
  using TimePoint = Clock::time_point;
  using Task = std::function<void()>;
  using TimerId = TimerQueue::Id;  // 0 is none
  // One watch of a descriptor; a later one of the same number is another.
  struct WatchId {
    int fd = -1;
    std::uint32_t generation = 0;
  };

  explicit EventLoop(std::unique_ptr<Poller> poller = make_poller());
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Turns until stop(). Tasks posted before run() are run.
  void run();
  // One turn that waits at most `longest_wait` for something to happen: for tests, and for a caller
  // that has a loop of its own. run() is this until stop().
  void run_turn(std::chrono::milliseconds longest_wait);
  // Ends run() after the present turn, or the next run() after its first. Any thread, and
  // async-signal-safe.
  void stop();
  // Runs `task` on the loop's thread in a coming turn, in the order of posting. Any thread.
  void post(Task task);

  // The time at which this turn began; the same through the whole turn.
  TimePoint now() const { return now_; }

  // Runs `task` once, not before `delay` has passed. A timer may cancel itself and others from
  // inside.
  TimerId after(std::chrono::milliseconds delay, Task task);
  // The same with less memory: calls `call(with)`.
  TimerId after(std::chrono::milliseconds delay, TimerQueue::Call call, void* with);
  // Unknown, run and cancelled ids are ignored.
  void cancel(TimerId id);

  // Runs `task` at the end of the present turn (or the next, when called between turns): the place
  // to free what a handler still stands on. What a deferred task defers waits for the end of the
  // next turn, which then comes without waiting: nobody starves the others.
  void defer(Task task);
  // Calls on_turn_end() of the watch's handler, after the deferred tasks of this turn:
  // the place to flush what the turn has queued. Costs no allocation. Not told when the watch ends
  // before. Once for each call.
  void at_turn_end(WatchId watch);

  // `handler` must outlive the watch. An empty interest is allowed: nothing is told until a change.
  // When the kernel has no room for it (ENOMEM, ENOSPC) it is asked again until it has.
  WatchId watch(int fd, Interest interest, FdHandler& handler);
  void change(int fd, Interest interest);
  void unwatch(int fd);
  // Descriptors that are watched, as a measure of how much this loop has to do. Any thread.
  std::size_t load() const { return load_.load(std::memory_order_relaxed); }
  // Whether it still holds.
  bool watches(WatchId watch) const;

  // For the streams of this loop, while they flush.
  SendBatch& send_batch() { return send_batch_; }

  // Where the connections of this loop count what they hold. `on_pressure` is called at the end of
  // a turn in which it went over the backlog's mark, on one of the loops that share it, and again
  // after a while as long as it is. Null: nowhere, as at first.
  void share_backlog(Backlog* backlog, Task on_pressure);
  const Backlog* backlog() const { return backlog_; }
  // What held `from` bytes holds `to` bytes now.
  void change_backlog(std::size_t from, std::size_t to) {
    if (backlog_ == nullptr || from == to) return;
    backlog_->change(from, to);
    if (to > from && backlog_->over_mark()) tell_pressure();
  }

  std::string_view poller_name() const { return poller_->name(); }

 private:
  struct Watch {
    FdHandler* handler = nullptr;  // null: not watched
    std::uint32_t generation = 0;
    Interest interest;
  };
  Watch* find_watch(int fd);
  void tell_poller(int fd, Interest interest);
  void tell_poller_again();
  void dispatch_ready();
  void run_due_timers();
  void run_deferred();
  void run_turn_ends();
  void run_posted();
  std::chrono::milliseconds wait_time(std::chrono::milliseconds longest_wait) const;
  void wake();
  void drain_wake_pipe();
  void tell_pressure();

  std::unique_ptr<Poller> poller_;
  UniqueFd wake_read_;
  UniqueFd wake_write_;
  TimePoint now_;
  std::vector<Watch> watches_;  // by descriptor
  std::atomic<std::size_t> load_{0};
  std::uint32_t next_generation_ = 1;  // wraps around, as those that are compared do
  std::vector<Ready> ready_;
  TimerQueue timers_;
  std::vector<Task> deferred_;
  std::vector<WatchId> turn_ends_;
  std::vector<WatchId> running_turn_ends_;  // kept for its memory
  std::vector<WatchId> untold_;             // the kernel had no room for them
  SendBatch send_batch_;
  Backlog* backlog_ = nullptr;
  Task on_pressure_;
  TaskInbox posted_;
  std::atomic<bool> stopping_{false};
};

}  // namespace palaver::net
