// Idle connections: what one costs in the memory of the process. The kernel's own, which no server
// can help, is not in it.
#include <algorithm>
#include <string>
#include <thread>

#include "tests/bench/load/case.h"
#include "tests/bench/load/socket.h"
#include "tests/bench/load/swarm.h"

namespace palaver::load {
namespace {

using namespace std::chrono_literals;

constexpr auto kOpening = 60s;
// Descriptors that a server and the generator need beside the connections.
constexpr std::size_t kSpare = 500;

class IdleCase : public Case {
 public:
  explicit IdleCase(const Settings& settings) {
    const std::size_t limit = raise_descriptor_limit() - kSpare;
    for (const std::size_t wanted : {std::size_t{10'000}, std::size_t{20'000}}) {
      if (settings.quick && wanted > 10'000) continue;
      const std::size_t count = std::min(wanted, limit);
      if (!counts_.empty() && count <= counts_.back()) continue;
      counts_.push_back(count);
      tables_.emplace_back(Table::Form{
          "idle/" + std::to_string(count),
          std::to_string(count) + " idle connections, bytes each",
          {{"private bytes", 0}, {"Pss bytes", 0}, {"process MB before", 1}, {"after", 1}},
          Better::less,
          {},
          {{0, Better::less, 600, Target::Against::number}}});
    }
  }

  std::string_view name() const override { return "idle"; }

  void measure(const Server& server, const Settings& settings) override {
    auto running = server.start(settings, 0);
    if (!running) return failed(server, running.error());
    const double sends = time_sends(settings);
    // One connection first, so that what a server sets up once is not counted as an idle one's.
    Swarm swarm(*server.wire, running->port);
    auto opened = swarm.open(1, kOpening);
    if (!opened) return failed(server, opened.error());
    std::this_thread::sleep_for(settings.warm_up);
    const Memory before = running->process.memory();
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      opened = swarm.open(counts_[i] + 1 - swarm.size(), kOpening);
      if (!opened) return tables_[i].note(server, opened.error());
      std::this_thread::sleep_for(settings.measured);
      const Memory after = running->process.memory();
      const auto each = [&](std::size_t more, std::size_t less) {
        return (static_cast<double>(more) - static_cast<double>(less)) /
               static_cast<double>(counts_[i]);
      };
      tables_[i].add(server,
                     {each(after.private_dirty, before.private_dirty), each(after.pss, before.pss),
                      static_cast<double>(before.pss) / 1e6, static_cast<double>(after.pss) / 1e6},
                     sends);
    }
  }

 private:
  std::vector<std::size_t> counts_;
};

}  // namespace

std::unique_ptr<Case> idle_case(const Settings& settings) {
  return std::make_unique<IdleCase>(settings);
}

}  // namespace palaver::load
