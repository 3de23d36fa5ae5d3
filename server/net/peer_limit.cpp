#include "server/net/peer_limit.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace palaver::net {
namespace {

bool is_loopback(std::string_view address) {
  return address == "::1" || address.substr(0, 4) == "127.";
}

// What is counted together: an IPv4 address, or the first half of an IPv6 one.
std::string key_of(std::string_view address) {
  std::string text(address);
  std::array<unsigned char, 16> bytes{};
  if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
  return {reinterpret_cast<const char*>(bytes.data()), 8};
}

}  // namespace

std::optional<PeerLimit::Place> PeerLimit::admit(std::string_view address) {
  // A socket of both families tells IPv4 so.
  constexpr std::string_view kMapped = "::ffff:";
  if (address.substr(0, kMapped.size()) == kMapped) address.remove_prefix(kMapped.size());
  // Not of the network.
  if (address.empty()) return Place();
  if (loopback_ == Loopback::exempt && is_loopback(address)) return Place();
  if (counts_.size() >= next_cleaning_) forget_empty();
  std::unique_ptr<Count>& count = counts_[key_of(address)];
  if (!count) count = std::make_unique<Count>(0);
  // Only this thread adds.
  if (count->load(std::memory_order_acquire) >= limit_) return std::nullopt;
  count->fetch_add(1, std::memory_order_acq_rel);
  return Place(count.get());
}

void PeerLimit::forget_empty() {
  for (auto at = counts_.begin(); at != counts_.end();) {
    at = at->second->load(std::memory_order_acquire) == 0 ? counts_.erase(at) : std::next(at);
  }
  next_cleaning_ = std::max<std::size_t>(1024, 2 * counts_.size());
}

}  // namespace palaver::net
