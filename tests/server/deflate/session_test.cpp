#include "server/deflate/session.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "tests/server/deflate/random_texts.h"

using namespace palaver::deflate;
using palaver::framing::ContextTakeover;
using palaver::framing::DeflateParameters;

namespace {

constexpr std::size_t kLimit = 128 * 1024;

// How the client compresses: `window_bits` and takeover as agreed.
std::string from_client(Deflater& client, std::string_view text) {
  ByteBuffer room;
  return std::string(client.deflate(text, room));
}

}  // namespace

TEST_CASE("Session: without takeover it holds nothing, ever", "[deflate]") {
  Codec codec({});
  Session session({}, codec);
  Deflater client(15, 6);
  const std::string payload = from_client(client, bells(50));
  const auto text = session.inflate(payload, kLimit);
  REQUIRE(text);
  CHECK(*text == bells(50));
  CHECK_FALSE(session.remembers_sent());
  CHECK(session.streams_held() == 0);
}

TEST_CASE("Session: with takeover it holds nothing before a compressed message", "[deflate]") {
  Codec codec({});
  Session session({.server = ContextTakeover::yes, .client = ContextTakeover::yes}, codec);
  CHECK(session.remembers_sent());
  CHECK(session.streams_held() == 0);

  Deflater client(15, 6, ContextTakeover::yes);
  const std::string first = from_client(client, bells(10));
  const std::string second = from_client(client, bells(10));
  CHECK(second.size() < 20);
  for (const std::string& payload : {first, second}) {
    const auto text = session.inflate(payload, kLimit);
    REQUIRE(text);
    CHECK(*text == bells(10));
  }
  CHECK(session.streams_held() == 1);

  REQUIRE(session.deflate_next(bells(10)));
  CHECK(session.streams_held() == 2);
  CHECK(session.deflate_next(bells(10))->size() < 20);
}

TEST_CASE("Session: what becomes no smaller is sent as it is and forgotten", "[deflate]") {
  Codec codec({});
  for (const int bits : {8, 10, 15}) {
    Session session(
        {.server_window_bits = static_cast<std::uint8_t>(bits), .server = ContextTakeover::yes},
        codec);
    Inflater client(static_cast<std::uint8_t>(bits), ContextTakeover::yes);
    RandomTexts texts(static_cast<unsigned>(bits));
    int plain = 0;
    for (int i = 0; i < 200; ++i) {
      std::string text = texts.next();
      if (i % 3 == 0) {
        for (char& byte : text) byte = static_cast<char>(texts.below(256));
      }
      const auto payload = session.deflate_next(text);
      if (!payload) {
        ++plain;
        continue;
      }
      CHECK(payload->size() < text.size());
      const std::string wire(*payload);
      ByteBuffer room;
      const auto read = client.inflate(wire, text.size(), room);
      REQUIRE((read && *read == text));
    }
    CHECK(plain > 10);
    CHECK(plain < 190);
  }
}

TEST_CASE("Session: the limit holds with takeover, too", "[deflate]") {
  Codec codec({});
  Session session({.client = ContextTakeover::yes}, codec);
  Deflater client(15, 6, ContextTakeover::yes);
  const std::string text = bells(20);
  const std::string first = from_client(client, text);
  REQUIRE(session.inflate(first, text.size()));
  const std::string second = from_client(client, text);
  const auto refused = session.inflate(second, text.size() - 1);
  REQUIRE_FALSE(refused);
  CHECK(refused.error() == InflateError::too_big);
}
