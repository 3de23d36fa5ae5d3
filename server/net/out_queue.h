// What waits to be sent on one stream: references to bytes, in order, and how much of the first has
// gone. Empty, it owns nothing: places for references come from the thread's pool and go back to
// it, so that queueing a delivery allocates nothing. One thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "server/net/bytes.h"

namespace palaver::net {

class OutQueue {
 public:
  OutQueue() = default;
  ~OutQueue() { clear(); }
  OutQueue(const OutQueue&) = delete;
  OutQueue& operator=(const OutQueue&) = delete;

  // `bytes` is not empty.
  void push(Bytes bytes);
  bool empty() const { return pending_ == 0; }
  // Bytes that wait.
  std::size_t pending() const { return pending_; }
  // Takes `count` bytes from the front; at most pending().
  void consume(std::size_t count);
  void clear();
  // Drops the pieces of which nothing has gone.
  void drop_unbegun();

  // Bytes of the first piece that have gone.
  std::size_t offset() const { return offset_; }

  // Calls `take(piece)` with each in order, the first one whole, until it gives false.
  template <class Take>
  void each(Take take) const {
    std::size_t at = first_;
    for (const Chunk* chunk = head_; chunk != nullptr; chunk = chunk->next, at = 0) {
      const std::size_t end = chunk == tail_ ? end_ : kPlaces;
      for (; at < end; ++at) {
        if (!take(chunk->pieces[at])) return;
      }
    }
  }

 private:
  // With its link 128 bytes, two cache lines.
  static constexpr std::size_t kPlaces = 15;
  struct Chunk {
    Chunk* next = nullptr;
    std::array<Bytes, kPlaces> pieces;
  };
  class Pool;
  static Pool& pool();

  void pop();

  Chunk* head_ = nullptr;
  Chunk* tail_ = nullptr;
  std::size_t pending_ = 0;
  std::uint32_t offset_ = 0;  // a piece is shorter than 4 GiB
  std::uint8_t first_ = 0;    // the first piece's place in head_
  std::uint8_t end_ = 0;      // the place behind the last piece in tail_
};

}  // namespace palaver::net
