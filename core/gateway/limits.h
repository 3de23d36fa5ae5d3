// API Gateway's quotas for WebSocket APIs. Amazon API Gateway Developer Guide, "Quotas for
// configuring and running a WebSocket API".
#pragma once

#include <chrono>
#include <cstddef>

namespace palaver::gateway {

inline constexpr std::size_t kFrameBytes = 32 * 1024;
inline constexpr std::size_t kMessageBytes = 128 * 1024;
inline constexpr std::chrono::seconds kIdleTimeout{600};
inline constexpr std::chrono::seconds kConnectionDuration{7200};
inline constexpr std::chrono::milliseconds kIntegrationTimeout{29000};
// Request line and headers together, in bytes.
inline constexpr std::size_t kRequestHeaderBytes = 10240;

}  // namespace palaver::gateway
