// Which of a process's loops: a gateway sits on each, and serves the connections whose ids are its.
// The id alone tells: no table is asked, and none is shared. Values; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "server/gateway/ids.h"

namespace palaver::gateway {

struct Seat {
  std::size_t index = 0;
  std::size_t count = 1;  // of all seats; index is less
};

// The seat of a connection, out of `count`; for what is no id, too.
inline std::size_t seat_of(std::string_view connection_id, std::size_t count) {
  // FNV-1a: the same in all versions, and spread evenly over ids that are random anyway.
  std::uint32_t hash = 2166136261U;
  for (const char c : connection_id) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash % count;
}

// An id of a connection of that seat.
inline std::string make_connection_id(const Seat& seat) {
  std::string id = make_id();
  while (seat_of(id, seat.count) != seat.index) id = make_id();
  return id;
}

}  // namespace palaver::gateway
