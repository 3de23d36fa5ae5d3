#include "core/framing/frame_parser.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <chrono>

#include "core/framing/frame_encoder.h"
#include "tests/core/framing/frame_text.h"

using namespace palaver::framing;

namespace {

using Events = std::vector<std::string>;

constexpr MaskKey kMask = {0x37, 0xfa, 0x21, 0x3d};

std::string client_frame(Opcode opcode, std::string_view payload, bool final = true) {
  std::string out;
  append_frame(out, opcode, payload, {.final = final, .mask = kMask});
  return out;
}

Events server_reads(std::string_view wire, Limits limits = {}) {
  return events_of(FrameParser(Role::server, limits), wire);
}

// Whole, byte by byte, and cut in two at every place: the events must not depend on it.
void check_events(Role role, std::string_view wire, const Events& expected, Limits limits = {}) {
  CHECK(events_of(FrameParser(role, limits), wire) == expected);
  CHECK(events_of(FrameParser(role, limits), wire, 1, 1) == expected);
  for (std::size_t cut = 0; cut <= wire.size(); ++cut) {
    CAPTURE(cut);
    CHECK(events_of(FrameParser(role, limits), wire, cut, wire.size()) == expected);
  }
}

}  // namespace

TEST_CASE("Parser: what arrives is understood however it is cut", "[framing]") {
  struct Row {
    const char* what;
    Role role;
    const char* wire;
    Events events;
  };
  const auto row = GENERATE(values<Row>({
      {"5.7 unmasked text", Role::client, "81 05 48 65 6c 6c 6f", {"text Hello"}},
      {"5.7 masked text", Role::server, "81 85 37 fa 21 3d 7f 9f 4d 51 58", {"text Hello"}},
      {"5.7 fragmented text", Role::client, "01 03 48 65 6c 80 02 6c 6f", {"text Hello"}},
      {"5.7 ping", Role::client, "89 05 48 65 6c 6c 6f", {"ping Hello"}},
      {"5.7 masked pong", Role::server, "8a 85 37 fa 21 3d 7f 9f 4d 51 58", {"pong Hello"}},
      {"5.4 ping between fragments",
       Role::client,
       "01 03 48 65 6c 89 01 21 80 02 6c 6f",
       {"ping !", "text Hello"}},
      {"5.4 close between fragments", Role::client, "01 01 48 88 02 03 e8", {"close 1000 "}},
      {"5.5.1 close without a code", Role::client, "88 00", {"close 1005 "}},
      {"5.5.1 close with a reason", Role::client, "88 05 0b b8 62 79 65", {"close 3000 bye"}},
      {"5.5.1 nothing is read after a close", Role::client, "88 00 ff ff ff", {"close 1005 "}},
      {"5.6 empty text", Role::client, "81 00", {"text "}},
      {"5.6 empty masked binary", Role::server, "82 80 00 00 00 00", {"binary "}},
      {"5.4 empty fragments", Role::client, "01 00 00 00 00 01 61 80 00", {"text a"}},
      {"5.4 only the first fragment has bytes", Role::client, "01 01 61 00 00 80 00", {"text a"}},
      {"5.6 character cut by fragments", Role::client, "01 01 c3 80 01 a4", {"text \xC3\xA4"}},
      {"several in a row",
       Role::client,
       "81 01 61 8a 00 82 01 ff 81 01 62",
       {"text a", "pong ", "binary \xFF", "text b"}},
  }));
  CAPTURE(row.what);
  check_events(row.role, hex(row.wire), row.events);
}

TEST_CASE("Parser: each way to write a length (5.2)", "[framing]") {
  const auto size = GENERATE(std::size_t{125}, std::size_t{126}, std::size_t{127},
                             std::size_t{65535}, std::size_t{65536}, std::size_t{65537});
  CAPTURE(size);
  const std::string payload(size, 'p');
  const std::string wire = client_frame(Opcode::binary, payload);
  const Limits limits{.frame_bytes = 70000, .message_bytes = 70000};
  const Events expected = {"binary " + payload};
  for (std::size_t cut = 0; cut < 20; ++cut) {
    CHECK(events_of(FrameParser(Role::server, limits), wire, cut, wire.size()) == expected);
  }
  CHECK(events_of(FrameParser(Role::server, limits), wire, 1, 1) == expected);
}

TEST_CASE("Parser: what a server refuses", "[framing]") {
  struct Row {
    const char* what;
    const char* wire;
    CloseCode code;
  };
  using enum CloseCode;
  // Each wire ends with the byte that shows the fault: refused there, not before and not later.
  const auto row = GENERATE(values<Row>({
      {"5.1 unmasked frame from a client", "81 00", protocol_error},
      {"5.2 first reserved bit, no extension", "c1", protocol_error},
      {"5.2 second reserved bit", "a1", protocol_error},
      {"5.2 third reserved bit", "91", protocol_error},
      {"5.2 reserved bit of a control frame", "c9", protocol_error},
      {"5.2 reserved opcode 3", "83", protocol_error},
      {"5.2 reserved opcode 7", "87", protocol_error},
      {"5.2 reserved opcode b", "8b", protocol_error},
      {"5.2 reserved opcode f", "8f", protocol_error},
      {"5.2 125 in two bytes", "82 fe 00 7d", protocol_error},
      {"5.2 65535 in eight bytes", "82 ff 00 00 00 00 00 00 ff ff", protocol_error},
      {"5.2 the highest bit of a length", "82 ff 80 00 00 00 00 00 00 00", protocol_error},
      {"5.4 continuation of nothing", "80", protocol_error},
      {"5.4 continuation after a whole message", "81 80 00 00 00 00 80", protocol_error},
      {"5.4 text inside a message", "01 80 00 00 00 00 81", protocol_error},
      {"5.4 binary inside a message", "01 80 00 00 00 00 02", protocol_error},
      {"5.5 fragmented ping", "09", protocol_error},
      {"5.5 fragmented close", "08", protocol_error},
      {"5.5 ping of 126 bytes", "89 fe", protocol_error},
      {"5.5 close of a long length", "88 ff", protocol_error},
      {"5.5.1 close of one byte", "88 81 00 00 00 00 03", protocol_error},
      {"7.4 close with 999", "88 82 00 00 00 00 03 e7", protocol_error},
      {"7.4.1 close with 1005", "88 82 00 00 00 00 03 ed", protocol_error},
      {"7.4.1 close with 1006", "88 82 00 00 00 00 03 ee", protocol_error},
      {"7.4.1 close with 1015", "88 82 00 00 00 00 03 f7", protocol_error},
      {"7.4.2 close with 5000", "88 82 00 00 00 00 13 88", protocol_error},
      {"8.1 close reason that is not UTF-8", "88 83 00 00 00 00 03 e8 ff", bad_payload},
      {"8.1 text with ff", "81 8a 00 00 00 00 61 ff", bad_payload},
      {"8.1 overlong slash", "81 8a 00 00 00 00 c0", bad_payload},
      {"8.1 surrogate", "81 8a 00 00 00 00 ed a0", bad_payload},
      {"8.1 above U+10FFFF", "81 8a 00 00 00 00 f4 90", bad_payload},
      {"8.1 text ends inside a character", "81 81 00 00 00 00 c3", bad_payload},
      {"8.1 fragments end inside a character", "01 81 00 00 00 00 c3 80 80 00 00 00 00",
       bad_payload},
      {"8.1 fragment breaks a character", "01 81 00 00 00 00 c3 00 85 00 00 00 00 41", bad_payload},
  }));
  CAPTURE(row.what);
  const std::string wire = hex(row.wire);
  const std::string failure = "failure " + std::to_string(static_cast<int>(row.code));

  Events expected = server_reads(std::string_view(wire).substr(0, wire.size() - 1));
  CHECK((expected.empty() || expected.back() != failure));
  expected.push_back(failure);
  CHECK(server_reads(wire) == expected);
  check_events(Role::server, wire + "more", expected);
}

TEST_CASE("Parser: a compressed message is known by its first frame (RFC 7692 6)", "[framing]") {
  struct Row {
    const char* what;
    const char* wire;
    Events events;
  };
  const auto row = GENERATE(values<Row>({
      {"7.2.3.1 one frame", "c1 83 00 00 00 00 61 62 63", {"compressed text abc"}},
      {"binary", "c2 81 00 00 00 00 61", {"compressed binary a"}},
      {"not every message has to be compressed", "81 81 00 00 00 00 61", {"text a"}},
      {"one after the other",
       "c1 81 00 00 00 00 61 81 81 00 00 00 00 62 c1 81 00 00 00 00 63",
       {"compressed text a", "text b", "compressed text c"}},
      {"7.2.3.1 fragments", "41 81 00 00 00 00 61 80 81 00 00 00 00 62", {"compressed text ab"}},
      {"a ping between fragments",
       "41 81 00 00 00 00 61 89 80 00 00 00 00 80 81 00 00 00 00 62",
       {"ping ", "compressed text ab"}},
      {"whose bytes need not be UTF-8", "c1 82 00 00 00 00 ff c0", {"compressed text \xFF\xC0"}},
      {"other text has to be", "81 81 00 00 00 00 ff", {"failure 1007"}},
      {"6.1 no mark on a continuation", "41 81 00 00 00 00 61 c0", {"failure 1002"}},
      {"6.1 nor on one of a plain message", "01 81 00 00 00 00 61 c0", {"failure 1002"}},
      {"6.1 no mark on a ping", "c9", {"failure 1002"}},
      {"6.1 no mark on a close", "c8", {"failure 1002"}},
      {"no other reserved bit", "a1", {"failure 1002"}},
      {"nor beside the mark", "d1", {"failure 1002"}},
      {"reserved opcodes stay reserved", "c3", {"failure 1002"}},
  }));
  CAPTURE(row.what);
  const std::string wire = hex(row.wire);
  const FrameParser parser(Role::server, {}, Extension::permessage_deflate);
  CHECK(events_of(parser, wire) == row.events);
  for (std::size_t cut = 0; cut <= wire.size(); ++cut) {
    CAPTURE(cut);
    CHECK(events_of(parser, wire, cut, wire.size()) == row.events);
    CHECK(events_of(parser, wire, cut, 1) == row.events);
  }
}

TEST_CASE("Parser: the limits hold for a compressed message as it is on the wire", "[framing]") {
  const FrameParser parser(Role::client, {.frame_bytes = 4, .message_bytes = 6},
                           Extension::permessage_deflate);
  CHECK(events_of(parser, hex("41 04 61 62 63 64 80 02 65 66")) ==
        Events{"compressed text abcdef"});
  CHECK(events_of(parser, hex("c1 05")) == Events{"failure 1009"});
  CHECK(events_of(parser, hex("41 04 61 62 63 64 80 03")) == Events{"failure 1009"});
}

TEST_CASE("Parser: a client refuses a masked frame (5.1)", "[framing]") {
  check_events(Role::client, hex("81 80 00 00 00 00"), {"failure 1002"});
}

TEST_CASE("Parser: a failure stays and says what it was", "[framing]") {
  FrameParser parser(Role::server);
  parser.feed(hex("83"));
  const Event first = parser.next();
  REQUIRE(std::holds_alternative<Failure>(first));
  CHECK(std::get<Failure>(first).what == "reserved opcode");
  parser.feed(client_frame(Opcode::text, "too late"));
  CHECK(describe(parser.next()) == "failure 1002");
  CHECK(describe(parser.next()) == "failure 1002");
  CHECK(parser.buffered_bytes() == 0);
  CHECK_FALSE(parser.inside_message());
}

TEST_CASE("Parser: a frame at its limit is taken, one byte more is refused when announced",
          "[framing]") {
  const Limits limits{.frame_bytes = 300, .message_bytes = 1000};
  check_events(Role::server, client_frame(Opcode::text, std::string(300, 'a')),
               {"text " + std::string(300, 'a')}, limits);
  // The header alone, without its mask: nothing of the payload has come.
  check_events(Role::server, hex("81 fe 01 2d"), {"failure 1009"}, limits);
  // A length that no memory could hold.
  check_events(Role::server, hex("82 ff 7f ff ff ff ff ff ff ff"), {"failure 1009"}, limits);
}

TEST_CASE("Parser: a message at its limit is taken, one byte more is refused when announced",
          "[framing]") {
  const Limits limits{.frame_bytes = 4, .message_bytes = 10};
  const std::string start =
      client_frame(Opcode::text, "abcd", false) + client_frame(Opcode::continuation, "efgh", false);
  check_events(Role::server, start + client_frame(Opcode::continuation, "ij"), {"text abcdefghij"},
               limits);
  check_events(Role::server, start + hex("80 83"), {"failure 1009"}, limits);

  SECTION("and the next message counts from nothing") {
    const std::string whole = start + client_frame(Opcode::continuation, "ij");
    check_events(Role::server, whole + whole, {"text abcdefghij", "text abcdefghij"}, limits);
  }
  SECTION("control frames do not count") {
    check_events(Role::server,
                 start + client_frame(Opcode::ping, "longer than the limits") +
                     client_frame(Opcode::continuation, "ij"),
                 {"ping longer than the limits", "text abcdefghij"}, limits);
  }
}

TEST_CASE("Parser: it knows whether a message is under way", "[framing]") {
  FrameParser parser(Role::client);
  CHECK_FALSE(parser.inside_message());
  parser.feed(hex("01 02 61"));
  CHECK(describe(parser.next()) == "");
  CHECK(parser.inside_message());
  parser.feed(hex("62 89 00"));
  CHECK(describe(parser.next()) == "ping ");
  CHECK(parser.inside_message());
  parser.feed(hex("80 00"));
  CHECK(describe(parser.next()) == "text ab");
  CHECK_FALSE(parser.inside_message());
}

TEST_CASE("Parser: an idle one holds no large buffers", "[framing]") {
  constexpr std::size_t kIdleBytes = 2 * 4096;
  FrameParser parser(Role::server);
  const std::string large(32 * 1024, 'x');

  SECTION("after a message in one frame") {
    parser.feed(client_frame(Opcode::text, large));
    CHECK(describe(parser.next()) == "text " + large);
  }
  SECTION("after a message in fragments") {
    parser.feed(client_frame(Opcode::text, large, false) +
                client_frame(Opcode::continuation, large));
    CHECK(describe(parser.next()) == "text " + large + large);
    CHECK(parser.buffered_bytes() > kIdleBytes);
  }
  SECTION("with the beginning of the next frame behind it") {
    parser.feed(client_frame(Opcode::text, large) + hex("81"));
    CHECK(describe(parser.next()) == "text " + large);
  }
  SECTION("after a close") {
    parser.feed(client_frame(Opcode::close, "") + large);
    CHECK(describe(parser.next()) == "close 1005 ");
  }
  CHECK(describe(parser.next()) == "");
  CHECK(parser.buffered_bytes() <= kIdleBytes);
}

TEST_CASE("Parser: a peer that never ends its message is held to the limits", "[framing]") {
  const Limits limits{.frame_bytes = 1000, .message_bytes = 10000};
  FrameParser parser(Role::server, limits);
  parser.feed(client_frame(Opcode::binary, "", false));
  const std::string fragment = client_frame(Opcode::continuation, std::string(100, 'x'), false);
  std::size_t most = 0;
  std::string last;
  for (int i = 0; i < 200 && last.empty(); ++i) {
    parser.feed(fragment);
    last = describe(parser.next());
    most = std::max(most, parser.buffered_bytes());
  }
  CHECK(last == "failure 1009");
  CHECK(most <= 2 * limits.message_bytes + 4096);  // a string that grows doubles
}

TEST_CASE("Parser: an announced frame takes no memory before its bytes come", "[framing]") {
  FrameParser parser(Role::server);
  parser.feed(hex("82 fe 80 00 00 00 00 00 78"));
  CHECK(describe(parser.next()) == "");
  CHECK(parser.inside_message());
  CHECK(parser.buffered_bytes() < 1024);
}

TEST_CASE("Parser: work is in proportion to the bytes, however they come", "[framing]") {
  // Four megabytes of the smallest frames. Moving what waits at every event or every byte would
  // take minutes; the bound is far from both.
  std::string wire;
  for (int i = 0; i < 600'000; ++i) append_frame(wire, Opcode::pong, "", {.mask = MaskKey{}});
  FrameParser parser(Role::server);
  const auto start = std::chrono::steady_clock::now();
  int pongs = 0;

  SECTION("all in one feed") {
    parser.feed(wire);
    while (std::holds_alternative<Pong>(parser.next())) ++pongs;
    CHECK(pongs == 600'000);
  }
  SECTION("byte by byte") {
    for (const char& byte : wire) {
      parser.feed({&byte, 1});
      while (std::holds_alternative<Pong>(parser.next())) ++pongs;
    }
    CHECK(pongs == 600'000);
  }
  SECTION("in one feed, with a byte more after every event") {
    parser.feed(wire);
    while (std::holds_alternative<Pong>(parser.next())) {
      ++pongs;
      if (pongs <= 300'000) parser.feed(wire.substr(static_cast<std::size_t>(pongs - 1) % 6, 1));
    }
    CHECK(pongs == 650'000);
  }
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
}

TEST_CASE("Parser: a message has at most so many frames, be they empty", "[framing]") {
  Limits limits;
  limits.fragments = 3;
  const std::string first = client_frame(Opcode::text, "a", false);
  const std::string empty = client_frame(Opcode::continuation, "", false);
  const std::string last = client_frame(Opcode::continuation, "b");
  const auto outcome = [&](const std::string& wire) {
    FrameParser parser(Role::server, limits);
    parser.feed(wire);
    std::string text;
    for (Event event = parser.next(); !std::holds_alternative<NeedMore>(event);
         event = parser.next()) {
      if (const auto* message = std::get_if<Message>(&event)) text += message->payload;
      if (const auto* failure = std::get_if<Failure>(&event)) {
        return text + " " + std::to_string(static_cast<int>(failure->code));
      }
    }
    return text;
  };
  CHECK(outcome(first + empty + last) == "ab");
  CHECK(outcome(first + empty + last + first + empty + last) == "abab");
  CHECK(outcome(first + empty + empty + last) == " 1008");
  // Control frames are none of a message's (5.4).
  CHECK(outcome(first + client_frame(Opcode::ping, "") + empty + last) == "ab");
}

TEST_CASE("Parser: it knows whether something is unfinished", "[framing]") {
  FrameParser parser(Role::server);
  CHECK_FALSE(parser.unfinished());
  const std::string frame = client_frame(Opcode::text, "hello");
  for (std::size_t cut = 1; cut < frame.size(); ++cut) {
    FrameParser cut_parser(Role::server);
    cut_parser.feed(frame.substr(0, cut));
    static_cast<void>(cut_parser.next());
    CHECK(cut_parser.unfinished());
    cut_parser.feed(frame.substr(cut));
    CHECK(std::holds_alternative<Message>(cut_parser.next()));
    CHECK(std::holds_alternative<NeedMore>(cut_parser.next()));
    CHECK_FALSE(cut_parser.unfinished());
  }
  parser.feed(client_frame(Opcode::text, "a", false));
  static_cast<void>(parser.next());
  CHECK(parser.unfinished());
}
