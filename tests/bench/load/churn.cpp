// Connections that come and go: connect, handshake, close. What one costs the server.
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <string>
#include <utility>

#include "tests/bench/load/case.h"
#include "tests/bench/load/socket.h"

namespace palaver::load {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kAtOnce = 32;
// Addresses to come from: enough ports for every run, and no limit per address in the way.
constexpr std::size_t kAddresses = 200;
constexpr auto kPatience = 5s;

// Connections one after the other, all through the same slot.
struct Slot {
  Fd fd;
  enum class State { connecting, entering, leaving } state = State::connecting;
  std::string bytes;
};

class Churn {
 public:
  Churn(const Wire& wire, std::uint16_t port)
      : wire_(wire), port_(port), poller_(::epoll_create1(EPOLL_CLOEXEC)), slots_(kAtOnce) {
    for (std::uint32_t i = 0; i < kAtOnce; ++i) begin(i);
  }

  std::uint64_t completed() const { return completed_; }

  Result<std::uint64_t> run_until(Clock::time_point until) {
    std::uint64_t before = completed_;
    Clock::time_point heard = Clock::now();
    while (Clock::now() < until && failure_.empty()) {
      std::array<epoll_event, kAtOnce> events;
      const int count = ::epoll_wait(poller_.get(), events.data(), kAtOnce, 100);
      for (int i = 0; i < count; ++i) handle(events[static_cast<std::size_t>(i)].data.u32);
      if (completed_ != before) {
        before = completed_;
        heard = Clock::now();
      } else if (Clock::now() - heard > kPatience) {
        failure_ = "no connection ends any more";
      }
    }
    if (!failure_.empty()) return Failed(failure_);
    return completed_;
  }

 private:
  void begin(std::uint32_t index) {
    Slot& slot = slots_[index];
    ConnectOptions options;
    options.from = static_cast<std::uint8_t>(2 + begun_++ % kAddresses);
    auto fd = start_connecting(port_, options);
    if (!fd) {
      failure_ = fd.error();
      return;
    }
    slot.fd = std::move(*fd);
    slot.state = Slot::State::connecting;
    slot.bytes.clear();
    watch(index, EPOLLOUT, EPOLL_CTL_ADD);
  }

  void watch(std::uint32_t index, std::uint32_t events, int operation) {
    epoll_event event{};
    event.events = events;
    event.data.u32 = index;
    ::epoll_ctl(poller_.get(), operation, slots_[index].fd.get(), &event);
  }

  void handle(std::uint32_t index) {
    Slot& slot = slots_[index];
    if (slot.state == Slot::State::connecting) {
      say(slot, wire_.greeting());
      slot.state = Slot::State::entering;
      watch(index, EPOLLIN, EPOLL_CTL_MOD);
      return;
    }
    std::array<char, 4096> buffer;
    const ssize_t count = ::recv(slot.fd.get(), buffer.data(), buffer.size(), 0);
    if (slot.state == Slot::State::leaving) {
      // Its close frame, or the end: either way it has answered ours.
      end(index);
      return;
    }
    if (count <= 0) {
      failure_ = "it refused a connection";
      return;
    }
    slot.bytes.append(buffer.data(), static_cast<std::size_t>(count));
    std::size_t used = 0;
    switch (wire_.entry(slot.bytes, used)) {
      case Entry::need_more:
        return;
      case Entry::refused:
        failure_ = "it refused a connection";
        return;
      case Entry::open:
        break;
    }
    const std::string farewell = wire_.farewell();
    if (farewell.empty()) {
      end(index);
      return;
    }
    say(slot, farewell);
    slot.state = Slot::State::leaving;
  }

  void end(std::uint32_t index) {
    slots_[index].fd.reset();
    ++completed_;
    begin(index);
  }

  // The first bytes of a connection: an empty socket takes them whole.
  static void say(const Slot& slot, const std::string& bytes) {
    static_cast<void>(::send(slot.fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL));
  }

  const Wire& wire_;
  std::uint16_t port_;
  Fd poller_;
  std::vector<Slot> slots_;
  std::uint64_t begun_ = 0;
  std::uint64_t completed_ = 0;
  std::string failure_;
};

class ChurnCase : public Case {
 public:
  ChurnCase() {
    using enum Target::Against;
    tables_.emplace_back(
        Table::Form{"churn",
                    "connections opened and closed, 32 at once",
                    {{"CPU us/connection", 1},
                     {"handshakes/CPU s", 0},
                     {"connections/s", 0},
                     {"server CPU %", 0}},
                    Better::less,
                    {},
                    {{0, Better::less, 1.2, uwebsockets}, {1, Better::more, 20'000, number}}});
  }

  std::string_view name() const override { return "churn"; }

  void measure(const Server& server, const Settings& settings) override {
    auto running = server.start(settings, 0);
    if (!running) return failed(server, running.error());
    const double sends = time_sends(settings);
    Churn churn(*server.wire, running->port);
    auto ran = churn.run_until(Clock::now() + settings.warm_up);
    if (!ran) return failed(server, ran.error());
    const std::uint64_t before = *ran;
    const auto cpu = running->process.cpu_time();
    const Clock::time_point start = Clock::now();
    ran = churn.run_until(start + settings.measured);
    if (!ran) return failed(server, ran.error());
    const double count = static_cast<double>(*ran - before);
    const double cpu_seconds =
        std::chrono::duration<double>(running->process.cpu_time() - cpu).count();
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    tables_.front().add(server,
                        {cpu_seconds / count * 1e6, count / cpu_seconds, count / seconds,
                         cpu_seconds / seconds * 100},
                        sends);
  }
};

}  // namespace

std::unique_ptr<Case> churn_case() {
  return std::make_unique<ChurnCase>();
}

}  // namespace palaver::load
