// How fast this machine sends right now: a bare loop of send(). Timed before each figure, because
// the machine's speed drifts.
#pragma once

#include "tests/bench/load/socket.h"

namespace palaver::load {

// Calls of send() with 64 bytes a CPU second, on `core`, to sockets of loopback that nobody waits
// for. Takes some tens of milliseconds; the calling thread comes back to `home`.
Result<double> sends_per_cpu_second(int core, int home);

}  // namespace palaver::load
