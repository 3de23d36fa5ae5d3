// Encoder and parser against each other: random messages in random fragments, with control frames
// in between, through a wire that is cut at random. What comes out is what went in, in order.

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <random>

#include "core/framing/frame_encoder.h"
#include "core/framing/frame_parser.h"
#include "tests/core/framing/frame_text.h"

using namespace palaver::framing;

namespace {

class Conversation {
 public:
  Conversation(Role reader, unsigned seed) : reader_(reader), random_(seed) {}

  void add_message() {
    const bool text = below(2) == 0;
    const std::string payload = text ? random_text() : random_bytes(size());
    std::string_view rest = payload;
    Opcode opcode = text ? Opcode::text : Opcode::binary;
    while (true) {
      while (below(4) == 0) add_control();
      const std::size_t fragment = below(3) == 0 ? rest.size() : below(rest.size() + 1);
      const bool final = fragment == rest.size() && below(4) != 0;
      add_frame(opcode, rest.substr(0, fragment), final);
      if (final) break;
      rest.remove_prefix(fragment);
      opcode = Opcode::continuation;
    }
    expected_.push_back((text ? "text " : "binary ") + payload);
  }

  void add_close() {
    const std::string reason = "finished";
    std::string payload = {0x03, static_cast<char>(0xE9)};
    add_frame(Opcode::close, payload + reason, true);
    expected_.push_back("close 1001 " + reason);
  }

  // The wire is fed in random pieces; between two feeds the reader may be slow to take events.
  std::vector<std::string> read() {
    FrameParser parser(reader_, {.frame_bytes = 100'000, .message_bytes = 100'000});
    std::vector<std::string> events;
    std::string_view rest = wire_;
    const std::size_t piece = std::size_t{1} << below(15);
    while (!rest.empty()) {
      const std::size_t size = std::min(rest.size(), 1 + below(piece));
      parser.feed(rest.substr(0, size));
      rest.remove_prefix(size);
      if (below(3) == 0) {
        if (const Event event = parser.next(); !std::holds_alternative<NeedMore>(event)) {
          events.push_back(describe(event));
        }
      } else {
        take_events(parser, events);
      }
    }
    take_events(parser, events);
    return events;
  }

  const std::vector<std::string>& expected() const { return expected_; }

 private:
  // The distributions of the standard library differ from one to the next; this does not.
  std::size_t below(std::size_t bound) { return bound == 0 ? 0 : random_() % bound; }

  std::size_t size() { return below(std::size_t{1} << below(16)); }

  std::string random_bytes(std::size_t size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(below(256));
    return bytes;
  }

  std::string random_text() {
    static const std::string pieces[] = {
        "a",  "plain words ",     "\xC3\xA4",          "\xE4\xBD\xA0",
        "\n", "\xF0\x9F\x91\x8B", std::string(1, '\0')};
    std::string text;
    for (std::size_t i = size() / 4; i > 0; --i) text += pieces[below(std::size(pieces))];
    return text;
  }

  void add_control() {
    const bool ping = below(2) == 0;
    const std::string payload = random_bytes(below(kMaxControlPayload + 1));
    add_frame(ping ? Opcode::ping : Opcode::pong, payload, true);
    expected_.push_back((ping ? "ping " : "pong ") + payload);
  }

  void add_frame(Opcode opcode, std::string_view payload, bool final) {
    FrameOptions options{.final = final};
    if (reader_ == Role::server) {
      options.mask = MaskKey{};
      for (std::uint8_t& byte : *options.mask) byte = static_cast<std::uint8_t>(below(256));
    }
    append_frame(wire_, opcode, payload, options);
  }

  Role reader_;
  std::mt19937 random_;
  std::string wire_;
  std::vector<std::string> expected_;
};

}  // namespace

TEST_CASE("Frames: random conversations arrive as they were sent", "[framing]") {
  const Role reader = GENERATE(Role::server, Role::client);
  const auto seed = GENERATE(range(0u, 100u));
  CAPTURE(reader == Role::server, seed);
  Conversation conversation(reader, seed);
  for (int i = 0; i < 20; ++i) conversation.add_message();
  conversation.add_close();
  // Not CHECK(a == b): a difference would print megabytes.
  const std::vector<std::string> events = conversation.read();
  CHECK(events.size() == conversation.expected().size());
  CHECK((events == conversation.expected()));
}

TEST_CASE("Frames: what encode_message sends to a client arrives", "[framing]") {
  const auto fragment = GENERATE(std::size_t{1}, std::size_t{7}, std::size_t{125}, std::size_t{126},
                                 std::size_t{1000});
  const std::string payload(1000, 'm');
  for (const std::size_t size : {0u, 1u, 125u, 126u, 127u, 1000u}) {
    CAPTURE(fragment, size);
    const std::string wire = encode_message(Opcode::text, payload.substr(0, size), fragment);
    CHECK(events_of(FrameParser(Role::client), wire, 1, 3) ==
          std::vector<std::string>{"text " + payload.substr(0, size)});
  }
}
