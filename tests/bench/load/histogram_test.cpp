#include "tests/bench/load/histogram.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

namespace palaver::load {
namespace {

using namespace std::chrono_literals;

TEST_CASE("Histogram: an empty one has no percentiles", "[load]") {
  const Histogram empty;
  CHECK(empty.count() == 0);
  CHECK(empty.percentile(50) == 0ns);
  CHECK(empty.max() == 0ns);
}

TEST_CASE("Histogram: of a hundred values, the percentile is the value of that rank", "[load]") {
  Histogram histogram;
  for (int i = 100; i > 0; --i) histogram.record(std::chrono::nanoseconds(i));
  CHECK(histogram.count() == 100);
  CHECK(histogram.percentile(0) == 1ns);
  CHECK(histogram.percentile(1) == 1ns);
  CHECK(histogram.percentile(50) == 50ns);
  CHECK(histogram.percentile(99) == 99ns);
  CHECK(histogram.percentile(100) == 100ns);
}

TEST_CASE("Histogram: any value comes back within one part in 64, never smaller", "[load]") {
  const int bit = GENERATE(range(0, 62));
  const std::int64_t power = std::int64_t{1} << bit;
  for (const std::int64_t value : {power - 1, power, power + 1, power + power / 3}) {
    Histogram histogram;
    histogram.record(std::chrono::nanoseconds(value));
    histogram.record(std::chrono::nanoseconds(std::int64_t{1} << 62));  // or max() would cut it
    const std::int64_t told = histogram.percentile(50).count();
    CAPTURE(value, told);
    CHECK(told >= value);
    CHECK(told - value <= value / 64);
  }
}

TEST_CASE("Histogram: the highest percentile is never above the highest value", "[load]") {
  Histogram histogram;
  histogram.record(1'000'001ns);
  CHECK(histogram.percentile(100) == 1'000'001ns);
  CHECK(histogram.max() == 1'000'001ns);
}

TEST_CASE("Histogram: a negative latency counts as none", "[load]") {
  Histogram histogram;
  histogram.record(-5ns);
  CHECK(histogram.count() == 1);
  CHECK(histogram.percentile(100) == 0ns);
}

TEST_CASE("Histogram: two added are as one that took all values", "[load]") {
  Histogram low;
  Histogram high;
  for (int i = 0; i < 90; ++i) low.record(10us);
  for (int i = 0; i < 10; ++i) high.record(5ms);
  low.add(high);
  CHECK(low.count() == 100);
  CHECK(low.percentile(90) < 11us);
  CHECK(low.percentile(91) > 4ms);
  CHECK(low.max() == 5ms);
}

}  // namespace
}  // namespace palaver::load
