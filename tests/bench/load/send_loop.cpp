#include "tests/bench/load/send_loop.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <ctime>
#include <vector>

#include "tests/bench/load/process.h"

namespace palaver::load {
namespace {

constexpr std::size_t kPairs = 32;
constexpr int kRounds = 400;

struct Pair {
  Fd from;
  Fd to;
};

Result<std::vector<Pair>> connected_pairs() {
  auto listening = listen_anywhere();
  if (!listening) return Failed(listening.error());
  std::vector<Pair> pairs(kPairs);
  for (Pair& pair : pairs) {
    auto from = start_connecting(listening->port);
    if (!from) return Failed(from.error());
    pollfd waiting{.fd = listening->fd.get(), .events = POLLIN, .revents = 0};
    ::poll(&waiting, 1, 1000);
    pair.from = std::move(*from);
    pair.to.reset(::accept4(listening->fd.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!pair.to) return system_failure("accept");
  }
  return pairs;
}

double thread_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

}  // namespace

Result<double> sends_per_cpu_second(int core, int home) {
  auto pairs = connected_pairs();
  if (!pairs) return Failed(pairs.error());
  pin_to_core(core);
  std::array<char, 64> ready{};
  std::array<char, 4096> drained{};
  double seconds = 0;
  for (int round = 0; round < kRounds; ++round) {
    const double start = thread_seconds();
    for (const Pair& pair : *pairs) {
      static_cast<void>(::send(pair.from.get(), ready.data(), ready.size(), MSG_NOSIGNAL));
    }
    seconds += thread_seconds() - start;
    for (const Pair& pair : *pairs) {
      static_cast<void>(::recv(pair.to.get(), drained.data(), drained.size(), 0));
    }
  }
  pin_to_core(home);
  return static_cast<double>(kRounds * kPairs) / seconds;
}

}  // namespace palaver::load
