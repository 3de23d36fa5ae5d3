// What the gateways of a process have in common, however many loops it has: the APIs, and the
// limits that hold for all loops together. Any thread; the APIs are fixed before the loops run.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/common/expected.h"
#include "core/gateway/error_kind.h"
#include "core/gateway/token_bucket.h"
#include "server/gateway/api_keys.h"
#include "server/gateway/served_api.h"

namespace palaver::gateway {

// Token buckets for all APIs together; nothing: no limit.
struct AccountLimits {
  std::optional<ThrottleLimit> requests;     // messages and @connections requests
  std::optional<ThrottleLimit> connections;  // handshakes
};

class Commons {
 public:
  // `connections`: open or opening at once.
  Commons(const AccountLimits& account, std::size_t connections);

  ApiDirectory& apis() { return apis_; }
  const ApiDirectory& apis() const { return apis_; }

  // Whether one more connection may open. Then it has a place, which is given back with leave().
  bool enter();
  void leave() { connections_.fetch_sub(1, std::memory_order_relaxed); }
  std::size_t connection_limit() const { return connection_limit_; }
  // Open and opening.
  std::size_t connections() const { return connections_.load(std::memory_order_relaxed); }

  // Each takes a token of every limit that holds, or none: then the request is refused with 429.
  bool admit_handshake();
  bool admit_connect(ServedStage& stage);
  bool admit_message(ServedStage& stage, std::string_view route_key);
  // "Callbacks count against the account throttle."
  bool admit_management();

  // See ApiKeys::admit().
  expected<const model::ApiKey*, ErrorKind> admit_key(const ServedStage& stage,
                                                      std::string_view value, std::int64_t unix_ms);

 private:
  TokenBucket* requests() { return requests_ ? &*requests_ : nullptr; }

  ApiDirectory apis_;
  const std::size_t connection_limit_;
  std::atomic<std::size_t> connections_{0};
  // Guards the buckets, those of the stages, and the keys: a request takes from several at once.
  std::mutex limits_;
  std::optional<TokenBucket> requests_;
  std::optional<TokenBucket> handshakes_;
  std::map<std::string, ApiKeys, std::less<>> keys_;  // by API id
};

}  // namespace palaver::gateway
