#include "server/gateway/client_table.h"

#include <functional>
#include <utility>

namespace palaver::gateway {
namespace {

constexpr std::size_t kFirstCells = 16;

}  // namespace

ClientTable::ClientTable() : index_(kFirstCells) {}

ClientTable::~ClientTable() = default;

std::size_t ClientTable::first_cell(std::string_view id) const {
  return std::hash<std::string_view>()(id) & (index_.size() - 1);
}

std::size_t ClientTable::cell_of(std::string_view id) const {
  std::size_t cell = first_cell(id);
  while (index_[cell] != 0 && slots_[index_[cell] - 1].client->id() != id) cell = next_cell(cell);
  return cell;
}

Client* ClientTable::find(std::string_view id) const {
  const std::uint32_t entry = index_[cell_of(id)];
  return entry == 0 ? nullptr : slots_[entry - 1].client.get();
}

ClientTable::Place ClientTable::place_of(std::string_view id) const {
  const std::uint32_t entry = index_[cell_of(id)];
  return entry == 0 ? Place{} : Place{entry - 1, slots_[entry - 1].generation};
}

Client& ClientTable::add(std::unique_ptr<Client> client) {
  if ((size_ + 1) * 3 > index_.size() * 2) grow();
  std::uint32_t slot = 0;
  if (free_.empty()) {
    slot = static_cast<std::uint32_t>(slots_.size());
    slots_.emplace_back();
  } else {
    slot = free_.back();
    free_.pop_back();
  }
  index_[cell_of(client->id())] = slot + 1;
  slots_[slot].client = std::move(client);
  if (++slots_[slot].generation == 0) slots_[slot].generation = 1;
  ++size_;
  return *slots_[slot].client;
}

void ClientTable::remove(std::string_view id) {
  std::size_t hole = cell_of(id);
  if (index_[hole] == 0) return;
  const std::uint32_t slot = index_[hole] - 1;
  // Those behind move up, as far as that brings them nearer to where a search for them begins.
  for (std::size_t cell = next_cell(hole); index_[cell] != 0; cell = next_cell(cell)) {
    const std::size_t home = first_cell(slots_[index_[cell] - 1].client->id());
    const std::size_t mask = index_.size() - 1;
    if (((cell - home) & mask) < ((cell - hole) & mask)) continue;
    index_[hole] = index_[cell];
    hole = cell;
  }
  index_[hole] = 0;
  free_.push_back(slot);
  --size_;
  // Last: `id` may be the client's own.
  const std::unique_ptr<Client> gone = std::move(slots_[slot].client);
}

void ClientTable::grow() {
  index_.assign(index_.size() * 2, 0);
  for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
    if (slots_[slot].client == nullptr) continue;
    index_[cell_of(slots_[slot].client->id())] = static_cast<std::uint32_t>(slot) + 1;
  }
}

}  // namespace palaver::gateway
