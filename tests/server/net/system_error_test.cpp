#include "server/net/system_error.h"

#include <catch2/catch_test_macros.hpp>
#include <cerrno>

using palaver::net::last_error;

TEST_CASE("last_error: says what failed, on what and why", "[net]") {
  errno = EADDRINUSE;
  const auto error = last_error("bind", "127.0.0.1:8080");
  CHECK(error.number == EADDRINUSE);
  CHECK(error.call == "bind");
  CHECK(error.message == "bind 127.0.0.1:8080: Address already in use");

  errno = EMFILE;
  CHECK(last_error("accept").message == "accept: Too many open files");
}
