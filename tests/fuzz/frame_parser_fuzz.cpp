// Any bytes, in any split: the parser's events do not depend on the split, its memory is bounded,
// and what it hands out keeps RFC 6455's rules.
//
// Input: flags (bit 0: we are the client; bit 1: small limits; bit 2: messages may be marked as
// compressed), a count of chunk sizes, the sizes, the bytes of the wire. The sizes are used in
// turn; 0 feeds nothing.

#include <algorithm>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/framing/frame_encoder.h"
#include "core/framing/frame_parser.h"
#include "core/framing/utf8.h"
#include "tests/fuzz/fuzz_target.h"

namespace palaver::fuzz {
namespace {

using namespace palaver::framing;

constexpr Limits kSmallLimits{.frame_bytes = 20, .message_bytes = 50};
// What a parser may keep beside a message: its buffers' spare room and a control frame.
constexpr std::size_t kSpareBytes = 16 * 1024;

std::string checked_text(const Event& event, const Limits& limits) {
  if (const auto* message = std::get_if<Message>(&event)) {
    promise(message->payload.size() <= limits.message_bytes, "a message keeps its limit");
    const bool text = message->opcode == Opcode::text;
    promise(!text || message->compressed || is_valid_utf8(message->payload), "text is UTF-8");
    return (message->compressed ? "compressed " : "") + std::string(text ? "text " : "binary ") +
           std::string(message->payload);
  }
  if (const auto* ping = std::get_if<Ping>(&event)) {
    promise(ping->payload.size() <= kMaxControlPayload, "a ping keeps its limit");
    return "ping " + std::string(ping->payload);
  }
  if (const auto* pong = std::get_if<Pong>(&event)) {
    promise(pong->payload.size() <= kMaxControlPayload, "a pong keeps its limit");
    return "pong " + std::string(pong->payload);
  }
  if (const auto* close = std::get_if<Close>(&event)) {
    promise(close->code == 1005 || may_be_sent(close->code), "a close code may be sent");
    promise(is_valid_utf8(close->reason), "a close reason is UTF-8");
    return "close " + std::to_string(close->code) + " " + std::string(close->reason);
  }
  const auto& failure = std::get<Failure>(event);
  promise(!failure.what.empty(), "a failure says what it was");
  return "failure " + std::to_string(static_cast<int>(failure.code)) + std::string(failure.what);
}

std::vector<std::string> events_of(FrameParser parser, const Limits& limits, std::string_view wire,
                                   std::string_view chunk_sizes) {
  std::vector<std::string> events;
  std::size_t turn = 0;
  std::size_t idle_turns = 0;
  while (true) {
    std::size_t size = wire.size();
    if (!chunk_sizes.empty() && idle_turns <= chunk_sizes.size()) {
      size = std::min(
          size, std::size_t{static_cast<std::uint8_t>(chunk_sizes[turn++ % chunk_sizes.size()])});
    }
    idle_turns = size == 0 ? idle_turns + 1 : 0;
    parser.feed(wire.substr(0, size));
    wire.remove_prefix(size);
    while (true) {
      const Event event = parser.next();
      if (std::holds_alternative<NeedMore>(event)) break;
      events.push_back(checked_text(event, limits));
      if (std::holds_alternative<Failure>(event)) return events;
    }
    promise(parser.buffered_bytes() <= 2 * limits.message_bytes + kSpareBytes, "memory is bounded");
    promise(parser.inside_message() || parser.buffered_bytes() <= kSpareBytes,
            "an idle parser holds little");
    if (wire.empty()) return events;
  }
}

std::string input_of(unsigned char flags, std::string_view chunk_sizes, std::string_view wire) {
  std::string input = {static_cast<char>(flags), static_cast<char>(chunk_sizes.size())};
  return input.append(chunk_sizes).append(wire);
}

}  // namespace

std::vector<std::string> seeds() {
  const FrameOptions masked{.mask = MaskKey{0x37, 0xFA, 0x21, 0x3D}};
  const FrameOptions masked_fragment{.final = false, .mask = MaskKey{1, 2, 3, 4}};
  std::string client;
  append_frame(client, Opcode::text, "Hello \xC3\xA4\xE2\x82\xAC", masked_fragment);
  append_frame(client, Opcode::ping, "are you there", masked);
  append_frame(client, Opcode::continuation, "\xF0\x9F\x91\x8B", masked);
  append_frame(client, Opcode::binary, std::string(130, '\xFF'), masked);
  append_frame(client, Opcode::close, "\x03\xE8 finished", masked);
  const std::string server = encode_message(Opcode::text, "Hello \xE4\xBD\xA0", 3) +
                             encode_message(Opcode::binary, std::string(700, 'x'), 300) +
                             encode_close(CloseCode::going_away, "bye");
  return {
      input_of(0, "\x01", client),
      input_of(0, "\x07\x02\x05", client),
      input_of(1, "\x03", server),
      input_of(2, std::string_view("\x01\x00\x02", 3), client),
      input_of(3, "\x10", encode_message(Opcode::text, std::string(60, 'm'), 19)),
      input_of(5, "\x03",
               encode_message(Opcode::text, std::string(60, '\xFF'), 19, Payload::compressed)),
  };
}

}  // namespace palaver::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace palaver::fuzz;
  // Bytes as characters: the one cast that this needs.
  std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.size() < 2) return 0;
  const auto flags = static_cast<std::uint8_t>(input[0]);
  const std::size_t sizes =
      std::min<std::size_t>(static_cast<std::uint8_t>(input[1]) % 16, size - 2);
  const std::string_view chunk_sizes = input.substr(2, sizes);
  const std::string_view wire = input.substr(2 + sizes);

  const Role role = (flags & 1) != 0 ? Role::client : Role::server;
  const Limits limits = (flags & 2) != 0 ? kSmallLimits : Limits{};
  const FrameParser fresh(role, limits,
                          (flags & 4) != 0 ? Extension::permessage_deflate : Extension::none);
  const auto whole = events_of(fresh, limits, wire, "");
  promise(whole == events_of(fresh, limits, wire, chunk_sizes),
          "events do not depend on the split");
  promise(whole == events_of(fresh, limits, wire, "\x01"), "events are the same byte by byte");
  return 0;
}
