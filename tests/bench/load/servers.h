// Who takes part: the floor, palaver, its peers. How each is started, and why one cannot.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/load/floor.h"
#include "tests/bench/load/process.h"
#include "tests/bench/load/wire.h"

namespace palaver::load {

struct Settings {
  bool quick = false;
  std::size_t runs = 5;
  int server_core = 1;
  int generator_core = 0;
  // How long each figure is measured, and how long a server runs in before that.
  std::chrono::milliseconds measured{1000};
  std::chrono::milliseconds warm_up{300};
  std::string logs;  // folder for what the servers print; empty: nowhere
};

// Where the programs are. An empty path, or one that leads nowhere: that server does not take part.
struct Programs {
  std::string palaver;
  std::string beast;
  std::string node = "node";
  std::string nats = "nats-server";
  std::string peers;    // folder of the Node scripts, with its node_modules
  std::string preload;  // library for uWebSockets.js on a C library that is too old for it
};

struct Running {
  Process process;
  std::uint16_t port = 0;
};

enum class Kind { floor, ours, peer };

struct Server {
  std::string name;
  Kind kind = Kind::peer;
  std::string missing;  // why it does not take part; empty when it does
  std::shared_ptr<const Wire> wire;
  // Frames to each receiver that one message makes.
  std::size_t frames_of_message = 1;
  // Starts it, for messages of that many bytes, and waits until it takes connections.
  std::function<Result<Running>(const Settings&, std::size_t payload_bytes)> start;
};

std::vector<Server> floors();
std::vector<Server> servers(const Programs& programs);

}  // namespace palaver::load
