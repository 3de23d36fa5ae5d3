// Room for bytes that a library writes: grows, is never filled with zeros, and stays for the next
// use. Its owner's thread.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <utility>

namespace palaver::deflate {

class ByteBuffer {
 public:
  char* data() { return bytes_.get(); }
  std::size_t capacity() const { return capacity_; }

  // Makes room for `bytes` in all. What the first `kept` of them hold stays.
  void grow(std::size_t bytes, std::size_t kept) {
    if (bytes <= capacity_) return;
    auto larger = std::make_unique_for_overwrite<char[]>(bytes);
    if (kept > 0) std::memcpy(larger.get(), bytes_.get(), kept);
    bytes_ = std::move(larger);
    capacity_ = bytes;
  }

  // Gives the memory back when it is more than `bytes`.
  void shrink(std::size_t bytes) {
    if (capacity_ <= bytes) return;
    bytes_.reset();
    capacity_ = 0;
  }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
};

}  // namespace palaver::deflate
