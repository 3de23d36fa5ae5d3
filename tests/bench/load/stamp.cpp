#include "tests/bench/load/stamp.h"

#include <algorithm>
#include <charconv>

namespace palaver::load {
namespace {

constexpr std::string_view kMark = "@@";
constexpr std::size_t kTimeDigits = 16;
constexpr std::size_t kSenderDigits = 4;

void put_hex(std::string& text, std::size_t at, std::size_t digits, std::uint64_t value) {
  for (std::size_t i = digits; i-- > 0; value >>= 4) text[at + i] = "0123456789abcdef"[value & 15];
}

template <class Number>
bool take_hex(std::string_view digits, Number& value) {
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return error == std::errc() && end == digits.data() + digits.size();
}

}  // namespace

std::string stamped_text(const Stamp& stamp, std::size_t bytes) {
  std::string text(std::max(bytes, kStampBytes), 'x');
  text.replace(0, kMark.size(), kMark);
  put_hex(text, kMark.size(), kTimeDigits,
          static_cast<std::uint64_t>(stamp.intended.time_since_epoch().count()));
  put_hex(text, kMark.size() + kTimeDigits, kSenderDigits, stamp.sender);
  return text;
}

std::optional<Stamp> find_stamp(std::string_view payload) {
  const std::size_t at = payload.find(kMark);
  if (at == std::string_view::npos || payload.size() - at < kStampBytes) return std::nullopt;
  const std::string_view digits = payload.substr(at + kMark.size());
  std::uint64_t time = 0;
  Stamp stamp;
  if (!take_hex(digits.substr(0, kTimeDigits), time) ||
      !take_hex(digits.substr(kTimeDigits, kSenderDigits), stamp.sender)) {
    return std::nullopt;
  }
  stamp.intended = Clock::time_point(Clock::duration(static_cast<Clock::rep>(time)));
  return stamp;
}

}  // namespace palaver::load
