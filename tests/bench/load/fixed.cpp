// A fixed rate, open loop: 20,000 deliveries a second to 500 receivers.
#include "tests/bench/load/case.h"
#include "tests/bench/load/open_loop.h"

namespace palaver::load {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kReceivers = 500;
constexpr double kDeliveriesPerSecond = 20'000;
constexpr std::size_t kPayloadBytes = 64;
// The rate is low: it takes more seconds than a busy server's figure does.
constexpr int kLonger = 3;

double milliseconds(std::chrono::nanoseconds value) {
  return std::chrono::duration<double, std::milli>(value).count();
}

class FixedCase : public Case {
 public:
  FixedCase() {
    tables_.emplace_back(Table::Form{
        "fixed",
        "20,000 deliveries/s to 500 receivers x 64 B, milliseconds from the intended time",
        {{"p99", 3}, {"p50", 3}, {"max", 2}, {"server CPU %", 1}, {"generator late", 3}},
        Better::less,
        {},
        {{0, Better::less, 1, Target::Against::best_peer}}});
  }

  std::string_view name() const override { return "fixed"; }

  void measure(const Server& server, const Settings& settings) override {
    auto running = server.start(settings, kPayloadBytes);
    if (!running) return failed(server, running.error());
    Swarm swarm(*server.wire, running->port);
    const auto opened = swarm.open(kReceivers + 1, 60s);
    if (!opened) return failed(server, opened.error());
    OpenLoop plan;
    plan.sender = kReceivers;
    plan.messages_per_second = kDeliveriesPerSecond / static_cast<double>(kReceivers);
    plan.payload_bytes = kPayloadBytes;
    plan.warm_up = settings.warm_up;
    plan.measured = settings.measured * kLonger;
    const double sends = time_sends(settings);
    const auto cpu = running->process.cpu_time();
    const Clock::time_point start = Clock::now();
    const auto result = run_open_loop(swarm, *server.wire, plan);
    if (!result) return failed(server, result.error());
    const double cpu_share =
        std::chrono::duration<double>(running->process.cpu_time() - cpu).count() /
        std::chrono::duration<double>(Clock::now() - start).count();
    tables_.front().add(
        server,
        {milliseconds(result->latencies.percentile(99)),
         milliseconds(result->latencies.percentile(50)), milliseconds(result->latencies.max()),
         cpu_share * 100, milliseconds(result->latest_send)},
        sends);
  }
};

}  // namespace

std::unique_ptr<Case> fixed_case() {
  return std::make_unique<FixedCase>();
}

}  // namespace palaver::load
