#include "server/app/service.h"

#include <cerrno>
#include <utility>
#include <vector>

#include "server/app/addresses.h"
#include "server/app/front_service.h"
#include "server/chat/backend.h"
#include "server/chat/backend_http.h"
#include "server/chat/http_publisher.h"
#include "server/common/wall_clock.h"
#include "server/gateway/ids.h"
#include "server/http/client.h"

namespace palaver::app {
namespace {

using Listened = expected<std::uint16_t, net::SystemError>;

class BackendService : public Service {
 public:
  BackendService(net::EventLoop& loop, const Options& options, const log::Logger& logger,
                 const net::TlsContext* tls)
      : host_(options.host),
        wanted_port_(options.port),
        loop_(loop),
        client_(loop),
        publisher_(loop, client_, logger, {.management_url = options.management_url}),
        backend_(publisher_, logger, gateway::make_id()),
        server_(
            loop, {.tls = tls, .handshake_timeout = options.handshake_timeout},
            [this](const http::Request& request, const std::shared_ptr<http::Exchange>& exchange) {
              exchange->respond(answer(request));
            }) {}

  Listened listen(std::vector<net::UniqueFd> sockets) {
    auto port = sockets.empty() ? server_.listen(host_, wanted_port_)
                                : Listened(server_.listen(std::move(sockets)));
    port_ = port.value_or(0);
    return port;
  }
  std::uint16_t port() const override { return port_; }
  void stop(std::function<void()> on_stopped) override {
    server_.drain();
    publisher_.when_idle([this, on_stopped = std::move(on_stopped)] { loop_.defer(on_stopped); });
  }
  std::size_t unfinished() const override { return publisher_.waiting(); }

 private:
  http::Response answer(const http::Request& request) {
    if (request.path() == "/healthz") return {.headers = {}, .body = "ok\n"};
    return chat::answer_callback(backend_, request, unix_time_ms());
  }

  std::string host_;
  std::uint16_t wanted_port_;
  net::EventLoop& loop_;
  http::Client client_;
  chat::HttpPublisher publisher_;
  chat::Backend backend_;
  http::Server server_;
  std::uint16_t port_ = 0;
};

}  // namespace

StartError cannot_listen(const Options& options, const net::SystemError& error) {
  std::string message =
      "cannot listen on " + url_host(options.host) + ":" + std::to_string(options.port) + ": ";
  if (error.number == EADDRINUSE) {
    return {message + "Address already in use; choose another with --port (0 takes any free one)"};
  }
  if (error.number == EACCES) {
    return {message + "Permission denied; choose a port above 1023 with --port", kBadUsage};
  }
  return {message + error.message + "; choose another with --host or --port"};
}

expected<std::unique_ptr<Service>, StartError> start_service(net::EventLoop& loop,
                                                             const Options& options,
                                                             const log::Logger& logger,
                                                             Listening listening) {
  if (options.command != Command::backend) {
    return FrontService::start(loop, options, logger, std::move(listening));
  }
  auto service = std::make_unique<BackendService>(loop, options, logger, listening.tls);
  const auto port = service->listen(std::move(listening.sockets));
  if (!port) return unexpected(cannot_listen(options, port.error()));
  return std::unique_ptr<Service>(std::move(service));
}

}  // namespace palaver::app
