#include "core/gateway/authorizer_response.h"

#include <optional>
#include <set>
#include <utility>

#include "core/gateway/json_children.h"
#include "core/gateway/log_text.h"

namespace palaver::gateway {
namespace {

unexpected<AuthorizerRefusal> refuse(ErrorKind kind, std::string_view text) {
  return unexpected(AuthorizerRefusal{kind, log_entry(text)});
}

unexpected<AuthorizerRefusal> misconfigured(std::string_view text) {
  return refuse(ErrorKind::authorizer_configuration_error, text);
}

// Nothing when a value is not a string, a number or a boolean.
std::optional<AuthorizerContext> read_context(std::string_view raw) {
  AuthorizerContext context;
  JsonChildren members(raw);
  if (members.is_null()) return context;
  if (!members.is_object()) return std::nullopt;
  std::set<std::string> names;
  while (members.next()) {
    if (!members.is_scalar() || members.child_is_null()) return std::nullopt;
    // The authorizer's own answer has the better right to this name; and JSON wants names once.
    if (members.name() == "principalId" || !names.insert(members.name()).second) continue;
    context.push_back({members.name(), members.text()});
  }
  return context;
}

AuthorizerOutcome outcome(std::string_view result, const PolicyQuestion& question) {
  if (result.size() > kAuthorizerResultBytes) return misconfigured("The result has over 8 KB");
  std::optional<std::string> principal_id;
  std::optional<Policy> policy;
  AuthorizerGrant grant;

  JsonChildren members(result);
  if (!members.is_object()) return misconfigured("The result is not an object");
  while (members.next()) {
    const std::string& name = members.name();
    if (name == "principalId") {
      if (members.is_string() || members.kind() == json::Token::number) {
        principal_id = members.text();
      }
    } else if (name == "policyDocument") {
      auto parsed = Policy::parse(members.raw());
      if (!parsed) return misconfigured(parsed.error());
      policy = *std::move(parsed);
    } else if (name == "context") {
      auto context = read_context(members.raw());
      if (!context) return misconfigured("The context has a value that is no string or number");
      grant.context = *std::move(context);
    } else if (name == "usageIdentifierKey" && members.is_string()) {
      grant.usage_identifier_key = members.text();
    }
  }
  if (members.failed()) return misconfigured("The result is not JSON");
  if (!principal_id) return misconfigured("The result has no principalId");
  if (!policy) return misconfigured("The result has no policyDocument");

  switch (policy->evaluate(question)) {
    case PolicyDecision::allow:
      break;
    case PolicyDecision::explicit_deny:
      return refuse(ErrorKind::access_denied, "The policy denies " + question.resource);
    case PolicyDecision::implicit_deny:
      return refuse(ErrorKind::access_denied, "The policy does not allow " + question.resource);
  }
  grant.context.push_back({"principalId", *std::move(principal_id)});
  return grant;
}

}  // namespace

AuthorizerOutcome authorizer_response(const InvokeAnswer& answer, const PolicyQuestion& question) {
  const auto result = lambda_result(answer);
  if (result) return outcome(*result, question);
  const LambdaError& error = result.error();
  const bool is_unauthorized =
      error.failure == LambdaFailure::function_error && error.error_message == "Unauthorized";
  return refuse(is_unauthorized ? ErrorKind::unauthorized : ErrorKind::authorizer_failure,
                error.text);
}

AuthorizerOutcome http_authorizer_response(int status, std::string_view body,
                                           const PolicyQuestion& question) {
  if (status == 200) return outcome(body, question);
  const std::string text = "The authorizer answered " + std::to_string(status);
  if (status == 401) return refuse(ErrorKind::unauthorized, text);
  if (status == 403) return refuse(ErrorKind::access_denied, text);
  return refuse(ErrorKind::authorizer_failure, text);
}

}  // namespace palaver::gateway
