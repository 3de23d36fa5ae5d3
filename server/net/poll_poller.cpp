// poll(2): everywhere, and as slow as the number of descriptors is large.
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <system_error>
#include <unordered_map>

#include "server/net/poller_kinds.h"

namespace palaver::net {
namespace {

short events_for(Interest interest) {
  short events = 0;
  if (interest.read) events = static_cast<short>(events | POLLIN);
  if (interest.write) events = static_cast<short>(events | POLLOUT);
  return events;
}

class PollPoller final : public Poller {
 public:
  void set(int fd, Interest interest) override {
    // poll() tells of errors even where nothing is asked for, so a resting watch is not in the
    // list.
    if (interest == Interest{}) return remove(fd);
    const auto [place, added] = places_.try_emplace(fd, polled_.size());
    if (added) {
      polled_.push_back({fd, events_for(interest), 0});
    } else {
      polled_[place->second].events = events_for(interest);
    }
  }

  void remove(int fd) override {
    const auto found = places_.find(fd);
    if (found == places_.end()) return;
    const auto place = found->second;
    places_.erase(found);
    if (place + 1 != polled_.size()) {
      polled_[place] = polled_.back();
      places_[polled_[place].fd] = place;
    }
    polled_.pop_back();
  }

  void wait(std::chrono::milliseconds timeout, std::vector<Ready>& ready) override {
    ready.clear();
    const auto longest = std::chrono::milliseconds{std::numeric_limits<int>::max()};
    const int milliseconds =
        timeout.count() < 0 ? -1 : static_cast<int>(std::min(timeout, longest).count());
    const int count = ::poll(polled_.data(), polled_.size(), milliseconds);
    if (count < 0 && errno != EINTR) {
      throw std::system_error(errno, std::generic_category(), "poll");
    }
    if (count <= 0) return;
    for (const auto& polled : polled_) {
      if (polled.revents == 0) continue;
      const bool failed = (polled.revents & (POLLERR | POLLHUP | POLLNVAL)) != 0;
      ready.push_back({polled.fd, failed || (polled.revents & POLLIN) != 0,
                       failed || (polled.revents & POLLOUT) != 0});
    }
  }

  std::string_view name() const override { return "poll"; }

 private:
  std::vector<pollfd> polled_;
  std::unordered_map<int, std::size_t> places_;
};

}  // namespace

std::unique_ptr<Poller> make_poll_poller() {
  return std::make_unique<PollPoller>();
}

}  // namespace palaver::net
