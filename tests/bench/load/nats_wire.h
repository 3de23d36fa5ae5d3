// The client protocol of NATS, as far as a load generator needs it: every client subscribes to one
// subject and publishes there. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "tests/bench/load/wire.h"

namespace palaver::load {

class NatsWire : public Wire {
 public:
  std::string greeting() const override;
  Entry entry(std::string_view bytes, std::size_t& used) const override;
  std::string message(std::string_view text) const override;
  std::string farewell() const override { return {}; }
  void take(Inbox& inbox, std::string_view bytes) const override;
};

}  // namespace palaver::load
