#include "server/common/metrics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <stdexcept>

namespace palaver::metrics {
namespace {

enum class Colons { allowed, refused };

bool is_name(std::string_view text, Colons colons) {
  const auto letter = [colons](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (c == ':' && colons == Colons::allowed);
  };
  return !text.empty() && letter(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

// "Text format details": help texts escape backslash and line feed, label values the quote too.
std::string escaped(std::string_view text, bool quotes) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || (quotes && c == '"')) out += '\\';
    out += c;
  }
  return out;
}

// The shortest text that reads back as the same number.
std::string number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  std::array<char, 40> text{};
  for (int digits = 15; digits <= 17; ++digits) {
    std::snprintf(text.data(), text.size(), "%.*g", digits, value);
    if (std::strtod(text.data(), nullptr) == value) break;
  }
  return text.data();
}

std::string text_of(const Labels& labels) {
  std::string text;
  for (const auto& [name, value] : labels) {
    if (!is_name(name, Colons::refused) || name == "le") {
      throw std::logic_error("not the name of a label: " + name);
    }
    if (!text.empty()) text += ',';
    text.append(name).append("=\"").append(escaped(value, true)).append(1, '"');
  }
  return text;
}

// One line: name{labels} value.
void append_sample(std::string& out, std::string_view name, std::string_view suffix,
                   std::string_view labels, const std::string& value) {
  out.append(name).append(suffix);
  if (!labels.empty()) out.append(1, '{').append(labels).append(1, '}');
  out.append(1, ' ').append(value).append(1, '\n');
}

void append_histogram(std::string& out, std::string_view name, const std::string& labels,
                      const Histogram& histogram) {
  const auto before_le = labels.empty() ? std::string() : labels + ',';
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < histogram.counts().size(); ++i) {
    below += histogram.counts()[i];
    const auto bound = i < histogram.bounds().size() ? number(histogram.bounds()[i]) : "+Inf";
    auto with_le = before_le;
    with_le.append("le=\"").append(bound).append(1, '"');
    append_sample(out, name, "_bucket", with_le, std::to_string(below));
  }
  append_sample(out, name, "_sum", labels, number(histogram.sum()));
  append_sample(out, name, "_count", labels, std::to_string(below));
}

}  // namespace

Histogram::Histogram(std::vector<double> bounds)
    : bounds_(std::move(bounds)), counts_(bounds_.size() + 1) {}

void Histogram::observe(double value) {
  // A bucket holds what is at most its bound.
  const auto place = std::lower_bound(bounds_.begin(), bounds_.end(), value);
  ++counts_[static_cast<std::size_t>(place - bounds_.begin())];
  sum_ += value;
}

std::uint64_t Histogram::count() const {
  return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

void Histogram::add(const Histogram& other) {
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  sum_ += other.sum_;
}

std::vector<double> duration_bounds() {
  return {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
}

const char* Registry::name_of(Kind kind) {
  switch (kind) {
    case Kind::counter:
      return "counter";
    case Kind::gauge:
      return "gauge";
    case Kind::histogram:
      break;
  }
  return "histogram";
}

Registry::Family& Registry::family(std::string_view name, std::string_view help, Kind kind) {
  auto found = families_.find(name);
  if (found == families_.end()) {
    if (!is_name(name, Colons::allowed)) {
      throw std::logic_error("not the name of a metric: " + std::string(name));
    }
    found = families_.try_emplace(std::string(name)).first;
    found->second.kind = kind;
    found->second.help = escaped(help, false);
  }
  if (found->second.kind != kind) {
    throw std::logic_error("a " + std::string(name_of(found->second.kind)) +
                           " already: " + std::string(name));
  }
  return found->second;
}

std::pair<std::size_t, bool> Registry::place_of(Family& family, const Labels& labels) {
  auto text = text_of(labels);
  const auto [place, made] = family.places.try_emplace(text, family.labels.size());
  if (made) family.labels.push_back(std::move(text));
  return {place->second, made};
}

Counter& Registry::counter(std::string_view name, std::string_view help, const Labels& labels) {
  auto& of_name = family(name, help, Kind::counter);
  const auto [place, made] = place_of(of_name, labels);
  return made ? of_name.counters.emplace_back() : of_name.counters[place];
}

Gauge& Registry::gauge(std::string_view name, std::string_view help, const Labels& labels) {
  auto& of_name = family(name, help, Kind::gauge);
  const auto [place, made] = place_of(of_name, labels);
  return made ? of_name.gauges.emplace_back() : of_name.gauges[place];
}

Histogram& Registry::histogram(std::string_view name, std::string_view help,
                               std::vector<double> bounds, const Labels& labels) {
  auto& of_name = family(name, help, Kind::histogram);
  const auto [place, made] = place_of(of_name, labels);
  if (!made) return of_name.histograms[place];
  // One name has the same buckets in all its series, or they could not be added up.
  if (!of_name.histograms.empty()) bounds = of_name.histograms.front().bounds();
  return of_name.histograms.emplace_back(std::move(bounds));
}

void Registry::add(const Registry& other) {
  for (const auto& [name, theirs] : other.families_) {
    auto [found, made] = families_.try_emplace(name, theirs);
    if (made) continue;
    Family& ours = found->second;
    for (std::size_t from = 0; from < theirs.labels.size(); ++from) {
      const auto [place, is_new] = ours.places.try_emplace(theirs.labels[from], ours.labels.size());
      const std::size_t to = place->second;
      if (is_new) ours.labels.push_back(theirs.labels[from]);
      switch (ours.kind) {
        case Kind::counter:
          if (is_new) ours.counters.emplace_back();
          ours.counters[to].increment(theirs.counters[from].value());
          break;
        case Kind::gauge:
          if (is_new) ours.gauges.emplace_back();
          ours.gauges[to].add(theirs.gauges[from].value());
          break;
        case Kind::histogram:
          if (is_new) ours.histograms.emplace_back(theirs.histograms[from].bounds());
          ours.histograms[to].add(theirs.histograms[from]);
          break;
      }
    }
  }
}

std::shared_ptr<const Registry> Registry::snapshot() const {
  auto copy = std::make_shared<Registry>();
  copy->add(*this);
  return copy;
}

std::string Registry::text() const {
  std::string out;
  for (const auto& [name, family] : families_) {
    out.append("# HELP ").append(name).append(1, ' ').append(family.help).append(1, '\n');
    out.append("# TYPE ").append(name).append(1, ' ').append(name_of(family.kind)).append(1, '\n');
    for (std::size_t i = 0; i < family.labels.size(); ++i) {
      const auto& labels = family.labels[i];
      if (family.kind == Kind::counter) {
        append_sample(out, name, "", labels, std::to_string(family.counters[i].value()));
      } else if (family.kind == Kind::gauge) {
        append_sample(out, name, "", labels, number(family.gauges[i].value()));
      } else {
        append_histogram(out, name, labels, family.histograms[i]);
      }
    }
  }
  return out;
}

}  // namespace palaver::metrics
