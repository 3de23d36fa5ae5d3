// A client that is connected: its WebSocket, the stage it came to, and what its events tell of it.
// Its loop's thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/gateway/request_context.h"
#include "server/gateway/connection.h"
#include "server/gateway/packed_context.h"
#include "server/gateway/served_api.h"
#include "server/net/event_loop.h"
#include "server/net/stream.h"

namespace palaver::gateway {

class Client;

// What Connection tells, with the client it is about.
class ClientHandler {
 public:
  virtual ~ClientHandler() = default;
  virtual Handled on_message(Client& client, std::string_view text) = 0;
  virtual void on_closed(Client& client, const Closing& closing) = 0;
  virtual void on_finished(Client& client) = 0;
};

class Client final : private ConnectionHandler {
 public:
  // All references must outlive the client.
  Client(net::EventLoop& loop, ClientHandler& handler, ServedStage& stage,
         const ConnectionContext& context, std::unique_ptr<net::Stream> stream,
         const ConnectionLimits& limits, std::unique_ptr<deflate::Session> deflate = nullptr)
      : handler_(handler),
        stage_(stage),
        context_(context),
        connection_(loop, std::move(stream), limits, *this, std::move(deflate)) {}

  // Good as long as the client.
  std::string_view id() const { return context_.connection_id(); }
  ServedStage& stage() const { return stage_; }
  // Made anew for each call.
  std::shared_ptr<const ConnectionContext> context() const {
    return context_.unpack(stage_.api.id(), stage_.name());
  }
  Connection& connection() { return connection_; }
  const Connection& connection() const { return connection_; }

 private:
  Handled on_message(Connection& /*connection*/, std::string_view text) override {
    return handler_.on_message(*this, text);
  }
  void on_closed(Connection& /*connection*/, const Closing& closing) override {
    handler_.on_closed(*this, closing);
  }
  void on_finished(Connection& /*connection*/) override { handler_.on_finished(*this); }

  ClientHandler& handler_;
  ServedStage& stage_;
  PackedContext context_;
  Connection connection_;
};

}  // namespace palaver::gateway
