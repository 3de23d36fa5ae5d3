#include "server/net/inherited_sockets.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <optional>

namespace palaver::net {
namespace {

// More would be no service of ours.
constexpr int kMostSockets = 64;

std::optional<int> number_in(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

int option_of(int fd, int option) {
  int value = 0;
  socklen_t size = sizeof value;
  return ::getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

bool is_listening_tcp_socket(int fd) {
  const int domain = option_of(fd, SO_DOMAIN);
  return option_of(fd, SO_ACCEPTCONN) == 1 && option_of(fd, SO_TYPE) == SOCK_STREAM &&
         (domain == AF_INET || domain == AF_INET6);
}

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : value;
}

}  // namespace

expected<std::vector<UniqueFd>, std::string> inherited_sockets(std::string_view listen_pid,
                                                               std::string_view listen_fds,
                                                               int first) {
  std::vector<UniqueFd> sockets;
  if (listen_pid.empty() || listen_fds.empty() || number_in(listen_pid) != ::getpid()) {
    return sockets;
  }
  const auto count = number_in(listen_fds);
  if (!count || *count < 0 || *count > kMostSockets) {
    return unexpected("LISTEN_FDS: '" + std::string(listen_fds) + "' is not a number of sockets");
  }
  for (int fd = first; fd < first + *count; ++fd) {
    if (!is_listening_tcp_socket(fd)) {
      return unexpected("LISTEN_FDS: descriptor " + std::to_string(fd) +
                        " is not a listening TCP socket");
    }
    sockets.emplace_back(fd);
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
  }
  return sockets;
}

expected<std::vector<UniqueFd>, std::string> take_inherited_sockets() {
  auto sockets = inherited_sockets(variable("LISTEN_PID"), variable("LISTEN_FDS"));
  for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) ::unsetenv(name);
  return sockets;
}

}  // namespace palaver::net
