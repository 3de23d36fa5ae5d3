#include "core/framing/utf8.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cstdint>
#include <string>
#include <vector>

using palaver::framing::is_valid_utf8;
using palaver::framing::utf8_prefix;
using palaver::framing::Utf8Validator;

namespace {

// The plain, slow way: decode each character and look at its number.
bool is_valid_by_decoding(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  for (std::size_t i = 0; i < text.size();) {
    const unsigned first = byte(i);
    std::size_t length = 0;
    std::uint32_t number = 0;
    if (first < 0x80) {
      length = 1;
      number = first;
    } else if ((first & 0xE0) == 0xC0) {
      length = 2;
      number = first & 0x1F;
    } else if ((first & 0xF0) == 0xE0) {
      length = 3;
      number = first & 0x0F;
    } else if ((first & 0xF8) == 0xF0) {
      length = 4;
      number = first & 0x07;
    } else {
      return false;
    }
    if (i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if ((byte(i + k) & 0xC0) != 0x80) return false;
      number = number << 6 | (byte(i + k) & 0x3Fu);
    }
    const std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (number < least[length] || number > 0x10FFFF) return false;
    if (number >= 0xD800 && number <= 0xDFFF) return false;
    i += length;
  }
  return true;
}

// Each byte at or beside a border of RFC 3629's table, and one from the middle of each range.
std::vector<char> border_bytes() {
  std::vector<char> bytes;
  for (const int value :
       {0x00, 0x41, 0x7F, 0x80, 0x81, 0x8F, 0x90, 0x91, 0x9F, 0xA0, 0xA1, 0xBF, 0xC0, 0xC1, 0xC2,
        0xC3, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF8, 0xFF}) {
    bytes.push_back(static_cast<char>(value));
  }
  return bytes;
}

// Counts texts on which the validator and the plain way differ, at `padding` bytes into a word.
class Comparison {
 public:
  explicit Comparison(std::size_t padding) : padding_(padding, 'x') {}
  void check(const std::string& text) {
    ++compared_;
    if (is_valid_utf8(padding_ + text) != is_valid_by_decoding(text)) ++different_;
  }
  int compared() const { return compared_; }
  int different() const { return different_; }

 private:
  std::string padding_;
  int compared_ = 0;
  int different_ = 0;
};

}  // namespace

TEST_CASE("UTF-8: every text of one and two bytes is judged as by decoding it", "[framing]") {
  Comparison comparison(GENERATE(std::size_t{0}, std::size_t{7}));
  comparison.check("");
  for (int a = 0; a < 256; ++a) {
    comparison.check({static_cast<char>(a)});
    for (int b = 0; b < 256; ++b) comparison.check({static_cast<char>(a), static_cast<char>(b)});
  }
  CHECK(comparison.compared() == 1 + 256 + 65536);
  CHECK(comparison.different() == 0);
}

TEST_CASE("UTF-8: texts of three to five bytes at the borders are judged as by decoding them",
          "[framing]") {
  Comparison comparison(GENERATE(std::size_t{0}, std::size_t{6}));
  const std::vector<char> bytes = border_bytes();
  for (const char a : bytes) {
    for (const char b : bytes) {
      for (const char c : bytes) {
        comparison.check({a, b, c});
        for (const char d : bytes) {
          comparison.check({a, b, c, d});
          comparison.check({a, b, c, d, 'z'});
        }
      }
    }
  }
  CHECK(comparison.different() == 0);
}

TEST_CASE("UTF-8: every character there is, and no surrogate", "[framing]") {
  const auto encode = [](std::uint32_t n) {
    std::string out;
    if (n < 0x80) {
      out += static_cast<char>(n);
    } else if (n < 0x800) {
      out += static_cast<char>(0xC0 | n >> 6);
      out += static_cast<char>(0x80 | (n & 0x3F));
    } else if (n < 0x10000) {
      out += static_cast<char>(0xE0 | n >> 12);
      out += static_cast<char>(0x80 | (n >> 6 & 0x3F));
      out += static_cast<char>(0x80 | (n & 0x3F));
    } else {
      out += static_cast<char>(0xF0 | n >> 18);
      out += static_cast<char>(0x80 | (n >> 12 & 0x3F));
      out += static_cast<char>(0x80 | (n >> 6 & 0x3F));
      out += static_cast<char>(0x80 | (n & 0x3F));
    }
    return out;
  };
  int wrong = 0;
  for (std::uint32_t n = 0; n < 0x110100; ++n) {
    const bool is_character = n <= 0x10FFFF && (n < 0xD800 || n > 0xDFFF);
    if (is_valid_utf8(encode(n)) != is_character) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("UTF-8: a text may be cut anywhere", "[framing]") {
  const std::string text =
      "long enough for words: \xC3\xA4 \xE4\xBD\xA0\xE5\xA5\xBD \xF0\x9F\x91\x8B, and on";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    CAPTURE(cut);
    Utf8Validator validator;
    CHECK(validator.feed(text.substr(0, cut)));
    CHECK(validator.complete() == is_valid_by_decoding(text.substr(0, cut)));
    CHECK(validator.feed(text.substr(cut)));
    CHECK(validator.complete());
  }
}

TEST_CASE("UTF-8: the first wrong byte is refused when it comes, and for good", "[framing]") {
  Utf8Validator validator;
  CHECK(validator.feed("fine \xED"));
  CHECK_FALSE(validator.complete());
  CHECK_FALSE(validator.feed("\xA0"));  // a surrogate begins so
  CHECK_FALSE(validator.feed("fine again"));
  CHECK_FALSE(validator.complete());
  validator.reset();
  CHECK(validator.feed("fine again"));
  CHECK(validator.complete());
}

TEST_CASE("UTF-8: a wrong byte is found at every place of a long ASCII text", "[framing]") {
  for (std::size_t place = 0; place < 40; ++place) {
    std::string text(40, 'a');
    text[place] = '\xFF';
    CAPTURE(place);
    CHECK_FALSE(is_valid_utf8(text));
  }
  CHECK(is_valid_utf8(std::string(40, 'a')));
}

TEST_CASE("UTF-8: a prefix never cuts a character", "[framing]") {
  const std::string text = "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x91\x8B";  // 1 + 2 + 3 + 4 bytes
  const std::size_t expected[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
  for (std::size_t bytes = 0; bytes < 12; ++bytes) {
    CAPTURE(bytes);
    CHECK(utf8_prefix(text, bytes) == text.substr(0, expected[bytes]));
  }
}

TEST_CASE("UTF-8: what is not gets a replacement for each piece; what is stays", "[framing]") {
  const std::string r = "\xEF\xBF\xBD";
  struct Row {
    const char* what;
    std::string text;
    std::string expected;
  };
  const Row rows[] = {
      {"nothing", "", ""},
      {"all valid", "a\xC3\xA9\xF0\x9F\x91\x8B", "a\xC3\xA9\xF0\x9F\x91\x8B"},
      {"a byte that begins nothing", "a\xFFz", "a" + r + "z"},
      {"a continuation alone", "\x80\x80", r + r},
      {"cut at the end", "a\xE2\x82", "a" + r},
      {"cut by a letter", "\xE2\x82z", r + "z"},
      {"cut by another character", "\xE2\x82\xC3\xA9", r + "\xC3\xA9"},
      {"overlong", "\xC0\xAF", r + r},
      {"a surrogate", "\xED\xA0\x80", r + r + r},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    CHECK(palaver::framing::with_replacements(row.text) == row.expected);
    CHECK(palaver::framing::is_valid_utf8(palaver::framing::with_replacements(row.text)));
  }
}
