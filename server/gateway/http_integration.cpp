#include "server/gateway/http_integration.h"

#include <utility>

namespace palaver::gateway {
namespace {

IntegrationResult result_of(http::ClientResult answer) {
  IntegrationResult result;
  if (answer) {
    result.status = answer->status;
    result.body = std::move(answer->body);
    return result;
  }
  const http::ClientError& error = answer.error();
  result.outcome = error.kind == http::ClientErrorKind::timed_out ? IntegrationOutcome::timed_out
                                                                  : IntegrationOutcome::failed;
  result.status = 0;
  result.problem = error.message;
  return result;
}

}  // namespace

HttpIntegration::HttpIntegration(http::Client& client, HttpIntegrationOptions options)
    : client_(client), options_(std::move(options)) {
  while (!options_.backend_url.empty() && options_.backend_url.back() == '/') {
    options_.backend_url.pop_back();
  }
}

void HttpIntegration::invoke(IntegrationRequest request, Callback callback) {
  http::ClientRequest out;
  out.method = "POST";
  out.url = options_.backend_url + request.path;
  out.headers = {{"Content-Type", "application/json"},
                 {"Accept", "application/json"},
                 {"User-Agent", "AmazonAPIGateway_" + options_.api_id},
                 {"x-amzn-apigateway-api-id", options_.api_id}};
  out.body = std::move(request.body);
  out.timeout = options_.timeout;
  client_.send(std::move(out), [callback = std::move(callback)](http::ClientResult answer) {
    callback(result_of(std::move(answer)));
  });
}

}  // namespace palaver::gateway
