#include "core/framing/frame_parser.h"

#include <algorithm>
#include <utility>

namespace palaver::framing {
namespace {

// What a parser keeps between messages, in bytes per buffer. More saves allocations on a busy
// connection, less saves memory on ten thousand idle ones.
constexpr std::size_t kKeptCapacity = 4 * 1024;

// Section 5.2: the header's first two bytes, and the lengths that are followed by longer ones.
constexpr std::uint8_t kFinalBit = 0x80;
constexpr std::uint8_t kReservedBits = 0x70;
constexpr std::uint8_t kCompressedBit = 0x40;  // the first of them (RFC 7692 section 6)
constexpr std::uint8_t kOpcodeBits = 0x0F;
constexpr std::uint8_t kMaskBit = 0x80;
constexpr std::uint8_t kLengthBits = 0x7F;
constexpr std::uint8_t kTwoByteLength = 126;
constexpr std::uint8_t kEightByteLength = 127;

bool is_control(Opcode opcode) {
  return static_cast<std::uint8_t>(opcode) >= 0x8;
}

std::uint8_t byte_at(std::string_view bytes, std::size_t index) {
  return static_cast<std::uint8_t>(bytes[index]);
}

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) value = value << 8 | byte_at(bytes, i);
  return value;
}

// Bytes on the heap: what a string holds inside itself is part of the parser.
std::size_t heap_bytes(const std::string& text) {
  return text.capacity() > std::string().capacity() ? text.capacity() : 0;
}

// Assigning an empty string would keep the memory.
void give_back(std::string& text) {
  std::string().swap(text);
}

}  // namespace

FrameParser::FrameParser(Role role, Limits limits, Extension extension)
    : role_(role), extension_(extension), limits_(limits) {}

void FrameParser::feed(std::string_view bytes) {
  if (failed_ || closed_) return;
  // Moving the rest to the front only when it is the smaller half keeps the cost in proportion to
  // the bytes fed, however small the feeds and however slow the caller.
  if (consumed_ > 0 && consumed_ >= input_.size() / 2) {
    input_.erase(0, consumed_);
    consumed_ = 0;
  }
  input_.append(bytes);
}

Event FrameParser::next() {
  if (failed_) return failure_;
  drop_message();
  while (!closed_) {
    if (!in_frame_) {
      Header header;
      const HeaderResult result = parse_header(header);
      if (result == HeaderResult::failed) return failure_;
      if (result == HeaderResult::need_more) break;
      if (is_control(header.opcode)) {
        // Short enough (section 5.5) to wait for in the input.
        if (available() < header.bytes + header.payload_bytes) break;
        return take_control(header);
      }
      start_data_frame(header);
    }
    const Event event = take_payload();
    if (!std::holds_alternative<NeedMore>(event)) return event;
    if (in_frame_) break;
  }
  drop_input();
  return NeedMore{};
}

std::size_t FrameParser::buffered_bytes() const {
  return heap_bytes(input_) + heap_bytes(message_);
}

void FrameParser::drop_message() {
  if (!message_done_) return;
  message_done_ = false;
  if (message_.capacity() > kKeptCapacity) {
    give_back(message_);
  } else {
    message_.clear();
  }
}

void FrameParser::drop_input() {
  if (closed_) consumed_ = input_.size();
  if (input_.capacity() > kKeptCapacity) {
    std::string(input_, consumed_).swap(input_);
    consumed_ = 0;
  } else if (available() == 0) {
    input_.clear();
    consumed_ = 0;
  }
}

std::string_view FrameParser::wrong_reserved_bits(std::uint8_t byte) const {
  // 5.2: "MUST be 0 unless an extension is negotiated that defines meanings for non-zero values".
  if ((byte & kReservedBits) == 0) return "";
  if (extension_ == Extension::none) return "reserved bit set, but no extension was negotiated";
  // RFC 7692 section 6: the bit belongs to "the first fragment of a message"; "an endpoint MUST NOT
  // set" it on other fragments and on control frames.
  const auto opcode = static_cast<Opcode>(byte & kOpcodeBits);
  const bool starts_message = opcode == Opcode::text || opcode == Opcode::binary;
  if ((byte & kReservedBits) == kCompressedBit && starts_message) return "";
  return "reserved bit set where it has no meaning";
}

std::string_view FrameParser::wrong_first_byte(std::uint8_t byte) const {
  if (const auto wrong = wrong_reserved_bits(byte); !wrong.empty()) return wrong;
  const bool final = (byte & kFinalBit) != 0;
  switch (static_cast<Opcode>(byte & kOpcodeBits)) {
    case Opcode::continuation:
      return inside_message() ? "" : "continuation frame, but no message has begun";
    case Opcode::text:
    case Opcode::binary:
      return inside_message() ? "new message before the last one was complete" : "";
    case Opcode::close:
    case Opcode::ping:
    case Opcode::pong:
      return final ? "" : "fragmented control frame";
  }
  return "reserved opcode";
}

std::string_view FrameParser::wrong_second_byte(Opcode opcode, std::uint8_t byte) const {
  // 5.1: "a client MUST mask all frames", "a server MUST NOT mask any frames".
  const bool masked = (byte & kMaskBit) != 0;
  if (role_ == Role::server && !masked) return "frame from a client without a mask";
  if (role_ == Role::client && masked) return "frame from a server with a mask";
  if (is_control(opcode) && (byte & kLengthBits) > kMaxControlPayload) {
    return "control frame longer than 125 bytes";
  }
  return "";
}

FrameParser::HeaderResult FrameParser::parse_header(Header& header) {
  const auto refuse = [this](CloseCode code, std::string_view what) {
    fail(code, what);
    return HeaderResult::failed;
  };
  const std::string_view bytes = std::string_view(input_).substr(consumed_);

  if (bytes.empty()) return HeaderResult::need_more;
  const std::uint8_t first = byte_at(bytes, 0);
  if (const auto wrong = wrong_first_byte(first); !wrong.empty()) {
    return refuse(CloseCode::protocol_error, wrong);
  }
  header.final = (first & kFinalBit) != 0;
  header.compressed = (first & kCompressedBit) != 0;
  header.opcode = static_cast<Opcode>(first & kOpcodeBits);

  if (bytes.size() < 2) return HeaderResult::need_more;
  const std::uint8_t second = byte_at(bytes, 1);
  if (const auto wrong = wrong_second_byte(header.opcode, second); !wrong.empty()) {
    return refuse(CloseCode::protocol_error, wrong);
  }

  std::uint64_t length = second & kLengthBits;
  header.bytes = 2;
  if (length >= kTwoByteLength) {
    const bool eight_bytes = length == kEightByteLength;
    const std::size_t size = eight_bytes ? 8 : 2;
    if (bytes.size() < header.bytes + size) return HeaderResult::need_more;
    length = big_endian(bytes.substr(header.bytes, size));
    header.bytes += size;
    if (length >> 63 != 0)
      return refuse(CloseCode::protocol_error, "length with its highest bit set");
    if (length < (eight_bytes ? 0x10000u : kTwoByteLength)) {
      return refuse(CloseCode::protocol_error, "length not in its shortest form");
    }
  }
  if (!is_control(header.opcode)) {
    if (length > limits_.frame_bytes) return refuse(CloseCode::too_big, "frame over its limit");
    if (length > limits_.message_bytes - message_.size()) {
      return refuse(CloseCode::too_big, "message over its limit");
    }
    if (inside_message() && frames_ >= limits_.fragments) {
      return refuse(CloseCode::policy_violation, "message in too many frames");
    }
  }
  header.payload_bytes = static_cast<std::size_t>(length);

  if (role_ == Role::server) {
    if (bytes.size() < header.bytes + header.mask.size()) return HeaderResult::need_more;
    for (std::uint8_t& byte : header.mask) byte = byte_at(bytes, header.bytes++);
  }
  return HeaderResult::ok;
}

void FrameParser::start_data_frame(const Header& header) {
  consumed_ += header.bytes;
  in_frame_ = true;
  frame_final_ = header.final;
  frame_remaining_ = header.payload_bytes;
  mask_ = header.mask;
  mask_offset_ = 0;
  ++frames_;
  if (header.opcode != Opcode::continuation) {
    frames_ = 1;
    message_opcode_ = header.opcode;
    message_compressed_ = header.compressed;
    utf8_.reset();
  }
}

Event FrameParser::take_payload() {
  const std::size_t size = std::min(available(), frame_remaining_);
  char* const data = input_.data() + consumed_;
  if (role_ == Role::server) apply_mask(data, size, mask_, mask_offset_);
  const std::string_view piece(data, size);
  consumed_ += size;
  mask_offset_ += size;
  frame_remaining_ -= size;
  in_frame_ = frame_remaining_ > 0;

  const bool is_text = message_opcode_ == Opcode::text && !message_compressed_;
  const bool complete = !in_frame_ && frame_final_;
  if (is_text && (!utf8_.feed(piece) || (complete && !utf8_.complete()))) {
    return fail(CloseCode::bad_payload, "text that is not UTF-8");
  }
  // A message that is all here needs no copy.
  if (complete && message_.empty()) return finish_message(piece);
  message_.append(piece);
  if (!complete) return NeedMore{};
  message_done_ = true;
  return finish_message(message_);
}

Message FrameParser::finish_message(std::string_view payload) {
  return {std::exchange(message_opcode_, Opcode::continuation), payload, message_compressed_};
}

Event FrameParser::take_control(const Header& header) {
  consumed_ += header.bytes;
  char* const data = input_.data() + consumed_;
  if (role_ == Role::server) apply_mask(data, header.payload_bytes, header.mask);
  const std::string_view payload(data, header.payload_bytes);
  consumed_ += header.payload_bytes;
  if (header.opcode == Opcode::ping) return Ping{payload};
  if (header.opcode == Opcode::pong) return Pong{payload};
  return close_event(payload);
}

Event FrameParser::close_event(std::string_view payload) {
  // 5.5.1: "If there is a body, the first two bytes of the body MUST be a 2-byte unsigned integer".
  if (payload.size() == 1) return fail(CloseCode::protocol_error, "close frame of one byte");
  std::uint16_t code = static_cast<std::uint16_t>(CloseCode::no_status);
  std::string_view reason;
  if (!payload.empty()) {
    code = static_cast<std::uint16_t>(big_endian(payload.substr(0, 2)));
    reason = payload.substr(2);
    if (!may_be_sent(code))
      return fail(CloseCode::protocol_error, "close code that may not be sent");
    if (!is_valid_utf8(reason))
      return fail(CloseCode::bad_payload, "close reason that is not UTF-8");
  }
  closed_ = true;
  // A message that was under way will never be complete.
  message_opcode_ = Opcode::continuation;
  give_back(message_);
  return Close{code, reason};
}

Event FrameParser::fail(CloseCode code, std::string_view what) {
  failed_ = true;
  failure_ = {code, what};
  message_opcode_ = Opcode::continuation;
  give_back(message_);
  give_back(input_);
  consumed_ = 0;
  return failure_;
}

}  // namespace palaver::framing
