#include "core/gateway/access_log_format.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/common/ascii.h"
#include "core/common/prefix.h"
#include "core/json/scanner.h"

namespace palaver::gateway {
namespace {

constexpr std::string_view kPrefix = "$context.";

// --- Variables ----------------------------------------------------------------------------------

// Those that RequestContext::find() knows, and those that API Gateway has and we never have a
// value for. `authorizer.` goes on with any key.
constexpr std::array<std::string_view, 39> kOfContext = {"apiId",
                                                         "stage",
                                                         "domainName",
                                                         "routeKey",
                                                         "eventType",
                                                         "connectionId",
                                                         "connectedAt",
                                                         "messageId",
                                                         "requestId",
                                                         "extendedRequestId",
                                                         "requestTime",
                                                         "requestTimeEpoch",
                                                         "status",
                                                         "disconnectStatusCode",
                                                         "disconnectReason",
                                                         "identity.accountId",
                                                         "identity.apiKey",
                                                         "identity.apiKeyId",
                                                         "identity.caller",
                                                         "identity.cognitoAuthenticationProvider",
                                                         "identity.cognitoAuthenticationType",
                                                         "identity.cognitoIdentityId",
                                                         "identity.cognitoIdentityPoolId",
                                                         "identity.principalOrgId",
                                                         "identity.sourceIp",
                                                         "identity.user",
                                                         "identity.userAgent",
                                                         "identity.userArn",
                                                         "error.message",
                                                         "error.messageString",
                                                         "error.responseType",
                                                         "error.validationErrorString",
                                                         "waf.error",
                                                         "waf.latency",
                                                         "waf.status",
                                                         "wafResponseCode",
                                                         "webaclArn",
                                                         "xrayTraceId",
                                                         "customDomain.basePathMatched"};

std::optional<std::string> text(const std::string& value) {
  if (value.empty()) return std::nullopt;
  return value;
}

template <class Number>
std::optional<std::string> text(const std::optional<Number>& value) {
  if (!value) return std::nullopt;
  return std::to_string(*value);
}

template <auto member>
std::optional<std::string> get(const AccessLogEntry& entry) {
  return text(entry.*member);
}

struct OfEntry {
  std::string_view name;
  std::optional<std::string> (*get)(const AccessLogEntry& entry);
};

using Entry = AccessLogEntry;

// Some values have an older name, too.
constexpr std::array<OfEntry, 22> kOfEntry = {{
    {"responseLatency", get<&Entry::response_latency>},
    {"integrationLatency", get<&Entry::integration_latency>},
    {"integration.latency", get<&Entry::integration_latency>},
    {"integrationStatus", get<&Entry::integration_service_status>},
    {"integration.integrationStatus", get<&Entry::integration_service_status>},
    {"integration.status", get<&Entry::integration_status>},
    {"integrationErrorMessage", get<&Entry::integration_error>},
    {"integration.error", get<&Entry::integration_error>},
    {"awsEndpointRequestId", get<&Entry::integration_request_id>},
    {"integration.requestId", get<&Entry::integration_request_id>},
    {"authorizer.integrationLatency", get<&Entry::authorizer_latency>},
    {"authorizer.latency", get<&Entry::authorizer_latency>},
    {"authorizer.integrationStatus", get<&Entry::authorizer_service_status>},
    {"authorizer.status", get<&Entry::authorizer_status>},
    {"authorizer.error", get<&Entry::authorizer_error>},
    {"authorizer.requestId", get<&Entry::authorizer_request_id>},
    {"authenticate.latency", get<&Entry::authenticate_latency>},
    {"authenticate.status", get<&Entry::authenticate_status>},
    {"authenticate.error", get<&Entry::authenticate_error>},
    {"authorize.latency", get<&Entry::authorize_latency>},
    {"authorize.status", get<&Entry::authorize_status>},
    {"authorize.error", get<&Entry::authorize_error>},
}};

// --- Text ---------------------------------------------------------------------------------------

bool is_name_character(char c) {
  return is_ascii_letter(c) || is_digit(c) || c == '_';
}

// The length of the name at the beginning of `text`: words joined by dots. A hyphen belongs to it
// only in the key of an authorizer's context, which its author named.
std::size_t name_length(std::string_view text) {
  constexpr std::string_view kAuthorizer = "authorizer.";
  const bool takes_hyphens = text.substr(0, kAuthorizer.size()) == kAuthorizer;
  std::size_t end = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_word = is_name_character(text[i]) || (takes_hyphens && text[i] == '-');
    if (is_word) {
      end = i + 1;
    } else if (text[i] != '.' || end != i) {
      break;
    }
  }
  return end;
}

// Whether a place behind `text` is between double quotes, if one behind it was `before`.
bool is_quoted_behind(std::string_view text, bool before) {
  return (std::count(text.begin(), text.end(), '"') % 2 != 0) != before;
}

void append_value(std::string& out, std::string_view value, bool is_quoted) {
  const std::size_t start = out.size();
  json::append_quoted(out, value);
  out.pop_back();
  out.erase(start, 1);
  if (is_quoted) return;
  // Outside of quotes these two are no danger and stand for themselves.
  std::size_t to = start;
  for (std::size_t from = start; from < out.size(); ++from) {
    const bool is_escaped = out[from] == '\\' && from + 1 < out.size();
    if (is_escaped && (out[from + 1] == '"' || out[from + 1] == '\\')) ++from;
    out[to++] = out[from];
  }
  out.resize(to);
}

}  // namespace

AccessLogFormat::Getter AccessLogFormat::find_getter(std::string_view name) {
  const auto found = std::find_if(kOfEntry.begin(), kOfEntry.end(),
                                  [name](const OfEntry& row) { return row.name == name; });
  return found == kOfEntry.end() ? nullptr : found->get;
}

bool AccessLogFormat::is_supported(std::string_view name) {
  if (find_getter(name) != nullptr || take_prefix(name, "authorizer.")) return true;
  return std::find(kOfContext.begin(), kOfContext.end(), name) != kOfContext.end();
}

expected<AccessLogFormat, std::string> AccessLogFormat::parse(std::string_view text) {
  if (text.size() > kMaxBytes) {
    return unexpected(std::string("An access log format has at most 3072 bytes"));
  }
  if (std::any_of(text.begin(), text.end(), is_control)) {
    return unexpected(std::string("An access log format is a single line"));
  }
  AccessLogFormat format;
  bool has_request_id = false;
  bool is_quoted = false;
  while (!text.empty()) {
    const std::size_t start = std::min(text.find(kPrefix), text.size());
    if (start != 0) {
      Part literal;
      literal.text = text.substr(0, start);
      is_quoted = is_quoted_behind(literal.text, is_quoted);
      format.parts_.push_back(std::move(literal));
      text.remove_prefix(start);
      if (text.empty()) break;
    }
    text.remove_prefix(kPrefix.size());
    const std::string_view name = text.substr(0, name_length(text));
    text.remove_prefix(name.size());
    Part variable;
    variable.text = name;
    variable.is_variable = true;
    variable.is_quoted = is_quoted;
    variable.of_entry = find_getter(name);
    format.parts_.push_back(std::move(variable));
    has_request_id = has_request_id || name == "requestId" || name == "extendedRequestId";
    if (!is_supported(name))
      format.unsupported_.push_back(std::string(kPrefix) + std::string(name));
  }
  if (!has_request_id) {
    return unexpected(
        std::string("An access log format must have $context.requestId or "
                    "$context.extendedRequestId"));
  }
  return format;
}

std::string AccessLogFormat::render(const RequestContext& context,
                                    const AccessLogEntry& entry) const {
  std::string line;
  for (const Part& part : parts_) {
    if (!part.is_variable) {
      line += part.text;
      continue;
    }
    const std::optional<std::string> value =
        part.of_entry != nullptr ? part.of_entry(entry) : context.find(part.text);
    // The quotes of error.messageString are its own.
    append_value(line, value.value_or("-"), part.is_quoted);
  }
  return line;
}

}  // namespace palaver::gateway
