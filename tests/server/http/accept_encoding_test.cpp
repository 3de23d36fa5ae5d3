#include "server/http/accept_encoding.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace palaver::http;

TEST_CASE("accepts_encoding: RFC 9110 section 12.5.3", "[http]") {
  struct Row {
    const char* field;
    bool br;
    bool gzip;
  };
  const auto row = GENERATE(values<Row>({
      {"gzip, deflate, br", true, true},
      {"gzip", false, true},
      {"BR;q=1.0", true, false},
      {"br;q=0.001, gzip;q=0.5", true, true},
      {"br;q=0, gzip", false, true},
      {"br; Q=0.000, gzip", false, true},
      {"br ;q=0., *", false, true},
      {"*", true, true},
      {"*;q=0", false, false},
      {"*;q=0, br", true, false},
      {"br;x=1;q=0", false, false},
      {"", false, false},
      {"identity", false, false},
      {"brotli, xgzip", false, false},
  }));
  CAPTURE(row.field);
  const Headers headers{{"accept-encoding", row.field}};
  CHECK(accepts_encoding(headers, "br") == row.br);
  CHECK(accepts_encoding(headers, "gzip") == row.gzip);
}

TEST_CASE("accepts_encoding: over several fields, and without one", "[http]") {
  CHECK(accepts_encoding({{"Accept-Encoding", "gzip"}, {"Accept-Encoding", "br"}}, "br"));
  CHECK_FALSE(accepts_encoding({}, "br"));
}
