// Connections that are sent many texts, such as those of a room, with what is known of them: which
// loop has which, and the places they have there. Made once; each loop fills in its own share, on
// its thread, when it first sends to it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "server/gateway/client_table.h"
#include "server/gateway/seat.h"

namespace palaver::gateway {

class Recipients {
 public:
  struct Share {
    std::vector<std::string> ids;
    std::vector<ClientTable::Place> places;  // of `ids`; empty until it is first sent to
  };

  Recipients(const std::vector<std::string>& ids, std::size_t seats) : shares_(seats) {
    for (const std::string& id : ids) shares_[seat_of(id, seats)].ids.push_back(id);
  }

  std::size_t seats() const { return shares_.size(); }
  // Of a seat; but for `ids`, which never change, only on its loop's thread.
  Share& share(std::size_t seat) { return shares_[seat]; }

 private:
  std::vector<Share> shares_;
};

}  // namespace palaver::gateway
