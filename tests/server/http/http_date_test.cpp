#include "server/http/http_date.h"

#include <catch2/catch_test_macros.hpp>
#include <ctime>

using namespace palaver::http;

TEST_CASE("http_date: RFC 9110 section 5.6.7", "[http]") {
  CHECK(http_date(784111777) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(http_date(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
  CHECK(http_date(1709164800) == "Thu, 29 Feb 2024 00:00:00 GMT");
}

TEST_CASE("DateClock: gives the present second", "[http]") {
  DateClock clock;
  const auto before = std::time(nullptr);
  const auto text = clock.now();
  const auto after = std::time(nullptr);
  bool is_present = false;
  for (auto second = before; second <= after; ++second) {
    is_present = is_present || http_date(second) == text;
  }
  CHECK(is_present);
}
