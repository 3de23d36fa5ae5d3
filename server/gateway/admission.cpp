#include "server/gateway/admission.h"

#include <utility>

#include "core/gateway/arn.h"
#include "core/gateway/authorizer_event.h"
#include "core/gateway/stage_variables.h"
#include "server/common/wall_clock.h"

namespace palaver::gateway {
namespace {

Verdict refused(ErrorKind kind, std::string detail) {
  Verdict verdict;
  verdict.status = status_of(kind);
  verdict.error = kind;
  verdict.detail = std::move(detail);
  return verdict;
}

std::string header_or_empty(const HandshakeRequest& request, std::string_view name) {
  return std::string(request.header(name).value_or(""));
}

}  // namespace

RequestContext connect_context(const Handshake& handshake) {
  RequestContext context;
  context.connection = handshake.connection;
  context.route_key = "$connect";
  context.request_id = handshake.request_id;
  context.event_type = EventType::connect;
  context.request_time_ms = unix_time_ms();
  return context;
}

Admission::Admission(Invoker& invoker, Carrier& carrier, const Signers& signers, Commons& commons,
                     std::string region, std::string account_id)
    : invoker_(invoker),
      carrier_(carrier),
      signers_(signers),
      commons_(commons),
      region_(std::move(region)),
      account_id_(std::move(account_id)) {}

std::string Admission::connect_arn(const Handshake& handshake) const {
  return method_arn({.region = region_,
                     .account = account_id_,
                     .api_id = handshake.deployment->api_id(),
                     .stage = handshake.stage->name()},
                    model::kConnectRoute);
}

void Admission::decide(const std::shared_ptr<Handshake>& handshake, Callback callback) {
  if (handshake->deployment == nullptr) {
    callback(refused(ErrorKind::access_denied, "nothing is deployed to the stage"));
    return;
  }
  const DeployedRoute* route = handshake->deployment->find("$connect");
  if (!commons_.admit_connect(*handshake->stage)) {
    callback(refused(ErrorKind::throttled, "the stage's limit for $connect"));
    return;
  }
  // "$connect is optional. Without the route the handshake is accepted at once."
  if (route == nullptr) {
    callback({});
    return;
  }
  authorize(handshake, *route, std::move(callback));
}

void Admission::authorize(const std::shared_ptr<Handshake>& handshake, const DeployedRoute& route,
                          Callback callback) {
  switch (route.authorization) {
    case model::AuthorizationType::none:
      break;
    case model::AuthorizationType::aws_iam:
      if (auto verdict = check_signature(*handshake)) {
        callback(std::move(*verdict));
        return;
      }
      break;
    case model::AuthorizationType::custom:
      ask_authorizer(handshake, route, callback);
      return;
  }
  call_connect(handshake, route, std::move(callback));
}

// --- IAM ---------------------------------------------------------------------------------------

std::optional<Verdict> Admission::check_signature(Handshake& handshake) const {
  const auto signer = signers_.check(
      handshake.http, connect_question(connect_context(handshake), connect_arn(handshake)));
  if (!signer) {
    const bool is_signed = signer.error().exception != "MissingAuthenticationTokenException";
    return refused(
        is_signed ? ErrorKind::invalid_signature : ErrorKind::missing_authentication_token,
        signer.error().message);
  }
  Identity& identity = handshake.connection->identity;
  identity.account_id = signer->account_id;
  identity.caller = signer->access_key_id;
  identity.user = signer->access_key_id;
  identity.user_arn = signer->user_arn();
  return std::nullopt;
}

// --- Authorizers -------------------------------------------------------------------------------

void Admission::ask_authorizer(const std::shared_ptr<Handshake>& handshake,
                               const DeployedRoute& route, const Callback& callback) {
  if (route.authorizer == nullptr) {
    callback(refused(ErrorKind::authorizer_configuration_error, "the route has no authorizer"));
    return;
  }
  const DeployedAuthorizer& authorizer = *route.authorizer;
  const RequestContext context = connect_context(*handshake);
  const StringMap& variables = handshake->stage->settings.stage_variables;
  if (!are_present(authorizer.identity_sources, context, variables, *handshake->request)) {
    callback(refused(ErrorKind::unauthorized, "an identity source is missing"));
    return;
  }
  PolicyQuestion question = connect_question(context, connect_arn(*handshake));
  std::string event = authorizer_event(context, question.resource, variables, *handshake->request);
  const auto grant = [this, handshake, &route, callback](AuthorizerOutcome outcome) {
    if (!outcome) {
      callback(refused(outcome.error().kind, outcome.error().text));
      return;
    }
    handshake->connection->authorizer = std::move(outcome->context);
    handshake->usage_identifier_key = std::move(outcome->usage_identifier_key);
    call_connect(handshake, route, callback);
  };
  const auto reach = [alive = std::weak_ptr<bool>(alive_), callback, grant](
                         const IntegrationAnswer& answer, const auto& decide) {
    if (alive.expired()) return;
    if (answer.outcome == AnswerOutcome::answered) {
      grant(decide(answer));
    } else {
      callback(refused(ErrorKind::authorizer_failure, answer.problem));
    }
  };
  const std::string uri = with_stage_variables(authorizer.uri, variables).value_or("");
  if (uri.rfind("http://", 0) == 0 || uri.rfind("https://", 0) == 0) {
    HttpCall call;
    call.method = "POST";
    call.url = uri;
    call.headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}};
    call.body = std::move(event);
    carrier_.carry(std::move(call), {}, [reach, question](const IntegrationAnswer& answer) {
      reach(answer, [&question](const IntegrationAnswer& given) {
        return http_authorizer_response(given.status, given.body, question);
      });
    });
    return;
  }
  auto function = lambda_function(authorizer.uri, variables);
  if (!function) {
    callback(refused(ErrorKind::authorizer_configuration_error, std::move(function.error())));
    return;
  }
  carrier_.carry(LambdaCall{std::move(function->text), std::move(event)}, {},
                 [reach, question](const IntegrationAnswer& answer) {
                   reach(answer, [&question](const IntegrationAnswer& given) {
                     return authorizer_response(invoke_answer(given), question);
                   });
                 });
}

// --- API keys and the integration --------------------------------------------------------------

std::optional<Verdict> Admission::check_api_key(Handshake& handshake) {
  const bool from_authorizer = handshake.deployment->api_key_source() == ApiKeySource::authorizer;
  const std::string value = from_authorizer ? handshake.usage_identifier_key
                                            : header_or_empty(*handshake.request, "x-api-key");
  const auto key = commons_.admit_key(*handshake.stage, value, unix_time_ms());
  if (!key) return refused(key.error(), "the API key is not accepted");
  handshake.connection->identity.api_key = (*key)->value;
  handshake.connection->identity.api_key_id = (*key)->id;
  return std::nullopt;
}

void Admission::call_connect(const std::shared_ptr<Handshake>& handshake,
                             const DeployedRoute& route, Callback callback) {
  if (route.api_key_required) {
    if (auto verdict = check_api_key(*handshake)) {
      callback(std::move(*verdict));
      return;
    }
  }
  Invocation invocation;
  invocation.stage = handshake->stage;
  invocation.deployment = handshake->deployment;
  invocation.route = &route;
  invocation.context = connect_context(*handshake);
  invocation.handshake = handshake->request;
  invoker_.invoke(std::move(invocation),
                  [callback = std::move(callback)](const Invocation&, Invoked result) {
                    Verdict verdict;
                    verdict.status = result.conclusion.status;
                    verdict.error = result.conclusion.error;
                    verdict.detail = result.conclusion.detail;
                    verdict.subprotocol = result.conclusion.subprotocol;
                    verdict.connect = std::move(result);
                    callback(std::move(verdict));
                  });
}

}  // namespace palaver::gateway
