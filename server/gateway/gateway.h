// The WebSocket API at work: who is connected, which route a message takes, what the integrations
// answer. It knows no chat and no paths: endpoint.h brings it requests, management.h speaks for
// @connections. Its loop's thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/gateway/callback_api.h"
#include "core/gateway/request_context.h"
#include "server/common/logger.h"
#include "server/gateway/connection.h"
#include "server/gateway/integration.h"
#include "server/http/message.h"
#include "server/http/server.h"
#include "server/net/event_loop.h"

namespace palaver::gateway {

struct GatewayOptions {
  std::string stage = "dev";
  ConnectionLimits limits;
  // Open or opening at once; one more handshake is answered 429.
  std::size_t connections = 100'000;
};

enum class Posted {
  accepted,    // queued for the client; it need not have arrived
  gone,        // no such connection, or it is closing, or its $connect is not through
  queue_full,  // the client reads too slowly
  too_long,    // longer than a message may be
  not_text,    // not UTF-8
};

// What became of a text for many.
struct Posts {
  struct Failure {
    std::string connection_id;
    Posted why;
  };
  std::size_t accepted = 0;
  std::vector<Failure> failures;
};

// What GET @connections tells.
struct ConnectionInfo {
  std::int64_t connected_at_ms = 0;    // Unix time
  std::int64_t last_active_at_ms = 0;  // Unix time of the last text message in either direction
  std::string source_ip;
  std::string user_agent;  // empty: the client sent none
};

class Gateway : private ConnectionHandler {
 public:
  // `loop` and `integration` must outlive the gateway, and be told nothing by it afterwards:
  // answers that come later are dropped.
  Gateway(net::EventLoop& loop, Api api, Integration& integration, log::Logger logger,
          GatewayOptions options = {});
  ~Gateway() override;
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  const std::string& stage() const { return options_.stage; }

  // Answers a handshake: with an error, or when the $connect integration has answered, with 101 or
  // its refusal.
  void connect(const http::Request& request, std::shared_ptr<http::Exchange> exchange);

  // Sends `text` to a client.
  Posted post(const std::string& connection_id, std::string_view text);
  // Sends it to many, encoded once. A text that cannot be sent fails for all that are there.
  Posts post_to_all(const std::vector<std::string>& connection_ids, std::string_view text);

  // Nothing for a connection that post() would call gone.
  std::optional<ConnectionInfo> describe(const std::string& connection_id) const;

  // Closes a connection. False when post() would call it gone.
  bool close(const std::string& connection_id, framing::CloseCode code, std::string_view reason);

  // Closes all connections with 1001, refuses new ones with 503, and calls `on_stopped` (never from
  // inside) when every connection has ended and every callback, $disconnect too, was answered.
  void stop(std::function<void()> on_stopped);

  // Open, opening and closing ones.
  std::size_t connection_count() const { return entries_.size() + handshakes_; }
  // Integrations that have not answered.
  std::size_t callbacks_in_flight() const { return callbacks_in_flight_; }

 private:
  struct Entry {
    RequestContext context;
    std::unique_ptr<Connection> connection;
  };
  struct Handshake {
    RequestContext context;
    std::string accept;
    std::shared_ptr<http::Exchange> exchange;
  };
  using Frames = std::shared_ptr<const std::string>;

  Handled on_message(Connection& connection, std::string_view text) override;
  void on_closed(Connection& connection, const Closing& closing) override;
  void on_finished(Connection& connection) override;

  Entry* find_open(const std::string& connection_id);
  const Entry* find_open(const std::string& connection_id) const;

  RequestContext new_context(const http::Request& request) const;
  void on_connect_answered(Handshake& handshake, const IntegrationResult& result);
  void open(Handshake& handshake);
  void call_disconnect(RequestContext context, const Closing& closing);
  void on_message_answered(const std::string& connection_id, const std::string& request_id,
                           const IntegrationResult& result);
  void send_error(Connection& connection, std::string_view message, const std::string& request_id);

  // Calls the route's integration. `context` is the connection's; what belongs to this one request
  // is filled in.
  void invoke(const Route& route, RequestContext context, std::string_view message,
              Integration::Callback callback);
  void log_failure(const RequestContext& context, const IntegrationResult& result) const;

  Posted encode(std::string_view text, Frames& frames) const;
  Posted deliver(const std::string& connection_id, Frames frames);
  void tell_if_stopped();

  net::EventLoop& loop_;
  Api api_;
  std::vector<std::string> route_keys_;
  Integration& integration_;
  log::Logger logger_;
  GatewayOptions options_;
  std::unordered_map<std::string, Entry> entries_;
  std::size_t handshakes_ = 0;  // waiting for $connect
  std::size_t callbacks_in_flight_ = 0;
  bool stopping_ = false;
  std::function<void()> on_stopped_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // answers hold it weakly
};

}  // namespace palaver::gateway
