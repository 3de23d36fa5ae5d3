#include "tests/bench/load/servers.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <thread>
#include <utility>

#include "tests/bench/load/nats_wire.h"
#include "tests/bench/load/websocket_wire.h"

namespace palaver::load {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto kPatience = 10s;

bool takes_connections(std::uint16_t port) {
  auto fd = start_connecting(port);
  if (!fd) return false;
  pollfd waiting{.fd = fd->get(), .events = POLLOUT, .revents = 0};
  int error = 0;
  socklen_t size = sizeof error;
  const bool connected = ::poll(&waiting, 1, 100) == 1 &&
                         ::getsockopt(fd->get(), SOL_SOCKET, SO_ERROR, &error, &size) == 0 &&
                         error == 0;
  close_at_once(fd->get());
  return connected;
}

Result<Running> wait_until_ready(Result<Process> process, std::uint16_t port) {
  if (!process) return Failed(process.error());
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!takes_connections(port)) {
    if (!process->running()) return Failed("it ended at once");
    if (std::chrono::steady_clock::now() >= deadline) return Failed("it takes no connections");
    std::this_thread::sleep_for(5ms);
  }
  return Running{std::move(*process), port};
}

using Command = std::function<std::vector<std::string>(const std::string& port)>;
using Start = decltype(Server::start);

Start starts(std::string name, Command command, std::vector<std::string> environment = {}) {
  return
      [name = std::move(name), command = std::move(command), environment = std::move(environment)](
          const Settings& settings, std::size_t) -> Result<Running> {
        const auto port = free_port();
        if (!port) return Failed(port.error());
        Process::Options options;
        options.core = settings.server_core;
        options.environment = environment;
        if (!settings.logs.empty()) options.log = settings.logs + "/load-" + name + ".log";
        return wait_until_ready(Process::start(command(std::to_string(*port)), options), *port);
      };
}

Server floor_server(FloorWay way) {
  Server server;
  server.name = name_of(way);
  server.kind = Kind::floor;
  server.missing = unavailable(way);
  server.wire = std::make_shared<FloorWire>();
  server.frames_of_message = frames_of_round(way);
  server.start = [way](const Settings& settings, std::size_t payload_bytes) -> Result<Running> {
    auto listening = listen_anywhere();
    if (!listening) return Failed(listening.error());
    Process::Options options;
    options.core = settings.server_core;
    const int fd = listening->fd.get();
    auto process = Process::start([=] { serve_floor(way, fd, payload_bytes); }, options);
    if (!process) return Failed(process.error());
    return Running{std::move(*process), listening->port};
  };
  return server;
}

bool found(const std::string& program) {
  if (program.empty()) return false;
  if (program.find('/') != std::string::npos) return ::access(program.c_str(), X_OK) == 0;
  const char* path = std::getenv("PATH");
  std::string folders = path == nullptr ? "" : path;
  for (std::size_t start = 0; start <= folders.size();) {
    const std::size_t end = std::min(folders.find(':', start), folders.size());
    const std::string file = folders.substr(start, end - start) + "/" + program;
    if (::access(file.c_str(), X_OK) == 0) return true;
    start = end + 1;
  }
  return false;
}

std::string missing_program(const std::string& program) {
  return found(program) ? "" : "not installed: " + (program.empty() ? "no path given" : program);
}

Server node_server(const Programs& programs, std::string name, const std::string& package,
                   const std::string& script) {
  Server server;
  server.missing = missing_program(programs.node);
  if (server.missing.empty() && !fs::exists(programs.peers + "/node_modules/" + package)) {
    server.missing = "the npm package " + package + " is not installed";
  }
  server.wire = std::make_shared<WebSocketWire>();
  std::vector<std::string> environment;
  if (!programs.preload.empty()) environment.push_back("LD_PRELOAD=" + programs.preload);
  server.start = starts(
      name,
      [node = programs.node, file = programs.peers + "/" + script](const std::string& port) {
        return std::vector<std::string>{node, file, port};
      },
      std::move(environment));
  server.name = std::move(name);
  return server;
}

}  // namespace

std::vector<Server> floors() {
  std::vector<Server> all;
  for (const FloorWay way : {FloorWay::send_one, FloorWay::copy_eight, FloorWay::gather_eight,
                             FloorWay::uring_one, FloorWay::uring_eight}) {
    all.push_back(floor_server(way));
  }
  return all;
}

std::vector<Server> servers(const Programs& programs) {
  std::vector<Server> all;

  Server palaver;
  palaver.name = "palaver";
  palaver.kind = Kind::ours;
  palaver.missing = missing_program(programs.palaver);
  palaver.wire = std::make_shared<ChatWire>();
  palaver.start = starts("palaver", [program = programs.palaver](const std::string& port) {
    return std::vector<std::string>{program, "serve", "--port", port, "--log-level", "warning"};
  });
  all.push_back(std::move(palaver));

  all.push_back(
      node_server(programs, "uWebSockets.js", "@btc-vision/uwebsockets.js", "uws_server.mjs"));

  Server nats;
  nats.name = "nats-server";
  nats.missing = missing_program(programs.nats);
  nats.wire = std::make_shared<NatsWire>();
  nats.start =
      starts("nats",
             [program = programs.nats](const std::string& port) {
               return std::vector<std::string>{program, "--addr", "127.0.0.1", "--port", port};
             },
             {"GOMAXPROCS=1"});
  all.push_back(std::move(nats));

  Server beast;
  beast.name = "Boost.Beast";
  beast.missing = missing_program(programs.beast);
  beast.wire = std::make_shared<WebSocketWire>();
  beast.start = starts("beast", [program = programs.beast](const std::string& port) {
    return std::vector<std::string>{program, port};
  });
  all.push_back(std::move(beast));

  all.push_back(node_server(programs, "ws", "ws", "ws_server.mjs"));
  return all;
}

}  // namespace palaver::load
