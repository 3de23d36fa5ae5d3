#include "server/app/front.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "core/gateway/callback_api.h"

namespace palaver::app {
namespace {

constexpr std::string_view kNotBuilt =
    "The web client has not been built: run tools/run in palaver's folder, or name its folder with "
    "--web-root.\nThe WebSocket API is running.\n";

// The format that AWS's console proposes for JSON.
constexpr std::string_view kDefaultAccessLogFormat =
    R"({"requestId":"$context.requestId","ip":"$context.identity.sourceIp",)"
    R"("requestTime":"$context.requestTime","eventType":"$context.eventType",)"
    R"("routeKey":"$context.routeKey","status":"$context.status",)"
    R"("connectionId":"$context.connectionId"})";

// Where the page goes that is not told of another endpoint.
constexpr std::string_view kEndpointOfPage = "/dev";

// Sends a browser that asks for the page on to the same page with the endpoint in its address.
// Nothing when the page goes there by itself, or the address names an endpoint already.
std::optional<http::Response> page_with_endpoint(const http::Request& request,
                                                 const std::string& endpoint) {
  const std::string query(request.query());
  if (endpoint == kEndpointOfPage || ("&" + query).find("&endpoint=") != std::string::npos) {
    return {};
  }
  http::Response response;
  response.status = 302;
  response.headers = {
      {"Location", "/?" + query + (query.empty() ? "" : "&") + "endpoint=" + endpoint},
      {"Cache-Control", "no-store"}};
  return response;
}

gateway::AccountLimits account_limits(const Options& options) {
  gateway::AccountLimits limits;
  if (options.account_rate) {
    const double burst = options.account_burst.value_or(*options.account_rate);
    limits.requests = gateway::ThrottleLimit{*options.account_rate, static_cast<int>(burst)};
  }
  // AWS names no burst for new connections: those of one second may come at once.
  if (options.connection_rate) {
    limits.connections = gateway::ThrottleLimit{*options.connection_rate,
                                                static_cast<int>(*options.connection_rate)};
  }
  return limits;
}

gateway::GatewayOptions gateway_options(const Options& options) {
  gateway::GatewayOptions result;
  result.callback_timeout = options.callback_timeout;
  result.region = options.region;
  result.account_id = options.account_id;
  result.limits.frames = {options.frame_bytes, options.message_bytes, options.fragments};
  result.limits.idle_timeout = options.idle_timeout;
  result.limits.duration = options.connection_duration;
  result.limits.ping_interval = options.ping_interval;
  result.limits.send_queue_bytes = options.send_queue_bytes;
  result.limits.send_queue_timeout = options.send_queue_timeout;
  result.limits.message_timeout = options.message_timeout;
  result.limits.control_frames = options.control_frames;
  if (options.compression) {
    result.compression = gateway::CompressionOptions{options.compression_takeover,
                                                     {.threshold = options.compression_threshold}};
  }
  return result;
}

// parse_options() has read the format before.
std::optional<gateway::AccessLogFormat> access_log_format(const Options& options) {
  auto format = gateway::AccessLogFormat::parse(options.access_log_format.empty()
                                                    ? kDefaultAccessLogFormat
                                                    : std::string_view(options.access_log_format));
  if (!format) return std::nullopt;
  return std::move(*format);
}

http::ServerOptions server_options(const Options& options, const net::TlsContext* tls) {
  http::ServerOptions result;
  result.tls = tls;
  result.handshake_timeout = options.handshake_timeout;
  // A post to @connections that is too long must get in far enough to be refused as API Gateway
  // does.
  result.body_bytes = std::max(result.body_bytes, 2 * options.message_bytes);
  return result;
}

http::Response plain_text(int status, std::string_view text) {
  http::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "text/plain; charset=utf-8"},
                      {"Cache-Control", "no-store"},
                      {"X-Content-Type-Options", "nosniff"}};
  response.body = std::string(text);
  return response;
}

}  // namespace

FrontCommons::FrontCommons(const Options& options)
    : gateway(account_limits(options), options.max_connections), backlog(options.memory_bytes) {}

Front::Front(net::EventLoop& loop, const Options& options, gateway::Carrier& carrier,
             FrontCommons& commons, log::Logger logger, gateway::Seat seat)
    : loop_(loop),
      backlog_(commons.backlog),
      stage_(options.stage),
      switchboard_(commons.switchboard),
      files_(options.web_root),
      reports_(metrics_, commons.access_log.get(), access_log_format(options)),
      gateway_(loop, carrier, commons.signers, reports_, commons.gateway, std::move(logger),
               gateway_options(options), seat),
      endpoint_(
          switchboard_, gateway_, commons.signers,
          {.extensions = options.extensions, .require_signatures = options.require_signatures}),
      server_(
          loop, server_options(options, commons.tls),
          [this](const http::Request& request, const std::shared_ptr<http::Exchange>& exchange) {
            answer(request, exchange);
          }) {
  switchboard_.seat(loop, gateway_);
  loop.share_backlog(&commons.backlog, [this] { relieve(); });
}

Front::~Front() {
  if (loop_.backlog() == &backlog_) loop_.share_backlog(nullptr, {});
}

void Front::relieve() {
  const std::size_t bytes = backlog_.bytes();
  if (bytes <= backlog_.limit()) return;
  const double share = static_cast<double>(bytes - backlog_.limit()) / static_cast<double>(bytes);
  for (std::size_t index = 0; index < switchboard_.seats(); ++index) {
    switchboard_.ask(
        gateway_.seat().index, index,
        [share](gateway::Gateway& gateway) {
          const auto held = static_cast<double>(gateway.held_bytes());
          return gateway.relieve(static_cast<std::size_t>(held * share));
        },
        [](std::size_t) {});
  }
}

void Front::stop(std::function<void()> on_stopped) {
  server_.drain();
  gateway_.stop(std::move(on_stopped));
}

std::string Front::chat_endpoint() const {
  const gateway::ServedApi* chat = gateway_.apis().find_api(gateway::kCallbackApiId);
  return chat == nullptr ? "/" + stage_ : gateway_.apis().path_of(*chat, stage_);
}

void Front::answer_metrics(const std::shared_ptr<http::Exchange>& exchange) {
  using Snapshot = std::shared_ptr<const metrics::Registry>;
  switchboard_.ask_all(
      gateway_.seat().index,
      [](const gateway::Gateway& gateway) { return gateway.reports().snapshot(); },
      [exchange](const std::vector<Snapshot>& parts) {
        metrics::Registry whole;
        for (const Snapshot& part : parts) whole.add(*part);
        http::Response response = plain_text(200, whole.text());
        response.headers = {{"Content-Type", metrics::Registry::kContentType},
                            {"Cache-Control", "no-store"}};
        exchange->respond(std::move(response));
      });
}

void Front::answer(const http::Request& request, const std::shared_ptr<http::Exchange>& exchange) {
  // Before the APIs: a stage may be called so, but a probe must not depend on it.
  if (request.path() == "/healthz") {
    exchange->respond(plain_text(200, "ok\n"));
    return;
  }
  if (request.path() == "/metrics" && request.method == "GET") {
    answer_metrics(exchange);
    return;
  }
  if (endpoint_.handle(request, exchange)) return;
  if (request.path() == "/") {
    if (auto elsewhere = page_with_endpoint(request, chat_endpoint())) {
      exchange->respond(std::move(*elsewhere));
      return;
    }
  }
  http::Response response = files_.serve(request);
  if (response.status == 404 && request.path() == "/") response = plain_text(404, kNotBuilt);
  exchange->respond(std::move(response));
}

}  // namespace palaver::app
