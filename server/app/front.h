// What `serve` and `gateway` show the world on their one port: the WebSocket API, its @connections,
// the web client and a health check. Its loop's thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "core/common/expected.h"
#include "server/app/options.h"
#include "server/common/logger.h"
#include "server/gateway/gateway.h"
#include "server/gateway/integration.h"
#include "server/http/server.h"
#include "server/http/static_files.h"
#include "server/net/event_loop.h"
#include "server/net/system_error.h"

namespace palaver::app {

class Front {
 public:
  // `integration` must outlive it.
  Front(net::EventLoop& loop, const Options& options, gateway::Integration& integration,
        log::Logger logger);

  // Listens as the options say and gives the port.
  expected<std::uint16_t, net::SystemError> listen();

  // No new clients; 1001 to those that are here; `on_stopped` when they and their callbacks are
  // done.
  void stop(std::function<void()> on_stopped);

  // Connections and callbacks that a stop waits for.
  std::size_t unfinished() const {
    return gateway_.connection_count() + gateway_.callbacks_in_flight();
  }

  gateway::Gateway& gateway() { return gateway_; }

 private:
  void answer(const http::Request& request, const std::shared_ptr<http::Exchange>& exchange);

  std::string host_;
  std::uint16_t port_;
  std::string stage_;
  std::filesystem::path web_root_;
  http::StaticFiles files_;
  gateway::Gateway gateway_;
  http::Server server_;
  log::Logger logger_;
};

}  // namespace palaver::app
