#include "core/regex/code_points.h"

#include <catch2/catch_test_macros.hpp>

#include "core/framing/utf8.h"

using namespace palaver;
using namespace palaver::regex;

TEST_CASE("Code points: every one is read as it was written, from both sides", "[regex]") {
  std::size_t wrong = 0;
  for (char32_t value = 0; value <= kMaxCodePoint; ++value) {
    if (value >= 0xD800 && value <= 0xDFFF) continue;
    std::string text;
    append_code_point(text, value);
    const CodePoint next = code_point_at(text, 0);
    const CodePoint before = code_point_before(text, text.size());
    const bool right = next.value == value && next.bytes == text.size() && before.value == value &&
                       before.bytes == text.size();
    if (!right) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("Code points: both directions find the same ones in any bytes", "[regex]") {
  // All texts of up to four of these bytes: leads, continuations, ASCII and what is never right.
  constexpr std::string_view kBytes = "a\x80\xA0\xBF\xC2\xE0\xED\xF0\xF4\xFF";
  std::size_t wrong = 0;
  for (std::size_t number = 0; number < 10'000; ++number) {
    std::string text;
    for (std::size_t rest = number; rest > 0; rest /= 10) text.push_back(kBytes[rest % 10]);
    std::size_t places_forward = 0;
    for (std::size_t at = 0; at < text.size(); at += code_point_at(text, at).bytes) {
      if (splits_code_point(text, at)) ++wrong;
      places_forward |= std::size_t{1} << at;
    }
    std::size_t places_backward = 0;
    for (std::size_t at = text.size(); at > 0;) {
      at -= code_point_before(text, at).bytes;
      places_backward |= std::size_t{1} << at;
    }
    if (places_forward != places_backward) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("Code points: what is no character of a text is written as U+FFFD", "[regex]") {
  for (const char32_t value : {char32_t{0xD800}, char32_t{0xDFFF}, char32_t{0x110000}}) {
    std::string text;
    append_code_point(text, value);
    CHECK(text == "\xEF\xBF\xBD");
    CHECK(framing::is_valid_utf8(text));
  }
}
