#include "server/net/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace palaver::net {
namespace {

// Connections accepted in one turn before others have theirs.
constexpr int kAcceptsPerTurn = 64;
// With port 0 the first address chooses the port; on another address it may be taken.
constexpr int kPortAttempts = 16;
constexpr std::chrono::milliseconds kRestTime{100};

struct Address {
  sockaddr_storage storage{};
  socklen_t length = 0;

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
  int family() const { return storage.ss_family; }
  void set_port(std::uint16_t port) {
    if (family() == AF_INET6) {
      reinterpret_cast<sockaddr_in6*>(&storage)->sin6_port = htons(port);
    } else {
      reinterpret_cast<sockaddr_in*>(&storage)->sin_port = htons(port);
    }
  }
  std::uint16_t port() const {
    return ntohs(family() == AF_INET6 ? reinterpret_cast<const sockaddr_in6*>(&storage)->sin6_port
                                      : reinterpret_cast<const sockaddr_in*>(&storage)->sin_port);
  }
  // Without the port; empty for a family that is not IP.
  std::string text() const {
    std::array<char, INET6_ADDRSTRLEN> buffer{};
    const void* bytes = nullptr;
    if (family() == AF_INET6) {
      bytes = &reinterpret_cast<const sockaddr_in6*>(&storage)->sin6_addr;
    } else if (family() == AF_INET) {
      bytes = &reinterpret_cast<const sockaddr_in*>(&storage)->sin_addr;
    }
    if (bytes == nullptr || ::inet_ntop(family(), bytes, buffer.data(), buffer.size()) == nullptr) {
      return {};
    }
    return buffer.data();
  }
};

std::string with_port(const std::string& host, std::uint16_t port) {
  const bool bare_ipv6 = host.find(':') != std::string::npos && host.front() != '[';
  return (bare_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

// The error of any step, told as the one thing that the user asked for.
SystemError listen_error(std::string_view call, const std::string& host, std::uint16_t port) {
  auto error = last_error("listen on", with_port(host, port));
  error.call = call;
  return error;
}

// One address for each that `host` stands for, in the resolver's order.
expected<std::vector<Address>, SystemError> resolve(const std::string& host, std::uint16_t port) {
  std::vector<Address> addresses;
  const auto add = [&addresses](const char* name) {
    addrinfo hints{};
    hints.ai_flags = AI_PASSIVE;
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int failure = ::getaddrinfo(name, "0", &hints, &found);
    if (failure != 0) return failure;
    for (const auto* info = found; info != nullptr; info = info->ai_next) {
      Address address;
      if (info->ai_addrlen > sizeof address.storage) continue;
      std::memcpy(&address.storage, info->ai_addr, info->ai_addrlen);
      address.length = info->ai_addrlen;
      const auto same = [&address](const Address& other) {
        return other.length == address.length &&
               std::memcmp(&other.storage, &address.storage, address.length) == 0;
      };
      if (std::none_of(addresses.begin(), addresses.end(), same)) addresses.push_back(address);
    }
    ::freeaddrinfo(found);
    return 0;
  };
  int failure = 0;
  if (host == "localhost") {
    // Browsers try both, and not every machine's hosts file has both.
    failure = add("127.0.0.1");
    if (failure == 0) failure = add("::1");
  } else {
    failure = add(host.empty() ? nullptr : host.c_str());
  }
  if (addresses.empty()) {
    const int number = failure == EAI_SYSTEM ? errno : 0;
    std::string reason = failure == 0 ? "no such address" : ::gai_strerror(failure);
    return unexpected(SystemError{number, "getaddrinfo",
                                  "listen on " + with_port(host, port) + ": " + std::move(reason)});
  }
  return addresses;
}

expected<UniqueFd, SystemError> listen_on(Address address, std::uint16_t port) {
  address.set_port(port);
  UniqueFd fd(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) return unexpected(listen_error("socket", address.text(), port));
  const int on = 1;
  // Connections of an earlier run that linger must not keep the port.
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  // Each address has a socket of its own: [::] must not take IPv4's port as well.
  if (address.family() == AF_INET6) {
    ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  }
  if (::bind(fd.get(), address.get(), address.length) != 0) {
    return unexpected(listen_error("bind", address.text(), port));
  }
  if (::listen(fd.get(), SOMAXCONN) != 0) {
    return unexpected(listen_error("listen", address.text(), port));
  }
  return fd;
}

Address bound_address(const UniqueFd& fd) {
  Address address;
  address.length = sizeof address.storage;
  if (::getsockname(fd.get(), address.get(), &address.length) != 0) return {};
  return address;
}

struct Bound {
  std::uint16_t port = 0;
  std::vector<UniqueFd> fds;
};

expected<Bound, SystemError> bind_all(const std::vector<Address>& addresses, std::uint16_t port) {
  Bound bound;
  bound.port = port;
  SystemError skipped;
  for (const auto& address : addresses) {
    auto fd = listen_on(address, bound.port);
    if (!fd) {
      // A machine without IPv6 still resolves names to such addresses.
      const int number = fd.error().number;
      if (number != EADDRNOTAVAIL && number != EAFNOSUPPORT) return unexpected(fd.error());
      skipped = fd.error();
      continue;
    }
    if (bound.port == 0) bound.port = bound_address(*fd).port();
    bound.fds.push_back(*std::move(fd));
  }
  if (bound.fds.empty()) return unexpected(skipped);
  return bound;
}

bool out_of_descriptors(int number) {
  return number == EMFILE || number == ENFILE;
}

bool out_of_memory(int number) {
  return number == ENOBUFS || number == ENOMEM;
}

UniqueFd any_descriptor() {
  return UniqueFd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

}  // namespace

expected<std::unique_ptr<Listener>, SystemError> Listener::create(EventLoop& loop,
                                                                  const std::string& host,
                                                                  std::uint16_t port,
                                                                  OnAccept on_accept) {
  const auto addresses = resolve(host, port);
  if (!addresses) return unexpected(addresses.error());
  auto bound = bind_all(*addresses, port);
  for (int attempt = 1; port == 0 && !bound && bound.error().number == EADDRINUSE; ++attempt) {
    if (attempt == kPortAttempts) break;
    bound = bind_all(*addresses, port);
  }
  if (!bound) return unexpected(bound.error());
  return std::unique_ptr<Listener>(
      new Listener(loop, bound->port, std::move(bound->fds), std::move(on_accept)));
}

std::unique_ptr<Listener> Listener::adopt(EventLoop& loop, std::vector<UniqueFd> sockets,
                                          OnAccept on_accept) {
  const std::uint16_t port = bound_address(sockets.front()).port();
  return std::unique_ptr<Listener>(
      new Listener(loop, port, std::move(sockets), std::move(on_accept)));
}

Listener::Listener(EventLoop& loop, std::uint16_t port, std::vector<UniqueFd> fds,
                   OnAccept on_accept)
    : loop_(loop),
      port_(port),
      fds_(std::move(fds)),
      on_accept_(std::move(on_accept)),
      reserve_(any_descriptor()),
      alive_(std::make_shared<bool>(true)) {
  for (const auto& fd : fds_) loop_.watch(fd.get(), {true, false}, *this);
}

Listener::~Listener() {
  *alive_ = false;
  close();
}

void Listener::close() {
  loop_.cancel(std::exchange(rest_timer_, 0));
  for (const auto& fd : fds_) loop_.unwatch(fd.get());
  fds_.clear();
}

void Listener::on_ready(bool /*readable*/, bool /*writable*/) {
  // Copies: whoever is told of a connection may close or destroy the listener.
  const auto alive = alive_;
  const auto on_accept = on_accept_;
  int left = kAcceptsPerTurn;
  for (std::size_t i = 0; *alive && i < fds_.size();) {
    Address peer;
    peer.length = sizeof peer.storage;
    UniqueFd fd(::accept4(fds_[i].get(), peer.get(), &peer.length, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (fd) {
      const int on = 1;
      // Messages are small and flushed whole: waiting for more to send only delays them.
      ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      on_accept(std::move(fd), peer.text());
      if (--left == 0) return;
      continue;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
      ++i;
      continue;
    }
    const int number = errno;
    if (out_of_memory(number)) return rest();
    if (out_of_descriptors(number)) {
      if (!turn_away(fds_[i].get())) {
        if (*alive) rest();
        return;
      }
      if (--left == 0) return;
      continue;
    }
    // The others speak of one connection that broke before it was accepted (ECONNABORTED and the
    // network errors that accept(2) passes on), or of a signal: the next one is another matter.
    if (--left == 0) return;
  }
}

bool Listener::turn_away(int listening) {
  reserve_.reset();
  UniqueFd fd(::accept4(listening, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  const bool taken = static_cast<bool>(fd);
  fd.reset();
  reserve_ = any_descriptor();
  if (taken && turned_away_) turned_away_();
  return taken;
}

void Listener::rest() {
  if (rest_timer_ != 0) return;
  for (const auto& fd : fds_) loop_.change(fd.get(), {});
  rest_timer_ = loop_.after(kRestTime, [this] {
    rest_timer_ = 0;
    for (const auto& fd : fds_) loop_.change(fd.get(), {true, false});
  });
}

std::string address_of(const UniqueFd& socket) {
  return bound_address(socket).text();
}

}  // namespace palaver::net
