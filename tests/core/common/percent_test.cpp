#include "core/common/percent.h"

#include <catch2/catch_test_macros.hpp>

using palaver::append_percent_encoded;

TEST_CASE("Percent-encoding: all but unreserved characters", "[common]") {
  std::string out = "x";
  append_percent_encoded(out, "azAZ09-._~");
  CHECK(out == "xazAZ09-._~");
  out.clear();
  append_percent_encoded(out, std::string_view("a b/c?d=e&f%+\0\xC3\xA4\n", 17));
  CHECK(out == "a%20b%2Fc%3Fd%3De%26f%25%2B%00%C3%A4%0A");
}
