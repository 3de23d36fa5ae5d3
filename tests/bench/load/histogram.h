// Latencies by magnitude: fixed memory, any range, a value's bucket never wider than 1/64 of it.
// Owns its counts; one thread.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace palaver::load {

class Histogram {
 public:
  // Negative values count as zero.
  void record(std::chrono::nanoseconds value);
  void add(const Histogram& other);

  std::uint64_t count() const { return count_; }
  // The upper end of the bucket that the `percent`th part of all values ends in, never above max():
  // percentile(50) is the median. Zero for an empty histogram; `percent` from 0 to 100.
  std::chrono::nanoseconds percentile(double percent) const;
  std::chrono::nanoseconds max() const { return std::chrono::nanoseconds(max_); }

 private:
  // 128 buckets of one nanosecond, then 64 for each further power of two.
  static constexpr unsigned kSubBits = 6;
  static constexpr std::size_t kBuckets = (64 - kSubBits + 1) << kSubBits;
  static std::size_t bucket_of(std::uint64_t value);
  static std::uint64_t upper_end(std::size_t bucket);

  std::array<std::uint64_t, kBuckets> counts_{};
  std::uint64_t count_ = 0;
  std::int64_t max_ = 0;
};

}  // namespace palaver::load
