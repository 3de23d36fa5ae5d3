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

constexpr const char* kUWebSockets = "uWebSockets.js";

}  // namespace

Table::Row& Table::row_of(const Server& server) {
  for (Row& row : rows_) {
    if (row.server == server.name) return row;
  }
  rows_.push_back(
      {server.name, server.kind, std::vector<std::vector<double>>(form_.columns.size()), {}, {}});
  return rows_.back();
}

void Table::add(const Server& server, const std::vector<double>& values, double sends) {
  Row& row = row_of(server);
  for (std::size_t i = 0; i < form_.columns.size(); ++i) row.values[i].push_back(values[i]);
  row.sends.push_back(sends);
}

void Table::note(const Server& server, std::string text) {
  row_of(server).note = std::move(text);
}

const Table::Row* Table::measured(const std::string& server) const {
  for (const Row& row : rows_) {
    if (row.server == server && !row.sends.empty()) return &row;
  }
  return nullptr;
}

const Table::Row* Table::best_peer(std::size_t column, Better better) const {
  const Row* best = nullptr;
  for (const Row& row : rows_) {
    if (row.kind != Kind::peer || row.sends.empty()) continue;
    const double value = median(row.values[column]);
    if (best != nullptr) {
      const double other = median(best->values[column]);
      if (better == Better::more ? value <= other : value >= other) continue;
    }
    best = &row;
  }
  return best;
}

std::vector<std::string> Table::heading() const {
  std::vector<std::string> names{"server"};
  for (const Column& column : form_.columns) names.push_back(column.name);
  if (!form_.floor.empty()) names.emplace_back("x floor");
  names.insert(names.end(), {"x best peer", "x uWS", "bare send M/s", ""});
  return names;
}

std::vector<std::string> Table::cells(const Row& row) const {
  std::vector<std::string> cells{row.server};
  if (row.sends.empty()) {
    cells.resize(heading().size() - 1, "-");
    cells.push_back(row.note);
    return cells;
  }
  for (std::size_t i = 0; i < form_.columns.size(); ++i) {
    cells.push_back(fixed(median(row.values[i]), form_.columns[i].decimals));
  }
  const double figure = median(row.values.front());
  const auto against = [&](const Row* other) {
    cells.push_back(ratio(figure, other == nullptr ? 0 : median(other->values.front())));
  };
  if (!form_.floor.empty()) against(measured(form_.floor));
  against(best_peer(0, form_.better));
  against(measured(kUWebSockets));
  cells.push_back(fixed(median(row.sends) / 1e6, 2));
  cells.push_back(row.note);
  return cells;
}

std::string Table::verdict(const Row& row, const Target& target) const {
  const Column& column = form_.columns[target.column];
  const double value = median(row.values[target.column]);
  const Row* other = nullptr;
  std::size_t other_column = target.column;
  std::string name;
  switch (target.against) {
    case Target::Against::number:
      break;
    case Target::Against::floor:
      other = measured(form_.floor);
      name = form_.floor;
      break;
    case Target::Against::best_peer:
      other = best_peer(target.column, target.better);
      name = "the best peer" + (other == nullptr ? "" : " (" + other->server + ")");
      break;
    case Target::Against::uwebsockets:
      other = measured(kUWebSockets);
      name = kUWebSockets;
      break;
    case Target::Against::own_column:
      other = &row;
      other_column = target.other;
      name = form_.columns[target.other].name;
      break;
  }
  const bool number = target.against == Target::Against::number;
  const double reached = number             ? value
                         : other == nullptr ? 0
                                            : value / median(other->values[other_column]);
  const char* direction = target.better == Better::more ? "at least" : "at most";
  const int decimals = number ? column.decimals : 2;
  std::string result = "not measured";
  if (number || other != nullptr) {
    const bool met =
        target.better == Better::more ? reached >= target.factor : reached <= target.factor;
    result = fixed(reached, decimals) + (met ? ", met" : ", NOT met");
  }
  return column.name + " " + direction + " " + fixed(target.factor, decimals) +
         (number ? "" : " x " + name) + ": " + result;
}

std::vector<std::string> Table::verdicts() const {
  std::vector<std::string> all;
  for (const Row& row : rows_) {
    if (row.kind != Kind::ours || row.sends.empty()) continue;
    for (const Target& target : form_.targets) all.push_back(verdict(row, target));
  }
  return all;
}

std::vector<std::vector<std::string>> Table::lines() const {
  std::vector<std::vector<std::string>> lines{heading()};
  for (const Row& row : rows_) lines.push_back(cells(row));
  return lines;
}

void Table::print(std::FILE* out) const {
  const auto all = lines();
  std::vector<std::size_t> widths(all.front().size(), 0);
  for (const auto& line : all) {
    for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
  }
  std::fprintf(out, "\n%s: %s\n", form_.id.c_str(), form_.title.c_str());
  for (const auto& line : all) {
    std::fprintf(out, "  %-*s", static_cast<int>(widths[0]), line[0].c_str());
    for (std::size_t i = 1; i + 1 < widths.size(); ++i) {
      std::fprintf(out, "  %*s", static_cast<int>(widths[i]), line[i].c_str());
    }
    std::fprintf(out, "%s%s\n", line.back().empty() ? "" : "  ", line.back().c_str());
  }
  for (const std::string& line : verdicts()) std::fprintf(out, "  target: %s\n", line.c_str());
  std::fflush(out);
}

std::string Table::to_markdown() const {
  std::string text = "**" + form_.title + "**\n\n";
  bool heading = true;
  for (const auto& line : lines()) {
    text += "|";
    for (const std::string& cell : line) text += " " + cell + " |";
    text += "\n";
    if (std::exchange(heading, false)) {
      text += "|---|";
      for (std::size_t i = 2; i < line.size(); ++i) text += "--:|";
      text += "---|\n";
    }
  }
  text += "\n";
  for (const std::string& line : verdicts()) text += "- target: " + line + "\n";
  return text + (verdicts().empty() ? "" : "\n");
}

nlohmann::json Table::to_json() const {
  nlohmann::json rows = nlohmann::json::array();
  for (const Row& row : rows_) {
    nlohmann::json values = nlohmann::json::object();
    for (std::size_t i = 0; i < form_.columns.size(); ++i)
      values[form_.columns[i].name] = row.values[i];
    rows.push_back({{"server", row.server},
                    {"kind", row.kind == Kind::floor  ? "floor"
                             : row.kind == Kind::ours ? "ours"
                                                      : "peer"},
                    {"runs", values},
                    {"bareSendsPerCpuSecond", row.sends},
                    {"note", row.note}});
  }
  return {{"id", form_.id},
          {"title", form_.title},
          {"better", form_.better == Better::more ? "more" : "less"},
          {"rows", rows}};
}

}  // namespace palaver::load
