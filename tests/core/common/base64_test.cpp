#include "core/common/base64.h"

#include <catch2/catch_test_macros.hpp>

using palaver::base64_decode;
using palaver::base64_encode;

TEST_CASE("Base64: RFC 4648 section 10", "[common]") {
  struct Row {
    const char* bytes;
    const char* text;
  };
  for (const Row& row : {Row{"", ""}, Row{"f", "Zg=="}, Row{"fo", "Zm8="}, Row{"foo", "Zm9v"},
                         Row{"foob", "Zm9vYg=="}, Row{"fooba", "Zm9vYmE="},
                         Row{"foobar", "Zm9vYmFy"}, Row{"\xFB\xFF\xFE", "+//+"}}) {
    CAPTURE(row.bytes);
    CHECK(base64_encode(row.bytes) == row.text);
    CHECK(base64_decode(row.text) == row.bytes);
  }
}

TEST_CASE("Base64: padding may be missing, and unused bits may be set", "[common]") {
  CHECK(base64_decode("Zg") == "f");
  CHECK(base64_decode("Zm8") == "fo");
  CHECK(base64_decode("Zh==") == "f");
}

TEST_CASE("Base64: what is none", "[common]") {
  for (const char* text : {"Z", "Zm9vY", "=", "==", "Zg=", "Zm9v=", "Zm9v==", "Z===", "Zg==Zg==",
                           "Zm 9v", "Zm9v\n", "Zm-_", "\xC3\xA4"}) {
    CAPTURE(text);
    CHECK(base64_decode(text) == std::nullopt);
  }
}

TEST_CASE("Base64: any bytes come back", "[common]") {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    CHECK(base64_decode(base64_encode(bytes)) == bytes);
    bytes += static_cast<char>(i * 37);
  }
}
