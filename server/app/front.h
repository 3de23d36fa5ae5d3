// What `serve` and `gateway` show the world on their one port: the WebSocket APIs with
// @connections, the web client, a health check and metrics. Its loop's thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/common/expected.h"
#include "server/app/options.h"
#include "server/common/logger.h"
#include "server/common/metrics.h"
#include "server/gateway/access_log.h"
#include "server/gateway/carrier.h"
#include "server/gateway/endpoint.h"
#include "server/gateway/gateway.h"
#include "server/gateway/reports.h"
#include "server/gateway/signers.h"
#include "server/http/server.h"
#include "server/http/static_files.h"
#include "server/net/event_loop.h"
#include "server/net/system_error.h"
#include "server/net/tls_context.h"
#include "server/net/unique_fd.h"

namespace palaver::app {

// What was read and opened before: it could fail.
struct FrontExtras {
  gateway::Signers signers;
  std::unique_ptr<gateway::AccessLog> access_log;  // null: none is written
};

class Front {
 public:
  // `carrier`, `extras` and `tls` (null: without TLS) must outlive it.
  Front(net::EventLoop& loop, const Options& options, gateway::Carrier& carrier,
        FrontExtras& extras, log::Logger logger, const net::TlsContext* tls);

  // Listens as the options say, or on sockets that are listening already, and gives the port.
  expected<std::uint16_t, net::SystemError> listen(std::vector<net::UniqueFd> sockets);

  // No new clients; 1001 to those that are here; `on_stopped` when they and their callbacks are
  // done.
  void stop(std::function<void()> on_stopped);

  // Connections and callbacks that a stop waits for.
  std::size_t unfinished() const {
    return gateway_.connection_count() + gateway_.callbacks_in_flight();
  }

  gateway::Gateway& gateway() { return gateway_; }

  // The path of each stage of each API: its name, or behind the API's id where an earlier API has a
  // stage of that name.
  std::vector<std::string> endpoints() const { return gateway_.apis().paths(); }

 private:
  void answer(const http::Request& request, const std::shared_ptr<http::Exchange>& exchange);
  // The path at which the page's WebSocket opens.
  std::string chat_endpoint() const;

  std::string host_;
  std::uint16_t port_;
  std::string stage_;
  std::filesystem::path web_root_;
  http::StaticFiles files_;
  metrics::Registry metrics_;
  gateway::Reports reports_;
  gateway::Gateway gateway_;
  gateway::Endpoint endpoint_;
  http::Server server_;
  log::Logger logger_;
};

}  // namespace palaver::app
