#include "core/framing/frame_encoder.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/core/framing/frame_text.h"

using namespace palaver::framing;

namespace {

std::string frame(Opcode opcode, std::string_view payload, const FrameOptions& options = {}) {
  std::string out;
  append_frame(out, opcode, payload, options);
  return out;
}

std::vector<std::string> client_reads(std::string_view wire, Limits limits = {}) {
  return events_of(FrameParser(Role::client, limits), wire);
}

}  // namespace

TEST_CASE("Encoder: the examples of RFC 6455 section 5.7, byte for byte", "[framing]") {
  CHECK(frame(Opcode::text, "Hello") == hex("81 05 48 65 6c 6c 6f"));
  CHECK(frame(Opcode::text, "Hello", {.mask = MaskKey{0x37, 0xfa, 0x21, 0x3d}}) ==
        hex("81 85 37 fa 21 3d 7f 9f 4d 51 58"));
  CHECK(frame(Opcode::text, "Hel", {.final = false}) == hex("01 03 48 65 6c"));
  CHECK(frame(Opcode::continuation, "lo") == hex("80 02 6c 6f"));
  CHECK(frame(Opcode::ping, "Hello") == hex("89 05 48 65 6c 6c 6f"));
  CHECK(frame(Opcode::pong, "Hello", {.mask = MaskKey{0x37, 0xfa, 0x21, 0x3d}}) ==
        hex("8a 85 37 fa 21 3d 7f 9f 4d 51 58"));
  CHECK(frame(Opcode::binary, std::string(256, 'x')).substr(0, 4) == hex("82 7e 01 00"));
  CHECK(frame(Opcode::binary, std::string(65536, 'x')).substr(0, 10) ==
        hex("82 7f 00 00 00 00 00 01 00 00"));
}

TEST_CASE("Encoder: a length takes the fewest bytes that hold it (5.2)", "[framing]") {
  struct Row {
    std::size_t payload;
    std::size_t header;
  };
  for (const Row row : {Row{0, 2}, Row{125, 2}, Row{126, 4}, Row{65535, 4}, Row{65536, 10}}) {
    CAPTURE(row.payload);
    const std::string payload(row.payload, 'p');
    CHECK(frame(Opcode::binary, payload).size() == row.header + row.payload);
    CHECK(frame(Opcode::binary, payload, {.mask = MaskKey{1, 2, 3, 4}}).size() ==
          row.header + 4 + row.payload);
  }
}

TEST_CASE("Encoder: frames are appended behind what is there", "[framing]") {
  std::string out = "before";
  append_frame(out, Opcode::ping, "1");
  append_frame(out, Opcode::pong, "2", {.mask = MaskKey{}});
  CHECK(out == "before" + hex("89 01 31 8a 81 00 00 00 00 32"));
}

TEST_CASE("Encoder: a message longer than a fragment is cut into fragments", "[framing]") {
  CHECK(encode_message(Opcode::text, "Hello", 2) == hex("01 02 48 65 00 02 6c 6c 80 01 6f"));
  CHECK(encode_message(Opcode::text, "Hell", 2) == hex("01 02 48 65 80 02 6c 6c"));
  CHECK(encode_message(Opcode::text, "Hello", 5) == hex("81 05 48 65 6c 6c 6f"));
  CHECK(encode_message(Opcode::text, "") == hex("81 00"));
  CHECK(encode_message(Opcode::binary, "ab", 0) == hex("02 01 61 80 01 62"));
}

TEST_CASE("Encoder: the first frame of a compressed message is marked (RFC 7692 6.1)",
          "[framing]") {
  CHECK(frame(Opcode::text, "xy", {.compressed = true}) == hex("c1 02 78 79"));
  CHECK(encode_message(Opcode::text, "xyz", 2, Payload::compressed) == hex("41 02 78 79 80 01 7a"));
  CHECK(encode_message(Opcode::binary, "xyz", 3, Payload::compressed) == hex("c2 03 78 79 7a"));
}

TEST_CASE("Encoder: the largest message arrives in frames of API Gateway's size", "[framing]") {
  const std::string text(128 * 1024, 't');
  const std::string wire = encode_message(Opcode::text, text);
  CHECK(wire.size() == text.size() + 4 * 4);  // four frames, each with a two-byte length
  CHECK(client_reads(wire) == std::vector<std::string>{"text " + text});
}

TEST_CASE("Encoder: a fragment may end inside a character (5.6)", "[framing]") {
  const std::string text = "\xE4\xBD\xA0\xF0\x9F\x91\x8B";
  for (std::size_t fragment = 1; fragment <= text.size(); ++fragment) {
    CAPTURE(fragment);
    CHECK(client_reads(encode_message(Opcode::text, text, fragment)) ==
          std::vector<std::string>{"text " + text});
  }
}

TEST_CASE("Encoder: a close frame holds its code and reason (5.5.1)", "[framing]") {
  CHECK(encode_close(CloseCode::normal) == hex("88 02 03 e8"));
  CHECK(encode_close(CloseCode::going_away, "bye") == hex("88 05 03 e9 62 79 65"));
  CHECK(encode_close(4999, "x") == hex("88 03 13 87 78"));
  CHECK(encode_close(CloseCode::no_status, "never sent") == hex("88 00"));
}

TEST_CASE("Encoder: a close reason that is too long is cut between characters", "[framing]") {
  std::string reason(122, 'r');
  reason += "\xC3\xA4";  // its second byte would be the 124th
  CHECK(client_reads(encode_close(CloseCode::normal, reason)) ==
        std::vector<std::string>{"close 1000 " + std::string(122, 'r')});
  const std::string longest(kMaxCloseReason, 'r');
  CHECK(client_reads(encode_close(CloseCode::normal, longest)) ==
        std::vector<std::string>{"close 1000 " + longest});
  CHECK(encode_close(CloseCode::normal, longest + "r").size() == 2 + kMaxControlPayload);
}
