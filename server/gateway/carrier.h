// Who carries a call to an integration and brings its answer. The gateway decides what is said and
// what an answer means; a carrier knows only the way. Its loop's thread.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "core/gateway/integration_call.h"

namespace palaver::gateway {

struct CallTerms {
  std::chrono::milliseconds timeout{29000};
  std::string server_name_to_verify;  // for TLS; empty: the URL's host
  bool skip_verification = false;     // for TLS: any certificate will do
};

class Carrier {
 public:
  using Callback = std::function<void(IntegrationAnswer)>;
  virtual ~Carrier() = default;
  // Call `callback` exactly once, perhaps from inside.
  virtual void carry(HttpCall call, const CallTerms& terms, Callback callback) = 0;
  virtual void carry(LambdaCall call, const CallTerms& terms, Callback callback) = 0;
};

// A backend in this process: what stands behind URLs of the scheme `palaver:`.
class LocalBackend {
 public:
  virtual ~LocalBackend() = default;
  // `path` is what follows `palaver:`. Calls `callback` exactly once, perhaps from inside.
  virtual void call(std::string path, std::string body, Carrier::Callback callback) = 0;
};

}  // namespace palaver::gateway
