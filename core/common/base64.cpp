#include "core/common/base64.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace palaver {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNone = 0xFF;

constexpr std::array<std::uint8_t, 256> values_of_characters() {
  std::array<std::uint8_t, 256> values{};
  for (std::uint8_t& value : values) value = kNone;
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}

constexpr std::array<std::uint8_t, 256> kValues = values_of_characters();

std::uint32_t byte_of(std::string_view bytes, std::size_t at) {
  return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
}

}  // namespace

std::string base64_encode(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::uint32_t group =
        byte_of(bytes, at) << 16U | byte_of(bytes, at + 1) << 8U | byte_of(bytes, at + 2);
    const std::size_t there = bytes.size() - at;
    text += kAlphabet[group >> 18U];
    text += kAlphabet[group >> 12U & 0x3FU];
    text += there > 1 ? kAlphabet[group >> 6U & 0x3FU] : '=';
    text += there > 2 ? kAlphabet[group & 0x3FU] : '=';
  }
  return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
  const std::size_t padded = text.size();
  for (int i = 0; i < 2 && !text.empty() && text.back() == '='; ++i) text.remove_suffix(1);
  if (text.size() % 4 == 1 || (text.size() != padded && padded % 4 != 0)) return std::nullopt;

  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const std::uint8_t value = kValues[static_cast<unsigned char>(c)];
    if (value == kNone) return std::nullopt;
    bits = (bits << 6U | value) & 0xFFFFU;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xFFU);
  }
  return bytes;
}

}  // namespace palaver
