#include "server/net/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <catch2/catch_test_macros.hpp>
#include <cerrno>
#include <memory>
#include <string>
#include <vector>

#include "tests/server/support/loop_fixture.h"
#include "tests/server/support/poller_kinds.h"
#include "tests/server/support/raw_client.h"

using namespace palaver;
using namespace palaver::net;
using namespace palaver::testing;

namespace {

struct Fixture : LoopFixture {
  Fixture() : LoopFixture(each_poller()) {}

  auto listen(const std::string& host, std::uint16_t port) {
    return Listener::create(loop, host, port, [this](UniqueFd fd, std::string peer) {
      accepted.push_back(std::move(fd));
      peers.push_back(std::move(peer));
    });
  }

  std::vector<UniqueFd> accepted;
  std::vector<std::string> peers;
};

// Whether a connection to [::1] is taken; nothing when this machine has no such address.
bool connects_over_ipv6(std::uint16_t port) {
  const UniqueFd fd(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) return false;
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_loopback;
  address.sin6_port = htons(port);
  return ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

bool has_ipv6_loopback() {
  const UniqueFd fd(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) return false;
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_loopback;
  return ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

}  // namespace

TEST_CASE_METHOD(Fixture, "Listener: takes connections, without delay and without blocking",
                 "[net]") {
  const auto listener = listen("127.0.0.1", 0);
  REQUIRE(listener);
  REQUIRE((*listener)->port() != 0);
  const RawClient first(loop, (*listener)->port());
  const RawClient second(loop, (*listener)->port());
  run_until("both", [this] { return accepted.size() == 2; });
  CHECK(peers[0] == "127.0.0.1");
  for (const auto& fd : accepted) {
    CHECK((::fcntl(fd.get(), F_GETFL) & O_NONBLOCK) != 0);
    CHECK((::fcntl(fd.get(), F_GETFD) & FD_CLOEXEC) != 0);
    int no_delay = 0;
    socklen_t length = sizeof no_delay;
    REQUIRE(::getsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &no_delay, &length) == 0);
    CHECK(no_delay != 0);
  }
}

TEST_CASE_METHOD(Fixture, "Listener: a busy port is one clear line", "[net]") {
  const auto first = listen("127.0.0.1", 0);
  REQUIRE(first);
  const auto port = (*first)->port();
  auto second = listen("127.0.0.1", port);
  REQUIRE_FALSE(second);
  CHECK(second.error().number == EADDRINUSE);
  CHECK(second.error().call == "bind");
  CHECK(second.error().message ==
        "listen on 127.0.0.1:" + std::to_string(port) + ": Address already in use");
}

TEST_CASE_METHOD(Fixture, "Listener: closing frees the port, also while connections live",
                 "[net]") {
  const auto first = listen("127.0.0.1", 0);
  REQUIRE(first);
  const auto port = (*first)->port();
  const RawClient client(loop, port);
  run_until("the connection", [this] { return accepted.size() == 1; });
  (*first)->close();
  (*first)->close();
  const auto second = listen("127.0.0.1", port);
  REQUIRE(second);
  CHECK((*second)->port() == port);
}

TEST_CASE_METHOD(Fixture, "Listener: localhost is both loopback addresses, on one port", "[net]") {
  const auto listener = listen("localhost", 0);
  REQUIRE(listener);
  const auto port = (*listener)->port();
  const RawClient client(loop, port);
  run_until("IPv4", [this] { return accepted.size() == 1; });
  CHECK(connects_over_ipv6(port) == has_ipv6_loopback());
  if (has_ipv6_loopback()) {
    run_until("IPv6", [this] { return accepted.size() == 2; });
    CHECK(peers[1] == "::1");
  }
}

TEST_CASE_METHOD(Fixture, "Listener: one address in use makes the whole of localhost fail",
                 "[net]") {
  const auto ipv4 = listen("127.0.0.1", 0);
  REQUIRE(ipv4);
  CHECK_FALSE(listen("localhost", (*ipv4)->port()));
}

TEST_CASE_METHOD(Fixture, "Listener: a name or address that is not this machine's is refused",
                 "[net]") {
  // An empty label is no name: nobody is asked for it. RFC 5737: nobody's address.
  auto unknown = listen("no..such..host", 8080);
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().call == "getaddrinfo");
  CHECK(unknown.error().message.find("listen on no..such..host:8080: ") == 0);

  auto foreign = listen("192.0.2.1", 8080);
  REQUIRE_FALSE(foreign);
  CHECK(foreign.error().message.find("listen on 192.0.2.1:8080: ") == 0);
}

TEST_CASE_METHOD(Fixture, "Listener: IPv6 addresses are named in brackets", "[net]") {
  auto foreign = listen("2001:db8::1", 8080);  // RFC 3849: nobody's address
  REQUIRE_FALSE(foreign);
  CHECK(foreign.error().message.find("listen on [2001:db8::1]:8080: ") == 0);
}

TEST_CASE_METHOD(Fixture, "Listener: may be closed or destroyed by whoever takes the connection",
                 "[net]") {
  std::unique_ptr<Listener> listener;
  int taken = 0;
  const bool destroy = GENERATE(false, true);
  auto created = Listener::create(loop, "localhost", 0, [&](UniqueFd, std::string) {
    ++taken;
    if (destroy) {
      listener.reset();
    } else {
      listener->close();
    }
  });
  REQUIRE(created);
  listener = *std::move(created);
  const RawClient first(loop, listener->port());
  const RawClient second(loop, listener->port());
  run_until("one", [&] { return taken > 0; });
  settle();
  CHECK(taken == 1);
}

TEST_CASE_METHOD(Fixture, "Listener: out of descriptors, who waits is closed, not left waiting",
                 "[net]") {
  const auto listener = listen("127.0.0.1", 0);
  REQUIRE(listener);
  int turned_away = 0;
  (*listener)->on_turned_away([&] { ++turned_away; });
  RawClient client(loop, (*listener)->port());
  RawClient another(loop, (*listener)->port());
  // The next free number is the limit: nothing more can be opened.
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const int next = ::fcntl(0, F_DUPFD_CLOEXEC, 0);
  REQUIRE(next >= 0);
  ::close(next);
  rlimit low = before;
  low.rlim_cur = static_cast<rlim_t>(next);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &low) == 0);
  const auto deadline = std::chrono::steady_clock::now() + kDeadline;
  while (!(client.ended() && another.ended()) && std::chrono::steady_clock::now() < deadline) {
    loop.run_turn(std::chrono::milliseconds{20});
  }
  const auto taken_meanwhile = accepted.size();
  const auto began = std::chrono::steady_clock::now();
  loop.run_turn(std::chrono::milliseconds{20});  // nobody is left: waits instead of spinning
  const auto waited = std::chrono::steady_clock::now() - began;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
  CHECK(client.ended());
  CHECK(another.ended());
  CHECK(taken_meanwhile == 0);
  CHECK(turned_away == 2);
  CHECK(waited >= std::chrono::milliseconds{19});
  const RawClient later(loop, (*listener)->port());
  run_until("the connection", [this] { return accepted.size() == 1; });
}
