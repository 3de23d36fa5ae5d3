#include "server/net/inherited_sockets.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "server/net/listener.h"
#include "tests/server/support/loop_fixture.h"
#include "tests/server/support/tcp_socket.h"

using namespace palaver::net;
using namespace palaver::testing;

namespace {

std::string own_pid() {
  return std::to_string(::getpid());
}

// A descriptor with a number, and the next one, at a place where nothing else is.
constexpr int kPlace = 900;
UniqueFd placed(const UniqueFd& fd, int number) {
  REQUIRE(::dup2(fd.get(), number) == number);
  return UniqueFd(number);
}

}  // namespace

TEST_CASE("Inherited sockets are taken over and served", "[net]") {
  const auto first = listening_socket();
  const auto second = listening_socket();
  // Owned by what is taken over.
  static_cast<void>(placed(first, kPlace).release());
  static_cast<void>(placed(second, kPlace + 1).release());
  auto sockets = inherited_sockets(own_pid(), "2", kPlace);
  REQUIRE(sockets);
  REQUIRE(sockets->size() == 2);
  CHECK((*sockets)[0].get() == kPlace);
  CHECK((::fcntl(kPlace, F_GETFD) & FD_CLOEXEC) != 0);
  CHECK((::fcntl(kPlace + 1, F_GETFL) & O_NONBLOCK) != 0);
  CHECK(address_of((*sockets)[0]) == "127.0.0.1");

  LoopFixture fixture;
  std::vector<UniqueFd> accepted;
  auto listener =
      Listener::adopt(fixture.loop, std::move(*sockets),
                      [&](UniqueFd fd, const std::string&) { accepted.push_back(std::move(fd)); });
  CHECK(listener->port() == port_of(first));
  const auto one = connected_socket(port_of(first));
  const auto two = connected_socket(port_of(second));
  fixture.run_until("two connections", [&] { return accepted.size() == 2; });
  // Who comes while nobody serves waits for the next process.
  listener->close();
  CHECK(connected_socket(port_of(first)));
}

TEST_CASE("Sockets that are meant for others are not ours", "[net]") {
  struct Row {
    std::string pid;
    std::string fds;
  };
  const auto row = GENERATE(values<Row>(
      {{"", ""}, {"", "1"}, {std::to_string(::getppid()), "1"}, {"x", "1"}, {own_pid(), ""}}));
  CAPTURE(row.pid, row.fds);
  const auto sockets = inherited_sockets(row.pid, row.fds, kPlace);
  REQUIRE(sockets);
  CHECK(sockets->empty());
}

TEST_CASE("What is not a listening TCP socket is named", "[net]") {
  const auto problem = [](const std::string& fds) {
    const auto sockets = inherited_sockets(own_pid(), fds, kPlace);
    return sockets ? std::string("none") : sockets.error();
  };
  CHECK(problem("two") == "LISTEN_FDS: 'two' is not a number of sockets");
  CHECK(problem("-1") == "LISTEN_FDS: '-1' is not a number of sockets");
  CHECK(problem("1000000") == "LISTEN_FDS: '1000000' is not a number of sockets");
  CHECK(problem("1") == "LISTEN_FDS: descriptor 900 is not a listening TCP socket");

  const auto listening = listening_socket();
  const auto connected = connected_socket(port_of(listening));
  std::array<int, 2> local{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, local.data()) == 0);
  const UniqueFd one(local[0]);
  const UniqueFd other(local[1]);
  const UniqueFd file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  for (const UniqueFd* wrong : {&connected, &one, &file}) {
    static_cast<void>(placed(listening, kPlace).release());
    const auto held = placed(*wrong, kPlace + 1);
    CHECK(problem("2") == "LISTEN_FDS: descriptor 901 is not a listening TCP socket");
  }
}

TEST_CASE("The variables are not passed on", "[net]") {
  ::setenv("LISTEN_PID", "1", 1);
  ::setenv("LISTEN_FDS", "1", 1);
  ::setenv("LISTEN_FDNAMES", "web", 1);
  const auto sockets = take_inherited_sockets();
  REQUIRE(sockets);
  CHECK(sockets->empty());
  for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) {
    CHECK(std::getenv(name) == nullptr);
  }
}
