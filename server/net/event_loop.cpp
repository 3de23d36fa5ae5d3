#include "server/net/event_loop.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace palaver::net {
namespace {

// Longer delays are as good as never, and adding them to a time must not overflow.
constexpr std::chrono::hours kLongestDelay{24 * 365 * 10};
constexpr std::chrono::milliseconds kForever{-1};
// Until a kernel without room for a watch is asked again.
constexpr std::chrono::milliseconds kRestTime{100};

// The difference is less than half of all generations.
bool is_older(std::uint32_t generation, std::uint32_t than) {
  return static_cast<std::int32_t>(generation - than) < 0;
}

// From now, not from the turn's beginning: a turn may have lasted long.
EventLoop::TimePoint time_after(std::chrono::milliseconds delay) {
  return EventLoop::Clock::now() +
         std::clamp<std::chrono::milliseconds>(delay, std::chrono::milliseconds{0}, kLongestDelay);
}
// Between two looks at whether there is too much: closing takes a turn or two to have its effect.
constexpr std::chrono::milliseconds kReliefTime{20};

}  // namespace

EventLoop::EventLoop(std::unique_ptr<Poller> poller)
    : poller_(std::move(poller)), now_(Clock::now()) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_NONBLOCK | O_CLOEXEC) != 0) {
    throw std::system_error(errno, std::generic_category(), "pipe2");
  }
  wake_read_.reset(ends[0]);
  wake_write_.reset(ends[1]);
  poller_->set(wake_read_.get(), {true, false});
}

EventLoop::~EventLoop() = default;

void EventLoop::run() {
  // The flag is looked at after a turn, so that stop() before run() still lets posted tasks run.
  do {
    run_turn(kForever);
  } while (!stopping_.exchange(false));
}

void EventLoop::run_turn(std::chrono::milliseconds longest_wait) {
  poller_->wait(wait_time(longest_wait), ready_);
  now_ = Clock::now();
  dispatch_ready();
  run_due_timers();
  run_posted();
  run_deferred();
  run_turn_ends();
}

void EventLoop::stop() {
  // Only an atomic store and write(2): both are allowed in a signal handler.
  static_assert(std::atomic<bool>::is_always_lock_free);
  stopping_.store(true);
  wake();
}

void EventLoop::wake() {
  // A signal handler must leave errno alone. A full pipe (EAGAIN) wakes the loop just as well.
  const int saved_errno = errno;
  const char byte = 1;
  while (::write(wake_write_.get(), &byte, 1) < 0 && errno == EINTR) {
  }
  errno = saved_errno;
}

void EventLoop::drain_wake_pipe() {
  std::array<char, 64> bytes;
  while (true) {
    const auto count = ::read(wake_read_.get(), bytes.data(), bytes.size());
    if (count == static_cast<ssize_t>(bytes.size())) continue;
    if (count < 0 && errno == EINTR) continue;
    return;
  }
}

void EventLoop::post(Task task) {
  // The later ones are taken together with the first.
  if (posted_.put(std::move(task))) wake();
}

EventLoop::TimerId EventLoop::after(std::chrono::milliseconds delay, Task task) {
  return timers_.add(time_after(delay), std::move(task));
}

EventLoop::TimerId EventLoop::after(std::chrono::milliseconds delay, TimerQueue::Call call,
                                    void* with) {
  return timers_.add(time_after(delay), call, with);
}

void EventLoop::cancel(TimerId id) {
  timers_.cancel(id);
}

void EventLoop::defer(Task task) {
  deferred_.push_back(std::move(task));
}

void EventLoop::at_turn_end(WatchId watch) {
  turn_ends_.push_back(watch);
}

EventLoop::Watch* EventLoop::find_watch(int fd) {
  const auto place = static_cast<std::size_t>(fd);
  if (fd < 0 || place >= watches_.size() || watches_[place].handler == nullptr) return nullptr;
  return &watches_[place];
}

EventLoop::WatchId EventLoop::watch(int fd, Interest interest, FdHandler& handler) {
  const auto place = static_cast<std::size_t>(fd);
  if (place >= watches_.size()) watches_.resize(place + 1);
  if (watches_[place].handler == nullptr) load_.fetch_add(1, std::memory_order_relaxed);
  const WatchId id{fd, next_generation_++};
  watches_[place] = {&handler, id.generation, interest};
  tell_poller(fd, interest);
  return id;
}

void EventLoop::change(int fd, Interest interest) {
  Watch* const watch = find_watch(fd);
  if (watch == nullptr || watch->interest == interest) return;
  watch->interest = interest;
  tell_poller(fd, interest);
}

void EventLoop::tell_poller(int fd, Interest interest) {
  try {
    poller_->set(fd, interest);
  } catch (const std::system_error& error) {
    // epoll_ctl(2): no memory, or /proc/sys/fs/epoll/max_user_watches is reached. Anything else is
    // a bug of ours.
    const int number = error.code().value();
    if (number != ENOMEM && number != ENOSPC) throw;
    if (untold_.empty()) after(kRestTime, [this] { tell_poller_again(); });
    untold_.push_back({fd, watches_[static_cast<std::size_t>(fd)].generation});
  }
}

void EventLoop::tell_poller_again() {
  for (const WatchId& watch : std::exchange(untold_, {})) {
    if (watches(watch)) tell_poller(watch.fd, find_watch(watch.fd)->interest);
  }
}

void EventLoop::unwatch(int fd) {
  Watch* const watch = find_watch(fd);
  if (watch == nullptr) return;
  *watch = {};
  load_.fetch_sub(1, std::memory_order_relaxed);
  poller_->remove(fd);
}

bool EventLoop::watches(WatchId watch) const {
  const auto place = static_cast<std::size_t>(watch.fd);
  return watch.fd >= 0 && place < watches_.size() && watches_[place].generation == watch.generation;
}

void EventLoop::dispatch_ready() {
  // A handler may unwatch a descriptor whose readiness was fetched with its own, close it, and
  // watch the same number anew. What was fetched is not meant for the new one.
  const auto first_new_generation = next_generation_;
  for (const auto& ready : ready_) {
    if (ready.fd == wake_read_.get()) {
      drain_wake_pipe();
      continue;
    }
    const Watch* const watch = find_watch(ready.fd);
    if (watch == nullptr || !is_older(watch->generation, first_new_generation)) continue;
    // Nor is it told what a handler before it in this turn has stopped asking for.
    const bool readable = ready.readable && watch->interest.read;
    const bool writable = ready.writable && watch->interest.write;
    if (readable || writable) watch->handler->on_ready(readable, writable);
  }
}

void EventLoop::run_due_timers() {
  timers_.begin_turn();
  while (timers_.run_due(now_)) {
  }
}

void EventLoop::run_posted() {
  for (const auto& task : posted_.take()) task();
}

void EventLoop::run_deferred() {
  std::vector<Task> tasks;
  tasks.swap(deferred_);
  for (const auto& task : tasks) task();
}

void EventLoop::run_turn_ends() {
  running_turn_ends_.swap(turn_ends_);
  for (const WatchId& watch : running_turn_ends_) {
    if (watches(watch)) find_watch(watch.fd)->handler->on_turn_end();
  }
  running_turn_ends_.clear();
  send_batch_.forget();
}

std::chrono::milliseconds EventLoop::wait_time(std::chrono::milliseconds longest_wait) const {
  if (!deferred_.empty() || !turn_ends_.empty()) return std::chrono::milliseconds{0};
  if (timers_.empty()) return longest_wait;
  // Rounded up: waking a fraction too early would spin until the time has come.
  const auto delay = std::chrono::ceil<std::chrono::milliseconds>(timers_.first() - Clock::now());
  const auto wait = std::max(delay, std::chrono::milliseconds{0});
  return longest_wait.count() < 0 ? wait : std::min(wait, longest_wait);
}

void EventLoop::share_backlog(Backlog* backlog, Task on_pressure) {
  backlog_ = backlog;
  on_pressure_ = std::move(on_pressure);
}

void EventLoop::tell_pressure() {
  if (!backlog_->begin_relief()) return;
  defer([this] {
    if (on_pressure_) on_pressure_();
  });
  after(kReliefTime, [this] {
    if (backlog_ == nullptr) return;
    backlog_->end_relief();
    if (backlog_->over_mark()) tell_pressure();
  });
}

}  // namespace palaver::net
