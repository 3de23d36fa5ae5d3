#include "tests/bench/load/swarm.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace palaver::load {
namespace {

constexpr std::size_t kReadBytes = 64 * 1024;
constexpr int kReadyAtOnce = 1024;
// Fewer than any listen queue, so that no connection waits for a second SYN.
constexpr std::size_t kOpeningAtOnce = 64;

timespec until_then(Clock::time_point until) {
  const auto left = std::max(until - Clock::now(), Clock::duration::zero());
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
  const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(left - seconds);
  return {.tv_sec = static_cast<time_t>(seconds.count()),
          .tv_nsec = static_cast<long>(rest.count())};
}

}  // namespace

Swarm::Swarm(const Wire& wire, std::uint16_t port)
    : wire_(wire), port_(port), poller_(::epoll_create1(EPOLL_CLOEXEC)), buffer_(kReadBytes) {}

Result<std::size_t> Swarm::open(std::size_t count, std::chrono::seconds patience,
                                ConnectOptions options) {
  const std::size_t first = clients_.size();
  const std::size_t wanted = first + count;
  const Clock::time_point deadline = Clock::now() + patience;
  std::string refused;
  while (entered_ < wanted) {
    while (clients_.size() < wanted && clients_.size() - entered_ < kOpeningAtOnce) {
      auto fd = start_connecting(port_, options);
      if (!fd) return Failed(fd.error());
      clients_.emplace_back().fd = std::move(*fd);
      clients_.back().unsent = wire_.greeting();
      watch(static_cast<std::uint32_t>(clients_.size() - 1), EPOLL_CTL_ADD);
    }
    turn(deadline, [&](std::size_t index, std::size_t) {
      const Client& client = clients_[index];
      if (client.ended) refused = client.open ? "cut off a client" : "refused a client";
    });
    if (!refused.empty()) return Failed("it " + refused);
    if (Clock::now() >= deadline) {
      return Failed("it let in " + std::to_string(entered_) + " of " + std::to_string(wanted) +
                    " clients");
    }
  }
  return first;
}

void Swarm::send(std::size_t index, std::string_view bytes) {
  Client& client = clients_[index];
  if (client.ended) return;
  const bool waited = !client.unsent.empty();
  client.unsent += bytes;
  if (waited) return;
  flush(client);
  if (!client.unsent.empty() && client.reading) {
    watch(static_cast<std::uint32_t>(index), EPOLL_CTL_MOD);
  }
}

void Swarm::stop_reading(std::size_t index) {
  clients_[index].reading = false;
  watch(static_cast<std::uint32_t>(index), EPOLL_CTL_DEL);
}

void Swarm::resume_reading(std::size_t index) {
  clients_[index].reading = true;
  watch(static_cast<std::uint32_t>(index), EPOLL_CTL_ADD);
}

std::size_t Swarm::wait(Clock::time_point until) {
  std::array<epoll_event, kReadyAtOnce> events;
  const timespec timeout = until_then(until);
  const int count = ::epoll_pwait2(poller_.get(), events.data(), kReadyAtOnce, &timeout, nullptr);
  ready_.clear();
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    ready_.push_back({event.data.u32, event.events});
  }
  return ready_.size();
}

void Swarm::handle(std::uint32_t index, std::uint32_t events) {
  Client& client = clients_[index];
  if ((events & EPOLLOUT) != 0 && !client.ended) {
    flush(client);
    if (client.unsent.empty()) watch(index, EPOLL_CTL_MOD);
  }
  if ((events & ~std::uint32_t{EPOLLOUT}) != 0 && !client.ended) read(client);
  if (!client.inbox.reply.empty() && !client.ended) {
    send(index, std::exchange(client.inbox.reply, {}));
  }
  if (client.ended) client.fd.reset();
}

void Swarm::read(Client& client) {
  const ssize_t count = ::recv(client.fd.get(), buffer_.data(), buffer_.size(), 0);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  ++reads_;
  if (count <= 0) {
    client.ended = true;
    return;
  }
  std::string_view bytes(buffer_.data(), static_cast<std::size_t>(count));
  std::string joined;
  if (!client.open) {
    // A server's answer to a handshake comes whole, or nearly always.
    joined = std::exchange(client.inbox.header, {}) + std::string(bytes);
    std::size_t used = 0;
    switch (wire_.entry(joined, used)) {
      case Entry::need_more:
        client.inbox.header = std::move(joined);
        return;
      case Entry::refused:
        client.ended = true;
        return;
      case Entry::open:
        client.open = true;
        ++entered_;
        bytes = std::string_view(joined).substr(used);
    }
  }
  wire_.take(client.inbox, bytes);
  if (client.inbox.broken) client.ended = true;
}

void Swarm::flush(Client& client) {
  while (!client.unsent.empty()) {
    const ssize_t count =
        ::send(client.fd.get(), client.unsent.data(), client.unsent.size(), MSG_NOSIGNAL);
    if (count < 0) {
      if (errno != EAGAIN && errno != EINTR) client.ended = true;
      break;
    }
    client.unsent.erase(0, static_cast<std::size_t>(count));
  }
}

void Swarm::watch(std::uint32_t index, int operation) {
  const Client& client = clients_[index];
  epoll_event event{};
  event.events = EPOLLIN;
  if (!client.unsent.empty()) event.events |= EPOLLOUT;
  event.data.u32 = index;
  ::epoll_ctl(poller_.get(), operation, client.fd.get(), &event);
}

}  // namespace palaver::load
