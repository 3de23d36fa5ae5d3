// What `serve` and `gateway` show the world on their one port, as one of their loops serves it: the
// WebSocket APIs with @connections, the web client, a health check and metrics. Its loop's thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "server/app/options.h"
#include "server/common/logger.h"
#include "server/common/metrics.h"
#include "server/gateway/access_log.h"
#include "server/gateway/carrier.h"
#include "server/gateway/commons.h"
#include "server/gateway/endpoint.h"
#include "server/gateway/gateway.h"
#include "server/gateway/reports.h"
#include "server/gateway/seat.h"
#include "server/gateway/signers.h"
#include "server/gateway/switchboard.h"
#include "server/http/server.h"
#include "server/http/static_files.h"
#include "server/net/backlog.h"
#include "server/net/event_loop.h"
#include "server/net/peer_limit.h"
#include "server/net/tls_context.h"
#include "server/net/unique_fd.h"

namespace palaver::app {

// What the fronts of all loops have in common.
struct FrontCommons {
  explicit FrontCommons(const Options& options);

  gateway::Signers signers;
  std::unique_ptr<gateway::AccessLog> access_log;  // null: none is written
  gateway::Commons gateway;
  gateway::Switchboard switchboard;
  const net::TlsContext* tls = nullptr;  // null: without TLS
  net::Backlog backlog;
};

class Front {
 public:
  // `carrier` and `commons` must outlive it. It takes its seat at the switchboard.
  Front(net::EventLoop& loop, const Options& options, gateway::Carrier& carrier,
        FrontCommons& commons, log::Logger logger, gateway::Seat seat);
  ~Front();

  // Serves a connection that was accepted, and keeps its place.
  void accept(net::UniqueFd fd, std::string peer_address, net::PeerLimit::Place place) {
    server_.accept(std::move(fd), std::move(peer_address), std::move(place));
  }

  // No new clients; 1001 to those that are here; `on_stopped` when they and their callbacks are
  // done.
  void stop(std::function<void()> on_stopped);

  gateway::Gateway& gateway() { return gateway_; }

 private:
  void answer(const http::Request& request, const std::shared_ptr<http::Exchange>& exchange);
  // Of all loops together.
  void answer_metrics(const std::shared_ptr<http::Exchange>& exchange);
  // Has every loop close a share of those that hold the most.
  void relieve();
  // The path at which the page's WebSocket opens.
  std::string chat_endpoint() const;

  net::EventLoop& loop_;
  const net::Backlog& backlog_;
  std::string stage_;
  gateway::Switchboard& switchboard_;
  http::StaticFiles files_;
  metrics::Registry metrics_;
  gateway::Reports reports_;
  gateway::Gateway gateway_;
  gateway::Endpoint endpoint_;
  http::Server server_;
};

}  // namespace palaver::app
