#include "server/deflate/inflater.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <string>
#include <string_view>

#include "server/deflate/deflater.h"
#include "tests/core/framing/frame_text.h"
#include "tests/server/deflate/peer_messages.h"

using namespace palaver::deflate;
using palaver::framing::ContextTakeover;
using palaver::framing::hex;

namespace {

constexpr std::size_t kLimit = 128 * 1024;

// The text, or "bad_data" or "too_big".
std::string inflated(Inflater& inflater, std::string_view payload, std::size_t limit = kLimit) {
  ByteBuffer room;
  const auto text = inflater.inflate(payload, limit, room);
  CHECK(room.capacity() <= limit + 1);
  if (text) return std::string(*text);
  return text.error() == InflateError::bad_data ? "bad_data" : "too_big";
}

std::string inflated_alone(std::string_view payload, std::size_t limit = kLimit) {
  Inflater inflater;
  return inflated(inflater, payload, limit);
}

}  // namespace

TEST_CASE("Inflater: the examples of RFC 7692 section 7.2.3", "[deflate]") {
  CHECK(inflated_alone(hex("f2 48 cd c9 c9 07 00")) == "Hello");
  CHECK(inflated_alone(hex("00 05 00 fa ff 48 65 6c 6c 6f 00")) == "Hello");
  CHECK(inflated_alone(hex("f3 48 cd c9 c9 07 00 00")) == "Hello");
  CHECK(inflated_alone(hex("f2 48 05 00 00 00 ff ff ca c9 c9 07 00")) == "Hello");
  CHECK(inflated_alone(hex("00")).empty());

  Inflater inflater(15, ContextTakeover::yes);
  CHECK(inflated(inflater, hex("f2 48 cd c9 c9 07 00")) == "Hello");
  CHECK(inflated(inflater, hex("f2 00 11 00 00")) == "Hello");
}

TEST_CASE("Inflater: what peers send is read", "[deflate]") {
  const std::string text = bells(8);
  for (const PeerMessages& row : peer_messages()) {
    CAPTURE(row.peer);
    Inflater inflater(row.window_bits, ContextTakeover::yes);
    for (const std::string_view payload : row.payloads) {
      CHECK(inflated(inflater, hex(payload)) == text);
    }
    // A larger window than was agreed on reads the same.
    Inflater larger(15, ContextTakeover::yes);
    for (const std::string_view payload : row.payloads) {
      CHECK(inflated(larger, hex(payload)) == text);
    }
  }
}

TEST_CASE("Inflater: without takeover no message knows of the last one", "[deflate]") {
  Inflater inflater(15, ContextTakeover::no);
  CHECK(inflated(inflater, hex("f2 48 cd c9 c9 07 00")) == "Hello");
  CHECK(inflated(inflater, hex("f2 00 11 00 00")) == "bad_data");
  SECTION("and an error is over with its message") {
    CHECK(inflated(inflater, hex("f2 48 cd c9 c9 07 00")) == "Hello");
  }
}

TEST_CASE("Inflater: the window outlives a block that calls itself the last", "[deflate]") {
  Inflater inflater(15, ContextTakeover::yes);
  CHECK(inflated(inflater, hex("f3 48 cd c9 c9 07 00 00")) == "Hello");
  CHECK(inflated(inflater, hex("f2 00 11 00 00")) == "Hello");
  // Without the empty block behind it.
  CHECK(inflated(inflater, hex("f3 48 cd c9 c9 07 00")) == "Hello");
  CHECK(inflated(inflater, hex("f2 00 11 00 00")) == "Hello");
  // Two of them in one message, the second referring to the first.
  CHECK(inflated(inflater, hex("f3 48 cd c9 c9 07 00 f3 00 11 00 00")) == "HelloHello");
}

TEST_CASE("Inflater: an empty message leaves the window alone", "[deflate]") {
  Inflater inflater(15, ContextTakeover::yes);
  CHECK(inflated(inflater, hex("f2 48 cd c9 c9 07 00")) == "Hello");
  CHECK(inflated(inflater, hex("00")).empty());
  CHECK(inflated(inflater, "").empty());
  CHECK(inflated(inflater, hex("f2 00 11 00 00")) == "Hello");
}

TEST_CASE("Inflater: what is not DEFLATE is refused", "[deflate]") {
  struct Row {
    const char* what;
    const char* payload;
  };
  const auto row = GENERATE(values<Row>({
      {"block type 3", "06"},
      {"text", "48 65 6c 6c 6f"},
      {"zlib's own frame", "78 9c f3 48 cd c9 c9 07 00 05 8c 01 f5"},
      {"lengths of a stored block that do not match", "00 05 00 fa fe 48 65 6c 6c 6f 00"},
      {"a distance before the beginning", "f2 00 11 00 00"},
      {"cut inside a block", "f2 48 cd c9"},
      {"cut inside a stored block", "00 05 00 fa ff 48 65"},
      {"cut inside a block's header", "00 05"},
      {"the tail left in and cut", "f2 48 cd c9 c9 07 00 00 00"},
      {"half a block behind the last one", "f3 48 cd c9 c9 07 00 f2 48"},
  }));
  CAPTURE(row.what);
  CHECK(inflated_alone(hex(row.payload)) == "bad_data");
}

TEST_CASE("Inflater: a message cut anywhere is never taken for a whole one", "[deflate]") {
  const std::string text = bells(8);
  const std::string payload = hex(peer_messages().front().payloads.front());
  for (std::size_t size = 1; size < payload.size(); ++size) {
    CAPTURE(size);
    CHECK(inflated_alone(payload.substr(0, size)) == "bad_data");
  }
}

TEST_CASE("Inflater: exactly the limit is taken, one byte more is not", "[deflate]") {
  const auto size =
      GENERATE(std::size_t{1}, std::size_t{2}, std::size_t{257}, std::size_t{4095},
               std::size_t{4096}, std::size_t{4097}, std::size_t{32 * 1024}, std::size_t{131072});
  CAPTURE(size);
  ByteBuffer room;
  Deflater deflater(15, 6);
  const std::string text(size, 'z');
  const std::string payload(deflater.deflate(text, room));
  CHECK((inflated_alone(payload, size) == text));
  CHECK(inflated_alone(payload, size - 1) == "too_big");
  CHECK((inflated_alone(payload, size + 1) == text));
}

TEST_CASE("Inflater: a limit of nothing takes empty messages only", "[deflate]") {
  CHECK(inflated_alone(hex("00"), 0).empty());
  CHECK(inflated_alone(hex("f2 48 cd c9 c9 07 00"), 0) == "too_big");
}

TEST_CASE("Inflater: a bomb is refused before it takes memory", "[deflate]") {
  // 64 MiB in 64 KiB.
  ByteBuffer room;
  Deflater deflater(15, 9);
  const std::string bomb(deflater.deflate(std::string(64 << 20, '\0'), room));
  CHECK(bomb.size() < 70'000);
  // inflated_alone() looks at the memory.
  CHECK(inflated_alone(bomb, kLimit) == "too_big");
}
