#include "tests/bench/load/wire.h"

namespace palaver::load {

void count_delivery(Inbox& inbox) {
  ++inbox.deliveries;
  if (!inbox.wants_stamps) return;
  if (const auto stamp = find_stamp(inbox.payload)) {
    inbox.stamps.push_back(*stamp);
  } else {
    ++inbox.unstamped;
  }
}

}  // namespace palaver::load
