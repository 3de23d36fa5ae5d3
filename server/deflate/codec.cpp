#include "server/deflate/codec.h"

#include <algorithm>

namespace palaver::deflate {
namespace {

// A room that one long message made larger than this is given back before the next.
constexpr std::size_t kKeptRoom = 256 * 1024;

// What zlib keeps between the window's two ends (its MIN_LOOKAHEAD): so much of a window is not
// reached back to.
constexpr std::size_t kUnreachedBytes = 262;

}  // namespace

std::uint8_t Codec::window_for(std::size_t text_bytes, std::uint8_t agreed_bits) {
  std::uint8_t bits = std::min<std::uint8_t>(9, agreed_bits);
  while (bits < agreed_bits && (std::size_t{1} << bits) < text_bytes + kUnreachedBytes) ++bits;
  return bits;
}

ByteBuffer& Codec::room() {
  room_.shrink(kKeptRoom);
  return room_;
}

std::string_view Codec::deflate(std::string_view text, std::uint8_t window_bits) {
  auto& deflater = deflaters_[window_bits - std::size_t{framing::kMinWindowBits}];
  if (!deflater) deflater = std::make_unique<Deflater>(window_bits, options_.level);
  return deflater->deflate(text, room());
}

expected<std::string_view, InflateError> Codec::inflate(std::string_view payload,
                                                        std::size_t limit) {
  return inflater_.inflate(payload, limit, room());
}

}  // namespace palaver::deflate
