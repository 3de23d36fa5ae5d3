// A stage's access log: one line a connect, message and disconnect. API Gateway: "Configure logging
// for WebSocket APIs in API Gateway", "Set up CloudWatch logging", $context variables for access
// logging. Values; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/common/expected.h"
#include "core/gateway/request_context.h"

namespace palaver::gateway {

// What the log knows beside the RequestContext, which has status and error. Latencies are
// milliseconds; empty and absent values are printed as `-`.
struct AccessLogEntry {
  std::optional<std::int64_t> response_latency;

  std::optional<std::int64_t> integration_latency;
  std::optional<int> integration_service_status;  // of the Lambda service
  std::optional<int> integration_status;          // that the code behind it returned
  std::string integration_error;
  std::string integration_request_id;

  std::optional<std::int64_t> authorizer_latency;
  std::optional<int> authorizer_service_status;
  std::optional<int> authorizer_status;
  std::string authorizer_error;
  std::string authorizer_request_id;

  // Of credentials that a signature is checked with (authenticate) and of the policy then asked
  // (authorize).
  std::optional<std::int64_t> authenticate_latency;
  std::optional<int> authenticate_status;
  std::string authenticate_error;
  std::optional<std::int64_t> authorize_latency;
  std::optional<int> authorize_status;
  std::string authorize_error;
};

class AccessLogFormat {
 public:
  // API Gateway, quotas: "Access log format, 3 KB".
  static constexpr std::size_t kMaxBytes = 3 * 1024;

  // Text with `$context.x`. The error is for people: more than kMaxBytes, more than one line, or
  // neither $context.requestId nor $context.extendedRequestId in it.
  static expected<AccessLogFormat, std::string> parse(std::string_view text);

  // The variables of the format that API Gateway does not have, in their order: warn of them. They
  // print as `-`.
  const std::vector<std::string>& unsupported() const { return unsupported_; }

  // The line, without a line end. A variable that has no value is `-`.
  //
  // Differs from AWS, which puts values in as they are, where a value could break the line or what
  // the line says: clients choose their User-Agent and close reason. Control characters are escaped
  // as in JSON. Between double quotes of the format a quote and a backslash are, too, so that a
  // format that is JSON gives JSON. What is not UTF-8 becomes U+FFFD.
  std::string render(const RequestContext& context, const AccessLogEntry& entry) const;

 private:
  using Getter = std::optional<std::string> (*)(const AccessLogEntry& entry);
  struct Part {
    std::string text;  // as it stands, or the name after `$context.`
    bool is_variable = false;
    bool is_quoted = false;
    Getter of_entry = nullptr;  // else the context has it
  };
  static Getter find_getter(std::string_view name);
  static bool is_supported(std::string_view name);

  std::vector<Part> parts_;
  std::vector<std::string> unsupported_;
};

}  // namespace palaver::gateway
