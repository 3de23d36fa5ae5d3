#include "server/deflate/deflater.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <string>
#include <string_view>

#include "server/deflate/inflater.h"
#include "tests/core/framing/frame_text.h"
#include "tests/server/deflate/peer_messages.h"
#include "tests/server/deflate/random_texts.h"

using namespace palaver::deflate;
using palaver::framing::ContextTakeover;
using palaver::framing::hex;

namespace {

std::string deflated(Deflater& deflater, std::string_view text) {
  ByteBuffer room;
  return std::string(deflater.deflate(text, room));
}

bool reads(Inflater& inflater, std::string_view payload, std::string_view text) {
  ByteBuffer room;
  const auto inflated = inflater.inflate(payload, text.size(), room);
  return inflated && *inflated == text;
}

}  // namespace

TEST_CASE("Deflater: the examples of RFC 7692 section 7.2.3", "[deflate]") {
  Deflater deflater(15, 6, ContextTakeover::yes);
  CHECK(deflated(deflater, "Hello") == hex("f2 48 cd c9 c9 07 00"));
  CHECK(deflated(deflater, "Hello") == hex("f2 00 11 00 00"));
  CHECK(deflated(deflater, "") == hex("00"));
  CHECK(deflated(deflater, "") == hex("00"));
}

TEST_CASE("Deflater: without takeover the same text gives the same bytes", "[deflate]") {
  Deflater deflater(15, 6);
  const std::string first = deflated(deflater, bells(8));
  CHECK(deflated(deflater, "something else") != first);
  CHECK(deflated(deflater, bells(8)) == first);
}

TEST_CASE("Deflater: what was forgotten is not referred to", "[deflate]") {
  Deflater deflater(15, 6, ContextTakeover::yes);
  deflater.forget();
  const std::string first = deflated(deflater, bells(8));
  CHECK(deflated(deflater, bells(8)).size() < 20);
  deflater.forget();
  CHECK(deflated(deflater, bells(8)) == first);
}

TEST_CASE("Deflater: the four bytes that a message leaves out are left out", "[deflate]") {
  Deflater deflater(15, 6);
  for (int count = 1; count < 40; ++count) {
    CAPTURE(count);
    const std::string payload = deflated(deflater, bells(count));
    REQUIRE(payload.size() > 4);
    CHECK(payload.substr(payload.size() - 4) != hex("00 00 ff ff"));
  }
}

TEST_CASE("Deflater: any text comes back, whatever was agreed on", "[deflate]") {
  const auto bits = GENERATE(range(8, 16));
  const auto level = GENERATE(1, 6, 9);
  const auto takeover = GENERATE(ContextTakeover::no, ContextTakeover::yes);
  CAPTURE(bits, level, takeover == ContextTakeover::yes);
  Deflater deflater(static_cast<std::uint8_t>(bits), level, takeover);
  // A peer may hold exactly the window that was agreed on, also where zlib wants a larger one.
  Inflater inflater(static_cast<std::uint8_t>(bits), takeover);
  RandomTexts texts(static_cast<unsigned>(bits * 10 + level));
  for (int i = 0; i < 40; ++i) {
    const std::string text = texts.next();
    const std::string payload = deflated(deflater, text);
    CHECK(payload.size() <= text.size() + text.size() / 8 + 16);
    REQUIRE(reads(inflater, payload, text));
  }
}

TEST_CASE("Deflater: a forgotten message does not confuse the receiver", "[deflate]") {
  Deflater deflater(12, 6, ContextTakeover::yes);
  Inflater inflater(15, ContextTakeover::yes);
  RandomTexts texts(7);
  for (int i = 0; i < 200; ++i) {
    const std::string text = texts.next();
    const std::string payload = deflated(deflater, text);
    if (texts.below(3) == 0) {
      deflater.forget();
    } else {
      REQUIRE(reads(inflater, payload, text));
    }
  }
}
