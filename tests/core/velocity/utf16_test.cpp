#include "core/velocity/utf16.h"

#include <catch2/catch_test_macros.hpp>

using namespace palaver::velocity;

namespace {

// a, ä, €, a waving hand: 1, 2, 3, 4 bytes; 1, 1, 1, 2 units.
constexpr std::string_view kText = "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x91\x8B";

}  // namespace

TEST_CASE("UTF-16: lengths and offsets are Java's", "[velocity]") {
  CHECK(utf16_length("") == 0);
  CHECK(utf16_length("abc") == 3);
  CHECK(utf16_length(kText) == 5);
  CHECK(utf16_offset(kText, 3) == 2);
  CHECK(utf16_offset(kText, 6) == 3);
  CHECK(utf16_offset(kText, kText.size()) == 5);
  CHECK(to_utf16(kText) == std::vector<std::uint16_t>{'a', 0xE4, 0x20AC, 0xD83D, 0xDC4B});
}

TEST_CASE("UTF-16: each part of a text", "[velocity]") {
  CHECK(utf16_substring(kText, 0, 5) == kText);
  CHECK(utf16_substring(kText, 1, 2) == "\xC3\xA4");
  CHECK(utf16_substring(kText, 2, 3) == "\xE2\x82\xAC");
  CHECK(utf16_substring(kText, 3, 5) == "\xF0\x9F\x91\x8B");
  // Halves of a pair.
  CHECK(utf16_substring(kText, 3, 4) == "\xEF\xBF\xBD");
  CHECK(utf16_substring(kText, 4, 5) == "\xEF\xBF\xBD");
  CHECK(utf16_substring(kText, 2, 2).empty());
  for (std::size_t begin = 0; begin <= 5; ++begin) {
    for (std::size_t end = begin; end <= 5; ++end) {
      CAPTURE(begin, end);
      const bool cuts_pair = begin == 4 || end == 4;
      const std::size_t length = utf16_length(utf16_substring(kText, begin, end));
      CHECK((cuts_pair || length == end - begin));
    }
  }
}

TEST_CASE("UTF-16: bytes that are not UTF-8 are one unit each", "[velocity]") {
  for (const std::string_view odd :
       {std::string_view("\xFF"), std::string_view("\x80"), std::string_view("\xC3"),
        std::string_view("\xC0\x80"), std::string_view("\xE2\x82"),
        std::string_view("\xED\xA0\x80"), std::string_view("\xF5\x80\x80\x80"),
        std::string_view("\xF0\x80\x80\x80"), std::string_view("\xF4\x90\x80\x80")}) {
    const std::vector<std::uint16_t> units = to_utf16(odd);
    CHECK(units == std::vector<std::uint16_t>(odd.size(), 0xFFFD));
  }
}

TEST_CASE("UTF-16: code points come back from UTF-8", "[velocity]") {
  for (const std::uint32_t code :
       {0x0U, 0x7FU, 0x80U, 0x7FFU, 0x800U, 0xD7FFU, 0xE000U, 0xFFFFU, 0x10000U, 0x10FFFFU}) {
    std::string text;
    append_utf8(text, code);
    std::size_t at = 0;
    CHECK(take_code_point(text, &at) == code);
    CHECK(at == text.size());
  }
  std::string half;
  append_utf8(half, 0xD800);
  CHECK(half == "\xEF\xBF\xBD");
}

TEST_CASE("UTF-16: upper and lower case", "[velocity]") {
  CHECK(to_upper("abcz{`\xC3\xA4\xC3\xBF\xC3\xB7\xC4\x81\xC5\xBE") ==
        "ABCZ{`\xC3\x84\xC5\xB8\xC3\xB7\xC4\x80\xC5\xBD");
  CHECK(to_lower("ABCZ[@\xC3\x84\xC5\xB8\xC3\x97\xC4\x80\xC5\xBD") ==
        "abcz[@\xC3\xA4\xC3\xBF\xC3\x97\xC4\x81\xC5\xBE");
  CHECK(to_upper("\xC3\x9F\xCF\x82\xD1\x8F\xD1\x91") == "SS\xCE\xA3\xD0\xAF\xD0\x81");
  CHECK(to_lower("\xCE\xA3\xD0\xAF\xD0\x81") == "\xCF\x83\xD1\x8F\xD1\x91");
}
