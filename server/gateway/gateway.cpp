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

Verdict forbidden(std::string detail) {
  Verdict verdict;
  verdict.status = 403;
  verdict.error = ErrorKind::access_denied;
  verdict.detail = std::move(detail);
  return verdict;
}

Verdict unavailable(std::string detail) {
  Verdict verdict;
  verdict.status = 503;
  verdict.detail = std::move(detail);
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
                 Commons& commons, log::Logger logger, GatewayOptions options, Seat seat)
    : loop_(loop),
      reports_(reports),
      logger_(std::move(logger)),
      commons_(commons),
      options_(std::move(options)),
      seat_(seat),
      codec_(options_.compression.value_or(CompressionOptions{}).codec),
      invoker_(carrier, logger_),
      admission_(invoker_, carrier, signers, commons, options_.region, options_.account_id) {
  invoker_.set_longest_timeout(options_.callback_timeout);
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
  connection.connection_id = make_connection_id(seat_);
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
    refuse(*handshake, *exchange, unavailable("stopping"));
    return;
  }
  if (auto refusal = stage.api.origins().refusal(request)) {
    refuse(*handshake, *exchange, forbidden(std::move(*refusal)));
    return;
  }
  if (loop_.backlog() != nullptr && loop_.backlog()->over_limit()) {
    refuse(*handshake, *exchange, unavailable("--memory-limit: too much waits for slow clients"));
    return;
  }
  if (!commons_.admit_handshake()) {
    refuse(*handshake, *exchange, too_many("the account's limit for new connections"));
    return;
  }
  if (!commons_.enter()) {
    logger_.warning("too many connections", {{"limit", commons_.connection_limit()}});
    refuse(*handshake, *exchange, too_many("--max-connections"));
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
    commons_.leave();
    refuse(handshake, exchange, verdict);
  } else if (stopping_) {
    commons_.leave();
    refuse(handshake, exchange, unavailable("stopping"));
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
    commons_.leave();
    call_disconnect(*handshake.stage, handshake.connection,
                    {number(CloseCode::abnormal), "Connection closed abnormally"});
    return;
  }
  const std::string& id = handshake.connection->connection_id;
  logger_.info("connected", {{"connection", id},
                             {"api", handshake.stage->api.id()},
                             {"stage", handshake.stage->name()},
                             {"peer", handshake.connection->identity.source_ip}});
  Client& client = clients_.add(std::make_unique<Client>(
      loop_, static_cast<ClientHandler&>(*this), *handshake.stage, *handshake.connection,
      std::move(stream), options_.limits,
      compression ? std::make_unique<deflate::Session>(compression->parameters, codec_) : nullptr));
  reports_.opened(client.stage());
  client.connection().start(early_bytes);
}

// --- Messages ----------------------------------------------------------------------------------

RequestContext Gateway::message_context(const Client& client) {
  RequestContext context;
  context.connection = client.context();
  context.request_id = make_id();
  context.message_id = make_id();
  context.event_type = EventType::message;
  context.request_time_ms = unix_time_ms();
  return context;
}

Handled Gateway::on_message(Client& client, std::string_view text) {
  ServedStage& stage = client.stage();
  Invocation invocation;
  invocation.stage = &stage;
  invocation.context = message_context(client);
  const auto refuse_with = [&](ErrorKind kind, std::string detail) {
    Invoked nothing;
    nothing.conclusion = conclude_refused({kind, std::move(detail)});
    refuse_message(client, std::move(invocation.context), nothing);
    return Handled::now;
  };
  // What is served changes with the stage: a connection's next message takes the new deployment.
  invocation.deployment = stage.deployment;
  invocation.route = stage.deployment ? stage.deployment->select(text) : nullptr;
  if (invocation.route == nullptr) return refuse_with(ErrorKind::access_denied, "no route matches");
  invocation.context.route_key = invocation.route->key;
  if (!commons_.admit_message(stage, invocation.route->key)) {
    return refuse_with(ErrorKind::throttled, "a limit of requests per second");
  }
  invocation.message = text;
  const std::shared_ptr<const Deployment> deployment = invocation.deployment;
  invoker_.invoke(std::move(invocation), [this](const Invocation& ended, const Invoked& result) {
    on_message_answered(ended, result);
  });
  return deployment->is_local() ? Handled::in_turn : Handled::later;
}

void Gateway::on_message_answered(const Invocation& invocation, const Invoked& result) {
  // It is there: a connection is not finished before its messages are handled.
  Client& client = *clients_.find(invocation.context.connection->connection_id);
  const Conclusion& conclusion = result.conclusion;
  RequestContext context = invocation.context;
  context.status = conclusion.status;
  if (conclusion.error) {
    refuse_message(client, std::move(context), result);
  } else if (conclusion.message &&
             conclusion.message->size() > options_.limits.frames.message_bytes) {
    Invoked too_long = result;
    too_long.conclusion = conclude_refused(
        {ErrorKind::api_configuration_error, "the route response is longer than a message may be"});
    refuse_message(client, std::move(context), too_long);
  } else {
    if (conclusion.message) {
      // "A binary result cannot be sent as binary frame"; text frames must be UTF-8.
      const std::string& answer = *conclusion.message;
      send_to(client.connection(),
              framing::is_valid_utf8(answer) ? answer : framing::with_replacements(answer));
      reports_.sent(client.stage(), 1);
    }
    reports_.ended(client.stage(), context, &result);
  }
  client.connection().message_done();
  tell_if_stopped();
}

void Gateway::refuse_message(Client& client, RequestContext context, const Invoked& result) {
  const Conclusion& conclusion = result.conclusion;
  const ErrorKind kind = conclusion.error.value_or(ErrorKind::api_configuration_error);
  const std::string& id = context.connection->connection_id;
  context.status = status_of(kind);
  context.error_message = message_of(kind);
  context.error_response_type = to_text(kind);
  context.error_validation_string = conclusion.validation_errors;
  logger_.warning("message refused", {{"api", client.stage().api.id()},
                                      {"stage", client.stage().name()},
                                      {"route", context.route_key},
                                      {"connection", id},
                                      {"request", context.request_id},
                                      {"error", to_text(kind)},
                                      {"status", conclusion.integration_status},
                                      {"why", conclusion.detail}});
  send_to(client.connection(), error_frame(kind, context));
  reports_.sent(client.stage(), 1);
  reports_.ended(client.stage(), context, &result);
}

void Gateway::send_to(Connection& connection, std::string_view text) {
  OutgoingMessage message(text, codec_);
  if (connection.send(message) == Sent::queue_full) {
    connection.close(CloseCode::try_again_later, "Messages are not read");
  }
}

// --- Closing -----------------------------------------------------------------------------------

void Gateway::on_closed(Client& client, const Closing& closing) {
  const log::Fields fields = {
      {"connection", client.id()}, {"code", closing.code}, {"reason", closing.reason}};
  // Who is cut off because of a limit of ours is worth a look.
  const bool limit = closing.code == number(CloseCode::try_again_later) ||
                     closing.code == number(CloseCode::policy_violation);
  limit ? logger_.warning("disconnected", fields) : logger_.info("disconnected", fields);
  reports_.closed(client.stage());
  groups_of(client.stage()).forget(std::string(client.id()));
  call_disconnect(client.stage(), client.context(), closing);
}

void Gateway::on_finished(Client& client) {
  commons_.leave();
  loop_.defer([this, id = std::string(client.id()), alive = std::weak_ptr<bool>(alive_)] {
    if (alive.expired()) return;
    clients_.remove(id);
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

std::size_t Gateway::held_bytes() const {
  std::size_t bytes = 0;
  clients_.each([&](const Client& client) { bytes += client.connection().held_bytes(); });
  return bytes;
}

std::size_t Gateway::relieve(std::size_t bytes) {
  std::vector<std::pair<std::size_t, Client*>> holders;
  clients_.each([&](Client& client) {
    const std::size_t held = client.connection().held_bytes();
    if (held > 0 && client.connection().is_open()) holders.emplace_back(held, &client);
  });
  std::sort(holders.begin(), holders.end(),
            [](const auto& a, const auto& b) { return a.first > b.first; });
  std::size_t freed = 0;
  std::size_t closed = 0;
  for (const auto& [held, client] : holders) {
    if (freed >= bytes) break;
    client->connection().shed();
    freed += held;
    ++closed;
  }
  if (closed > 0) {
    logger_.warning("too much waits for slow clients",
                    {{"closed", closed}, {"bytes", freed}, {"limit", "--memory-limit"}});
  }
  return closed;
}

void Gateway::stop(std::function<void()> on_stopped) {
  stopping_ = true;
  on_stopped_ = std::move(on_stopped);
  clients_.each(
      [](Client& client) { client.connection().close(CloseCode::going_away, "Going away"); });
  tell_if_stopped();
}

void Gateway::tell_if_stopped() {
  if (!stopping_ || !on_stopped_ || connection_count() > 0 || callbacks_in_flight() > 0) return;
  loop_.defer(std::exchange(on_stopped_, nullptr));
}

}  // namespace palaver::gateway
