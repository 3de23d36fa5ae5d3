#include "tests/bench/load/websocket_wire.h"

#include <algorithm>

#include "core/framing/frame_encoder.h"
#include "core/framing/frame_parser.h"

namespace palaver::load {
namespace {

using framing::Opcode;

constexpr framing::FrameOptions kMasked{.mask = framing::MaskKey{0x37, 0xfa, 0x21, 0x3d}};

struct Header {
  std::size_t bytes = 0;  // 0: not whole yet
  std::size_t payload_bytes = 0;
  std::uint8_t opcode = 0;
};

// Section 5.2. A server's frames carry no mask.
Header parse_header(std::string_view bytes) {
  const auto at = [bytes](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  if (bytes.size() < 2) return {};
  Header header;
  header.opcode = at(0) & 0x0F;
  const std::uint8_t length = at(1) & 0x7F;
  header.bytes = length == 126 ? 4 : length == 127 ? 10 : 2;
  if (bytes.size() < header.bytes) return {};
  header.payload_bytes = length;
  if (length >= 126) {
    header.payload_bytes = 0;
    for (std::size_t i = 2; i < header.bytes; ++i) {
      header.payload_bytes = header.payload_bytes << 8 | at(i);
    }
  }
  return header;
}

bool is_control(std::uint8_t opcode) {
  return (opcode & 0x8) != 0;
}

bool looked_at(const Inbox& inbox) {
  return inbox.wants_stamps || is_control(inbox.opcode);
}

void end_of_frame(Inbox& inbox) {
  switch (static_cast<Opcode>(inbox.opcode)) {
    case Opcode::text:
    case Opcode::binary:
      count_delivery(inbox);
      break;
    case Opcode::close: {
      const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(inbox.payload[i]); };
      inbox.close_code = 1005;
      if (inbox.payload.size() >= 2) {
        inbox.close_code = static_cast<std::uint16_t>(byte(0) << 8 | byte(1));
      }
      break;
    }
    case Opcode::ping:
      framing::append_frame(inbox.reply, Opcode::pong, inbox.payload, kMasked);
      break;
    case Opcode::pong:
    case Opcode::continuation:  // the rest of a message that was counted at its first frame
      break;
    default:
      inbox.broken = true;
  }
  inbox.payload.clear();
}

}  // namespace

std::string WebSocketWire::greeting() const {
  return "GET " + path_ +
         " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
}

Entry WebSocketWire::entry(std::string_view bytes, std::size_t& used) const {
  constexpr std::string_view kEnd = "\r\n\r\n";
  constexpr std::string_view kSwitching = "HTTP/1.1 101";
  const std::size_t end = bytes.find(kEnd);
  if (end == std::string_view::npos) return Entry::need_more;
  used = end + kEnd.size();
  return bytes.substr(0, kSwitching.size()) == kSwitching ? Entry::open : Entry::refused;
}

std::string WebSocketWire::message(std::string_view text) const {
  std::string frame;
  framing::append_frame(frame, Opcode::text, text, kMasked);
  return frame;
}

std::string WebSocketWire::farewell() const {
  std::string frame;
  framing::append_frame(frame, Opcode::close, "\x03\xe8", kMasked);  // 1000
  return frame;
}

void WebSocketWire::take(Inbox& inbox, std::string_view bytes) const {
  while (!bytes.empty() && !inbox.broken) {
    if (inbox.to_skip == 0) {
      Header header;
      if (inbox.header.empty()) {
        header = parse_header(bytes);
        if (header.bytes == 0) {
          inbox.header = bytes;
          return;
        }
        bytes.remove_prefix(header.bytes);
      } else {
        inbox.header += bytes.front();
        bytes.remove_prefix(1);
        header = parse_header(inbox.header);
        if (header.bytes == 0) continue;
        inbox.header.clear();
      }
      inbox.opcode = header.opcode;
      inbox.to_skip = header.payload_bytes;
    }
    const std::size_t here = std::min(inbox.to_skip, bytes.size());
    if (looked_at(inbox)) {
      inbox.payload += bytes.substr(0, std::min(here, kLookedAt - inbox.payload.size()));
    }
    bytes.remove_prefix(here);
    inbox.to_skip -= here;
    if (inbox.to_skip == 0) end_of_frame(inbox);
  }
}

std::string ChatWire::message(std::string_view text) const {
  std::string body = R"({"action":"sendMessage","message":")";
  body += text;
  body += "\"}";
  return WebSocketWire::message(body);
}

}  // namespace palaver::load
