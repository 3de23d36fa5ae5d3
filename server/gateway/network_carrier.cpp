#include "server/gateway/network_carrier.h"

#include <utility>

namespace palaver::gateway {
namespace {

IntegrationAnswer answer_of(http::ClientResult result) {
  IntegrationAnswer answer;
  if (result) {
    answer.status = result->status;
    answer.body = std::move(result->body);
    for (const auto& [name, value] : result->headers.fields()) {
      answer.headers.push_back({name, value});
    }
    return answer;
  }
  const http::ClientError& error = result.error();
  answer.outcome = error.kind == http::ClientErrorKind::timed_out ? AnswerOutcome::timed_out
                                                                  : AnswerOutcome::unreachable;
  answer.status = 0;
  answer.problem = error.message;
  return answer;
}

IntegrationAnswer answer_of(aws::LambdaResult result) {
  IntegrationAnswer answer;
  if (result) {
    answer.status = result->status;
    answer.body = std::move(result->body);
    if (!result->function_error.empty()) {
      answer.headers = {{"X-Amz-Function-Error", std::move(result->function_error)}};
    }
    return answer;
  }
  answer.outcome = result.error().kind == aws::LambdaErrorKind::timed_out
                       ? AnswerOutcome::timed_out
                       : AnswerOutcome::unreachable;
  answer.status = 0;
  answer.problem = result.error().message;
  return answer;
}

}  // namespace

void NetworkCarrier::carry(HttpCall call, const CallTerms& terms, Callback callback) {
  if (model::is_local(call.url)) {
    if (local_ != nullptr) {
      local_->call(call.url.substr(model::kLocalScheme.size()), std::move(call.body),
                   std::move(callback));
      return;
    }
    loop_.defer([callback = std::move(callback), url = std::move(call.url)] {
      IntegrationAnswer answer;
      answer.outcome = AnswerOutcome::unreachable;
      answer.problem = "this process has no backend for " + url + "; palaver serve has the chat";
      callback(std::move(answer));
    });
    return;
  }
  http::ClientRequest request;
  request.method = std::move(call.method);
  request.url = std::move(call.url);
  for (NamedValue& header : call.headers) {
    request.headers.add(std::move(header.name), std::move(header.value));
  }
  request.body = std::move(call.body);
  request.timeout = terms.timeout;
  request.server_name_to_verify = terms.server_name_to_verify;
  request.skip_verification = terms.skip_verification;
  client_.send(std::move(request), [callback = std::move(callback)](http::ClientResult result) {
    callback(answer_of(std::move(result)));
  });
}

void NetworkCarrier::carry(LambdaCall call, const CallTerms& terms, Callback callback) {
  aws::LambdaCall invocation;
  invocation.function = std::move(call.function);
  invocation.payload = std::move(call.payload);
  invocation.type = call.event ? aws::InvocationType::event : aws::InvocationType::request_response;
  invocation.timeout = terms.timeout;
  lambda_.invoke(std::move(invocation), [callback = std::move(callback)](aws::LambdaResult result) {
    callback(answer_of(std::move(result)));
  });
}

}  // namespace palaver::gateway
