#include "core/gateway/ip_range.h"

#include <catch2/catch_test_macros.hpp>

using namespace palaver::gateway;

TEST_CASE("IP range: who is in it", "[gateway]") {
  struct Row {
    const char* range;
    const char* address;
    bool contains;
  };
  for (const Row& row : {
           Row{"192.0.2.7", "192.0.2.7", true},
           Row{"192.0.2.7", "192.0.2.8", false},
           Row{"192.0.2.0/24", "192.0.2.255", true},
           Row{"192.0.2.0/24", "192.0.3.0", false},
           Row{"192.0.2.77/24", "192.0.2.1", true},
           Row{"192.0.2.128/25", "192.0.2.127", false},
           Row{"192.0.2.128/25", "192.0.2.128", true},
           Row{"10.0.0.0/8", "10.255.0.1", true},
           Row{"0.0.0.0/0", "255.255.255.255", true},
           Row{"0.0.0.0/0", "2001:db8::1", false},
           Row{"192.0.2.0/31", "192.0.2.1", true},
           Row{"192.0.2.0/32", "192.0.2.1", false},
           Row{"2001:db8::/32", "2001:db8:ffff::1", true},
           Row{"2001:db8::/32", "2001:db9::1", false},
           Row{"2001:db8::/33", "2001:db8:8000::", false},
           Row{"::/0", "192.0.2.1", true},
           Row{"::1", "::1", true},
           Row{"::1/128", "::2", false},
           Row{"192.0.2.0/24", "::ffff:192.0.2.9", true},
           Row{"::ffff:192.0.2.0/120", "192.0.2.9", true},
           Row{"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:0007:8", true},
           Row{"1:2:3::7:8", "1:2:3:0:0:0:7:8", true},
           Row{"1::", "1:0:0:0:0:0:0:0", true},
           Row{"1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201", true},
       }) {
    CAPTURE(row.range, row.address);
    const auto range = IpRange::parse(row.range);
    const auto address = parse_ip_address(row.address);
    REQUIRE(range);
    REQUIRE(address);
    CHECK(range->contains(*address) == row.contains);
  }
}

TEST_CASE("IP range: what is no address and no range", "[gateway]") {
  for (const char* text : {"",
                           "1",
                           "1.2.3",
                           "1.2.3.4.5",
                           "1.2.3.256",
                           "1.2.3.04",
                           "1.2.3.",
                           ".1.2.3",
                           "1..2.3",
                           "1.2.3.-4",
                           "1.2.3.4 ",
                           "1.2.3.4:80",
                           "a.b.c.d",
                           ":",
                           ":::",
                           "1:2:3:4:5:6:7",
                           "1:2:3:4:5:6:7:8:9",
                           "1::2::3",
                           "1:2:3:4:5:6:7::8",
                           "12345::",
                           "g::",
                           "[::1]",
                           "fe80::1%eth0",
                           "1:2:3:4:5:6:7:",
                           ":1:2:3:4:5:6:7",
                           "::1.2.3",
                           "1.2.3.4::",
                           "1:2:3:4:5:6:7:1.2.3.4"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_ip_address(text));
    CHECK_FALSE(IpRange::parse(text));
  }
  for (const char* text : {"1.2.3.4/", "1.2.3.4/33", "1.2.3.4/-1", "1.2.3.4/a", "::/129", "/8",
                           "1.2.3.4/8/8", "1.2.3.4/0008"}) {
    CAPTURE(text);
    CHECK_FALSE(IpRange::parse(text));
  }
}
