// The command line as values. What each flag means is told once, in options.cpp, and printed by
// --help. Any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/common/expected.h"
#include "core/framing/extensions.h"
#include "core/gateway/api_limits.h"
#include "core/gateway/limits.h"
#include "server/common/logger.h"
#include "server/gateway/origin_policy.h"
#include "server/net/poller.h"

namespace palaver::app {

enum class Command { serve, gateway, backend };

struct Options {
  Command command = Command::serve;
  log::Level log_level = log::Level::info;
  net::PollerKind poller = net::PollerKind::automatic;
  std::uint16_t port = 8080;  // 0: any free one; the backend's default is kBackendPort
  // A name or an address. localhost: this machine only. 0.0.0.0 or ::: every interface.
  std::string host = "localhost";
  std::string stage = "dev";
  std::filesystem::path web_root;  // empty: default_web_root()
  std::filesystem::path tls_cert;  // both or none; none: without TLS
  std::filesystem::path tls_key;
  std::chrono::milliseconds handshake_timeout{10'000};  // to the end of the first request's head
  std::string backend_url;                              // gateway only
  std::string management_url = "http://127.0.0.1:8080/dev";  // backend only

  std::vector<std::filesystem::path> api_files;
  std::string lambda_endpoint;                   // empty: none
  std::map<std::string, std::string> functions;  // URLs by function name
  std::size_t function_concurrency = 1000;       // Lambda's quota for an account
  std::size_t backend_concurrency = 64;
  std::size_t threads = 1;  // loops that serve connections
  // Beside the server's own pages; nothing: the default, which is another for the chat and for APIs
  // of one's own.
  std::optional<gateway::OriginPolicy> allowed_origins;
  std::string region = "us-east-1";
  std::string account_id = "000000000000";
  std::filesystem::path credentials_file;  // empty: none
  std::string access_log;                  // a file; -: stdout; empty: none
  std::string access_log_format;           // empty: kDefaultAccessLogFormat

  std::optional<double> account_rate;          // requests a second; nothing: no limit
  std::optional<double> account_burst;         // requests
  std::optional<double> connection_rate;       // new connections a second
  std::chrono::milliseconds ping_interval{0};  // 0: no pings

  std::size_t compression_threshold = 1024;

  std::size_t frame_bytes = gateway::kFrameBytes;
  std::size_t message_bytes = gateway::kMessageBytes;
  std::chrono::milliseconds idle_timeout = gateway::kIdleTimeout;
  std::chrono::milliseconds connection_duration = gateway::kConnectionDuration;
  std::chrono::milliseconds callback_timeout = gateway::kIntegrationTimeout;
  std::size_t send_queue_bytes = 1024 * 1024;
  std::chrono::milliseconds send_queue_timeout{5000};
  std::chrono::milliseconds message_timeout{60'000};
  std::size_t fragments = 128 * 1024;  // frames of one message
  std::size_t memory_bytes = std::size_t{1024} * 1024 * 1024;
  std::size_t max_connections = 100'000;
  // Of one address. Nothing: kConnectionsPerAddress, and as many as they like from this machine.
  std::optional<std::size_t> connections_per_address;

  std::uint32_t control_frames = 5000;  // of one connection, a second
  bool require_signatures = false;
  bool extensions = false;
  bool compression = true;  // permessage-deflate, when the client offers it
  framing::DeflatePolicy compression_takeover;
};

inline constexpr std::size_t kConnectionsPerAddress = 1000;

inline constexpr std::uint16_t kBackendPort = 5000;

// Why there are no options: the program says `text` and ends.
struct Farewell {
  int exit_code;  // 0 for --help and --version, kBadUsage for a mistake
  std::string
      text;  // with its line's end; for stdout when exit_code is 0, otherwise one line for stderr
};

inline constexpr int kBadUsage = 2;

// `arguments` without the program's name.
expected<Options, Farewell> parse_options(const std::vector<std::string>& arguments);

// Where the build puts the web client, seen from the program: build/release/server/palaver serves
// build/web/dist.
std::filesystem::path default_web_root(const std::filesystem::path& program);

}  // namespace palaver::app
