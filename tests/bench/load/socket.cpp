#include "tests/bench/load/socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace palaver::load {
namespace {

constexpr std::uint32_t kLoopback = 0x7F000001;
constexpr int kBacklog = 4096;

sockaddr_in loopback(std::uint32_t address, std::uint16_t port) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(port);
  result.sin_addr.s_addr = htonl(address);
  return result;
}

bool bind_to(int fd, std::uint32_t address) {
  const sockaddr_in local = loopback(address, 0);
  return ::bind(fd, reinterpret_cast<const sockaddr*>(&local), sizeof local) == 0;
}

void set_option(int fd, int level, int option, int value) {
  ::setsockopt(fd, level, option, &value, sizeof value);
}

}  // namespace

void Fd::reset(int fd) {
  if (fd_ >= 0) ::close(fd_);
  fd_ = fd;
}

Failed system_failure(const char* what) {
  return Failed(std::string(what) + ": " + std::strerror(errno));
}

Result<Fd> start_connecting(std::uint16_t port, const ConnectOptions& options) {
  Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) return system_failure("socket");
  set_option(fd.get(), IPPROTO_TCP, TCP_NODELAY, 1);
  if (options.receive_buffer > 0) {
    set_option(fd.get(), SOL_SOCKET, SO_RCVBUF, options.receive_buffer);
  }
  if (options.from != 0) {
    set_option(fd.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
    if (!bind_to(fd.get(), kLoopback - 1 + options.from)) return system_failure("bind");
  }
  const sockaddr_in peer = loopback(kLoopback, port);
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&peer), sizeof peer) != 0 &&
      errno != EINPROGRESS) {
    return system_failure("connect");
  }
  return fd;
}

Result<Listening> listen_anywhere() {
  Listening result;
  result.fd.reset(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  sockaddr_in local{};
  socklen_t size = sizeof local;
  if (!result.fd || !bind_to(result.fd.get(), kLoopback) ||
      ::listen(result.fd.get(), kBacklog) != 0 ||
      ::getsockname(result.fd.get(), reinterpret_cast<sockaddr*>(&local), &size) != 0) {
    return system_failure("listen");
  }
  result.port = ntohs(local.sin_port);
  return result;
}

Result<std::uint16_t> free_port() {
  auto listening = listen_anywhere();
  if (!listening) return Failed(listening.error());
  return listening->port;
}

void close_at_once(int fd) {
  const linger now{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

std::size_t raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

}  // namespace palaver::load
