#include "core/framing/frame_encoder.h"

#include <algorithm>
#include <cassert>
#include <cstddef>

#include "core/framing/utf8.h"

namespace palaver::framing {
namespace {

constexpr std::uint8_t kFinalBit = 0x80;
constexpr std::uint8_t kCompressedBit = 0x40;
constexpr std::uint8_t kMaskBit = 0x80;
constexpr std::size_t kMaxUnmaskedHeader = 10;

// Only asserted on: release builds have no use for it.
[[maybe_unused]] bool is_control(Opcode opcode) {
  return static_cast<std::uint8_t>(opcode) >= 0x8;
}

void append_byte(std::string& out, std::uint64_t value) {
  out.push_back(static_cast<char>(value & 0xFF));
}

void append_big_endian(std::string& out, std::uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) append_byte(out, value >> shift);
}

}  // namespace

void append_frame(std::string& out, Opcode opcode, std::string_view payload,
                  const FrameOptions& options) {
  assert(!is_control(opcode) || (payload.size() <= kMaxControlPayload && options.final));
  assert(!options.compressed || opcode == Opcode::text || opcode == Opcode::binary);
  const std::uint8_t mask_bit = options.mask ? kMaskBit : 0;

  append_byte(out, (options.final ? kFinalBit : 0u) | (options.compressed ? kCompressedBit : 0u) |
                       static_cast<std::uint8_t>(opcode));
  // Section 5.2: "the minimal number of bytes MUST be used to encode the length".
  if (payload.size() < 126) {
    append_byte(out, mask_bit | payload.size());
  } else if (payload.size() <= 0xFFFF) {
    append_byte(out, mask_bit | 126u);
    append_big_endian(out, payload.size(), 2);
  } else {
    append_byte(out, mask_bit | 127u);
    append_big_endian(out, payload.size(), 8);
  }
  if (!options.mask) {
    out.append(payload);
    return;
  }
  for (const std::uint8_t byte : *options.mask) append_byte(out, byte);
  const std::size_t start = out.size();
  out.append(payload);
  apply_mask(out.data() + start, payload.size(), *options.mask);
}

std::string encode_message(Opcode opcode, std::string_view payload, std::size_t fragment_bytes,
                           Payload kind) {
  const std::size_t step = std::max<std::size_t>(fragment_bytes, 1);
  bool compressed = kind == Payload::compressed;
  std::string out;
  out.reserve(payload.size() + (payload.size() / step + 1) * kMaxUnmaskedHeader);
  do {
    const std::string_view piece = payload.substr(0, step);
    payload.remove_prefix(piece.size());
    append_frame(out, opcode, piece, {.final = payload.empty(), .compressed = compressed});
    opcode = Opcode::continuation;
    compressed = false;
  } while (!payload.empty());
  return out;
}

std::string encode_close(CloseCode code, std::string_view reason) {
  return encode_close(static_cast<std::uint16_t>(code), reason);
}

std::string encode_close(std::uint16_t code, std::string_view reason) {
  std::string payload;
  if (code != static_cast<std::uint16_t>(CloseCode::no_status)) {
    assert(may_be_sent(code));
    append_big_endian(payload, code, 2);
    payload.append(utf8_prefix(reason, kMaxCloseReason));
  }
  std::string out;
  append_frame(out, Opcode::close, payload);
  return out;
}

}  // namespace palaver::framing
