// What a route calls. The chat backend in process, a backend over HTTP: all stand behind this one
// interface, and the gateway does not know which it has. Its loop's thread.
#pragma once

#include <functional>
#include <string>

#include "core/gateway/callback_api.h"

namespace palaver::gateway {

struct IntegrationRequest {
  std::string connection_id;  // for logs; the body has what the backend needs
  std::string route_key;
  std::string path;  // below the backend's URL: /connect
  std::string body;  // rendered
};

enum class IntegrationOutcome {
  answered,  // with `status`
  failed,    // unreachable, or it broke
  timed_out,
};

struct IntegrationResult {
  IntegrationOutcome outcome = IntegrationOutcome::answered;
  int status = 200;
  std::string body;
  std::string problem;  // for the log; empty when answered
};

class Integration {
 public:
  using Callback = std::function<void(IntegrationResult)>;
  virtual ~Integration() = default;
  // Calls `callback` exactly once, never from inside invoke().
  virtual void invoke(IntegrationRequest request, Callback callback) = 0;
};

}  // namespace palaver::gateway
