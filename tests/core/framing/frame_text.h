// Frames as text a reader can check: bytes from hexadecimal, events as one line each.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/framing/frame_parser.h"

namespace palaver::framing {

// Digits in pairs, blanks between them ignored.
inline std::string hex(std::string_view digits) {
  const auto value = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size();) {
    if (digits[i] == ' ') {
      ++i;
      continue;
    }
    bytes += static_cast<char>(value(digits[i]) * 16 + value(digits[i + 1]));
    i += 2;
  }
  return bytes;
}

// "text Hello", "compressed text ...", "ping x", "close 1000 bye", "failure 1002"; nothing for
// NeedMore.
inline std::string describe(const Event& event) {
  struct Visitor {
    std::string operator()(const NeedMore&) const { return ""; }
    std::string operator()(const Message& message) const {
      return std::string(message.compressed ? "compressed " : "") +
             (message.opcode == Opcode::text ? "text " : "binary ") + std::string(message.payload);
    }
    std::string operator()(const Ping& ping) const { return "ping " + std::string(ping.payload); }
    std::string operator()(const Pong& pong) const { return "pong " + std::string(pong.payload); }
    std::string operator()(const Close& close) const {
      return "close " + std::to_string(close.code) + " " + std::string(close.reason);
    }
    std::string operator()(const Failure& failure) const {
      return "failure " + std::to_string(static_cast<int>(failure.code));
    }
  };
  return std::visit(Visitor{}, event);
}

// Takes events until the parser wants more or is done for.
inline void take_events(FrameParser& parser, std::vector<std::string>& events) {
  while (true) {
    const Event event = parser.next();
    if (std::holds_alternative<NeedMore>(event)) return;
    events.push_back(describe(event));
    if (std::holds_alternative<Failure>(event)) return;
  }
}

// What comes out when `wire` is fed in pieces of `piece` bytes, the first of them of `first` bytes.
inline std::vector<std::string> events_of(FrameParser parser, std::string_view wire,
                                          std::size_t first, std::size_t piece) {
  std::vector<std::string> events;
  std::size_t size = first;
  while (true) {
    parser.feed(wire.substr(0, size));
    take_events(parser, events);
    if (!events.empty() && events.back().rfind("failure", 0) == 0) return events;
    if (wire.size() <= size) return events;
    wire.remove_prefix(size);
    size = piece;
  }
}

inline std::vector<std::string> events_of(FrameParser parser, std::string_view wire) {
  return events_of(std::move(parser), wire, wire.size(), 1);
}

}  // namespace palaver::framing
