#include "core/json/schema_format.h"

#include <catch2/catch_test_macros.hpp>

using namespace palaver::json::schema;

TEST_CASE("Schema: formats", "[json]") {
  struct Row {
    const char* format;
    const char* text;
    bool valid;
  };
  for (const Row& row : {
           Row{"date-time", "2024-02-29T23:59:59Z", true},
           Row{"date-time", "2024-02-29T23:59:59.123456789012Z", true},
           Row{"date-time", "2024-02-29T23:59:59+01:00", true},
           Row{"date-time", "2024-02-29T23:59:59-0130", true},
           Row{"date-time", "2023-02-29T00:00:00Z", false},
           Row{"date-time", "1900-02-29T00:00:00Z", false},
           Row{"date-time", "2000-02-29T00:00:00Z", true},
           Row{"date-time", "2024-13-01T00:00:00Z", false},
           Row{"date-time", "2024-04-31T00:00:00Z", false},
           Row{"date-time", "2024-04-30T24:00:00Z", false},
           Row{"date-time", "2024-04-30T23:60:00Z", false},
           Row{"date-time", "2024-04-30T23:59:60Z", false},
           Row{"date-time", "2024-04-30T23:59:59", false},
           Row{"date-time", "2024-04-30 23:59:59Z", false},
           Row{"date-time", "2024-04-30T23:59:59.Z", false},
           Row{"date-time", "2024-4-30T23:59:59Z", false},
           Row{"date-time", "", false},
           Row{"email", "me@example.com", true},
           Row{"email", "me.too+tag@a-b.example", true},
           Row{"email", "me@localhost", true},
           Row{"email", "\"odd name\"@example.com", true},
           Row{"email", "me@[127.0.0.1]", true},
           Row{"email", "\xC3\xA4@example.com", true},
           Row{"email", "me", false},
           Row{"email", "@example.com", false},
           Row{"email", "me@", false},
           Row{"email", "me@@example.com", false},
           Row{"email", "me too@example.com", false},
           Row{"email", ".me@example.com", false},
           Row{"email", "me..too@example.com", false},
           Row{"email", "me@example..com", false},
           Row{"email", "me@exam_ple.com", false},
           Row{"hostname", "example.com", true},
           Row{"hostname", "localhost", true},
           Row{"hostname", "a-b.c1", true},
           Row{"hostname", "example.com.", true},
           Row{"hostname", "1a.example", true},
           Row{"hostname", "", false},
           Row{"hostname", ".", false},
           Row{"hostname", "a..b", false},
           Row{"hostname", "-a.b", false},
           Row{"hostname", "a-.b", false},
           Row{"hostname", "a.1b", false},
           Row{"hostname", "a b", false},
           Row{"hostname", "0123456789012345678901234567890123456789012345678901234567890123.a",
               false},
           Row{"ipv4", "127.0.0.1", true},
           Row{"ipv4", "255.255.255.255", true},
           Row{"ipv4", "256.0.0.1", false},
           Row{"ipv4", "01.0.0.1", false},
           Row{"ipv4", "1.2.3", false},
           Row{"ipv4", "1.2.3.4.5", false},
           Row{"ipv4", "1.2.3.x", false},
           Row{"ipv4", "1.2.3.", false},
           Row{"ipv6", "::", true},
           Row{"ipv6", "::1", true},
           Row{"ipv6", "1::", true},
           Row{"ipv6", "1:2:3:4:5:6:7:8", true},
           Row{"ipv6", "1:2:3:4:5:6:7::", true},
           Row{"ipv6", "fe80::AbCd:1", true},
           Row{"ipv6", "::ffff:127.0.0.1", true},
           Row{"ipv6", "1:2:3:4:5:6:127.0.0.1", true},
           Row{"ipv6", "1:2:3:4:5:6:7", false},
           Row{"ipv6", "1:2:3:4:5:6:7:8:9", false},
           Row{"ipv6", "1::2::3", false},
           Row{"ipv6", ":1::", false},
           Row{"ipv6", ":::", false},
           Row{"ipv6", "12345::", false},
           Row{"ipv6", "g::", false},
           Row{"ipv6", "1:2:3:4:5:6:7:127.0.0.1", false},
           Row{"ipv6", "127.0.0.1", false},
           Row{"ipv6", "", false},
           Row{"regex", "^a+$", true},
           Row{"regex", "(", false},
           Row{"uuid", "123e4567-e89b-12d3-a456-426614174000", true},
           Row{"uuid", "123e4567e89b12d3a456426614174000", false},
           Row{"uuid", "123e4567-e89b-12d3-a456-42661417400g", false},
       }) {
    CAPTURE(row.format, row.text);
    const auto format = format_of(row.format);
    REQUIRE(format);
    CHECK(has_format(row.text, *format) == row.valid);
    CHECK_FALSE(format_message(*format).behind.empty());
  }
  CHECK_FALSE(format_of("color").has_value());
  CHECK_FALSE(format_of("").has_value());
}
