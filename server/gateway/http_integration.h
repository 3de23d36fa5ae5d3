// Callbacks as real HTTP requests: POST <backend-url><path> with the rendered body, in the form API
// Gateway's HTTP integrations have. Its loop's thread.
#pragma once

#include <chrono>
#include <string>

#include "core/gateway/limits.h"
#include "server/gateway/integration.h"
#include "server/http/client.h"

namespace palaver::gateway {

struct HttpIntegrationOptions {
  std::string backend_url;  // http or https; a slash at its end is left out
  std::string api_id;
  std::chrono::milliseconds timeout = kIntegrationTimeout;
};

class HttpIntegration : public Integration {
 public:
  // `client` must outlive it.
  HttpIntegration(http::Client& client, HttpIntegrationOptions options);

  void invoke(IntegrationRequest request, Callback callback) override;

 private:
  http::Client& client_;
  HttpIntegrationOptions options_;
};

}  // namespace palaver::gateway
