#include "tests/bench/load/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace palaver::load {

std::size_t Histogram::bucket_of(std::uint64_t value) {
  const auto bits = static_cast<unsigned>(std::bit_width(value));
  if (bits <= kSubBits + 1) return static_cast<std::size_t>(value);
  const unsigned shift = bits - kSubBits - 1;
  return (static_cast<std::size_t>(shift) << kSubBits) + static_cast<std::size_t>(value >> shift);
}

std::uint64_t Histogram::upper_end(std::size_t bucket) {
  if (bucket < (std::size_t{2} << kSubBits)) return bucket;
  const std::size_t shift = (bucket >> kSubBits) - 1;
  const std::uint64_t leading = bucket - (shift << kSubBits);
  return ((leading + 1) << shift) - 1;
}

void Histogram::record(std::chrono::nanoseconds value) {
  const std::int64_t taken = std::max<std::int64_t>(value.count(), 0);
  ++counts_[bucket_of(static_cast<std::uint64_t>(taken))];
  ++count_;
  max_ = std::max(max_, taken);
}

void Histogram::add(const Histogram& other) {
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    counts_[bucket] += other.counts_[bucket];
  }
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
}

std::chrono::nanoseconds Histogram::percentile(double percent) const {
  if (count_ == 0) return {};
  const auto wanted = static_cast<std::uint64_t>(
      std::max(1.0, std::ceil(percent / 100 * static_cast<double>(count_))));
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    seen += counts_[bucket];
    if (seen >= wanted) {
      return std::chrono::nanoseconds(std::min(static_cast<std::int64_t>(upper_end(bucket)), max_));
    }
  }
  return max();
}

}  // namespace palaver::load
