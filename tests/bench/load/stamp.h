// The text of a message: who sent it, and when it was meant to be sent; the rest is padding. JSON
// carries it as it is, so that it is found in whatever a server puts around it. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tests/bench/load/schedule.h"

namespace palaver::load {

struct Stamp {
  Clock::time_point intended;
  std::uint16_t sender = 0;
  bool operator==(const Stamp&) const = default;
};

// "@@", 16 hexadecimal digits of nanoseconds, 4 of the sender.
constexpr std::size_t kStampBytes = 2 + 16 + 4;

// A text of `bytes`, at least kStampBytes, that begins with the stamp.
std::string stamped_text(const Stamp& stamp, std::size_t bytes);

// The first stamp in `payload`; nothing when there is none.
std::optional<Stamp> find_stamp(std::string_view payload);

}  // namespace palaver::load
