// How often this thread has taken memory: for promises that something takes none.
#pragma once

#include <cstddef>

namespace palaver::support {

// Calls of operator new on this thread, in this program's own code and its libraries', so far.
std::size_t allocations();

}  // namespace palaver::support
