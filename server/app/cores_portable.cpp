#include <algorithm>
#include <thread>

#include "server/app/cores.h"

namespace palaver::app {

std::size_t usable_cores() {
  return std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace palaver::app
