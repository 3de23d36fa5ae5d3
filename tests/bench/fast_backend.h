// A backend in a child process that answers every request at once, so that its own work is not
// counted: what measurements of callbacks call. Loopback only.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <unordered_map>

#include "server/net/unique_fd.h"

namespace palaver::bench {

[[noreturn]] inline void die(const char* what) {
  std::perror(what);
  std::exit(1);
}

// The length of the first whole request in `bytes`; 0 for none yet. Knows just what our client
// sends.
inline std::size_t whole_request(std::string_view bytes) {
  constexpr std::string_view field = "Content-Length: ";
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  std::size_t length = 0;
  const auto at = bytes.substr(0, end).find(field);
  if (at != std::string_view::npos) {
    std::from_chars(bytes.data() + at + field.size(), bytes.data() + end, length);
  }
  const auto size = end + 4 + length;
  return bytes.size() < size ? 0 : size;
}

[[noreturn]] inline void serve_at_once(int listener) {
  constexpr std::string_view answer =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
  const int poll = ::epoll_create1(EPOLL_CLOEXEC);
  epoll_event watch{};
  watch.events = EPOLLIN;
  watch.data.fd = listener;
  if (poll < 0 || ::epoll_ctl(poll, EPOLL_CTL_ADD, listener, &watch) != 0) die("epoll");
  std::unordered_map<int, std::string> received;
  std::array<epoll_event, 256> events{};
  std::array<char, 65536> buffer{};
  while (true) {
    const int count = ::epoll_wait(poll, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      const int fd = events[static_cast<std::size_t>(i)].data.fd;
      if (fd == listener) {
        const int peer = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (peer < 0) continue;
        const int on = 1;
        ::setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        watch.data.fd = peer;
        ::epoll_ctl(poll, EPOLL_CTL_ADD, peer, &watch);
        continue;
      }
      const auto size = ::recv(fd, buffer.data(), buffer.size(), 0);
      if (size <= 0) {
        received.erase(fd);
        ::close(fd);
        continue;
      }
      auto& bytes = received[fd];
      bytes.append(buffer.data(), static_cast<std::size_t>(size));
      while (const auto length = whole_request(bytes)) {
        bytes.erase(0, length);
        if (::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) break;
      }
    }
  }
}

struct FastBackend {
  FastBackend() {
    net::UniqueFd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    // The socket interface takes every address family through this one pointer type.
    auto* any = reinterpret_cast<sockaddr*>(&address);
    if (!listener || ::bind(listener.get(), any, size) != 0 || ::listen(listener.get(), 512) != 0 ||
        ::getsockname(listener.get(), any, &size) != 0) {
      die("listen");
    }
    port = ntohs(address.sin_port);
    child = ::fork();
    if (child < 0) die("fork");
    if (child == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      serve_at_once(listener.get());
    }
  }
  ~FastBackend() {
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
  FastBackend(const FastBackend&) = delete;
  FastBackend& operator=(const FastBackend&) = delete;

  std::uint16_t port = 0;
  pid_t child = -1;
};

}  // namespace palaver::bench
