// What a server's protocol looks like from a client: how to come in, say something to all, and tell
// deliveries in the bytes that arrive. No sockets; a Wire has no state and serves any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/load/stamp.h"

namespace palaver::load {

// What the bytes of one connection have meant so far. Reading is most of the generator's work: only
// headers are looked at, and payloads only where stamps are wanted.
struct Inbox {
  // Set by who reads: whether the stamps of deliveries are gathered. They stay until cleared there.
  bool wants_stamps = false;
  std::vector<Stamp> stamps;

  std::uint64_t deliveries = 0;
  // Of messages whose payload was looked at and that carried no stamp.
  std::uint64_t unstamped = 0;
  // The peer's close frame: its code, 1005 when it had none.
  std::optional<std::uint16_t> close_code;
  // The bytes made no sense: nothing is read any more.
  bool broken = false;
  // What is to be sent back now: pongs. Taken out by who reads.
  std::string reply;

  // --- The wire's own ---
  std::string header;       // the beginning of a header that has not arrived whole
  std::string payload;      // the beginning of a payload that is looked at
  std::size_t to_skip = 0;  // bytes of payload still to come
  std::uint8_t opcode = 0;  // of the frame these belong to
};

enum class Entry { need_more, open, refused };

class Wire {
 public:
  virtual ~Wire() = default;

  // What a client says first; empty for nothing.
  virtual std::string greeting() const = 0;
  // Whether the server let the client in. `used` is how many of `bytes` belong to that.
  virtual Entry entry(std::string_view bytes, std::size_t& used) const = 0;
  // One message with `text` for all who are connected, as a client sends it.
  virtual std::string message(std::string_view text) const = 0;
  // What a client says last; empty when it just closes the connection.
  virtual std::string farewell() const = 0;
  // Takes all of `bytes`, in any split.
  virtual void take(Inbox& inbox, std::string_view bytes) const = 0;
};

// Of a payload that is looked at, as much is kept as a stamp lies in.
constexpr std::size_t kLookedAt = 512;

// What a payload's first bytes say, once it is whole: one delivery.
void count_delivery(Inbox& inbox);

}  // namespace palaver::load
