#include "core/framing/close_code.h"

#include <catch2/catch_test_macros.hpp>
#include <set>

using palaver::framing::CloseCode;
using palaver::framing::may_be_sent;

TEST_CASE("Close codes: what RFC 6455 section 7.4 lets an endpoint send", "[framing]") {
  // 7.4.2: below 1000 unused; 1016 to 2999 reserved for the protocol and its extensions; 3000 to
  // 3999 registered; 4000 to 4999 private. 7.4.1: 1004 has no meaning yet, 1005, 1006 and 1015 are
  // never on the wire. 1012 to 1014 came with the registry.
  std::set<int> sent;
  for (const int code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014}) {
    sent.insert(code);
  }
  for (int code = 3000; code <= 4999; ++code) sent.insert(code);

  std::set<int> allowed;
  for (int code = 0; code <= 0xFFFF; ++code) {
    if (may_be_sent(static_cast<std::uint16_t>(code))) allowed.insert(code);
  }
  CHECK(allowed == sent);
}

TEST_CASE("Close codes: those that only report are the only named ones that may not be sent",
          "[framing]") {
  using enum CloseCode;
  for (const CloseCode code :
       {normal, going_away, protocol_error, unsupported_data, bad_payload, policy_violation,
        too_big, internal_error, service_restart, try_again_later}) {
    CHECK(may_be_sent(static_cast<std::uint16_t>(code)));
  }
  CHECK_FALSE(may_be_sent(static_cast<std::uint16_t>(no_status)));
  CHECK_FALSE(may_be_sent(static_cast<std::uint16_t>(abnormal)));
}
