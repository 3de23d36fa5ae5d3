// In place of floor_uring.cpp where there is no liburing.
#include "tests/bench/load/floor_sender.h"

namespace palaver::load {

std::unique_ptr<FloorSender> uring_sender(const std::string&, std::size_t) {
  return nullptr;
}

}  // namespace palaver::load
