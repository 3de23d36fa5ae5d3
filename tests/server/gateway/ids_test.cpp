#include "server/gateway/ids.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <set>

namespace palaver::gateway {

TEST_CASE("Ids have API Gateway's shape and do not repeat", "[gateway]") {
  std::set<std::string> seen;
  for (int count = 0; count < 1000; ++count) {
    const std::string id = make_id();
    REQUIRE(valid_connection_id(id));
    // 11 bytes end two bits before the end of the fifteenth character.
    REQUIRE(std::string("AEIMQUYcgkosw048").find(id[14]) != std::string::npos);
    seen.insert(id);
  }
  CHECK(seen.size() == 1000);
}

TEST_CASE("No id looks like a flag on a command line", "[gateway]") {
  // Of ids that could begin with any character, one in 64 would.
  int hyphens = 0;
  for (int count = 0; count < 5000; ++count) hyphens += make_id().front() == '-' ? 1 : 0;
  CHECK(hyphens == 0);
}

TEST_CASE("A trace id is a time and twelve random bytes", "[gateway]") {
  const std::string id = make_trace_id(0x60351922LL * 1000 + 999);
  CHECK(id.rfind("Root=1-60351922-", 0) == 0);
  CHECK(id.size() == 40);
  CHECK(id.find_first_not_of("0123456789abcdef", 16) == std::string::npos);
  CHECK(make_trace_id(0) != make_trace_id(0));
}

TEST_CASE("What looks like a connection id", "[gateway]") {
  CHECK(valid_connection_id("BFHPhfCWIAMCKlQ="));
  CHECK(valid_connection_id("e_d2EewNLPECIGw="));
  CHECK(valid_connection_id("JC1dgf9yoAMCK-g="));
  const auto bad =
      GENERATE("", "=", "BFHPhfCWIAMCKlQ", "BFHPhfCWIAMCKlQQ", "BFHPhfCWIAMCKlQ==",
               "BFHPhfCWI/MCKlQ=", "BFHPhfCWI+MCKlQ=", "BFHPhfCW=AMCKlQ=", "BFHPhfCWIAMCKl\xc3=");
  CAPTURE(bad);
  CHECK_FALSE(valid_connection_id(bad));
}

}  // namespace palaver::gateway
