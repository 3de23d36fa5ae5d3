#include "core/gateway/template_functions.h"

#include <catch2/catch_test_macros.hpp>
#include <cctype>

#include "core/common/base64.h"

using namespace palaver::gateway;
using palaver::base64_encode;

TEST_CASE("Template functions: escapeJavaScript, character by character", "[gateway]") {
  struct Row {
    std::string_view text;
    std::string_view result;
  };
  // Apache Commons Lang 2.6, StringEscapeUtils.escapeJavaScript().
  for (const Row& row : {
           Row{"", ""},
           Row{"\"", "\\\""},
           Row{"'", "\\'"},
           Row{"\\", "\\\\"},
           Row{"/", "\\/"},
           Row{"\n\r\t\b\f", "\\n\\r\\t\\b\\f"},
           Row{std::string_view("\0", 1), "\\u0000"},
           Row{"\x01\x1f", "\\u0001\\u001F"},
           Row{" ~\x7f", " ~\x7f"},
           Row{"\xC2\x80", "\\u0080"},
           Row{"\xC3\xA4", "\\u00E4"},
           Row{"\xE2\x82\xAC", "\\u20AC"},
           Row{"\xF0\x9F\x91\x8B", "\\uD83D\\uDC4B"},
           Row{"\xFF", "\\uFFFD"},
           Row{"a.b-c_d<>&", "a.b-c_d<>&"},
       }) {
    CAPTURE(row.text);
    CHECK(escape_javascript(row.text) == row.result);
  }
}

TEST_CASE("Template functions: what is URL-encoded is decoded again", "[gateway]") {
  for (int byte = 0; byte < 128; ++byte) {
    const std::string text(1, static_cast<char>(byte));
    CAPTURE(byte);
    CHECK(url_decode(url_encode(text)).value_or("none") == text);
    CHECK(url_encode(text).size() == (std::isalnum(byte) != 0 || byte == ' ' || byte == '.' ||
                                              byte == '-' || byte == '*' || byte == '_'
                                          ? 1U
                                          : 3U));
  }
  CHECK(url_encode("\xF0\x9F\x91\x8B") == "%F0%9F%91%8B");
  CHECK(url_decode("%f0%9F%91%8b") == "\xF0\x9F\x91\x8B");
  for (const char* text : {"%", "%2", "a%", "%g0", "%0g", "%%", "% 2"}) {
    CAPTURE(text);
    CHECK_FALSE(url_decode(text).has_value());
  }
}

TEST_CASE("Template functions: base64 of any length comes back", "[gateway]") {
  std::string text;
  for (int length = 0; length < 100; ++length) {
    CAPTURE(length);
    const std::string encoded = base64_encode(text);
    CHECK(encoded.size() == (text.size() + 2) / 3 * 4);
    CHECK(base64_decode_leniently(encoded) == text);
    CHECK(base64_decode_leniently(encoded.substr(0, encoded.find('='))) == text);
    text += static_cast<char>('0' + length % 75);
  }
  CHECK(base64_encode("\xFF\xEF\xBF") == "/++/");
  CHECK(base64_decode_leniently("_--_") == base64_decode_leniently("/++/"));
  CHECK(base64_decode_leniently("Zm\n9v YmFy====ignored") == "foobar");
  CHECK(base64_decode_leniently("Z").empty());
}
