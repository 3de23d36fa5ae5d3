// How many processors this process may use. Any thread.
#pragma once

#include <cstddef>

namespace palaver::app {

// At least 1. Where the process is bound to some of the machine's cores (taskset, cpusets), only
// those.
std::size_t usable_cores();

}  // namespace palaver::app
