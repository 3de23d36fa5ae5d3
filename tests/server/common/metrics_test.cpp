#include "server/common/metrics.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <limits>
#include <stdexcept>
#include <string>

using namespace palaver::metrics;

TEST_CASE("Metrics: one name, one counter", "[common]") {
  Registry registry;
  auto& counter = registry.counter("ConnectCount", "Calls.", {{"ApiId", "a"}});
  counter.increment();
  registry.counter("ConnectCount", "Other words.", {{"ApiId", "a"}}).increment(2);
  registry.counter("ConnectCount", "Calls.", {{"ApiId", "b"}});
  CHECK(counter.value() == 3);
  // References stay good, however many come.
  for (int i = 0; i < 1000; ++i) {
    registry.counter("ConnectCount", "Calls.", {{"ApiId", std::to_string(i)}}).increment();
  }
  counter.increment();
  CHECK(registry.counter("ConnectCount", "Calls.", {{"ApiId", "a"}}).value() == 4);
}

TEST_CASE("Metrics: the text that Prometheus reads", "[common]") {
  Registry registry;
  registry.gauge("palaver_connections", "Open connections.").set(2);
  registry.counter("palaver_messages_total", "Messages.", {{"api", "a"}, {"route", "$default"}})
      .increment(7);
  registry.counter("palaver_messages_total", "Messages.", {{"api", "a"}, {"route", "chat"}});
  auto& seconds = registry.histogram("IntegrationLatency", "Seconds.", {0.1, 1}, {{"api", "a"}});
  for (const double value : {0.05, 0.1, 0.5, 3.0}) seconds.observe(value);
  registry.histogram("plain", "No labels.", {1}).observe(1);
  CHECK(registry.text() ==
        "# HELP IntegrationLatency Seconds.\n"
        "# TYPE IntegrationLatency histogram\n"
        "IntegrationLatency_bucket{api=\"a\",le=\"0.1\"} 2\n"
        "IntegrationLatency_bucket{api=\"a\",le=\"1\"} 3\n"
        "IntegrationLatency_bucket{api=\"a\",le=\"+Inf\"} 4\n"
        "IntegrationLatency_sum{api=\"a\"} 3.65\n"
        "IntegrationLatency_count{api=\"a\"} 4\n"
        "# HELP palaver_connections Open connections.\n"
        "# TYPE palaver_connections gauge\n"
        "palaver_connections 2\n"
        "# HELP palaver_messages_total Messages.\n"
        "# TYPE palaver_messages_total counter\n"
        "palaver_messages_total{api=\"a\",route=\"$default\"} 7\n"
        "palaver_messages_total{api=\"a\",route=\"chat\"} 0\n"
        "# HELP plain No labels.\n"
        "# TYPE plain histogram\n"
        "plain_bucket{le=\"1\"} 1\n"
        "plain_bucket{le=\"+Inf\"} 1\n"
        "plain_sum 1\n"
        "plain_count 1\n");
  CHECK(Registry().text().empty());
}

TEST_CASE("Metrics: what would end a line or a value is escaped", "[common]") {
  Registry registry;
  registry.counter("c", "back\\slash, \"quotes\"\nand a line", {{"a", "\\ \" \n \xC3\xA4"}});
  CHECK(registry.text() ==
        "# HELP c back\\\\slash, \"quotes\"\\nand a line\n"
        "# TYPE c counter\n"
        "c{a=\"\\\\ \\\" \\n \xC3\xA4\"} 0\n");
}

TEST_CASE("Metrics: numbers are short, exact, and may be none", "[common]") {
  struct Row {
    double value;
    const char* text;
  };
  const auto row = GENERATE(values<Row>({{0, "0"},
                                         {0.1, "0.1"},
                                         {-2.5, "-2.5"},
                                         {1e6, "1000000"},
                                         {1e20, "1e+20"},
                                         {0.1 + 0.2, "0.30000000000000004"},
                                         {std::numeric_limits<double>::infinity(), "+Inf"},
                                         {-std::numeric_limits<double>::infinity(), "-Inf"},
                                         {std::numeric_limits<double>::quiet_NaN(), "NaN"}}));
  Registry registry;
  auto& gauge = registry.gauge("g", "A gauge.");
  gauge.set(row.value);
  CHECK(registry.text() == "# HELP g A gauge.\n# TYPE g gauge\ng " + std::string(row.text) + "\n");
}

TEST_CASE("Metrics: what several loops count adds up, series by series", "[common]") {
  Registry one;
  one.counter("calls", "Calls.", {{"stage", "dev"}}).increment(2);
  one.gauge("open", "Open ones.").set(3);
  one.histogram("seconds", "Durations.", {1, 2}).observe(0.5);
  Registry other;
  other.counter("calls", "Calls.", {{"stage", "prod"}}).increment(5);
  other.counter("calls", "Calls.", {{"stage", "dev"}}).increment(10);
  other.gauge("open", "Open ones.").set(-1);
  other.histogram("seconds", "Durations.", {1, 2}).observe(1.5);
  other.counter("only_here", "Once.").increment();

  Registry whole;
  whole.add(*one.snapshot());
  whole.add(other);
  CHECK(whole.counter("calls", "", {{"stage", "dev"}}).value() == 12);
  CHECK(whole.counter("calls", "", {{"stage", "prod"}}).value() == 5);
  CHECK(whole.counter("only_here", "").value() == 1);
  CHECK(whole.gauge("open", "").value() == 2);
  const Histogram& seconds = whole.histogram("seconds", "", {1, 2});
  CHECK(seconds.counts() == std::vector<std::uint64_t>{1, 1, 0});
  CHECK(seconds.sum() == 2);
  // The parts are as they were.
  CHECK(one.counter("calls", "", {{"stage", "dev"}}).value() == 2);
}

TEST_CASE("Metrics: a gauge goes up and down", "[common]") {
  Gauge gauge;
  gauge.add(3);
  gauge.add(-1);
  CHECK(gauge.value() == 2);
}

TEST_CASE("Metrics: durations have buckets up to an integration's longest", "[common]") {
  const auto bounds = duration_bounds();
  CHECK(bounds.front() == 0.0005);
  CHECK(bounds.back() == 30);
  Histogram histogram(bounds);
  histogram.observe(29);
  histogram.observe(31);
  CHECK(histogram.count() == 2);
  CHECK(histogram.counts().back() == 1);
}

TEST_CASE("Metrics: a series keeps its name's buckets", "[common]") {
  Registry registry;
  registry.histogram("h", "H.", {1, 2});
  CHECK(registry.histogram("h", "H.", {5}, {{"a", "b"}}).bounds() == std::vector<double>{1, 2});
}

TEST_CASE("Metrics: names that would break the format are a bug of ours", "[common]") {
  Registry registry;
  registry.counter("taken", "C.");
  CHECK_THROWS_AS(registry.gauge("taken", "G."), std::logic_error);
  for (const auto* name : {"", "1a", "a-b", "a b", "a\n"}) {
    CHECK_THROWS_AS(registry.counter(name, "C."), std::logic_error);
    CHECK_THROWS_AS(registry.counter("c", "C.", {{name, "x"}}), std::logic_error);
  }
  CHECK_THROWS_AS(registry.counter("c", "C.", {{"a:b", "x"}}), std::logic_error);
  CHECK_THROWS_AS(registry.histogram("h", "H.", {1}, {{"le", "x"}}), std::logic_error);
  CHECK_NOTHROW(registry.counter("job:c", "C."));
}
