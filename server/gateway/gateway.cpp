#include "server/gateway/gateway.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/framing/frame_encoder.h"
#include "core/framing/utf8.h"
#include "core/gateway/error_frame.h"
#include "core/gateway/limits.h"
#include "core/gateway/route_selection.h"
#include "server/common/wall_clock.h"
#include "server/gateway/handshake.h"
#include "server/gateway/ids.h"

namespace palaver::gateway {
namespace {

using framing::CloseCode;

bool succeeded(const IntegrationResult& result) {
  return result.outcome == IntegrationOutcome::answered && result.status >= 200 &&
         result.status < 300;
}

// What the client of a failed handshake sees: the integration's own 4xx or 5xx, 504 when there was
// no answer, 500 for an answer that makes no sense here.
int handshake_status(const IntegrationResult& result) {
  if (result.outcome != IntegrationOutcome::answered) return 504;
  return result.status >= 400 && result.status <= 599 ? result.status : 500;
}

std::string_view handshake_message(int status) {
  switch (status) {
    case 429:
      return kTooManyRequests;
    case 500:
      return kInternalServerError;
    case 504:
      return kEndpointTimedOut;
    default:
      return http::reason_phrase(status);
  }
}

http::Response refusal(int status, std::string_view message, const RequestContext& context) {
  return refuse_handshake(status, message, context.connection->connection_id, context.request_id);
}

}  // namespace

Gateway::Gateway(net::EventLoop& loop, Api api, Integration& integration, log::Logger logger,
                 GatewayOptions options)
    : loop_(loop),
      api_(std::move(api)),
      route_keys_(api_.route_keys()),
      integration_(integration),
      logger_(std::move(logger)),
      options_(std::move(options)) {}

Gateway::~Gateway() = default;

// --- Opening -----------------------------------------------------------------------------------

RequestContext Gateway::new_context(const http::Request& request) const {
  auto connection = std::make_shared<ConnectionContext>();
  connection->connection_id = make_id();
  connection->domain_name =
      valid_domain_name(request.headers.find("Host").value_or("")).value_or("");
  connection->stage = options_.stage;
  connection->api_id = api_.api_id;
  connection->identity.source_ip = request.peer_address;
  connection->identity.user_agent = std::string(request.headers.find("User-Agent").value_or(""));
  connection->connected_at_ms = unix_time_ms();
  RequestContext context;
  context.connection = std::move(connection);
  context.request_id = make_id();
  return context;
}

void Gateway::connect(const http::Request& request, std::shared_ptr<http::Exchange> exchange) {
  auto accept = check_handshake(request);
  if (!accept) {
    exchange->respond(std::move(accept.error()));
    return;
  }
  auto handshake = std::make_shared<Handshake>(
      Handshake{new_context(request), std::move(*accept), std::move(exchange)});
  const RequestContext& context = handshake->context;
  if (stopping_) {
    handshake->exchange->respond(refusal(503, http::reason_phrase(503), context));
    return;
  }
  if (connection_count() >= options_.connections) {
    logger_.warning("too many connections", {{"limit", options_.connections}});
    handshake->exchange->respond(refusal(429, kTooManyRequests, context));
    return;
  }
  const Route* route = api_.find("$connect");
  if (route == nullptr) {
    open(*handshake);
    return;
  }
  RequestContext event = context;
  event.event_type = EventType::connect;
  ++handshakes_;
  invoke(*route, std::move(event), {}, [this, handshake](const IntegrationResult& result) {
    --handshakes_;
    on_connect_answered(*handshake, result);
  });
}

void Gateway::on_connect_answered(Handshake& handshake, const IntegrationResult& result) {
  if (!succeeded(result)) {
    const int status = handshake_status(result);
    handshake.exchange->respond(refusal(status, handshake_message(status), handshake.context));
  } else if (stopping_) {
    handshake.exchange->respond(refusal(503, http::reason_phrase(503), handshake.context));
    call_disconnect(std::move(handshake.context),
                    {static_cast<std::uint16_t>(CloseCode::going_away), "Going away"});
  } else {
    open(handshake);
  }
}

void Gateway::open(Handshake& handshake) {
  std::string early_bytes;
  auto stream = handshake.exchange->upgrade(accept_headers(handshake.accept), early_bytes);
  if (!stream) {
    // The backend has said yes and remembers a client that left meanwhile.
    call_disconnect(std::move(handshake.context), {static_cast<std::uint16_t>(CloseCode::abnormal),
                                                   "Connection closed abnormally"});
    return;
  }
  const ConnectionContext& context = *handshake.context.connection;
  const std::string id = context.connection_id;
  logger_.info("connected", {{"connection", id}, {"peer", context.identity.source_ip}});
  Entry& entry = entries_[id];
  entry.context = std::move(handshake.context);
  entry.connection = std::make_unique<Connection>(loop_, id, std::move(stream), options_.limits,
                                                  static_cast<ConnectionHandler&>(*this));
  entry.connection->start(early_bytes);
}

// --- Messages ----------------------------------------------------------------------------------

Handled Gateway::on_message(Connection& connection, std::string_view text) {
  const RequestContext& context = entries_.at(connection.id()).context;
  const std::string* route_key = select_route(api_.route_selection_expression, text, route_keys_);
  const Route* route = route_key == nullptr ? nullptr : api_.find(*route_key);
  if (route == nullptr) {
    logger_.debug("no route", {{"connection", connection.id()}});
    send_error(connection, kForbidden, make_id());
    return Handled::now;
  }
  RequestContext event = context;
  event.event_type = EventType::message;
  event.message_id = make_id();
  event.request_id = make_id();
  const std::string request_id = event.request_id;
  invoke(*route, std::move(event), text,
         [this, id = connection.id(), request_id](const IntegrationResult& result) {
           on_message_answered(id, request_id, result);
         });
  return Handled::later;
}

void Gateway::on_message_answered(const std::string& connection_id, const std::string& request_id,
                                  const IntegrationResult& result) {
  // It is there: a connection is not finished before its messages are handled.
  Connection& connection = *entries_.at(connection_id).connection;
  if (result.outcome == IntegrationOutcome::timed_out) {
    send_error(connection, kEndpointTimedOut, request_id);
  } else if (!succeeded(result)) {
    send_error(connection, kInternalServerError, request_id);
  }
  connection.message_done();
}

void Gateway::send_error(Connection& connection, std::string_view message,
                         const std::string& request_id) {
  const std::string text = error_frame(message, connection.id(), request_id);
  auto frames = std::make_shared<const std::string>(
      framing::encode_message(framing::Opcode::text, text, kFrameBytes));
  if (connection.send(std::move(frames)) == Sent::queue_full) {
    connection.close(CloseCode::try_again_later, "Messages are not read");
  }
}

// --- Closing -----------------------------------------------------------------------------------

void Gateway::on_closed(Connection& connection, const Closing& closing) {
  logger_.info(
      "disconnected",
      {{"connection", connection.id()}, {"code", closing.code}, {"reason", closing.reason}});
  call_disconnect(entries_.at(connection.id()).context, closing);
}

void Gateway::on_finished(Connection& connection) {
  loop_.defer([this, id = connection.id(), alive = std::weak_ptr<bool>(alive_)] {
    if (alive.expired()) return;
    entries_.erase(id);
    tell_if_stopped();
  });
}

void Gateway::call_disconnect(RequestContext context, const Closing& closing) {
  const Route* route = api_.find("$disconnect");
  if (route == nullptr) return;
  context.event_type = EventType::disconnect;
  context.request_id = make_id();
  context.disconnect_status_code = closing.code;
  context.disconnect_reason = closing.reason;
  // API Gateway ignores what $disconnect answers; a failure has been logged.
  invoke(*route, std::move(context), {}, [](const IntegrationResult&) {});
}

void Gateway::stop(std::function<void()> on_stopped) {
  stopping_ = true;
  on_stopped_ = std::move(on_stopped);
  for (auto& [id, entry] : entries_) entry.connection->close(CloseCode::going_away, "Going away");
  tell_if_stopped();
}

void Gateway::tell_if_stopped() {
  if (!stopping_ || !on_stopped_ || connection_count() > 0 || callbacks_in_flight_ > 0) return;
  loop_.defer(std::exchange(on_stopped_, nullptr));
}

// --- Integrations ------------------------------------------------------------------------------

void Gateway::invoke(const Route& route, RequestContext context, std::string_view message,
                     Integration::Callback callback) {
  context.route_key = route.route_key;
  context.request_time_ms = unix_time_ms();
  logger_.debug("callback", {{"route", route.route_key},
                             {"connection", context.connection->connection_id},
                             {"request", context.request_id},
                             {"bytes", message.size()}});
  IntegrationRequest request;
  request.connection_id = context.connection->connection_id;
  request.route_key = route.route_key;
  request.path = route.path;
  request.body = route.request_template.render(context, message);
  ++callbacks_in_flight_;
  integration_.invoke(std::move(request),
                      [this, alive = std::weak_ptr<bool>(alive_), context = std::move(context),
                       callback = std::move(callback)](const IntegrationResult& result) {
                        if (alive.expired()) return;
                        --callbacks_in_flight_;
                        if (!succeeded(result)) log_failure(context, result);
                        callback(result);
                        tell_if_stopped();
                      });
}

void Gateway::log_failure(const RequestContext& context, const IntegrationResult& result) const {
  const std::string& route = context.route_key;
  const std::string& id = context.connection->connection_id;
  if (result.outcome == IntegrationOutcome::answered) {
    logger_.warning("callback refused", {{"route", route},
                                         {"connection", id},
                                         {"request", context.request_id},
                                         {"status", result.status}});
    return;
  }
  const bool timed_out = result.outcome == IntegrationOutcome::timed_out;
  logger_.warning(timed_out ? "callback timed out" : "callback failed",
                  {{"route", route},
                   {"connection", id},
                   {"request", context.request_id},
                   {"problem", result.problem}});
}

// --- What @connections needs -------------------------------------------------------------------

Gateway::Entry* Gateway::find_open(const std::string& connection_id) {
  const auto found = entries_.find(connection_id);
  if (found == entries_.end() || !found->second.connection->is_open()) return nullptr;
  return &found->second;
}

const Gateway::Entry* Gateway::find_open(const std::string& connection_id) const {
  const auto found = entries_.find(connection_id);
  if (found == entries_.end() || !found->second.connection->is_open()) return nullptr;
  return &found->second;
}

Posted Gateway::encode(std::string_view text, Frames& frames) const {
  if (text.size() > options_.limits.frames.message_bytes) return Posted::too_long;
  if (!framing::is_valid_utf8(text)) return Posted::not_text;
  frames = std::make_shared<const std::string>(
      framing::encode_message(framing::Opcode::text, text, kFrameBytes));
  return Posted::accepted;
}

Posted Gateway::deliver(const std::string& connection_id, Frames frames) {
  Entry* entry = find_open(connection_id);
  if (entry == nullptr) return Posted::gone;
  switch (entry->connection->send(std::move(frames))) {
    case Sent::queued:
      return Posted::accepted;
    case Sent::queue_full:
      return Posted::queue_full;
    case Sent::closed:
      break;
  }
  return Posted::gone;
}

Posted Gateway::post(const std::string& connection_id, std::string_view text) {
  if (find_open(connection_id) == nullptr) return Posted::gone;
  Frames frames;
  const Posted encoded = encode(text, frames);
  return encoded == Posted::accepted ? deliver(connection_id, std::move(frames)) : encoded;
}

Posts Gateway::post_to_all(const std::vector<std::string>& connection_ids, std::string_view text) {
  Posts posts;
  Frames frames;
  const Posted encoded = encode(text, frames);
  for (const std::string& id : connection_ids) {
    Posted posted = encoded;
    if (encoded == Posted::accepted) {
      posted = deliver(id, frames);
    } else if (find_open(id) == nullptr) {
      posted = Posted::gone;
    }
    if (posted == Posted::accepted) {
      ++posts.accepted;
    } else {
      posts.failures.push_back({id, posted});
    }
  }
  return posts;
}

std::optional<ConnectionInfo> Gateway::describe(const std::string& connection_id) const {
  const Entry* entry = find_open(connection_id);
  if (entry == nullptr) return std::nullopt;
  // Not loop_.now(): a turn may be long, and both clocks are to be read at one time.
  const auto quiet = std::chrono::duration_cast<std::chrono::milliseconds>(
      net::EventLoop::Clock::now() - entry->connection->last_active());
  ConnectionInfo info;
  const ConnectionContext& context = *entry->context.connection;
  info.connected_at_ms = context.connected_at_ms;
  info.last_active_at_ms =
      std::max(info.connected_at_ms, unix_time_ms() - static_cast<std::int64_t>(quiet.count()));
  info.source_ip = context.identity.source_ip;
  info.user_agent = context.identity.user_agent;
  return info;
}

bool Gateway::close(const std::string& connection_id, CloseCode code, std::string_view reason) {
  Entry* entry = find_open(connection_id);
  if (entry == nullptr) return false;
  entry->connection->close(code, reason);
  return true;
}

}  // namespace palaver::gateway
