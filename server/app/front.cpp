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
  result.account_limits = account_limits(options);
  result.region = options.region;
  result.account_id = options.account_id;
  result.connections = options.max_connections;
  result.limits.frames = {options.frame_bytes, options.message_bytes};
  result.limits.idle_timeout = options.idle_timeout;
  result.limits.duration = options.connection_duration;
  result.limits.ping_interval = options.ping_interval;
  result.limits.send_queue_bytes = options.send_queue_bytes;
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

http::ServerOptions server_options(const Options& options) {
  http::ServerOptions result;
  // A post to @connections that is too long must get in far enough to be refused as API Gateway
  // does.
  result.body_bytes = std::max(result.body_bytes, 2 * options.message_bytes);
  return result;
}

http::Response plain_text(int status, std::string_view text) {
  http::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "text/plain; charset=utf-8"}, {"Cache-Control", "no-store"}};
  response.body = std::string(text);
  return response;
}

}  // namespace

Front::Front(net::EventLoop& loop, const Options& options, gateway::Carrier& carrier,
             FrontExtras& extras, log::Logger logger)
    : host_(options.host),
      port_(options.port),
      stage_(options.stage),
      web_root_(options.web_root),
      files_(options.web_root),
      reports_(metrics_, extras.access_log.get(), access_log_format(options)),
      gateway_(loop, carrier, extras.signers, reports_, logger, gateway_options(options)),
      endpoint_(
          gateway_, extras.signers,
          {.extensions = options.extensions, .require_signatures = options.require_signatures}),
      server_(
          loop, server_options(options),
          [this](const http::Request& request, const std::shared_ptr<http::Exchange>& exchange) {
            answer(request, exchange);
          }),
      logger_(std::move(logger)) {}

expected<std::uint16_t, net::SystemError> Front::listen() {
  auto port = server_.listen(host_, port_);
  // Only now: a port that is busy is the one thing to tell.
  if (port && !std::filesystem::is_directory(web_root_)) {
    logger_.warning("no web client",
                    {{"web-root", web_root_.string()}, {"build-it-with", "tools/run"}});
  }
  return port;
}

void Front::stop(std::function<void()> on_stopped) {
  server_.drain();
  gateway_.stop(std::move(on_stopped));
}

std::string Front::chat_endpoint() const {
  const gateway::ServedApi* chat = gateway_.apis().find_api(gateway::kCallbackApiId);
  return chat == nullptr ? "/" + stage_ : gateway_.apis().path_of(*chat, stage_);
}

void Front::answer(const http::Request& request, const std::shared_ptr<http::Exchange>& exchange) {
  // Before the APIs: a stage may be called so, but a probe must not depend on it.
  if (request.path() == "/healthz") {
    exchange->respond(plain_text(200, "ok\n"));
    return;
  }
  if (request.path() == "/metrics" && request.method == "GET") {
    http::Response response = plain_text(200, metrics_.text());
    response.headers = {{"Content-Type", metrics::Registry::kContentType},
                        {"Cache-Control", "no-store"}};
    exchange->respond(std::move(response));
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
