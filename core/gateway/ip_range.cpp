#include "core/gateway/ip_range.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace palaver::gateway {
namespace {

constexpr std::size_t kMappedPrefix = 12;  // bytes before the IPv4 address in a mapped one

// A number of 1 to `max_digits` digits; nothing for another text.
std::optional<unsigned> number(std::string_view text, std::size_t max_digits, int base) {
  if (text.empty() || text.size() > max_digits) return std::nullopt;
  unsigned value = 0;
  const char* const end = text.data() + text.size();
  const auto [read, error] = std::from_chars(text.data(), end, value, base);
  if (error != std::errc() || read != end) return std::nullopt;
  return value;
}

// Writes four bytes; false when the text is no IPv4 address.
bool parse_v4(std::string_view text, std::uint8_t* bytes) {
  for (int i = 0; i < 4; ++i) {
    const std::size_t dot = i < 3 ? text.find('.') : text.size();
    if (dot == std::string_view::npos) return false;
    const std::string_view digits = text.substr(0, dot);
    const auto value = number(digits, 3, 10);
    if (!value || *value > 255 || (digits.size() > 1 && digits.front() == '0')) return false;
    bytes[i] = static_cast<std::uint8_t>(*value);
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  return true;
}

// The groups of one side of `::`, or of a whole address; an IPv4 address at its end is two.
struct Groups {
  std::array<std::uint8_t, 16> bytes{};
  std::size_t size = 0;  // in bytes
};

bool parse_groups(std::string_view text, bool may_end_in_v4, Groups& groups) {
  while (!text.empty()) {
    const std::size_t colon = text.find(':');
    const std::string_view group = text.substr(0, colon);
    const bool is_last = colon == std::string_view::npos;
    if (is_last && may_end_in_v4 && group.find('.') != std::string_view::npos) {
      if (groups.size + 4 > groups.bytes.size()) return false;
      if (!parse_v4(group, groups.bytes.data() + groups.size)) return false;
      groups.size += 4;
      return true;
    }
    const auto value = number(group, 4, 16);
    if (!value || groups.size + 2 > groups.bytes.size()) return false;
    groups.bytes[groups.size++] = static_cast<std::uint8_t>(*value >> 8U);
    groups.bytes[groups.size++] = static_cast<std::uint8_t>(*value & 0xFFU);
    if (is_last) return true;
    text.remove_prefix(colon + 1);
    if (text.empty()) return false;  // a colon with nothing behind it
  }
  return true;
}

std::optional<IpAddress> parse_v6(std::string_view text) {
  const std::size_t gap = text.find("::");
  Groups front;
  Groups back;
  if (!parse_groups(text.substr(0, gap), gap == std::string_view::npos, front)) return std::nullopt;
  if (gap == std::string_view::npos) {
    if (front.size != front.bytes.size()) return std::nullopt;
    return front.bytes;
  }
  if (!parse_groups(text.substr(gap + 2), true, back)) return std::nullopt;
  IpAddress address = front.bytes;
  if (front.size + back.size > address.size() - 2) return std::nullopt;
  const auto end = static_cast<std::ptrdiff_t>(back.size);
  std::copy_backward(back.bytes.begin(), back.bytes.begin() + end, address.end());
  return address;
}

bool is_v4(std::string_view text) {
  return text.find(':') == std::string_view::npos;
}

}  // namespace

std::optional<IpAddress> parse_ip_address(std::string_view text) {
  if (!is_v4(text)) return parse_v6(text);
  IpAddress address{};
  address[10] = 0xFF;
  address[11] = 0xFF;
  if (!parse_v4(text, address.data() + kMappedPrefix)) return std::nullopt;
  return address;
}

std::optional<IpRange> IpRange::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view base = text.substr(0, slash);
  const auto address = parse_ip_address(base);
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return IpRange(*address, 128);
  const auto bits = number(text.substr(slash + 1), 3, 10);
  if (!bits || *bits > (is_v4(base) ? 32U : 128U)) return std::nullopt;
  return IpRange(*address, is_v4(base) ? *bits + kMappedPrefix * 8 : *bits);
}

bool IpRange::contains(const IpAddress& address) const {
  const std::size_t whole = bits_ / 8;
  if (!std::equal(address.begin(), address.begin() + static_cast<std::ptrdiff_t>(whole),
                  address_.begin())) {
    return false;
  }
  const unsigned rest = bits_ % 8;
  if (rest == 0) return true;
  return (static_cast<unsigned>(address[whole]) ^ address_[whole]) >> (8 - rest) == 0;
}

}  // namespace palaver::gateway
