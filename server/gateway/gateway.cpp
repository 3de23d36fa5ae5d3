#include "server/gateway/gateway.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/framing/utf8.h"
#include "core/gateway/error_frame.h"
#include "core/gateway/integration_response.h"
#include "core/gateway/limits.h"
#include "server/common/wall_clock.h"
#include "server/gateway/handshake.h"
#include "server/gateway/ids.h"
#include "server/gateway/throttle_clock.h"

namespace palaver::gateway {
namespace {

using framing::CloseCode;

constexpr std::uint16_t number(CloseCode code) {
  return static_cast<std::uint16_t>(code);
}

Closing going_away() {
  return {number(CloseCode::going_away), "Going away"};
}

bool opens(const Verdict& verdict) {
  return !verdict.error && verdict.status >= 200 && verdict.status < 300;
}

Verdict too_many(std::string detail) {
  Verdict verdict;
  verdict.status = 429;
  verdict.error = ErrorKind::throttled;
  verdict.detail = std::move(detail);
  return verdict;
}

Verdict unavailable() {
  Verdict verdict;
  verdict.status = 503;
  verdict.detail = "stopping";
  return verdict;
}

// What a refused client reads. A backend's own refusal has the phrase of its status.
std::string_view refusal_message(const Verdict& verdict) {
  if (verdict.error && verdict.status == status_of(*verdict.error)) {
    return message_of(*verdict.error);
  }
  if (verdict.status == 500) return kInternalServerError;
  return http::reason_phrase(verdict.status);
}

}  // namespace

Gateway::Gateway(net::EventLoop& loop, Carrier& carrier, const Signers& signers, Reports& reports,
                 log::Logger logger, GatewayOptions options)
    : loop_(loop),
      reports_(reports),
      logger_(std::move(logger)),
      options_(std::move(options)),
      codec_(options_.compression.value_or(CompressionOptions{}).codec),
      invoker_(loop, carrier, logger_),
      admission_(invoker_, carrier, signers, options_.region, options_.account_id) {
  invoker_.set_longest_timeout(options_.callback_timeout);
  const AccountLimits& account = options_.account_limits;
  if (account.requests) account_requests_.emplace(*account.requests, throttle_time());
  if (account.connections) account_connections_.emplace(*account.connections, throttle_time());
}

Gateway::~Gateway() = default;

// --- Opening -----------------------------------------------------------------------------------

std::shared_ptr<Handshake> Gateway::begin_handshake(ServedStage& stage,
                                                    const http::Request& request) const {
  auto handshake = std::make_shared<Handshake>();
  handshake->stage = &stage;
  handshake->deployment = stage.deployment;
  handshake->http = request;
  handshake->request_id = make_id();
  const std::int64_t now = unix_time_ms();
  *handshake->request = handshake_request(request, make_trace_id(now));
  ConnectionContext& connection = *handshake->connection;
  connection.connection_id = make_id();
  connection.domain_name =
      valid_domain_name(request.headers.find("Host").value_or("")).value_or("");
  connection.stage = stage.name();
  connection.api_id = stage.api.id();
  connection.identity.source_ip = request.peer_address;
  connection.identity.user_agent = std::string(request.headers.find("User-Agent").value_or(""));
  connection.connected_at_ms = now;
  return handshake;
}

void Gateway::connect(ServedStage& stage, const http::Request& request,
                      std::shared_ptr<http::Exchange> exchange) {
  auto accept = check_handshake(request);
  if (!accept) {
    exchange->respond(std::move(accept.error()));
    return;
  }
  std::optional<framing::DeflateAnswer> compression;
  if (options_.compression) {
    auto agreed = agree_on_compression(request, options_.compression->policy);
    if (!agreed) {
      exchange->respond(std::move(agreed.error()));
      return;
    }
    compression = std::move(*agreed);
  }
  auto handshake = begin_handshake(stage, request);
  handshake->compression = std::move(compression);
  if (stopping_) {
    refuse(*handshake, *exchange, unavailable());
    return;
  }
  if (connection_count() >= options_.connections) {
    logger_.warning("too many connections", {{"limit", options_.connections}});
    refuse(*handshake, *exchange, too_many("--max-connections"));
    return;
  }
  if (account_connections_ && !account_connections_->take(throttle_time())) {
    refuse(*handshake, *exchange, too_many("the account's limit for new connections"));
    return;
  }
  ++handshakes_;
  admission_.decide(handshake, [this, handshake, accept = std::move(*accept),
                                exchange = std::move(exchange)](const Verdict& verdict) {
    --handshakes_;
    on_decided(*handshake, accept, *exchange, verdict);
    tell_if_stopped();
  });
}

void Gateway::on_decided(Handshake& handshake, const std::string& accept, http::Exchange& exchange,
                         const Verdict& verdict) {
  if (!opens(verdict)) {
    refuse(handshake, exchange, verdict);
  } else if (stopping_) {
    refuse(handshake, exchange, unavailable());
    call_disconnect(*handshake.stage, handshake.connection, going_away());
  } else {
    open(handshake, accept, exchange, verdict);
  }
}

void Gateway::refuse(const Handshake& handshake, http::Exchange& exchange, const Verdict& verdict) {
  RequestContext context = connect_context(handshake);
  context.status = verdict.status;
  if (verdict.error) context.error_response_type = to_text(*verdict.error);
  context.error_message = refusal_message(verdict);
  const std::string& id = handshake.connection->connection_id;
  logger_.warning("handshake refused", {{"api", handshake.stage->api.id()},
                                        {"stage", handshake.stage->name()},
                                        {"route", "$connect"},
                                        {"connection", id},
                                        {"request", handshake.request_id},
                                        {"status", verdict.status},
                                        {"why", verdict.detail}});
  reports_.ended(*handshake.stage, context, verdict.connect ? &*verdict.connect : nullptr);
  exchange.respond(
      refuse_handshake(verdict.status, context.error_message, id, handshake.request_id));
}

void Gateway::open(Handshake& handshake, const std::string& accept, http::Exchange& exchange,
                   const Verdict& verdict) {
  std::string early_bytes;
  const auto& compression = handshake.compression;
  auto stream = exchange.upgrade(accept_headers(accept, verdict.subprotocol.value_or(""),
                                                compression ? compression->header : ""),
                                 early_bytes);
  RequestContext context = connect_context(handshake);
  context.status = 200;
  reports_.ended(*handshake.stage, context, verdict.connect ? &*verdict.connect : nullptr);
  if (!stream) {
    // The backend has said yes and remembers a client that left meanwhile.
    call_disconnect(*handshake.stage, handshake.connection,
                    {number(CloseCode::abnormal), "Connection closed abnormally"});
    return;
  }
  const std::string id = handshake.connection->connection_id;
  logger_.info("connected", {{"connection", id},
                             {"api", handshake.stage->api.id()},
                             {"stage", handshake.stage->name()},
                             {"peer", handshake.connection->identity.source_ip}});
  Entry& entry = entries_[id];
  entry.stage = handshake.stage;
  entry.context = handshake.connection;
  entry.connection = std::make_unique<Connection>(
      loop_, id, std::move(stream), options_.limits, static_cast<ConnectionHandler&>(*this),
      compression ? std::make_unique<deflate::Session>(compression->parameters, codec_) : nullptr);
  reports_.opened(*entry.stage);
  entry.connection->start(early_bytes);
}

// --- Messages ----------------------------------------------------------------------------------

RequestContext Gateway::message_context(const Entry& entry) const {
  RequestContext context;
  context.connection = entry.context;
  context.request_id = make_id();
  context.message_id = make_id();
  context.event_type = EventType::message;
  context.request_time_ms = unix_time_ms();
  return context;
}

Handled Gateway::on_message(Connection& connection, std::string_view text) {
  const Entry& entry = entries_.at(connection.id());
  ServedStage& stage = *entry.stage;
  Invocation invocation;
  invocation.stage = &stage;
  invocation.context = message_context(entry);
  const auto refuse_with = [&](ErrorKind kind, std::string detail) {
    Invoked nothing;
    nothing.conclusion = conclude_refused({kind, std::move(detail)});
    refuse_message(entry, std::move(invocation.context), nothing);
    return Handled::now;
  };
  // What is served changes with the stage: a connection's next message takes the new deployment.
  invocation.deployment = stage.deployment;
  invocation.route = stage.deployment ? stage.deployment->select(text) : nullptr;
  if (invocation.route == nullptr) return refuse_with(ErrorKind::access_denied, "no route matches");
  invocation.context.route_key = invocation.route->key;
  TokenBucket* account = account_requests_ ? &*account_requests_ : nullptr;
  if (!stage.throttle.take(invocation.route->key, throttle_time(), {account})) {
    return refuse_with(ErrorKind::throttled, "a limit of requests per second");
  }
  invocation.message = text;
  invoker_.invoke(std::move(invocation), [this](const Invocation& ended, const Invoked& result) {
    on_message_answered(ended, result);
  });
  return Handled::later;
}

void Gateway::on_message_answered(const Invocation& invocation, const Invoked& result) {
  // It is there: a connection is not finished before its messages are handled.
  const Entry& entry = entries_.at(invocation.context.connection->connection_id);
  Connection& connection = *entry.connection;
  const Conclusion& conclusion = result.conclusion;
  RequestContext context = invocation.context;
  context.status = conclusion.status;
  if (conclusion.error) {
    refuse_message(entry, std::move(context), result);
  } else if (conclusion.message &&
             conclusion.message->size() > options_.limits.frames.message_bytes) {
    Invoked too_long = result;
    too_long.conclusion = conclude_refused(
        {ErrorKind::api_configuration_error, "the route response is longer than a message may be"});
    refuse_message(entry, std::move(context), too_long);
  } else {
    if (conclusion.message) {
      // "A binary result cannot be sent as binary frame"; text frames must be UTF-8.
      const std::string& answer = *conclusion.message;
      send_to(connection,
              framing::is_valid_utf8(answer) ? answer : framing::with_replacements(answer));
      reports_.sent(*entry.stage, 1);
    }
    reports_.ended(*entry.stage, context, &result);
  }
  connection.message_done();
  tell_if_stopped();
}

void Gateway::refuse_message(const Entry& entry, RequestContext context, const Invoked& result) {
  const Conclusion& conclusion = result.conclusion;
  const ErrorKind kind = conclusion.error.value_or(ErrorKind::api_configuration_error);
  const std::string& id = context.connection->connection_id;
  context.status = status_of(kind);
  context.error_message = message_of(kind);
  context.error_response_type = to_text(kind);
  context.error_validation_string = conclusion.validation_errors;
  logger_.warning("message refused", {{"api", entry.stage->api.id()},
                                      {"stage", entry.stage->name()},
                                      {"route", context.route_key},
                                      {"connection", id},
                                      {"request", context.request_id},
                                      {"error", to_text(kind)},
                                      {"status", conclusion.integration_status},
                                      {"why", conclusion.detail}});
  send_to(*entry.connection, error_frame(kind, context));
  reports_.sent(*entry.stage, 1);
  reports_.ended(*entry.stage, context, &result);
}

void Gateway::send_to(Connection& connection, std::string_view text) {
  OutgoingMessage message(text, codec_);
  if (connection.send(message) == Sent::queue_full) {
    connection.close(CloseCode::try_again_later, "Messages are not read");
  }
}

// --- Closing -----------------------------------------------------------------------------------

void Gateway::on_closed(Connection& connection, const Closing& closing) {
  logger_.info(
      "disconnected",
      {{"connection", connection.id()}, {"code", closing.code}, {"reason", closing.reason}});
  const Entry& entry = entries_.at(connection.id());
  reports_.closed(*entry.stage);
  groups_of(*entry.stage).forget(connection.id());
  call_disconnect(*entry.stage, entry.context, closing);
}

void Gateway::on_finished(Connection& connection) {
  loop_.defer([this, id = connection.id(), alive = std::weak_ptr<bool>(alive_)] {
    if (alive.expired()) return;
    entries_.erase(id);
    tell_if_stopped();
  });
}

void Gateway::call_disconnect(ServedStage& stage, std::shared_ptr<const ConnectionContext> context,
                              const Closing& closing) {
  Invocation invocation;
  invocation.stage = &stage;
  invocation.deployment = stage.deployment;
  invocation.route = stage.deployment ? stage.deployment->find("$disconnect") : nullptr;
  invocation.context.connection = std::move(context);
  invocation.context.route_key = "$disconnect";
  invocation.context.request_id = make_id();
  invocation.context.event_type = EventType::disconnect;
  invocation.context.request_time_ms = unix_time_ms();
  invocation.context.disconnect_status_code = closing.code;
  invocation.context.disconnect_reason = closing.reason;
  if (invocation.route == nullptr) {
    invocation.context.status = 200;
    reports_.ended(stage, invocation.context, nullptr);
    return;
  }
  // API Gateway ignores what $disconnect answers.
  invoker_.invoke(std::move(invocation), [this](const Invocation& ended, const Invoked& result) {
    RequestContext done = ended.context;
    done.status = result.conclusion.status;
    if (result.conclusion.error) {
      done.error_message = message_of(*result.conclusion.error);
      done.error_response_type = to_text(*result.conclusion.error);
      logger_.warning("callback failed", {{"api", ended.stage->api.id()},
                                          {"stage", ended.stage->name()},
                                          {"route", done.route_key},
                                          {"connection", done.connection->connection_id},
                                          {"request", done.request_id},
                                          {"error", done.error_response_type},
                                          {"status", result.conclusion.integration_status},
                                          {"why", result.conclusion.detail}});
    }
    reports_.ended(*ended.stage, done, &result);
    tell_if_stopped();
  });
}

void Gateway::stop(std::function<void()> on_stopped) {
  stopping_ = true;
  on_stopped_ = std::move(on_stopped);
  for (auto& [id, entry] : entries_) entry.connection->close(CloseCode::going_away, "Going away");
  tell_if_stopped();
}

void Gateway::tell_if_stopped() {
  if (!stopping_ || !on_stopped_ || connection_count() > 0 || callbacks_in_flight() > 0) return;
  loop_.defer(std::exchange(on_stopped_, nullptr));
}

// --- What @connections needs -------------------------------------------------------------------

const Gateway::Entry* Gateway::find_open(const std::string& connection_id) const {
  const auto found = entries_.find(connection_id);
  if (found == entries_.end() || !found->second.connection->is_open()) return nullptr;
  return &found->second;
}

const ServedStage* Gateway::stage_of(const std::string& connection_id) const {
  const Entry* entry = find_open(connection_id);
  return entry == nullptr ? nullptr : entry->stage;
}

bool Gateway::admit_management() {
  return !account_requests_ || account_requests_->take(throttle_time());
}

Posted Gateway::check(std::string_view text) const {
  if (text.size() > options_.limits.frames.message_bytes) return Posted::too_long;
  if (!framing::is_valid_utf8(text)) return Posted::not_text;
  return Posted::accepted;
}

Posted Gateway::deliver(const std::string& connection_id, OutgoingMessage& message) {
  const Entry* entry = find_open(connection_id);
  if (entry == nullptr) return Posted::gone;
  switch (entry->connection->send(message)) {
    case Sent::queued:
      reports_.sent(*entry->stage, 1);
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
  OutgoingMessage message(text, codec_);
  const Posted checked = check(text);
  return checked == Posted::accepted ? deliver(connection_id, message) : checked;
}

Posts Gateway::post_to_all(const std::vector<std::string>& connection_ids, std::string_view text) {
  Posts posts;
  OutgoingMessage message(text, codec_);
  const Posted checked = check(text);
  for (const std::string& id : connection_ids) {
    Posted posted = checked;
    if (checked == Posted::accepted) {
      posted = deliver(id, message);
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
  info.connected_at_ms = entry->context->connected_at_ms;
  info.last_active_at_ms =
      std::max(info.connected_at_ms, unix_time_ms() - static_cast<std::int64_t>(quiet.count()));
  info.source_ip = entry->context->identity.source_ip;
  info.user_agent = entry->context->identity.user_agent;
  return info;
}

bool Gateway::close(const std::string& connection_id, CloseCode code, std::string_view reason) {
  const Entry* entry = find_open(connection_id);
  if (entry == nullptr) return false;
  entry->connection->close(code, reason);
  return true;
}

}  // namespace palaver::gateway
