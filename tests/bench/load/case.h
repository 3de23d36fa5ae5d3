// One thing that is measured, over all servers. The runner (main.cpp) lets the servers take turns.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "tests/bench/load/servers.h"
#include "tests/bench/load/table.h"

namespace palaver::load {

class Case {
 public:
  virtual ~Case() = default;

  // As it is asked for on the command line.
  virtual std::string_view name() const = 0;
  // Whether that server has a row in it.
  virtual bool takes(const Server& server) const { return server.kind != Kind::floor; }
  // One turn of one server: starts it, measures, adds to the tables. Ends within a minute or so.
  virtual void measure(const Server& server, const Settings& settings) = 0;

  std::vector<Table>& tables() { return tables_; }

 protected:
  // A turn that came to nothing, in all tables.
  void failed(const Server& server, const std::string& why) {
    for (Table& table : tables_) table.note(server, why);
  }
  // The bare loop of send() that goes before each figure; 0 when it could not be timed.
  static double time_sends(const Settings& settings);

  std::vector<Table> tables_;
};

// Deliveries a CPU second: several groups of receivers and sizes.
std::vector<std::unique_ptr<Case>> fanout_cases(const Settings& settings);
// All ways of the floor, without servers.
std::vector<std::unique_ptr<Case>> floor_cases(const Settings& settings);
std::unique_ptr<Case> roundtrip_case();
std::unique_ptr<Case> churn_case();
std::unique_ptr<Case> idle_case(const Settings& settings);
std::unique_ptr<Case> fixed_case();
std::unique_ptr<Case> slow_case();

}  // namespace palaver::load
