#include "server/app/service.h"

#include <cerrno>
#include <optional>
#include <utility>
#include <vector>

#include "server/app/addresses.h"
#include "server/app/api_files.h"
#include "server/app/front.h"
#include "server/aws/lambda_client.h"
#include "server/chat/backend.h"
#include "server/chat/backend_http.h"
#include "server/chat/http_publisher.h"
#include "server/chat/in_process.h"
#include "server/common/wall_clock.h"
#include "server/gateway/ids.h"
#include "server/gateway/network_carrier.h"
#include "server/http/client.h"

namespace palaver::app {
namespace {

using Listened = expected<std::uint16_t, net::SystemError>;

// What stands behind the gateway: backends over the network, and in `serve` the chat, in the same
// process.
class Behind {
 public:
  Behind(net::EventLoop& loop, const Options& options, const log::Logger& logger)
      : client_(loop, {.requests_per_line = options.backend_concurrency}) {
    if (options.command == Command::serve) chat_.emplace(loop, logger);
  }

  // Once, first. The error is a text for people that names the flag.
  expected<void, std::string> start(net::EventLoop& loop, const Options& options) {
    auto lambda = aws::LambdaClient::create(client_, {.endpoint = options.lambda_endpoint,
                                                      .function_urls = options.functions,
                                                      .concurrency = options.function_concurrency,
                                                      .region = options.region});
    if (!lambda) return unexpected("--lambda-endpoint, --function: " + lambda.error());
    lambda_.emplace(std::move(*lambda));
    carrier_.emplace(loop, client_, *lambda_, chat_ ? &chat_->local : nullptr);
    return {};
  }
  gateway::Carrier& carrier() { return *carrier_; }
  void attach(gateway::Gateway& gateway) {
    if (chat_) chat_->publisher.attach(gateway);
  }

 private:
  struct Chat {
    Chat(net::EventLoop& loop, const log::Logger& logger)
        : publisher(loop), backend(publisher, logger, gateway::make_id()), local(loop, backend) {}
    chat::InProcessPublisher publisher;
    chat::Backend backend;
    chat::InProcessBackend local;
  };
  http::Client client_;
  std::optional<aws::LambdaClient> lambda_;
  std::optional<Chat> chat_;
  std::optional<gateway::NetworkCarrier> carrier_;
};

class FrontService : public Service {
 public:
  FrontService(net::EventLoop& loop, const Options& options, std::unique_ptr<Behind> behind,
               FrontExtras extras, std::vector<std::unique_ptr<gateway::ServedApi>> apis,
               const log::Logger& logger, const net::TlsContext* tls)
      : behind_(std::move(behind)),
        extras_(std::move(extras)),
        front_(loop, options, behind_->carrier(), extras_, logger, tls) {
    behind_->attach(front_.gateway());
    for (auto& api : apis) front_.gateway().apis().add(std::move(api));
  }

  Listened listen(std::vector<net::UniqueFd> sockets) {
    auto port = front_.listen(std::move(sockets));
    port_ = port.value_or(0);
    return port;
  }
  std::uint16_t port() const override { return port_; }
  std::vector<std::string> endpoints() const override { return front_.endpoints(); }
  void stop(std::function<void()> on_stopped) override { front_.stop(std::move(on_stopped)); }
  std::size_t unfinished() const override { return front_.unfinished(); }

 private:
  std::unique_ptr<Behind> behind_;
  FrontExtras extras_;
  Front front_;
  std::uint16_t port_ = 0;
};

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

template <class Kind>
expected<std::unique_ptr<Service>, StartError> started(std::unique_ptr<Kind> service,
                                                       const Options& options,
                                                       std::vector<net::UniqueFd> sockets) {
  const auto port = service->listen(std::move(sockets));
  if (!port) return unexpected(cannot_listen(options, port.error()));
  return std::unique_ptr<Service>(std::move(service));
}

expected<FrontExtras, std::string> open_extras(const Options& options) {
  FrontExtras extras;
  if (!options.credentials_file.empty()) {
    auto signers = gateway::Signers::read(options.credentials_file, options.account_id);
    if (!signers) return unexpected(std::move(signers.error()));
    extras.signers = std::move(*signers);
  }
  if (!options.access_log.empty()) {
    auto log = gateway::AccessLog::open(options.access_log);
    if (!log) return unexpected(std::move(log.error()));
    extras.access_log = std::move(*log);
  }
  return extras;
}

expected<std::unique_ptr<Service>, StartError> start_front(net::EventLoop& loop,
                                                           const Options& options,
                                                           const log::Logger& logger,
                                                           Listening listening) {
  auto apis = load_apis(options, logger);
  if (!apis) return unexpected(StartError{std::move(apis.error())});
  auto extras = open_extras(options);
  if (!extras) return unexpected(StartError{std::move(extras.error())});
  auto behind = std::make_unique<Behind>(loop, options, logger);
  auto ready = behind->start(loop, options);
  if (!ready) return unexpected(StartError{std::move(ready.error())});
  return started(
      std::make_unique<FrontService>(loop, options, std::move(behind), std::move(*extras),
                                     std::move(*apis), logger, listening.tls),
      options, std::move(listening.sockets));
}

}  // namespace

expected<std::unique_ptr<Service>, StartError> start_service(net::EventLoop& loop,
                                                             const Options& options,
                                                             const log::Logger& logger,
                                                             Listening listening) {
  if (options.command == Command::backend) {
    return started(std::make_unique<BackendService>(loop, options, logger, listening.tls), options,
                   std::move(listening.sockets));
  }
  return start_front(loop, options, logger, std::move(listening));
}

}  // namespace palaver::app
