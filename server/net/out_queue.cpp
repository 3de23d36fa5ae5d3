#include "server/net/out_queue.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace palaver::net {

// Chunks that rest. Beyond kResting they go back to the heap: a burst does not stay in memory.
class OutQueue::Pool {
 public:
  Pool() = default;
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool() {
    for (Chunk* chunk : resting_) delete chunk;
  }

  Chunk* take() {
    if (resting_.empty()) return new Chunk;
    Chunk* const chunk = resting_.back();
    resting_.pop_back();
    chunk->next = nullptr;
    return chunk;
  }
  // All its pieces are empty.
  void give(Chunk* chunk) {
    if (resting_.size() == kResting) {
      delete chunk;
    } else {
      resting_.push_back(chunk);
    }
  }

 private:
  static constexpr std::size_t kResting = 8192;  // 1 MiB
  std::vector<Chunk*> resting_;
};

OutQueue::Pool& OutQueue::pool() {
  thread_local Pool pool;
  return pool;
}

void OutQueue::push(Bytes bytes) {
  if (tail_ == nullptr) {
    head_ = tail_ = pool().take();
    first_ = end_ = 0;
  } else if (end_ == kPlaces) {
    tail_->next = pool().take();
    tail_ = tail_->next;
    end_ = 0;
  }
  pending_ += bytes.size();
  tail_->pieces[end_++] = std::move(bytes);
}

void OutQueue::pop() {
  head_->pieces[first_++] = Bytes();
  offset_ = 0;
  if (head_ == tail_ && first_ == end_) {
    pool().give(head_);
    head_ = tail_ = nullptr;
  } else if (first_ == kPlaces) {
    Chunk* const done = head_;
    head_ = head_->next;
    first_ = 0;
    pool().give(done);
  }
}

void OutQueue::consume(std::size_t count) {
  pending_ -= count;
  while (count > 0 && head_ != nullptr) {
    const std::size_t left = head_->pieces[first_].size() - offset_;
    if (count < left) {
      offset_ += static_cast<std::uint32_t>(count);
      return;
    }
    count -= left;
    pop();
  }
}

void OutQueue::clear() {
  while (head_ != nullptr) pop();
  pending_ = 0;
}

void OutQueue::drop_unbegun() {
  const std::uint32_t begun = offset_;
  Bytes first;
  if (begun > 0) first = head_->pieces[first_];
  clear();
  if (begun == 0) return;
  push(std::move(first));
  offset_ = begun;
  pending_ -= begun;
}

}  // namespace palaver::net
