#include "core/gateway/arrival_headers.h"

#include <catch2/catch_test_macros.hpp>

using namespace palaver::gateway;

namespace {

std::string added_to(std::vector<NamedValue> headers) {
  add_arrival_headers(headers, {"192.0.2.7", "8080", "http", "Root=1-a-b"});
  std::string text;
  for (const NamedValue& header : headers) text += header.name + ": " + header.value + "\n";
  return text;
}

}  // namespace

TEST_CASE("Arrival headers: where the client came from, in alphabetical place", "[gateway]") {
  CHECK(added_to({}) ==
        "X-Amzn-Trace-Id: Root=1-a-b\nX-Forwarded-For: 192.0.2.7\nX-Forwarded-Port: 8080\n"
        "X-Forwarded-Proto: http\n");
  CHECK(added_to({{"Host", "h"}, {"X-Auth", "s"}, {"z", "1"}}) ==
        "Host: h\nX-Amzn-Trace-Id: Root=1-a-b\nX-Auth: s\nX-Forwarded-For: 192.0.2.7\n"
        "X-Forwarded-Port: 8080\nX-Forwarded-Proto: http\nz: 1\n");
  CHECK(added_to({{"z", "1"}, {"Host", "h"}}) ==
        "z: 1\nHost: h\nX-Amzn-Trace-Id: Root=1-a-b\nX-Forwarded-For: 192.0.2.7\n"
        "X-Forwarded-Port: 8080\nX-Forwarded-Proto: http\n");
}

TEST_CASE("Arrival headers: a proxy in front of us keeps its trace and its addresses",
          "[gateway]") {
  CHECK(added_to({{"x-forwarded-for", "198.51.100.1"},
                  {"X-Forwarded-For", "203.0.113.5, 203.0.113.6"},
                  {"x-forwarded-port", "443"},
                  {"x-forwarded-proto", "https"},
                  {"x-amzn-trace-id", "Root=1-mine"}}) ==
        "x-amzn-trace-id: Root=1-mine\n"
        "X-Forwarded-For: 198.51.100.1, 203.0.113.5, 203.0.113.6, 192.0.2.7\n"
        "X-Forwarded-Port: 8080\nX-Forwarded-Proto: http\n");
  CHECK(added_to({{"X-Forwarded-For", ""}}).find("X-Forwarded-For: 192.0.2.7\n") !=
        std::string::npos);
}
