// palaver_load: how palaver and its peers stand side by side under load. tools/bench --load builds
// and starts it; docs/performance.md says what it measures and how to read it.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/bench/load/case.h"
#include "tests/bench/load/document.h"
#include "tests/bench/load/process.h"
#include "tests/bench/load/socket.h"

namespace {

using namespace palaver::load;

constexpr const char* kCases[] = {"floor", "fanout", "roundtrip", "churn", "idle", "fixed", "slow"};

struct Options {
  Settings settings;
  Programs programs;
  std::vector<std::string> cases;
  std::vector<std::string> servers;  // empty: all
  std::string json;
  std::string document;
  std::size_t measured_ms = 0;
};

void add_cases(const std::string& name, const Settings& settings,
               std::vector<std::unique_ptr<Case>>& cases) {
  const auto add_all = [&](std::vector<std::unique_ptr<Case>> more) {
    for (auto& one : more) cases.push_back(std::move(one));
  };
  if (name == "floor") add_all(floor_cases(settings));
  if (name == "fanout") add_all(fanout_cases(settings));
  if (name == "roundtrip") cases.push_back(roundtrip_case());
  if (name == "churn") cases.push_back(churn_case());
  if (name == "idle") cases.push_back(idle_case(settings));
  if (name == "fixed") cases.push_back(fixed_case());
  if (name == "slow") cases.push_back(slow_case());
}

bool wanted(const Server& server, const Options& options) {
  if (options.servers.empty() || server.kind == Kind::floor) return true;
  return std::any_of(options.servers.begin(), options.servers.end(),
                     [&](const auto& part) { return server.name.find(part) != std::string::npos; });
}

// Every server once, then every server again: what drifts, drifts for all.
void run(Case& one, const std::vector<Server>& servers, const Settings& settings) {
  for (std::size_t turn = 0; turn < settings.runs; ++turn) {
    for (const Server& server : servers) {
      if (!one.takes(server)) continue;
      if (!server.missing.empty()) {
        for (Table& table : one.tables()) table.note(server, "left out: " + server.missing);
        continue;
      }
      std::fprintf(stderr, "%s, run %zu of %zu: %s...\n", std::string(one.name()).c_str(), turn + 1,
                   settings.runs, server.name.c_str());
      one.measure(server, settings);
    }
  }
  for (const Table& table : one.tables()) table.print(stdout);
}

bool write_document(const std::string& path, const std::map<std::string, std::string>& texts) {
  std::ifstream from(path);
  std::string document((std::istreambuf_iterator<char>(from)), {});
  for (const auto& [name, text] : texts) {
    if (auto changed = with_text_in_place(document, name, text)) {
      document = std::move(*changed);
    } else {
      std::fprintf(stderr, "palaver_load: %s has no place for %s\n", path.c_str(), name.c_str());
    }
  }
  std::ofstream to(path);
  to << document;
  if (to.flush()) return true;
  std::fprintf(stderr, "palaver_load: cannot write %s\n", path.c_str());
  return false;
}

int parse(CLI::App& app, Options& options, int argc, char** argv) {
  app.add_option("CASE", options.cases, "What to measure; everything when none is named")
      ->check(CLI::IsMember(std::vector<std::string>(std::begin(kCases), std::end(kCases))));
  app.add_flag("--quick", options.settings.quick, "One short run of each; fewer sizes");
  app.add_option("--server", options.servers, "Only servers whose name holds this; repeatable");
  app.add_option("--runs", options.settings.runs, "Runs of each; medians are shown")
      ->check(CLI::Range(1, 100));
  app.add_option("--measured-ms", options.measured_ms, "How long a figure is measured")
      ->check(CLI::Range(50, 60'000));
  app.add_option("--json", options.json, "Write all runs to this file, too");
  app.add_option("--document", options.document,
                 "Put the tables in their places in this document, docs/performance.md")
      ->check(CLI::ExistingFile);
  app.add_option("--server-core", options.settings.server_core, "Core of the servers");
  app.add_option("--generator-core", options.settings.generator_core, "Core of the generator");
  app.add_option("--logs", options.settings.logs, "Folder for what the servers print");
  app.add_option("--palaver", options.programs.palaver, "The program");
  app.add_option("--beast", options.programs.beast, "The Boost.Beast peer");
  app.add_option("--nats", options.programs.nats, "nats-server");
  app.add_option("--node", options.programs.node, "Node, for the npm peers");
  app.add_option("--peers", options.programs.peers, "Folder of the npm peers");
  app.add_option("--preload", options.programs.preload, "Library that Node is started with");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (options.settings.quick) {
    if (app.count("--runs") == 0) options.settings.runs = 1;
    options.settings.measured = std::chrono::milliseconds(500);
    options.settings.warm_up = std::chrono::milliseconds(150);
  }
  if (options.measured_ms > 0) {
    options.settings.measured = std::chrono::milliseconds(options.measured_ms);
  }
  if (options.cases.empty()) options.cases.assign(std::begin(kCases), std::end(kCases));
  return -1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Load generator: palaver and its peers, side by side on one core", "palaver_load");
  Options options;
  if (const int code = parse(app, options, argc, argv); code >= 0) return code;
  std::signal(SIGPIPE, SIG_IGN);
  raise_descriptor_limit();
  if (options.settings.server_core == options.settings.generator_core ||
      !pin_to_core(options.settings.server_core) || !pin_to_core(options.settings.generator_core)) {
    std::fprintf(stderr, "palaver_load: needs two cores, %d for the servers and %d for itself\n",
                 options.settings.server_core, options.settings.generator_core);
    return 2;
  }

  std::vector<Server> all = floors();
  for (Server& server : servers(options.programs)) all.push_back(std::move(server));
  all.erase(std::remove_if(all.begin(), all.end(),
                           [&](const Server& server) { return !wanted(server, options); }),
            all.end());

  std::vector<std::unique_ptr<Case>> cases;
  for (const std::string& name : options.cases) add_cases(name, options.settings, cases);
  nlohmann::json tables = nlohmann::json::array();
  std::map<std::string, std::string> texts;
  for (const auto& one : cases) {
    run(*one, all, options.settings);
    for (const Table& table : one->tables()) {
      tables.push_back(table.to_json());
      texts[std::string(one->name())] += table.to_markdown();
    }
  }
  if (!options.document.empty() && !write_document(options.document, texts)) return 1;
  if (!options.json.empty()) {
    std::ofstream file(options.json);
    file << nlohmann::json{{"quick", options.settings.quick},
                           {"runs", options.settings.runs},
                           {"tables", tables}}
                .dump(1)
         << '\n';
    if (!file.flush()) {
      std::fprintf(stderr, "palaver_load: cannot write %s\n", options.json.c_str());
      return 1;
    }
  }
  return 0;
}
