// Calls to integrations by their URL: http and https over libcurl, functions over the Lambda Invoke
// API, `palaver:` to a backend in this process. Its loop's thread.
#pragma once

#include "server/aws/lambda_client.h"
#include "server/gateway/carrier.h"
#include "server/http/client.h"
#include "server/net/event_loop.h"

namespace palaver::gateway {

class NetworkCarrier : public Carrier {
 public:
  // All must outlive it. `local` may be null: then nobody answers `palaver:`.
  NetworkCarrier(net::EventLoop& loop, http::Client& client, aws::LambdaClient& lambda,
                 LocalBackend* local)
      : loop_(loop), client_(client), lambda_(lambda), local_(local) {}

  void carry(HttpCall call, const CallTerms& terms, Callback callback) override;
  void carry(LambdaCall call, const CallTerms& terms, Callback callback) override;

 private:
  net::EventLoop& loop_;
  http::Client& client_;
  aws::LambdaClient& lambda_;
  LocalBackend* local_;
};

}  // namespace palaver::gateway
