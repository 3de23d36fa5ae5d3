#include "server/deflate/codec.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "tests/server/deflate/random_texts.h"

using namespace palaver::deflate;

TEST_CASE("Codec: a short text needs no large window", "[deflate]") {
  struct Row {
    std::size_t text_bytes;
    int agreed;
    int window;
  };
  for (const Row row :
       {Row{0, 15, 9}, Row{250, 15, 9}, Row{251, 15, 10}, Row{1024, 15, 11}, Row{1786, 15, 11},
        Row{1787, 15, 12}, Row{32506, 15, 15}, Row{1 << 20, 15, 15}, Row{1 << 20, 10, 10},
        Row{1024, 10, 10}, Row{100, 9, 9}, Row{100, 8, 8}, Row{1 << 20, 8, 8}}) {
    CAPTURE(row.text_bytes, row.agreed);
    CHECK(Codec::window_for(row.text_bytes, static_cast<std::uint8_t>(row.agreed)) == row.window);
  }
}

TEST_CASE("Codec: a window that suffices loses nothing against the largest", "[deflate]") {
  Codec codec({.threshold = 0});
  for (const int count : {4, 20, 40, 100, 300}) {
    const std::string text = bells(count);
    CAPTURE(text.size());
    const std::size_t largest = codec.deflate(text, 15).size();
    const std::uint8_t window = Codec::window_for(text.size(), 15);
    CHECK(codec.deflate(text, window).size() <= largest + largest / 50);
  }
}

TEST_CASE("Codec: texts below the threshold are not worth it", "[deflate]") {
  const Codec codec({.threshold = 10});
  CHECK_FALSE(codec.worth_compressing(""));
  CHECK_FALSE(codec.worth_compressing("123456789"));
  CHECK(codec.worth_compressing("1234567890"));
}

TEST_CASE("Codec: streams and room are shared by all that comes and goes", "[deflate]") {
  Codec codec({.threshold = 0});
  RandomTexts texts(3);
  for (int i = 0; i < 100; ++i) {
    const std::string text = texts.next();
    const auto window = static_cast<std::uint8_t>(8 + texts.below(8));
    const std::string payload(codec.deflate(text, window));
    const auto inflated = codec.inflate(payload, text.size());
    REQUIRE((inflated && *inflated == text));
    if (!text.empty()) {
      const auto refused = codec.inflate(payload, text.size() - 1);
      REQUIRE((!refused && refused.error() == InflateError::too_big));
    }
  }
}

TEST_CASE("Codec: the room of one long message is not kept", "[deflate]") {
  Codec codec({.threshold = 0});
  const std::string text(8 << 20, 't');
  const std::string payload(codec.deflate(text, 15));
  REQUIRE(codec.inflate(payload, text.size()));
  const std::string small(codec.deflate("short", 15));
  REQUIRE(codec.inflate(small, text.size()));
  CHECK(codec.room().capacity() <= 256 * 1024);
}
