// Slow consumers: 5 of 50 stop reading. What the others feel of it, what the server holds for them,
// and what becomes of them.
#include <algorithm>
#include <map>
#include <string>

#include "tests/bench/load/case.h"
#include "tests/bench/load/open_loop.h"

namespace palaver::load {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kHealthy = 45;
constexpr std::size_t kSlow = 5;
constexpr double kMessagesPerSecond = 500;
constexpr std::size_t kPayloadBytes = 4096;
// Long enough for what the kernel takes (some MB each) and a server's own limit to fill.
constexpr auto kMeasured = 5s;
constexpr auto kMeasuredQuickly = 3s;
constexpr auto kPatience = 10s;
// What a slow one's own kernel takes: small, so that the server's side fills soon.
constexpr int kReceiveBuffer = 32 * 1024;
// How long the slow ones read again at the end, to see whether they were closed.
constexpr auto kLookingAfter = 2s;

double milliseconds(std::chrono::nanoseconds value) {
  return std::chrono::duration<double, std::milli>(value).count();
}

struct Outcome {
  double p50 = 0;
  double p99 = 0;
  double grown_mb = 0;  // the server's memory, at its most
  std::size_t closed = 0;
  std::string how;  // "5 x 1013"
};

class SlowCase : public Case {
 public:
  SlowCase() {
    tables_.emplace_back(
        Table::Form{"slow",
                    "50 receivers, 500 messages/s x 4 KiB, 5 stop reading; milliseconds of the "
                    "healthy from the "
                    "intended time",
                    {{"p99", 3},
                     {"p99 without slow", 3},
                     {"p50", 3},
                     {"p50 without", 3},
                     {"memory + MB", 1},
                     {"without", 1},
                     {"closed", 0}},
                    Better::less,
                    {},
                    {{0, Better::less, 1.2, Target::Against::own_column, 1},
                     {6, Better::more, static_cast<double>(kSlow), Target::Against::number}}});
  }

  std::string_view name() const override { return "slow"; }

  void measure(const Server& server, const Settings& settings) override {
    const double sends = time_sends(settings);
    const auto without = run(server, settings, 0);
    if (!without) return failed(server, "without slow ones: " + without.error());
    const auto with = run(server, settings, kSlow);
    if (!with) return failed(server, "with slow ones: " + with.error());
    tables_.front().add(server,
                        {with->p99, without->p99, with->p50, without->p50, with->grown_mb,
                         without->grown_mb, static_cast<double>(with->closed)},
                        sends);
    tables_.front().note(server, with->how);
  }

 private:
  static Result<Outcome> run(const Server& server, const Settings& settings, std::size_t slow) {
    auto running = server.start(settings, kPayloadBytes);
    if (!running) return Failed(running.error());
    Swarm swarm(*server.wire, running->port);
    const std::size_t healthy = kHealthy + kSlow - slow;
    auto opened = swarm.open(healthy + 1, kPatience);  // the sender last
    if (!opened) return Failed(opened.error());
    ConnectOptions small;
    small.receive_buffer = kReceiveBuffer;
    opened = swarm.open(slow, kPatience, small);
    if (!opened) return Failed(opened.error());
    const std::size_t first_slow = healthy + 1;
    for (std::size_t i = first_slow; i < swarm.size(); ++i) swarm.stop_reading(i);

    Outcome outcome;
    const std::size_t before = running->process.memory().pss;
    std::size_t most = before;
    OpenLoop plan;
    plan.sender = healthy;
    plan.messages_per_second = kMessagesPerSecond;
    plan.payload_bytes = kPayloadBytes;
    plan.warm_up = settings.warm_up;
    plan.measured = settings.quick ? kMeasuredQuickly : kMeasured;
    plan.now_and_then = [&] { most = std::max(most, running->process.memory().pss); };
    const auto result = run_open_loop(swarm, *server.wire, plan);
    if (!result) return Failed(result.error());
    outcome.p50 = milliseconds(result->latencies.percentile(50));
    outcome.p99 = milliseconds(result->latencies.percentile(99));
    outcome.grown_mb = static_cast<double>(most - before) / 1e6;
    look_after(swarm, first_slow, outcome);
    return outcome;
  }

  // Lets the slow ones read again: what they were sent, and at its end, perhaps, why.
  static void look_after(Swarm& swarm, std::size_t first_slow, Outcome& outcome) {
    for (std::size_t i = first_slow; i < swarm.size(); ++i) swarm.resume_reading(i);
    const Clock::time_point deadline = Clock::now() + kLookingAfter;
    std::size_t ended = 0;
    while (Clock::now() < deadline && first_slow + ended < swarm.size()) {
      swarm.turn(deadline, [&](std::size_t index, std::uint64_t) { ended += swarm[index].ended; });
    }
    std::map<std::string, std::size_t> ends;
    for (std::size_t i = first_slow; i < swarm.size(); ++i) {
      const Client& client = swarm[i];
      std::string end = "still open";
      if (client.ended) end = "cut off";
      if (client.inbox.close_code) end = "closed with " + std::to_string(*client.inbox.close_code);
      if (end != "still open") ++outcome.closed;
      ++ends[end];
    }
    for (const auto& [end, count] : ends) {
      outcome.how += (outcome.how.empty() ? "" : ", ") + std::to_string(count) + " " + end;
    }
  }
};

}  // namespace

std::unique_ptr<Case> slow_case() {
  return std::make_unique<SlowCase>();
}

}  // namespace palaver::load
