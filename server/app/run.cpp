#include "server/app/run.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <ostream>
#include <system_error>

#include "server/app/addresses.h"
#include "server/app/service.h"
#include "server/app/signals.h"
#include "server/common/logger.h"
#include "server/net/event_loop.h"

namespace palaver::app {
namespace {

// Clients have three seconds to answer their close; then the last $disconnect is called.
constexpr std::chrono::milliseconds kClosingTime{4000};
// A stop that takes longer ends all the same.
constexpr std::chrono::milliseconds kLongestStop{10'000};

// Each connection is a descriptor; the soft limit is often 1024.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

std::filesystem::path program_path(const std::string& program) {
  std::error_code error;
  std::filesystem::path path = std::filesystem::canonical("/proc/self/exe", error);
  if (!error) return path;
  path = std::filesystem::canonical(program, error);
  return error ? std::filesystem::path(program) : path;
}

}  // namespace

std::string greeting(const Options& options, std::uint16_t port,
                     const std::vector<std::string>& endpoints) {
  const std::string at = ":" + std::to_string(port);
  std::string text = "listening on http://" + url_host(options.host) + at + "\n";
  if (options.command == Command::backend) {
    return text + "answering through " + options.management_url + "/@connections/\n";
  }
  const bool everywhere = is_any_address(options.host);
  const std::string here = everywhere ? "localhost" : url_host(options.host);
  text += "open http://" + here + at + "/\n";
  if (everywhere) {
    for (const std::string& address : network_addresses()) {
      text.append("open http://").append(address).append(at);
      text.append("/ (from other machines on the network)\n");
    }
  }
  for (const std::string& path : endpoints) {
    text.append("ws://").append(here).append(at).append(path).append("\n");
  }
  if (!options.backend_url.empty()) text += "calling back " + options.backend_url + "\n";
  return text;
}

int run(const std::string& program, const std::vector<std::string>& arguments, std::ostream& out,
        std::ostream& err) {
  auto parsed = parse_options(arguments);
  if (!parsed) {
    const Farewell& farewell = parsed.error();
    (farewell.exit_code == 0 ? out : err) << farewell.text << std::flush;
    return farewell.exit_code;
  }
  Options options = std::move(*parsed);
  if (options.web_root.empty()) options.web_root = default_web_root(program_path(program));

  auto poller = net::make_poller(options.poller);
  if (!poller) {
    err << "palaver: --poller: this system does not have it\n";
    return kBadUsage;
  }
  raise_descriptor_limit();
  const auto logger = log::Logger::to_stderr(options.log_level);
  net::EventLoop loop(std::move(poller));
  auto started = start_service(loop, options, logger);
  if (!started) {
    err << "palaver: " << started.error().message << std::endl;
    return 1;
  }
  Service& service = **started;
  const Signals signals(loop, [&] {
    logger.info("stopping");
    service.stop([&loop] { loop.stop(); });
    loop.after(std::min(kClosingTime + options.callback_timeout, kLongestStop), [&] {
      logger.warning("stopped before all was done", {{"unfinished", service.unfinished()}});
      loop.stop();
    });
  });
  out << greeting(options, service.port(), service.endpoints()) << std::flush;
  loop.run();
  logger.info("stopped");
  return 0;
}

}  // namespace palaver::app
