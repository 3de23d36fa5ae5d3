// One to one: a says something, b hears it and answers, a hears that. One message at a time.
#include "tests/bench/load/case.h"
#include "tests/bench/load/histogram.h"
#include "tests/bench/load/swarm.h"

namespace palaver::load {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kPayloadBytes = 64;
constexpr auto kPatience = 5s;

double microseconds(std::chrono::nanoseconds value) {
  return std::chrono::duration<double, std::micro>(value).count();
}

class PingPong {
 public:
  PingPong(Swarm& swarm, const Wire& wire) : swarm_(swarm), wire_(wire) {
    for (std::size_t i = 0; i < 2; ++i) swarm_[i].inbox.wants_stamps = true;
  }

  // Round trips until `until`; the first of them begins with client 0.
  Result<Histogram> run_until(Clock::time_point until) {
    Histogram round_trips;
    while (Clock::now() < until) {
      const Clock::time_point start = Clock::now();
      for (std::size_t speaker = 0; speaker < 2; ++speaker) {
        if (!hear(speaker)) return Failed("a message was lost");
      }
      round_trips.record(Clock::now() - start);
    }
    return round_trips;
  }

 private:
  // `speaker` says something, and the other has heard it. What servers send back to the speaker
  // itself is not waited for.
  bool hear(std::size_t speaker) {
    const Stamp stamp{Clock::now(), static_cast<std::uint16_t>(speaker)};
    const Clock::time_point deadline = stamp.intended + kPatience;
    swarm_.send(speaker, wire_.message(stamped_text(stamp, kPayloadBytes)));
    bool heard = false;
    while (!heard) {
      swarm_.turn(deadline, [&](std::size_t client, std::uint64_t) {
        for (const Stamp& got : swarm_[client].inbox.stamps) {
          if (client != speaker && got == stamp) heard = true;
        }
        swarm_[client].inbox.stamps.clear();
      });
      if (Clock::now() >= deadline || swarm_[0].ended || swarm_[1].ended) return false;
    }
    return true;
  }

  Swarm& swarm_;
  const Wire& wire_;
};

class RoundtripCase : public Case {
 public:
  RoundtripCase() {
    using enum Target::Against;
    tables_.emplace_back(Table::Form{
        "roundtrip",
        "two clients, there and back, microseconds; palaver's routing and JSON included",
        {{"p50", 1}, {"p99", 1}, {"p99.9", 1}, {"max", 0}},
        Better::less,
        {},
        {{0, Better::less, 1.2, uwebsockets}, {1, Better::less, 1, uwebsockets}}});
  }

  std::string_view name() const override { return "roundtrip"; }

  void measure(const Server& server, const Settings& settings) override {
    auto running = server.start(settings, kPayloadBytes);
    if (!running) return failed(server, running.error());
    Swarm swarm(*server.wire, running->port);
    const auto opened = swarm.open(2, kPatience);
    if (!opened) return failed(server, opened.error());
    const double sends = time_sends(settings);
    PingPong game(swarm, *server.wire);
    auto times = game.run_until(Clock::now() + settings.warm_up);
    if (times) times = game.run_until(Clock::now() + settings.measured);
    if (!times) return failed(server, times.error());
    tables_.front().add(server,
                        {microseconds(times->percentile(50)), microseconds(times->percentile(99)),
                         microseconds(times->percentile(99.9)), microseconds(times->max())},
                        sends);
  }
};

}  // namespace

std::unique_ptr<Case> roundtrip_case() {
  return std::make_unique<RoundtripCase>();
}

}  // namespace palaver::load
