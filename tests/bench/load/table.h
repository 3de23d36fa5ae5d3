// What was measured, as people and programs read it: one table for each thing that is compared.
#pragma once

#include <cstddef>
#include <cstdio>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "tests/bench/load/servers.h"

namespace palaver::load {

enum class Better { more, less };

struct Column {
  std::string name;
  int decimals = 2;
};

class Table {
 public:
  // The first column is the figure that is compared. `floor` names the row it is also compared
  // with; empty for none.
  Table(std::string id, std::string title, std::vector<Column> columns, Better better,
        std::string floor = {});

  // One run's values, one for each column, and the sends of a bare loop a second beside them.
  void add(const Server& server, const std::vector<double>& values, double sends);
  // Why there are none, or what must be known about them. The last one stays.
  void note(const Server& server, std::string text);

  // The medians of all runs, the figure's ratios to the floor and to the best peer (theirs below,
  // so that 1.2 always reads "1.2 times as much"), and the bare loop.
  void print(std::FILE* out) const;
  nlohmann::json to_json() const;

 private:
  struct Row {
    std::string server;
    Kind kind;
    std::vector<std::vector<double>> values;  // a list for each column
    std::vector<double> sends;
    std::string note;
  };
  Row& row_of(const Server& server);
  // Zero when there is none.
  double figure_of_floor() const;
  double figure_of_best_peer() const;
  std::vector<std::string> cells(const Row& row) const;

  std::string id_;
  std::string title_;
  std::vector<Column> columns_;
  Better better_;
  std::string floor_;
  std::vector<Row> rows_;
};

}  // namespace palaver::load
