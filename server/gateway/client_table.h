// The clients of a gateway: found by their id, or, for those that are sent something again and
// again, by the place they have. A place is looked up without a search, and another client that
// comes to sit there is not taken for the old one. The gateway's loop's thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "server/gateway/client.h"

namespace palaver::gateway {

class ClientTable {
 public:
  struct Place {
    std::uint32_t slot = 0;
    std::uint32_t generation = 0;  // 0: nobody's
    bool operator==(const Place&) const = default;
  };

  ClientTable();
  ~ClientTable();

  // An id that is there already is a bug of the caller.
  Client& add(std::unique_ptr<Client> client);
  // Destroys the client of that id, if it is there.
  void remove(std::string_view id);

  // Null when it is not there.
  Client* find(std::string_view id) const;
  Client* at(Place place) const {
    const Slot* slot = place.slot < slots_.size() ? &slots_[place.slot] : nullptr;
    return slot != nullptr && slot->generation == place.generation ? slot->client.get() : nullptr;
  }
  // Nobody's, when it is not there.
  Place place_of(std::string_view id) const;

  std::size_t size() const { return size_; }
  template <class Visit>
  void each(Visit visit) const {
    for (const Slot& slot : slots_) {
      if (slot.client != nullptr) visit(*slot.client);
    }
  }

 private:
  struct Slot {
    std::unique_ptr<Client> client;
    std::uint32_t generation = 0;
  };
  // Where the index has the id, or would have it: the first free cell.
  std::size_t cell_of(std::string_view id) const;
  std::size_t next_cell(std::size_t cell) const { return (cell + 1) & (index_.size() - 1); }
  std::size_t first_cell(std::string_view id) const;
  void grow();

  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  // Open addressing, a power of two, at most two thirds full: slot numbers plus one; 0 is free.
  std::vector<std::uint32_t> index_;
  std::size_t size_ = 0;
};

}  // namespace palaver::gateway
