// How many connections each address has open, and whether it may have one more: for the thread that
// accepts. Places are given back on any thread.
//
// An IPv6 address counts with its whole /64: that is what one subscriber has.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace palaver::net {

enum class Loopback {
  exempt,  // connections of this machine are not counted
  counts,
};

class PeerLimit {
  using Count = std::atomic<std::size_t>;

 public:
  // One open connection; given back when it is destroyed. May be empty.
  class Place {
   public:
    Place() = default;
    Place(Place&& other) noexcept : count_(std::exchange(other.count_, nullptr)) {}
    Place& operator=(Place&& other) noexcept {
      std::swap(count_, other.count_);
      return *this;
    }
    ~Place() {
      if (count_ != nullptr) count_->fetch_sub(1, std::memory_order_acq_rel);
    }

   private:
    friend class PeerLimit;
    explicit Place(Count* count) : count_(count) {}
    Count* count_ = nullptr;
  };

  PeerLimit(std::size_t limit, Loopback loopback) : limit_(limit), loopback_(loopback) {}
  // It must outlive all places.
  PeerLimit(const PeerLimit&) = delete;
  PeerLimit& operator=(const PeerLimit&) = delete;

  // A place for one more connection of `address`, without its port; nothing when it has all it may
  // have.
  std::optional<Place> admit(std::string_view address);

  std::size_t limit() const { return limit_; }
  // Addresses that are remembered: those with connections, and some that had one.
  std::size_t addresses() const { return counts_.size(); }

 private:
  void forget_empty();

  const std::size_t limit_;
  const Loopback loopback_;
  std::unordered_map<std::string, std::unique_ptr<Count>> counts_;
  std::size_t next_cleaning_ = 1024;
};

}  // namespace palaver::net
