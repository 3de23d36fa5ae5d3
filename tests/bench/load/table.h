// What was measured, as people and programs read it: one table for each thing that is compared.
#pragma once

#include <cstddef>
#include <cstdio>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/load/servers.h"

namespace palaver::load {

enum class Better { more, less };

struct Column {
  std::string name;
  int decimals = 2;
};

// What palaver's row is meant to reach.
struct Target {
  enum class Against {
    number,  // `factor` itself
    floor,   // the row that the table names as its floor
    best_peer,
    uwebsockets,  // the row of that peer
    own_column,   // palaver's own column `other`
  };
  std::size_t column = 0;
  Better better = Better::more;  // more: at least, less: at most
  double factor = 1;             // times what it is held against
  Against against = Against::number;
  std::size_t other = 0;
};

class Table {
 public:
  struct Form {
    std::string id;  // of one line of a file: "fanout/500x64/8-senders"
    std::string title;
    std::vector<Column> columns;  // the first is the figure that is compared
    Better better = Better::more;
    std::string floor;  // the row that figures are also compared with; empty for none
    std::vector<Target> targets;
  };
  explicit Table(Form form) : form_(std::move(form)) {}

  // One run's values, one for each column, and the sends of a bare loop a second beside them.
  void add(const Server& server, const std::vector<double>& values, double sends);
  // Why there are none, or what must be known about them. The last one stays.
  void note(const Server& server, std::string text);

  // The medians of all runs, the figure's ratios to the floor, to the best peer and to
  // uWebSockets.js (so that 1.2 always reads "1.2 times as much"), the bare loop, and below what
  // was to be reached.
  void print(std::FILE* out) const;
  // The same for a document.
  std::string to_markdown() const;
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
  const Row* measured(const std::string& server) const;
  const Row* best_peer(std::size_t column, Better better) const;
  std::vector<std::string> heading() const;
  std::vector<std::string> cells(const Row& row) const;
  std::vector<std::vector<std::string>> lines() const;
  std::string verdict(const Row& row, const Target& target) const;
  std::vector<std::string> verdicts() const;

  Form form_;
  std::vector<Row> rows_;
};

}  // namespace palaver::load
