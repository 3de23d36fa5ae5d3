#include "tests/bench/load/open_loop.h"

#include <algorithm>

namespace palaver::load {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 10s;
constexpr auto kNowAndThen = 100ms;

class Run {
 public:
  Run(Swarm& swarm, const Wire& wire, const OpenLoop& plan)
      : swarm_(swarm), wire_(wire), plan_(plan), start_(Clock::now() + 20ms) {
    for (std::size_t i = 0; i < swarm.size(); ++i) {
      const bool listens = i != plan.sender && swarm[i].reading;
      swarm[i].inbox.wants_stamps = listens;
      swarm[i].inbox.stamps.clear();
      if (listens) ++listeners_;
    }
  }

  Result<OpenLoopResult> run() {
    Schedule schedule(start_, plan_.messages_per_second);
    const Clock::time_point end = recording_since() + plan_.measured;
    Clock::time_point now = Clock::now();
    while (now < end) {
      while (schedule.next() < end) {
        const auto intended = schedule.take(now);
        if (!intended) break;
        send(*intended, now);
      }
      turn(std::min(schedule.next(), end));
      if (!failure_.empty()) return Failed(failure_);
      now = Clock::now();
    }
    while (result_.latencies.count() < result_.messages * listeners_) {
      turn(Clock::now() + kNowAndThen);
      if (Clock::now() - end > kPatience) failure_ = "it did not deliver all messages";
      if (!failure_.empty()) return Failed(failure_);
    }
    return result_;
  }

 private:
  Clock::time_point recording_since() const { return start_ + plan_.warm_up; }

  void send(Clock::time_point intended, Clock::time_point now) {
    swarm_.send(plan_.sender, wire_.message(stamped_text({intended, 0}, plan_.payload_bytes)));
    if (intended < recording_since()) return;
    ++result_.messages;
    result_.latest_send = std::max<std::chrono::nanoseconds>(result_.latest_send, now - intended);
  }

  void turn(Clock::time_point until) {
    swarm_.turn(std::min(until, Clock::now() + kNowAndThen),
                [this](std::size_t client, std::uint64_t) { arrived(client); });
    if (!plan_.now_and_then || Clock::now() < next_look_) return;
    plan_.now_and_then();
    next_look_ = Clock::now() + kNowAndThen;
  }

  void arrived(std::size_t client) {
    Inbox& inbox = swarm_[client].inbox;
    if (swarm_[client].ended) failure_ = "it cut off a client that reads";
    const Clock::time_point now = Clock::now();
    for (const Stamp& stamp : inbox.stamps) {
      if (stamp.intended >= recording_since()) result_.latencies.record(now - stamp.intended);
    }
    inbox.stamps.clear();
  }

  Swarm& swarm_;
  const Wire& wire_;
  const OpenLoop& plan_;
  Clock::time_point start_;
  Clock::time_point next_look_{};
  std::uint64_t listeners_ = 0;
  OpenLoopResult result_;
  std::string failure_;
};

}  // namespace

Result<OpenLoopResult> run_open_loop(Swarm& swarm, const Wire& wire, const OpenLoop& plan) {
  return Run(swarm, wire, plan).run();
}

}  // namespace palaver::load
