#include "tests/bench/load/fanout_pump.h"

#include <algorithm>
#include <bit>

namespace palaver::load {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 5s;
constexpr std::size_t kWitness = 0;

}  // namespace

FanoutPump::FanoutPump(Swarm& swarm, const Wire& wire, std::size_t receivers, FanoutShape shape)
    : swarm_(swarm), wire_(wire), receivers_(receivers), shape_(shape), got_(receivers) {
  const std::size_t in_flight = shape.senders * shape.window * shape.frames_of_message;
  have_.resize(std::bit_ceil(in_flight + 1));
  sender_of_.resize(have_.size());
  Inbox& witness = swarm_[kWitness].inbox;
  witness.wants_stamps = shape.stamped;
  witness.stamps.clear();
}

Result<std::uint64_t> FanoutPump::run_until(Clock::time_point until) {
  sending_ = true;
  if (sent_ == completed_) {
    for (std::size_t i = 0; i < shape_.window; ++i) {
      for (std::size_t sender = 0; sender < shape_.senders; ++sender) send(sender);
    }
  }
  return turns(until);
}

Result<std::uint64_t> FanoutPump::drain() {
  sending_ = false;
  return turns(Clock::time_point::max());
}

void FanoutPump::send(std::size_t sender) {
  const Stamp stamp{Clock::now(), static_cast<std::uint16_t>(sender)};
  ++sent_;
  swarm_.send(receivers_ + sender, wire_.message(stamped_text(stamp, shape_.payload_bytes)));
}

Result<std::uint64_t> FanoutPump::turns(Clock::time_point until) {
  Clock::time_point heard = Clock::now();
  while (sending_ ? Clock::now() < until : completed_ < sent_) {
    const std::uint64_t before = deliveries_;
    swarm_.turn(std::min(until, Clock::now() + 100ms),
                [this](std::size_t client, std::uint64_t count) { arrived(client, count); });
    if (!failure_.empty()) return Failed(failure_);
    if (deliveries_ != before) {
      heard = Clock::now();
    } else if (Clock::now() - heard > kPatience) {
      return Failed("nothing arrives any more");
    }
  }
  return deliveries_;
}

void FanoutPump::arrived(std::size_t client, std::uint64_t count) {
  deliveries_ += count;
  if (swarm_[client].ended) failure_ = "it cut off a client";
  if (client >= receivers_) return;
  Inbox& inbox = swarm_[client].inbox;
  if (inbox.unstamped > 0) failure_ = "it delivered what was not sent";
  for (const Stamp& stamp : inbox.stamps) {
    sender_of_[witnessed_++ % sender_of_.size()] = stamp.sender;
  }
  inbox.stamps.clear();

  const std::size_t mask = have_.size() - 1;
  std::uint64_t& got = got_[client];
  for (std::uint64_t i = 0; i < count; ++i) ++have_[got++ & mask];
  while (have_[first_incomplete_ & mask] == receivers_) {
    have_[first_incomplete_ & mask] = 0;
    ++first_incomplete_;
    if (first_incomplete_ % shape_.frames_of_message != 0) continue;
    const std::size_t sender = sender_of_[completed_ % sender_of_.size()];
    ++completed_;
    if (sending_ && sender < shape_.senders) send(sender);
  }
}

}  // namespace palaver::load
