// WebSocket APIs at work: who is connected, which route a message takes, what its sender is told.
// It knows no chat and no paths: endpoint.h brings it requests, management.h speaks for
// @connections. Its loop's thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/request_context.h"
#include "server/common/logger.h"
#include "server/deflate/codec.h"
#include "server/gateway/admission.h"
#include "server/gateway/client.h"
#include "server/gateway/client_table.h"
#include "server/gateway/commons.h"
#include "server/gateway/connection.h"
#include "server/gateway/groups.h"
#include "server/gateway/invoker.h"
#include "server/gateway/outgoing_message.h"
#include "server/gateway/recipients.h"
#include "server/gateway/reports.h"
#include "server/gateway/seat.h"
#include "server/gateway/served_api.h"
#include "server/gateway/signers.h"
#include "server/http/message.h"
#include "server/http/server.h"
#include "server/net/event_loop.h"

namespace palaver::gateway {

struct CompressionOptions {
  framing::DeflatePolicy policy;
  deflate::CodecOptions codec;
};

struct GatewayOptions {
  ConnectionLimits limits;
  // permessage-deflate; nothing: no compression, as on API Gateway.
  std::optional<CompressionOptions> compression;
  // The longest that any integration may take, whatever its own timeout says.
  std::chrono::milliseconds callback_timeout = kIntegrationTimeout;
  // In ARNs.
  std::string region = "us-east-1";
  std::string account_id = "000000000000";
};

enum class Posted {
  accepted,    // queued for the client; it need not have arrived
  gone,        // no such connection, or it is closing, or its $connect is not through
  queue_full,  // the client reads too slowly
  too_long,    // longer than a message may be
  not_text,    // not UTF-8
};

// A text and its frames, ready for any number of connections on any loop; or why it cannot be sent.
struct EncodedText {
  Posted result = Posted::accepted;
  std::shared_ptr<const std::string> text;
  std::shared_ptr<const std::string> frames;  // without compression
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

class Gateway : private ClientHandler {
 public:
  // All references must outlive the gateway; answers that come after it are dropped.
  Gateway(net::EventLoop& loop, Carrier& carrier, const Signers& signers, Reports& reports,
          Commons& commons, log::Logger logger, GatewayOptions options = {}, Seat seat = {});
  ~Gateway() override;
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  Commons& commons() { return commons_; }
  const Reports& reports() const { return reports_; }
  ApiDirectory& apis() { return commons_.apis(); }
  const ApiDirectory& apis() const { return commons_.apis(); }
  const GatewayOptions& options() const { return options_; }
  const Seat& seat() const { return seat_; }

  // Answers a handshake to `stage`: with an error, or, when $connect has answered, with 101 or its
  // refusal.
  void connect(ServedStage& stage, const http::Request& request,
               std::shared_ptr<http::Exchange> exchange);

  // The stage of an open connection; null for one that post() would call gone.
  const ServedStage* stage_of(const std::string& connection_id) const;

  // Any thread.
  EncodedText encode(std::shared_ptr<const std::string> text) const;
  // Sends `text` to a client.
  Posted post(const std::string& connection_id, std::string_view text);
  // Sends it to many, encoded once. A text that cannot be sent fails for all that are there.
  Posts post_to_all(const std::vector<std::string>& connection_ids, std::string_view text);

  // The same for the share of recipients that is this seat's, but for `except`.
  Posts post_to_share(Recipients::Share& share, const EncodedText& text, std::string_view except);

  // Nothing for a connection that post() would call gone.
  std::optional<ConnectionInfo> describe(const std::string& connection_id) const;

  // Closes a connection. False when post() would call it gone.
  bool close(const std::string& connection_id, framing::CloseCode code, std::string_view reason);

  // Closes those that hold the most until about `bytes` are free. Gives how many were.
  std::size_t relieve(std::size_t bytes);
  // What its connections hold, as the loop's backlog counts it.
  std::size_t held_bytes() const;

  // The groups of a stage. Connections leave them when they close.
  Groups& groups_of(const ServedStage& stage) { return groups_[&stage]; }

  // Closes all connections with 1001, refuses new ones with 503, and calls `on_stopped` (never from
  // inside) when every connection has ended and every callback, $disconnect too, was answered.
  void stop(std::function<void()> on_stopped);

  // Open, opening and closing ones.
  std::size_t connection_count() const { return clients_.size() + handshakes_; }
  // Integrations that have not answered. Any thread.
  std::size_t callbacks_in_flight() const { return invoker_.in_flight(); }

 private:
  Handled on_message(Client& client, std::string_view text) override;
  void on_closed(Client& client, const Closing& closing) override;
  void on_finished(Client& client) override;

  // Null for one that is not there or is closing.
  Client* find_open(std::string_view connection_id) const;

  std::shared_ptr<Handshake> begin_handshake(ServedStage& stage,
                                             const http::Request& request) const;
  void on_decided(Handshake& handshake, const std::string& accept, http::Exchange& exchange,
                  const Verdict& verdict);
  void open(Handshake& handshake, const std::string& accept, http::Exchange& exchange,
            const Verdict& verdict);
  void refuse(const Handshake& handshake, http::Exchange& exchange, const Verdict& verdict);

  static RequestContext message_context(const Client& client);
  void on_message_answered(const Invocation& invocation, const Invoked& result);
  // Tells the sender of a message what went wrong with it.
  void refuse_message(Client& client, RequestContext context, const Invoked& result);
  void send_to(Connection& connection, std::string_view text);
  void call_disconnect(ServedStage& stage, std::shared_ptr<const ConnectionContext> context,
                       const Closing& closing);

  static Posted deliver(Client* client, OutgoingMessage& message);
  void tell_if_stopped();

  net::EventLoop& loop_;
  Reports& reports_;
  log::Logger logger_;
  Commons& commons_;
  GatewayOptions options_;
  Seat seat_;
  deflate::Codec codec_;  // holds nothing before it is used
  Invoker invoker_;
  Admission admission_;
  ClientTable clients_;
  std::map<const ServedStage*, Groups> groups_;
  std::size_t handshakes_ = 0;  // not decided yet
  bool stopping_ = false;
  std::function<void()> on_stopped_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // answers hold it weakly
};

}  // namespace palaver::gateway
