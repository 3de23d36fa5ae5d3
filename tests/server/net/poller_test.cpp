#include "server/net/poller.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <optional>
#include <vector>

#include "tests/server/support/poller_kinds.h"
#include "tests/server/support/stream_pair.h"

using namespace palaver::net;
using namespace palaver::testing;
using namespace std::chrono_literals;

namespace {

constexpr auto kLong = std::chrono::milliseconds{30s};

struct Fixture {
  std::unique_ptr<Poller> poller = make_poller(each_poller());
  SocketPair pair;
  std::vector<Ready> ready;

  // What is told of `fd`; waits up to `timeout` for anything at all.
  std::optional<Ready> told(int fd, std::chrono::milliseconds timeout) {
    poller->wait(timeout, ready);
    const auto found =
        std::find_if(ready.begin(), ready.end(), [fd](const Ready& r) { return r.fd == fd; });
    return found == ready.end() ? std::nullopt : std::optional{*found};
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "Poller: tells what can be read, again and again until it is read",
                 "[net]") {
  CAPTURE(poller->name());
  const int fd = pair.ours.get();
  poller->set(fd, {true, false});
  CHECK_FALSE(told(fd, 0ms));

  REQUIRE(pair.peer_sends("x"));
  for (int time = 0; time < 2; ++time) {
    const auto ready_fd = told(fd, kLong);
    REQUIRE(ready_fd);
    CHECK(ready_fd->readable);
    CHECK_FALSE(ready_fd->writable);
  }
  char byte = 0;
  REQUIRE(::read(fd, &byte, 1) == 1);
  CHECK_FALSE(told(fd, 0ms));
}

TEST_CASE_METHOD(Fixture, "Poller: interest can be changed and taken away", "[net]") {
  CAPTURE(poller->name());
  const int fd = pair.ours.get();
  REQUIRE(pair.peer_sends("x"));

  poller->set(fd, {false, true});
  auto ready_fd = told(fd, kLong);
  REQUIRE(ready_fd);
  CHECK(ready_fd->writable);
  CHECK_FALSE(ready_fd->readable);

  poller->set(fd, {true, true});
  ready_fd = told(fd, kLong);
  REQUIRE(ready_fd);
  CHECK(ready_fd->readable);
  CHECK(ready_fd->writable);

  poller->set(fd, {});
  CHECK_FALSE(told(fd, 0ms));
  poller->set(fd, {true, false});
  CHECK(told(fd, kLong));
  poller->remove(fd);
  CHECK_FALSE(told(fd, 0ms));
  poller->remove(fd);  // unknown: nothing happens
  CHECK_FALSE(told(fd, 0ms));
}

TEST_CASE_METHOD(Fixture, "Poller: the end of a stream and its breaking are readable", "[net]") {
  CAPTURE(poller->name());
  const int fd = pair.ours.get();
  poller->set(fd, {true, false});
  const bool gone = GENERATE(false, true);
  CAPTURE(gone);
  if (gone) {
    pair.peers.reset();
  } else {
    pair.peer_ends();
  }
  const auto ready_fd = told(fd, kLong);
  REQUIRE(ready_fd);
  CHECK(ready_fd->readable);
}

TEST_CASE_METHOD(Fixture, "Poller: a writer hears of a broken connection, a resting one does not",
                 "[net]") {
  CAPTURE(poller->name());
  const int fd = pair.ours.get();
  poller->set(fd, {false, true});
  pair.peers.reset();
  const auto ready_fd = told(fd, kLong);
  REQUIRE(ready_fd);
  CHECK(ready_fd->writable);
  poller->set(fd, {});
  CHECK_FALSE(told(fd, 0ms));
}

TEST_CASE_METHOD(Fixture, "Poller: removing one of many leaves the others", "[net]") {
  CAPTURE(poller->name());
  std::vector<SocketPair> pairs(5);
  for (auto& other : pairs) {
    poller->set(other.ours.get(), {true, false});
    REQUIRE(other.peer_sends("x"));
  }
  poller->remove(pairs[1].ours.get());
  poller->remove(pairs[4].ours.get());
  poller->wait(kLong, ready);
  std::vector<int> told_fds;
  for (const auto& one : ready) told_fds.push_back(one.fd);
  std::sort(told_fds.begin(), told_fds.end());
  std::vector<int> expected{pairs[0].ours.get(), pairs[2].ours.get(), pairs[3].ours.get()};
  std::sort(expected.begin(), expected.end());
  CHECK(told_fds == expected);
}

TEST_CASE_METHOD(Fixture, "Poller: a number that was closed and is in use again can be watched",
                 "[net]") {
  CAPTURE(poller->name());
  const int number = pair.ours.get();
  poller->set(number, {true, false});
  pair.ours.reset();  // without remove(), as a library that owns its sockets may do
  SocketPair next;
  REQUIRE(::dup2(next.ours.get(), number) == number);
  const UniqueFd again(number);
  poller->set(number, {true, false});
  REQUIRE(next.peer_sends("x"));
  const auto ready_fd = told(number, kLong);
  REQUIRE(ready_fd);
  CHECK(ready_fd->readable);
  poller->remove(number);
}

TEST_CASE("make_poller: each kind says which it is", "[net]") {
  CHECK(make_poller(PollerKind::poll)->name() == "poll");
  if (const auto epoll = make_poller(PollerKind::epoll)) CHECK(epoll->name() == "epoll");
  REQUIRE(make_poller() != nullptr);
#ifdef __linux__
  CHECK(make_poller()->name() == "epoll");
#endif
}
