#include "server/net/event_loop.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace palaver::net {
namespace {

// Longer delays are as good as never, and adding them to a time must not overflow.
constexpr std::chrono::hours kLongestDelay{24 * 365 * 10};
constexpr std::chrono::milliseconds kForever{-1};

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
  bool first = false;
  {
    const std::lock_guard lock(posted_mutex_);
    first = posted_.empty();
    posted_.push_back(std::move(task));
  }
  // The later ones are taken together with the first.
  if (first) wake();
}

EventLoop::TimerId EventLoop::after(std::chrono::milliseconds delay, Task task) {
  const auto id = next_timer_++;
  // Not now_: a turn may have lasted long, and the delay counts from this call.
  const auto time = Clock::now() + std::clamp<std::chrono::milliseconds>(
                                       delay, std::chrono::milliseconds{0}, kLongestDelay);
  timers_.emplace(std::pair{time, id}, std::move(task));
  timer_times_.emplace(id, time);
  return id;
}

void EventLoop::cancel(TimerId id) {
  const auto found = timer_times_.find(id);
  if (found == timer_times_.end()) return;
  timers_.erase({found->second, id});
  timer_times_.erase(found);
}

void EventLoop::defer(Task task) {
  deferred_.push_back(std::move(task));
}

void EventLoop::watch(int fd, Interest interest, FdHandler& handler) {
  watches_.insert_or_assign(fd, Watch{&handler, interest, next_generation_++});
  poller_->set(fd, interest);
}

void EventLoop::change(int fd, Interest interest) {
  const auto found = watches_.find(fd);
  if (found == watches_.end() || found->second.interest == interest) return;
  found->second.interest = interest;
  poller_->set(fd, interest);
}

void EventLoop::unwatch(int fd) {
  if (watches_.erase(fd) != 0) poller_->remove(fd);
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
    const auto found = watches_.find(ready.fd);
    if (found == watches_.end() || found->second.generation >= first_new_generation) continue;
    // Nor is it told what a handler before it in this turn has stopped asking for.
    const bool readable = ready.readable && found->second.interest.read;
    const bool writable = ready.writable && found->second.interest.write;
    if (readable || writable) found->second.handler->on_ready(readable, writable);
  }
}

void EventLoop::run_due_timers() {
  // A timer that is set inside another waits for the next turn, even without a delay.
  const auto first_new_timer = next_timer_;
  while (!timers_.empty()) {
    const auto first = timers_.begin();
    const auto [time, id] = first->first;
    if (time > now_ || id >= first_new_timer) return;
    const auto task = std::move(first->second);
    timers_.erase(first);
    timer_times_.erase(id);
    task();
  }
}

void EventLoop::run_posted() {
  std::vector<Task> tasks;
  {
    const std::lock_guard lock(posted_mutex_);
    tasks.swap(posted_);
  }
  for (const auto& task : tasks) task();
}

void EventLoop::run_deferred() {
  std::vector<Task> tasks;
  tasks.swap(deferred_);
  for (const auto& task : tasks) task();
}

std::chrono::milliseconds EventLoop::wait_time(std::chrono::milliseconds longest_wait) const {
  if (!deferred_.empty()) return std::chrono::milliseconds{0};
  if (timers_.empty()) return longest_wait;
  // Rounded up: waking a fraction too early would spin until the time has come.
  const auto delay =
      std::chrono::ceil<std::chrono::milliseconds>(timers_.begin()->first.first - Clock::now());
  const auto wait = std::max(delay, std::chrono::milliseconds{0});
  return longest_wait.count() < 0 ? wait : std::min(wait, longest_wait);
}

}  // namespace palaver::net
