// The pollers that this system has, for GENERATE: what stands on the loop is tested over each of
// them.
#pragma once

#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <vector>

#include "server/net/poller.h"

namespace palaver::testing {

inline std::vector<net::PollerKind> poller_kinds() {
  std::vector<net::PollerKind> kinds{net::PollerKind::poll};
  if (net::make_poller(net::PollerKind::epoll)) kinds.push_back(net::PollerKind::epoll);
  return kinds;
}

// The kind for this run of the test case; the case is run once for each.
inline net::PollerKind each_poller() {
  return GENERATE(Catch::Generators::from_range(poller_kinds()));
}

}  // namespace palaver::testing
