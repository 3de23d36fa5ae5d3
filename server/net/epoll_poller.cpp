// epoll(7), level triggered: the cost of a turn is that of what is ready.
#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <system_error>
#include <vector>

#include "server/net/poller_kinds.h"
#include "server/net/unique_fd.h"

namespace palaver::net {
namespace {

// Ready descriptors taken in one turn; the others come in the next.
constexpr std::size_t kEventsPerTurn = 512;

std::uint32_t events_for(Interest interest) {
  std::uint32_t events = 0;
  if (interest.read) events |= EPOLLIN;
  if (interest.write) events |= EPOLLOUT;
  return events;
}

class EpollPoller final : public Poller {
 public:
  EpollPoller() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (!epoll_) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  }

  void set(int fd, Interest interest) override {
    // epoll tells of errors even where nothing is asked for, so a resting watch is not in its set.
    if (interest == Interest{}) return remove(fd);
    const auto place = static_cast<std::size_t>(fd);
    if (fd >= 0 && place >= registered_.size()) registered_.resize(place + 1);
    const bool known = fd >= 0 && registered_[place];
    if (fd >= 0) registered_[place] = true;
    if (control(known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, interest)) return;
    // A descriptor closed without remove() has left the kernel's set, and its number may be in use
    // again.
    if (known && errno == ENOENT && control(EPOLL_CTL_ADD, fd, interest)) return;
    const int number = errno;
    // A change that failed leaves what the kernel knew before.
    if (fd >= 0) registered_[place] = known && number != ENOENT;
    throw std::system_error(number, std::generic_category(), "epoll_ctl");
  }

  void remove(int fd) override {
    // It fails only for a descriptor that was closed before, and then there is nothing to forget.
    const auto place = static_cast<std::size_t>(fd);
    if (fd < 0 || place >= registered_.size() || !registered_[place]) return;
    registered_[place] = false;
    control(EPOLL_CTL_DEL, fd, {});
  }

  void wait(std::chrono::milliseconds timeout, std::vector<Ready>& ready) override {
    ready.clear();
    const auto longest = std::chrono::milliseconds{std::numeric_limits<int>::max()};
    const int milliseconds =
        timeout.count() < 0 ? -1 : static_cast<int>(std::min(timeout, longest).count());
    const int count =
        ::epoll_wait(epoll_.get(), events_.data(), static_cast<int>(events_.size()), milliseconds);
    if (count < 0 && errno != EINTR) {
      throw std::system_error(errno, std::generic_category(), "epoll_wait");
    }
    for (int i = 0; i < count; ++i) {
      const auto& event = events_[static_cast<std::size_t>(i)];
      const bool failed = (event.events & (EPOLLERR | EPOLLHUP)) != 0;
      ready.push_back({event.data.fd, failed || (event.events & EPOLLIN) != 0,
                       failed || (event.events & EPOLLOUT) != 0});
    }
  }

  std::string_view name() const override { return "epoll"; }

 private:
  bool control(int operation, int fd, Interest interest) {
    epoll_event event{};
    event.events = events_for(interest);
    event.data.fd = fd;
    return ::epoll_ctl(epoll_.get(), operation, fd, &event) == 0;
  }

  UniqueFd epoll_;
  std::vector<bool> registered_;  // by descriptor
  std::array<epoll_event, kEventsPerTurn> events_{};
};

}  // namespace

std::unique_ptr<Poller> make_epoll_poller() {
  return std::make_unique<EpollPoller>();
}

}  // namespace palaver::net
