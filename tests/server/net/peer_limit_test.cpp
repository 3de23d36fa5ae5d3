#include "server/net/peer_limit.h"

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

using palaver::net::Loopback;
using palaver::net::PeerLimit;

TEST_CASE("PeerLimit: an address has so many places and no more, whatever others have", "[net]") {
  PeerLimit limit(2, Loopback::exempt);
  auto first = limit.admit("203.0.113.7");
  const auto second = limit.admit("203.0.113.7");
  CHECK(first);
  CHECK(second);
  CHECK_FALSE(limit.admit("203.0.113.7"));
  CHECK(limit.admit("203.0.113.8"));
  // What a socket of both families says of the same address.
  CHECK_FALSE(limit.admit("::ffff:203.0.113.7"));
  first.reset();
  auto third = limit.admit("203.0.113.7");
  CHECK(third);
  CHECK_FALSE(limit.admit("203.0.113.7"));
  // A place that was moved is given back once.
  PeerLimit::Place moved = std::move(*third);
  third.reset();
  CHECK_FALSE(limit.admit("203.0.113.7"));
  moved = {};
  CHECK(limit.admit("203.0.113.7"));
}

TEST_CASE("PeerLimit: an IPv6 address counts with its /64", "[net]") {
  PeerLimit limit(1, Loopback::exempt);
  const auto place = limit.admit("2001:db8:1:2::1");
  CHECK(place);
  CHECK_FALSE(limit.admit("2001:db8:1:2:ffff::7"));
  CHECK(limit.admit("2001:db8:1:3::1"));
}

TEST_CASE("PeerLimit: this machine is exempt, unless it is to count", "[net]") {
  for (const char* address : {"127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"}) {
    CAPTURE(address);
    PeerLimit exempting(1, Loopback::exempt);
    const auto one = exempting.admit(address);
    CHECK(exempting.admit(address));
    CHECK(exempting.addresses() == 0);
    PeerLimit counting(1, Loopback::counts);
    const auto counted = counting.admit(address);
    CHECK(counted);
    CHECK_FALSE(counting.admit(address));
  }
}

TEST_CASE("PeerLimit: addresses that have gone are forgotten, those that are here are not",
          "[net]") {
  PeerLimit limit(1, Loopback::exempt);
  std::vector<PeerLimit::Place> kept;
  for (int i = 0; i < 20'000; ++i) {
    auto place = limit.admit("10.0." + std::to_string(i / 256) + "." + std::to_string(i % 256));
    REQUIRE(place);
    if (i % 100 == 0) kept.push_back(std::move(*place));
  }
  CHECK(limit.addresses() < 2000);
  CHECK_FALSE(limit.admit("10.0.0.0"));
  CHECK(limit.admit("10.0.0.1"));
}
