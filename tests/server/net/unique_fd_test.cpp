#include "server/net/unique_fd.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <utility>

using palaver::net::UniqueFd;

namespace {

bool is_open(int fd) {
  return ::fcntl(fd, F_GETFD) != -1;
}

int open_one() {
  std::array<int, 2> ends{};
  REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
  ::close(ends[1]);
  return ends[0];
}

}  // namespace

TEST_CASE("UniqueFd: closes once, when its last owner goes", "[net]") {
  const int number = open_one();
  {
    UniqueFd first(number);
    CHECK(first);
    UniqueFd second(std::move(first));
    CHECK_FALSE(first);  // NOLINT(bugprone-use-after-move): moved-from is empty by contract
    CHECK(second.get() == number);
    CHECK(is_open(number));
  }
  CHECK_FALSE(is_open(number));
}

TEST_CASE("UniqueFd: reset and assignment close what was held, release does not", "[net]") {
  const int first = open_one();
  const int second = open_one();
  UniqueFd fd(first);
  fd = UniqueFd(second);
  CHECK_FALSE(is_open(first));
  CHECK(fd.release() == second);
  CHECK_FALSE(fd);
  CHECK(is_open(second));
  fd.reset(second);
  fd.reset();
  CHECK_FALSE(is_open(second));
}
