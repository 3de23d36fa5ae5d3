#include "server/app/run.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <system_error>
#include <utility>
#include <vector>

#include "server/app/addresses.h"
#include "server/app/certificate_watch.h"
#include "server/app/service.h"
#include "server/app/signals.h"
#include "server/common/logger.h"
#include "server/net/event_loop.h"
#include "server/net/inherited_sockets.h"
#include "server/net/listener.h"
#include "server/net/tls_context.h"

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

struct Opened {
  std::unique_ptr<net::TlsContext> tls;  // null: without TLS
  std::vector<net::UniqueFd> sockets;    // inherited ones
};

// The error is for people, and a mistake of whoever starts the program.
expected<Opened, std::string> open_listening(const Options& options) {
  Opened opened;
  auto sockets = net::take_inherited_sockets();
  if (!sockets) return unexpected(std::move(sockets.error()));
  opened.sockets = std::move(*sockets);
  if (!options.tls_cert.empty()) {
    auto tls = net::TlsContext::create({options.tls_cert, options.tls_key});
    if (!tls) return unexpected(std::move(tls.error()));
    opened.tls = std::move(*tls);
  }
  return opened;
}

}  // namespace

std::string greeting(const Options& options, std::uint16_t port,
                     const std::vector<std::string>& endpoints) {
  const std::string at = ":" + std::to_string(port);
  const bool tls = !options.tls_cert.empty();
  const std::string http = tls ? "https://" : "http://";
  std::string text = "listening on " + http + url_host(options.host) + at + "\n";
  if (options.command == Command::backend) {
    return text + "answering through " + options.management_url + "/@connections/\n";
  }
  const bool everywhere = is_any_address(options.host);
  const std::string here = everywhere ? "localhost" : url_host(options.host);
  text += "open " + http + here + at + "/\n";
  if (everywhere) {
    for (const std::string& address : network_addresses()) {
      text.append("open ").append(http).append(address).append(at);
      text.append("/ (from other machines on the network)\n");
    }
  }
  for (const std::string& path : endpoints) {
    text.append(tls ? "wss://" : "ws://").append(here).append(at).append(path).append("\n");
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
  auto opened = open_listening(options);
  if (!opened) {
    err << "palaver: " << opened.error() << std::endl;
    return kBadUsage;
  }
  raise_descriptor_limit();
  const auto logger = log::Logger::to_stderr(options.log_level);
  net::EventLoop loop(std::move(poller));
  const auto tls = std::move(opened->tls);
  // Who is asked for sockets' addresses is told theirs, whatever the flags say.
  if (!opened->sockets.empty()) options.host = net::address_of(opened->sockets.front());
  auto started = start_service(loop, options, logger, {tls.get(), std::move(opened->sockets)});
  if (!started) {
    err << "palaver: " << started.error().message << std::endl;
    return started.error().exit_code;
  }
  Service& service = **started;
  std::optional<CertificateWatch> certificate;
  std::function<void()> reload;
  if (tls) {
    certificate.emplace(loop, *tls, logger);
    reload = [&certificate] { certificate->reload(); };
  }
  const auto stop = [&] {
    logger.info("stopping");
    service.stop([&loop] { loop.stop(); });
    loop.after(std::min(kClosingTime + options.callback_timeout, kLongestStop), [&] {
      logger.warning("stopped before all was done", {{"unfinished", service.unfinished()}});
      loop.stop();
    });
  };
  const Signals signals(loop, stop, reload);
  out << greeting(options, service.port(), service.endpoints()) << std::flush;
  loop.run();
  logger.info("stopped");
  return 0;
}

}  // namespace palaver::app
