#include "server/gateway/invoker.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "core/gateway/integration_request.h"
#include "core/gateway/integration_response.h"
#include "server/gateway/ids.h"

namespace palaver::gateway {
namespace {

using Clock = std::chrono::steady_clock;

// An invocation under way.
struct Running {
  Invocation invocation;
  std::string trace_id;
  // What was carried, without what has been given away: its kind is all that a conclusion needs.
  IntegrationCall call = MockCall{0};
  Clock::time_point began;
  bool called = false;

  RouteEvent event() const {
    return {invocation.context, invocation.stage->settings.stage_variables, invocation.message,
            invocation.handshake.get(), trace_id};
  }
};

}  // namespace

void Invoker::invoke(Invocation invocation, Callback callback) {
  auto running = std::make_shared<Running>();
  running->invocation = std::move(invocation);
  running->trace_id = make_trace_id(running->invocation.context.request_time_ms);
  ++in_flight_;
  if (logger_.enabled(log::Level::debug)) {
    const RequestContext& context = running->invocation.context;
    logger_.debug("callback", {{"route", context.route_key},
                               {"connection", context.connection->connection_id},
                               {"request", context.request_id},
                               {"bytes", running->invocation.message.size()}});
  }
  const auto done = [this, running, callback = std::move(callback),
                     alive = std::weak_ptr<bool>(alive_)](const IntegrationAnswer& answer) {
    if (alive.expired()) return;
    --in_flight_;
    Invoked result;
    result.called = running->called;
    if (running->called) {
      result.latency =
          std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - running->began);
    }
    result.conclusion =
        conclude(*running->invocation.route, running->event(), running->call, answer);
    callback(running->invocation, std::move(result));
  };

  const DeployedRoute& route = *running->invocation.route;
  if (auto refusal = check_request(route, running->event())) {
    running->call = std::move(*refusal);
  } else if (route.integration == nullptr) {
    running->call = CallRefusal{ErrorKind::api_configuration_error, "the route has no integration"};
  } else {
    running->call = prepare_call(*route.integration, running->event());
  }
  if (const auto* mock = std::get_if<MockCall>(&running->call)) {
    IntegrationAnswer answer;
    answer.status = mock->status;
    done(answer);
    return;
  }
  if (std::holds_alternative<CallRefusal>(running->call)) {
    done({});
    return;
  }
  running->called = true;
  running->began = Clock::now();
  CallTerms terms;
  terms.timeout = std::min(route.integration->timeout, longest_timeout_);
  terms.server_name_to_verify = route.integration->server_name_to_verify;
  terms.skip_verification = route.integration->skip_verification;
  if (auto* http = std::get_if<HttpCall>(&running->call)) {
    carrier_.carry(std::move(*http), terms, done);
  } else if (auto* lambda = std::get_if<LambdaCall>(&running->call)) {
    carrier_.carry(std::move(*lambda), terms, done);
  }
}

}  // namespace palaver::gateway
