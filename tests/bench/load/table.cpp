#include "tests/bench/load/table.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace palaver::load {
namespace {

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const std::size_t middle = values.size() / 2;
  std::sort(values.begin(), values.end());
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::string fixed(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

std::string ratio(double value, double to) {
  return to > 0 ? fixed(value / to, 2) : "-";
}

}  // namespace

Table::Table(std::string id, std::string title, std::vector<Column> columns, Better better,
             std::string floor)
    : id_(std::move(id)),
      title_(std::move(title)),
      columns_(std::move(columns)),
      better_(better),
      floor_(std::move(floor)) {}

Table::Row& Table::row_of(const Server& server) {
  for (Row& row : rows_) {
    if (row.server == server.name) return row;
  }
  rows_.push_back(
      {server.name, server.kind, std::vector<std::vector<double>>(columns_.size()), {}, {}});
  return rows_.back();
}

void Table::add(const Server& server, const std::vector<double>& values, double sends) {
  Row& row = row_of(server);
  for (std::size_t i = 0; i < columns_.size(); ++i) row.values[i].push_back(values[i]);
  row.sends.push_back(sends);
}

void Table::note(const Server& server, std::string text) {
  row_of(server).note = std::move(text);
}

double Table::figure_of_floor() const {
  for (const Row& row : rows_) {
    if (!floor_.empty() && row.server == floor_) return median(row.values.front());
  }
  return 0;
}

double Table::figure_of_best_peer() const {
  double best = 0;
  for (const Row& row : rows_) {
    const double figure = median(row.values.front());
    if (row.kind != Kind::peer || row.values.front().empty()) continue;
    if (best == 0 || (better_ == Better::more ? figure > best : figure < best)) best = figure;
  }
  return best;
}

std::vector<std::string> Table::cells(const Row& row) const {
  std::vector<std::string> cells{row.server};
  if (row.values.front().empty()) {
    cells.resize(columns_.size() + 4, "-");
    cells.push_back(row.note);
    return cells;
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    cells.push_back(fixed(median(row.values[i]), columns_[i].decimals));
  }
  const double figure = median(row.values.front());
  cells.push_back(ratio(figure, figure_of_floor()));
  cells.push_back(ratio(figure, figure_of_best_peer()));
  cells.push_back(fixed(median(row.sends) / 1e6, 2));
  cells.push_back(row.note);
  return cells;
}

void Table::print(std::FILE* out) const {
  std::vector<std::vector<std::string>> lines{{"server"}};
  for (const Column& column : columns_) lines.front().push_back(column.name);
  for (const char* name : {"x floor", "x best peer", "bare send M/s", ""}) {
    lines.front().emplace_back(name);
  }
  for (const Row& row : rows_) lines.push_back(cells(row));

  std::vector<std::size_t> widths(lines.front().size(), 0);
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
  }
  std::fprintf(out, "\n%s: %s\n", id_.c_str(), title_.c_str());
  for (const auto& line : lines) {
    std::fprintf(out, "  %-*s", static_cast<int>(widths[0]), line[0].c_str());
    for (std::size_t i = 1; i + 1 < widths.size(); ++i) {
      std::fprintf(out, "  %*s", static_cast<int>(widths[i]), line[i].c_str());
    }
    std::fprintf(out, "%s%s\n", line.back().empty() ? "" : "  ", line.back().c_str());
  }
  std::fflush(out);
}

nlohmann::json Table::to_json() const {
  nlohmann::json rows = nlohmann::json::array();
  for (const Row& row : rows_) {
    nlohmann::json values = nlohmann::json::object();
    for (std::size_t i = 0; i < columns_.size(); ++i) values[columns_[i].name] = row.values[i];
    rows.push_back({{"server", row.server},
                    {"kind", row.kind == Kind::floor  ? "floor"
                             : row.kind == Kind::ours ? "ours"
                                                      : "peer"},
                    {"runs", values},
                    {"bareSendsPerCpuSecond", row.sends},
                    {"note", row.note}});
  }
  return {{"id", id_},
          {"title", title_},
          {"better", better_ == Better::more ? "more" : "less"},
          {"rows", rows}};
}

}  // namespace palaver::load
