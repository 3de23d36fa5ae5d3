// What a process holds because somebody is slow: bytes that sockets do not take, messages that wait
// for their turn, messages that are not complete. One for all loops; any thread. It is touched only
// where something waits: what goes out in the turn in which it was queued is not counted.
#pragma once

#include <atomic>
#include <cstddef>
#include <limits>

namespace palaver::net {

class Backlog {
 public:
  // `limit`: bytes. Above it no new connections are taken; above mark() some of those that are here
  // have to go.
  explicit Backlog(std::size_t limit = std::numeric_limits<std::size_t>::max()) : limit_(limit) {}

  // What held `from` bytes holds `to` bytes now.
  void change(std::size_t from, std::size_t to) {
    // Unsigned: what wraps around wraps back.
    bytes_.fetch_add(to - from, std::memory_order_relaxed);
  }
  std::size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }
  std::size_t limit() const { return limit_; }
  // An eighth above the limit, so that new connections are refused before old ones are closed.
  std::size_t mark() const {
    return limit_ > std::numeric_limits<std::size_t>::max() / 2 ? limit_ : limit_ + limit_ / 8;
  }
  bool over_limit() const { return bytes() > limit_; }
  bool over_mark() const { return bytes() > mark(); }

  // Whether it is the caller who has to make room; until end_relief() nobody else is told so.
  bool begin_relief() { return !relieving_.exchange(true, std::memory_order_relaxed); }
  void end_relief() { relieving_.store(false, std::memory_order_relaxed); }

 private:
  const std::size_t limit_;
  std::atomic<std::size_t> bytes_{0};
  std::atomic<bool> relieving_{false};
};

}  // namespace palaver::net
