// Bytes on their way out, shared by the queues of many streams: allocated once, never changed,
// freed with the last reference. The count is a plain number: references stay on one thread. What
// goes to another loop is wrapped there anew (of_shared), and copied by none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace palaver::net {

class Bytes {
 public:
  // No bytes.
  Bytes() = default;
  // Takes a text over, without a copy of what it holds on the heap.
  static Bytes of(std::string text);
  // Bytes that others hold, too; not null.
  static Bytes of_shared(std::shared_ptr<const std::string> text);

  Bytes(const Bytes& other) : block_(other.block_) {
    if (block_ != nullptr) ++block_->references;
  }
  Bytes(Bytes&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  Bytes& operator=(Bytes other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~Bytes() {
    if (block_ != nullptr && --block_->references == 0) free_block(block_);
  }

  std::string_view view() const { return block_ == nullptr ? std::string_view() : block_->view; }
  std::size_t size() const { return view().size(); }
  bool empty() const { return size() == 0; }

  // Whether both are the same block, not only the same bytes.
  bool same_as(const Bytes& other) const { return block_ == other.block_; }

 private:
  struct Block {
    std::size_t references = 1;
    std::string_view view;
    std::string own;
    std::shared_ptr<const std::string> others;
  };
  explicit Bytes(Block* block) : block_(block) {}
  static void free_block(Block* block);

  Block* block_ = nullptr;
};

}  // namespace palaver::net
