#include "server/app/service.h"

#include <cerrno>
#include <utility>

#include "core/gateway/callback_api.h"
#include "server/app/addresses.h"
#include "server/app/front.h"
#include "server/chat/backend.h"
#include "server/chat/backend_http.h"
#include "server/chat/http_publisher.h"
#include "server/chat/in_process.h"
#include "server/common/wall_clock.h"
#include "server/gateway/http_integration.h"
#include "server/gateway/ids.h"
#include "server/http/client.h"

namespace palaver::app {
namespace {

using Listened = expected<std::uint16_t, net::SystemError>;

// What stands behind the gateway in `serve`: the chat, in the same process.
struct ChatHere {
  ChatHere(net::EventLoop& loop, const Options& /*options*/, const log::Logger& logger)
      : publisher(loop),
        backend(publisher, logger, gateway::make_id()),
        integration(loop, backend) {}
  void attach(gateway::Gateway& gateway) { publisher.attach(gateway); }

  chat::InProcessPublisher publisher;
  chat::Backend backend;
  chat::InProcessIntegration integration;
};

// In `gateway`: whatever answers at the backend's URL.
struct BackendElsewhere {
  BackendElsewhere(net::EventLoop& loop, const Options& options, const log::Logger& /*logger*/)
      : client(loop),
        integration(client, {.backend_url = options.backend_url,
                             .api_id = gateway::callback_api().api_id,
                             .timeout = options.callback_timeout}) {}
  void attach(gateway::Gateway& /*gateway*/) {}

  http::Client client;
  gateway::HttpIntegration integration;
};

template <class Behind>
class FrontService : public Service {
 public:
  FrontService(net::EventLoop& loop, const Options& options, const log::Logger& logger)
      : behind_(loop, options, logger), front_(loop, options, behind_.integration, logger) {
    behind_.attach(front_.gateway());
  }

  Listened listen() {
    auto port = front_.listen();
    port_ = port.value_or(0);
    return port;
  }
  std::uint16_t port() const override { return port_; }
  void stop(std::function<void()> on_stopped) override { front_.stop(std::move(on_stopped)); }
  std::size_t unfinished() const override { return front_.unfinished(); }

 private:
  Behind behind_;
  Front front_;
  std::uint16_t port_ = 0;
};

class BackendService : public Service {
 public:
  BackendService(net::EventLoop& loop, const Options& options, const log::Logger& logger)
      : host_(options.host),
        wanted_port_(options.port),
        loop_(loop),
        client_(loop),
        publisher_(loop, client_, logger, {.management_url = options.management_url}),
        backend_(publisher_, logger, gateway::make_id()),
        server_(
            loop, {},
            [this](const http::Request& request, const std::shared_ptr<http::Exchange>& exchange) {
              exchange->respond(answer(request));
            }) {}

  Listened listen() {
    auto port = server_.listen(host_, wanted_port_);
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

std::string cannot_listen(const Options& options, const net::SystemError& error) {
  std::string message =
      "cannot listen on " + url_host(options.host) + ":" + std::to_string(options.port) + ": ";
  if (error.number == EADDRINUSE) {
    return message + "Address already in use; choose another with --port (0 takes any free one)";
  }
  if (error.number == EACCES) {
    return message + "Permission denied; choose a port above 1023 with --port";
  }
  return message + error.message + "; choose another with --host or --port";
}

template <class Kind>
expected<std::unique_ptr<Service>, StartError> start(net::EventLoop& loop, const Options& options,
                                                     const log::Logger& logger) {
  auto service = std::make_unique<Kind>(loop, options, logger);
  const auto port = service->listen();
  if (!port) return unexpected(StartError{cannot_listen(options, port.error())});
  return std::unique_ptr<Service>(std::move(service));
}

}  // namespace

expected<std::unique_ptr<Service>, StartError> start_service(net::EventLoop& loop,
                                                             const Options& options,
                                                             const log::Logger& logger) {
  switch (options.command) {
    case Command::serve:
      break;
    case Command::gateway:
      return start<FrontService<BackendElsewhere>>(loop, options, logger);
    case Command::backend:
      return start<BackendService>(loop, options, logger);
  }
  return start<FrontService<ChatHere>>(loop, options, logger);
}

}  // namespace palaver::app
