// Fan-out: deliveries per CPU second of the server, closed loop.
#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "tests/bench/load/case.h"
#include "tests/bench/load/fanout_pump.h"
#include "tests/bench/load/send_loop.h"

namespace palaver::load {
namespace {

using namespace std::chrono_literals;

constexpr auto kOpening = 60s;
constexpr std::size_t kMostSenders = 8;

struct Traffic {
  const char* id;
  const char* title;
  std::size_t senders;
  std::size_t window;
  FloorWay floor;  // what to hold it against: how many frames can travel together
  std::vector<Target> targets;
};

const std::vector<Traffic>& all_traffic() {
  using enum Target::Against;
  static const std::vector<Traffic> all{
      {"8-senders",
       "8 senders with one message each in flight",
       8,
       1,
       FloorWay::copy_eight,
       {{0, Better::more, 1.1, uwebsockets}}},
      {"64-in-flight",
       "64 messages in flight, of 8 senders",
       8,
       8,
       FloorWay::copy_eight,
       {{0, Better::more, 1.2, best_peer}, {0, Better::more, 0.7, floor}}},
      {"64-of-one",
       "64 messages in flight, of one sender",
       1,
       64,
       FloorWay::copy_eight,
       {{0, Better::more, 1.2, best_peer}, {0, Better::more, 0.7, floor}}},
      {"1-in-flight",
       "a single message in flight",
       1,
       1,
       FloorWay::send_one,
       {{0, Better::more, 1.05, uwebsockets}}},
  };
  return all;
}

const std::vector<Column>& columns() {
  static const std::vector<Column> all{
      {"M deliveries/CPU s", 3}, {"M deliveries/s", 3}, {"server CPU %", 0}, {"frames/read", 1}};
  return all;
}

std::string size_text(std::size_t bytes) {
  return bytes % 1024 == 0 ? std::to_string(bytes / 1024) + " KiB" : std::to_string(bytes) + " B";
}

// One figure: the values of columns().
Result<std::vector<double>> measure_pump(Swarm& swarm, const Server& server, const Process& process,
                                         std::size_t receivers, FanoutShape shape,
                                         const Settings& settings) {
  FanoutPump pump(swarm, *server.wire, receivers, shape);
  auto ran = pump.run_until(Clock::now() + settings.warm_up);
  if (!ran) return Failed(ran.error());
  const std::uint64_t deliveries = pump.deliveries();
  const std::uint64_t reads = swarm.reads();
  const auto cpu = process.cpu_time();
  const Clock::time_point start = Clock::now();
  ran = pump.run_until(start + settings.measured);
  if (!ran) return Failed(ran.error());
  const double delivered = static_cast<double>(pump.deliveries() - deliveries);
  const double cpu_seconds = std::chrono::duration<double>(process.cpu_time() - cpu).count();
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  const double read = static_cast<double>(swarm.reads() - reads);
  ran = pump.drain();
  if (!ran) return Failed(ran.error());
  return std::vector<double>{delivered / cpu_seconds / 1e6, delivered / seconds / 1e6,
                             cpu_seconds / seconds * 100, delivered / std::max(read, 1.0)};
}

// One number of receivers and one size of payload; a table for each kind of traffic.
class FanoutCase : public Case {
 public:
  FanoutCase(std::size_t receivers, std::size_t payload_bytes)
      : receivers_(receivers), payload_bytes_(payload_bytes) {
    for (const Traffic& traffic : all_traffic()) {
      const std::string what =
          std::to_string(receivers) + " receivers x " + size_text(payload_bytes);
      tables_.emplace_back(Table::Form{"fanout/" + std::to_string(receivers) + "x" +
                                           std::to_string(payload_bytes) + "/" + traffic.id,
                                       what + ", " + traffic.title, columns(), Better::more,
                                       std::string(name_of(traffic.floor)), traffic.targets});
    }
  }

  std::string_view name() const override { return "fanout"; }

  bool takes(const Server& server) const override {
    return server.kind != Kind::floor || server.name == name_of(FloorWay::send_one) ||
           server.name == name_of(FloorWay::copy_eight);
  }

  void measure(const Server& server, const Settings& settings) override {
    auto running = server.start(settings, payload_bytes_);
    if (!running) return failed(server, running.error());
    Swarm swarm(*server.wire, running->port);
    const bool floor = server.kind == Kind::floor;
    const auto opened = swarm.open(receivers_ + (floor ? 1 : kMostSenders), kOpening);
    if (!opened) return failed(server, opened.error());
    if (floor) {
      // The same in every table: a floor knows no senders.
      const FanoutShape shape{1, 1, payload_bytes_, server.frames_of_message, false};
      const double sends = time_sends(settings);
      const auto values =
          measure_pump(swarm, server, running->process, receivers_, shape, settings);
      if (!values) return failed(server, values.error());
      for (Table& table : tables_) table.add(server, *values, sends);
      return;
    }
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      const Traffic& traffic = all_traffic()[i];
      const FanoutShape shape{traffic.senders, traffic.window, payload_bytes_};
      const double sends = time_sends(settings);
      const auto values =
          measure_pump(swarm, server, running->process, receivers_, shape, settings);
      if (!values) return failed(server, values.error());
      tables_[i].add(server, *values, sends);
    }
  }

 private:
  std::size_t receivers_;
  std::size_t payload_bytes_;
};

// Every way of the floor: what a system call costs, and what io_uring makes of it.
class FloorCase : public Case {
 public:
  FloorCase(std::size_t receivers, std::size_t payload_bytes)
      : receivers_(receivers), payload_bytes_(payload_bytes) {
    tables_.emplace_back(
        Table::Form{"floor/" + std::to_string(receivers) + "x" + std::to_string(payload_bytes),
                    "ready bytes on " + std::to_string(receivers) + " sockets, frames of " +
                        size_text(payload_bytes),
                    columns(),
                    Better::more,
                    std::string(name_of(FloorWay::send_one)),
                    {}});
  }

  std::string_view name() const override { return "floor"; }
  bool takes(const Server& server) const override { return server.kind == Kind::floor; }

  void measure(const Server& server, const Settings& settings) override {
    auto running = server.start(settings, payload_bytes_);
    if (!running) return failed(server, running.error());
    Swarm swarm(*server.wire, running->port);
    const auto opened = swarm.open(receivers_ + 1, kOpening);
    if (!opened) return failed(server, opened.error());
    const FanoutShape shape{1, 1, payload_bytes_, server.frames_of_message, false};
    const double sends = time_sends(settings);
    const auto values = measure_pump(swarm, server, running->process, receivers_, shape, settings);
    if (!values) return failed(server, values.error());
    tables_.front().add(server, *values, sends);
  }

 private:
  std::size_t receivers_;
  std::size_t payload_bytes_;
};

template <class Kind>
std::vector<std::unique_ptr<Case>> all_sizes(const Settings& settings) {
  std::vector<std::unique_ptr<Case>> cases;
  for (const std::size_t receivers : {std::size_t{500}, std::size_t{5000}}) {
    if (settings.quick && receivers > 500) continue;
    for (const std::size_t bytes : {std::size_t{64}, std::size_t{1024}}) {
      cases.push_back(std::make_unique<Kind>(receivers, bytes));
    }
  }
  return cases;
}

}  // namespace

double Case::time_sends(const Settings& settings) {
  return sends_per_cpu_second(settings.server_core, settings.generator_core).value_or(0);
}

std::vector<std::unique_ptr<Case>> fanout_cases(const Settings& settings) {
  return all_sizes<FanoutCase>(settings);
}

std::vector<std::unique_ptr<Case>> floor_cases(const Settings& settings) {
  return all_sizes<FloorCase>(settings);
}

}  // namespace palaver::load
