// Addresses and ranges of them, as policies write them: 203.0.113.0/24, 2001:db8::/32, one address.
// RFC 4632, RFC 4291. Values; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace palaver::gateway {

// Sixteen bytes; an IPv4 address is the one that is mapped into IPv6 (::ffff:192.0.2.7), so that a
// client that comes over a socket for both is the same.
using IpAddress = std::array<std::uint8_t, 16>;

// Strictly: four decimal numbers without leading zeros, or the forms of RFC 4291 section 2.2. No
// port, no brackets, no zone.
std::optional<IpAddress> parse_ip_address(std::string_view text);

class IpRange {
 public:
  static std::optional<IpRange> parse(std::string_view text);
  bool contains(const IpAddress& address) const;

 private:
  IpRange(const IpAddress& address, unsigned bits) : address_(address), bits_(bits) {}

  IpAddress address_;
  unsigned bits_;  // 0 to 128
};

}  // namespace palaver::gateway
