// The three commands as objects on a loop, so that tests run them as main() does. Its loop's
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/common/expected.h"
#include "server/app/options.h"
#include "server/common/logger.h"
#include "server/net/event_loop.h"
#include "server/net/system_error.h"
#include "server/net/tls_context.h"
#include "server/net/unique_fd.h"

namespace palaver::app {

class Service {
 public:
  virtual ~Service() = default;
  // The port that was taken.
  virtual std::uint16_t port() const = 0;
  // Where WebSockets open, as paths: /dev. None for the backend.
  virtual std::vector<std::string> endpoints() const { return {}; }
  // Begins a clean stop: `on_stopped` is called, not from inside, when all is done. It may take as
  // long as a callback's timeout. Once.
  virtual void stop(std::function<void()> on_stopped) = 0;
  // What a stop waits for, for the log when it takes too long.
  virtual std::size_t unfinished() const = 0;
};

struct StartError {
  std::string message;  // for people; names host, port and what to do
  int exit_code = 1;    // kBadUsage for what another flag mends
};

// What is listened with, beyond the options: it was opened before, because it could fail.
struct Listening {
  const net::TlsContext* tls = nullptr;  // null: without TLS; outlives the service
  // Sockets that are listening already; none: the options' host and port are bound.
  std::vector<net::UniqueFd> sockets = {};
};

// Why the port that the options name cannot be had, and what to do.
StartError cannot_listen(const Options& options, const net::SystemError& error);

// Builds the command's parts and listens. `loop` must outlive the service.
expected<std::unique_ptr<Service>, StartError> start_service(net::EventLoop& loop,
                                                             const Options& options,
                                                             const log::Logger& logger,
                                                             Listening listening = {});

}  // namespace palaver::app
