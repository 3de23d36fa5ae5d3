#include "core/chat/backoff.h"

#include <cstdint>
#include <limits>
#include <set>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

namespace palaver::chat {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();

TEST_CASE("backoff_wait: the bound doubles with every attempt up to the longest wait", "[chat]") {
  struct Row {
    std::uint32_t attempt;
    std::int64_t bound;
  };
  const auto row = GENERATE(values<Row>({{0, 1000},
                                         {1, 2000},
                                         {2, 4000},
                                         {3, 8000},
                                         {4, 16000},
                                         {5, 30000},
                                         {6, 30000},
                                         {63, 30000},
                                         {64, 30000},
                                         {4'000'000'000u, 30000}}));
  CAPTURE(row.attempt);
  const BackoffPolicy policy{milliseconds(1000), milliseconds(30000)};
  const auto choices = static_cast<std::uint64_t>(row.bound) + 1;
  CHECK(backoff_wait(policy, row.attempt, 0) == milliseconds(0));
  CHECK(backoff_wait(policy, row.attempt, choices - 1) == milliseconds(row.bound));
  CHECK(backoff_wait(policy, row.attempt, choices) == milliseconds(0));
  CHECK(backoff_wait(policy, row.attempt, kMax) <= milliseconds(row.bound));
}

TEST_CASE("backoff_wait: every wait up to the bound is possible", "[chat]") {
  const BackoffPolicy policy{milliseconds(4), milliseconds(100)};
  std::set<std::int64_t> seen;
  for (std::uint64_t random = 0; random < 100; ++random) {
    seen.insert(backoff_wait(policy, 1, random).count());
  }
  CHECK(seen == std::set<std::int64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8});
}

TEST_CASE("backoff_wait: policies without sense wait not at all or as little as they say",
          "[chat]") {
  CHECK(backoff_wait({milliseconds(0), milliseconds(1000)}, 9, kMax) == milliseconds(0));
  CHECK(backoff_wait({milliseconds(-5), milliseconds(-1)}, 9, kMax) == milliseconds(0));
  CHECK(backoff_wait({milliseconds(1000), milliseconds(10)}, 0, 10) == milliseconds(10));
  const milliseconds longest(std::numeric_limits<std::int64_t>::max());
  CHECK(backoff_wait({milliseconds(1), longest}, 200, kMax).count() >= 0);
}

}  // namespace
}  // namespace palaver::chat
