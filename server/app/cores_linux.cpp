// By the cores that the scheduler may give to this process.
#include <sched.h>

#include <algorithm>
#include <thread>

#include "server/app/cores.h"

namespace palaver::app {

std::size_t usable_cores() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  if (::sched_getaffinity(0, sizeof cores, &cores) == 0) {
    return static_cast<std::size_t>(std::max(1, CPU_COUNT(&cores)));
  }
  return std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace palaver::app
