// Numbers about what the program does, and their text for Prometheus. What counts resolves its
// counter once, by name and labels, and keeps the reference; an increment is then an addition.
//
// One registry belongs to one loop and is used on that loop's thread only, like everything on it.
// Labels come from the configuration (an API's id, a stage, a route's key), never from a peer:
// every set of values is a series that is kept for good.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace palaver::metrics {

// Names and values, in the order in which they are written.
using Labels = std::vector<std::pair<std::string, std::string>>;

// What has happened: it only grows.
class Counter {
 public:
  void increment(std::uint64_t by = 1) { value_ += by; }
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0;
};

// What is, now.
class Gauge {
 public:
  void set(double value) { value_ = value; }
  void add(double by) { value_ += by; }
  double value() const { return value_; }

 private:
  double value_ = 0;
};

// How values are spread, durations in seconds for instance: how many were at most so large.
class Histogram {
 public:
  // `bounds` in ascending order; above the last comes all the rest.
  explicit Histogram(std::vector<double> bounds);
  void observe(double value);

  const std::vector<double>& bounds() const { return bounds_; }
  // Of each bucket alone; one more than bounds().
  const std::vector<std::uint64_t>& counts() const { return counts_; }
  std::uint64_t count() const;
  // The observations of both. The bounds are the same.
  void add(const Histogram& other);
  double sum() const { return sum_; }

 private:
  std::vector<double> bounds_;
  std::vector<std::uint64_t> counts_;
  double sum_ = 0;
};

// From 0.5 ms to 30 s, the longest that an integration may take: bounds of a duration in seconds.
std::vector<double> duration_bounds();

class Registry {
 public:
  Registry() = default;
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  // The one of that name and those labels, made when it is asked for first; good as long as the
  // registry. `help` and bounds count on the first call for a name.
  //
  // A name is [a-zA-Z_:][a-zA-Z0-9_:]*, a label's the same without ':' and not "le". Another kind
  // under a name that is taken, or a name that is none, is a bug of the caller: std::logic_error.
  Counter& counter(std::string_view name, std::string_view help, const Labels& labels = {});
  Gauge& gauge(std::string_view name, std::string_view help, const Labels& labels = {});
  Histogram& histogram(std::string_view name, std::string_view help, std::vector<double> bounds,
                       const Labels& labels = {});

  // Adds what another has counted, series by series: the registries of several loops as one.
  void add(const Registry& other);
  // A copy, for another thread.
  std::shared_ptr<const Registry> snapshot() const;

  // All of them in Prometheus's text format 0.0.4: families by name, series in the order of their
  // making.
  std::string text() const;
  static constexpr const char* kContentType = "text/plain; version=0.0.4; charset=utf-8";

 private:
  enum class Kind { counter, gauge, histogram };
  // The series of a name; deques, because references into them are handed out.
  struct Family {
    Kind kind;
    std::string help;
    std::map<std::string, std::size_t> places;  // by label text
    std::vector<std::string> labels;            // `a="1",b="2"`
    std::deque<Counter> counters;
    std::deque<Gauge> gauges;
    std::deque<Histogram> histograms;
  };

  Family& family(std::string_view name, std::string_view help, Kind kind);
  // The series' place; `made` says that it is a new one.
  static std::pair<std::size_t, bool> place_of(Family& family, const Labels& labels);
  static const char* name_of(Kind kind);

  std::map<std::string, Family, std::less<>> families_;
};

}  // namespace palaver::metrics
