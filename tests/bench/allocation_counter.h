// Counts what a benchmark's loop allocates: a column `allocs` with the allocations of one turn.
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>

#include "tests/core/support/allocations.h"

namespace palaver::bench {

// Made before the loop, finished behind it.
class AllocationCounter {
 public:
  void finish(benchmark::State& state) const {
    const std::size_t count = support::allocations() - before_;
    state.counters["allocs"] =
        benchmark::Counter(static_cast<double>(count), benchmark::Counter::kAvgIterations);
  }

 private:
  std::size_t before_ = support::allocations();
};

}  // namespace palaver::bench
