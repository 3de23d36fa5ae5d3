// Two connected sockets: one for the Stream under test, one that the test drives by hand.
#pragma once

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cstddef>
#include <string>
#include <string_view>

#include "server/net/unique_fd.h"

namespace palaver::testing {

struct SocketPair {
  net::UniqueFd ours;   // non-blocking, for the Stream
  net::UniqueFd peers;  // non-blocking, for the test

  SocketPair() {
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0);
    ours.reset(ends[0]);
    peers.reset(ends[1]);
  }

  // Whether the socket took all of it.
  bool peer_sends(std::string_view bytes) {
    return ::send(peers.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }
  void peer_ends() { ::shutdown(peers.get(), SHUT_WR); }
  // What has come so far, at most `most` bytes; `ended` when the Stream has sent FIN.
  std::string peer_receives(std::size_t most = std::string::npos) {
    std::string bytes;
    std::array<char, 65536> buffer;
    while (bytes.size() < most) {
      const auto count =
          ::recv(peers.get(), buffer.data(), std::min(buffer.size(), most - bytes.size()), 0);
      if (count == 0) ended = true;
      if (count <= 0) break;
      bytes.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return bytes;
  }
  bool ended = false;
};

}  // namespace palaver::testing
