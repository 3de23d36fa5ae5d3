// One request to a route's integration, from the event to its conclusion: prepared, carried,
// concluded, measured. Its loop's thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "core/gateway/deployment.h"
#include "core/gateway/integration_call.h"
#include "core/gateway/request_context.h"
#include "server/common/logger.h"
#include "server/gateway/carrier.h"
#include "server/gateway/served_api.h"

namespace palaver::gateway {

// What is asked of the invoker.
struct Invocation {
  ServedStage* stage = nullptr;
  // The route is one of this deployment's; a stage that moves on changes nothing here.
  std::shared_ptr<const Deployment> deployment;
  const DeployedRoute* route = nullptr;
  RequestContext context;
  std::string message;                                // empty for $connect and $disconnect
  std::shared_ptr<const HandshakeRequest> handshake;  // for $connect
};

struct Invoked {
  Conclusion conclusion;
  std::chrono::microseconds latency{0};  // of the integration; 0 for MOCK and for refused ones
  bool called = false;                   // whether an integration was called: not for MOCK
};

class Invoker {
 public:
  // `carrier` must outlive it.
  Invoker(Carrier& carrier, log::Logger logger) : carrier_(carrier), logger_(std::move(logger)) {}

  // The shortest of an integration's own timeout and this one holds.
  void set_longest_timeout(std::chrono::milliseconds timeout) { longest_timeout_ = timeout; }

  using Callback = std::function<void(const Invocation& invocation, Invoked result)>;
  // Calls `callback` exactly once, perhaps from inside; not after the invoker has gone.
  void invoke(Invocation invocation, Callback callback);

  // Those that have not been concluded. Any thread.
  std::size_t in_flight() const { return in_flight_.load(std::memory_order_relaxed); }

 private:
  Carrier& carrier_;
  log::Logger logger_;
  std::chrono::milliseconds longest_timeout_{29000};
  std::atomic<std::size_t> in_flight_{0};
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // answers hold it weakly
};

}  // namespace palaver::gateway
