#include "server/gateway/commons.h"

#include "server/gateway/throttle_clock.h"

namespace palaver::gateway {

Commons::Commons(const AccountLimits& account, std::size_t connections)
    : connection_limit_(connections) {
  if (account.requests) requests_.emplace(*account.requests, throttle_time());
  if (account.connections) handshakes_.emplace(*account.connections, throttle_time());
}

bool Commons::enter() {
  if (connections_.fetch_add(1, std::memory_order_relaxed) < connection_limit_) return true;
  leave();
  return false;
}

bool Commons::admit_handshake() {
  if (!handshakes_) return true;
  const std::lock_guard lock(limits_);
  return handshakes_->take(throttle_time());
}

bool Commons::admit_connect(ServedStage& stage) {
  if (!stage.throttle.limits("$connect")) return true;
  const std::lock_guard lock(limits_);
  return stage.throttle.take("$connect", throttle_time());
}

bool Commons::admit_message(ServedStage& stage, std::string_view route_key) {
  if (!requests_ && !stage.throttle.limits(route_key)) return true;
  const std::lock_guard lock(limits_);
  return stage.throttle.take(route_key, throttle_time(), {requests()});
}

bool Commons::admit_management() {
  if (!requests_) return true;
  const std::lock_guard lock(limits_);
  return requests_->take(throttle_time());
}

expected<const model::ApiKey*, ErrorKind> Commons::admit_key(const ServedStage& stage,
                                                             std::string_view value,
                                                             std::int64_t unix_ms) {
  const std::lock_guard lock(limits_);
  ApiKeys& keys = keys_.try_emplace(stage.api.id(), stage.api.definition()).first->second;
  return keys.admit(value, stage.name(), throttle_time(), unix_ms);
}

}  // namespace palaver::gateway
