#include "core/gateway/event_json.h"

#include <cstddef>
#include <limits>
#include <map>

#include "core/common/ascii.h"
#include "core/gateway/request_time.h"
#include "core/json/scanner.h"

namespace palaver::gateway {
namespace {

using json::append_quoted;

// Writes the members of one object, each behind a comma but the first.
class Members {
 public:
  explicit Members(std::string& out) : out_(out) { out_ += '{'; }
  void end() { out_ += '}'; }

  std::string& value_of(std::string_view name) {
    if (out_.back() != '{') out_ += ',';
    append_key(out_, name);
    return out_;
  }
  void text(std::string_view name, std::string_view value) { append_quoted(value_of(name), value); }
  void unless_empty(std::string_view name, std::string_view value) {
    if (!value.empty()) text(name, value);
  }
  void number(std::string_view name, std::int64_t value) {
    value_of(name) += std::to_string(value);
  }

 private:
  std::string& out_;
};

void append_identity(std::string& out, const Identity& identity) {
  Members members(out);
  members.unless_empty("apiKey", identity.api_key);
  members.unless_empty("userArn", identity.user_arn);
  members.unless_empty("apiKeyId", identity.api_key_id);
  members.unless_empty("userAgent", identity.user_agent);
  members.unless_empty("accountId", identity.account_id);
  members.unless_empty("caller", identity.caller);
  members.text("sourceIp", identity.source_ip);
  members.unless_empty("user", identity.user);
  members.end();
}

void append_authorizer(std::string& out, const AuthorizerContext& authorizer) {
  out += '{';
  for (const NamedValue& member : authorizer) {
    if (&member != &authorizer.front()) out += ',';
    append_quoted(out, member.name);
    out += ':';
    append_quoted(out, member.value);
  }
  out += '}';
}

// --- Values of several names --------------------------------------------------------------------

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

// Which of the values have the same name. A client may send thousands, so they are not compared
// one with each other.
struct Groups {
  std::vector<std::size_t> firsts;  // in their order
  std::vector<std::size_t> lasts;   // one for each of the firsts
  std::vector<std::size_t> next;    // the next value of the same name, or kNone
};

template <class Less>
Groups group(const std::vector<NamedValue>& values) {
  Groups groups;
  groups.next.assign(values.size(), kNone);
  std::map<std::string_view, std::size_t, Less> index_of_name;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto [entry, is_new] = index_of_name.try_emplace(values[i].name, groups.firsts.size());
    if (is_new) {
      groups.firsts.push_back(i);
      groups.lasts.push_back(i);
    } else {
      std::size_t& last = groups.lasts[entry->second];
      groups.next[last] = i;
      last = i;
    }
  }
  return groups;
}

}  // namespace

void append_key(std::string& out, std::string_view name) {
  out += '"';
  out += name;
  out += "\":";
}

void append_string_map(std::string& out, const StringMap& map) {
  out += '{';
  bool comma = false;
  for (const auto& [name, value] : map) {
    if (comma) out += ',';
    comma = true;
    append_quoted(out, name);
    out += ':';
    append_quoted(out, value);
  }
  out += '}';
}

void append_value_maps(std::string& out, std::string_view single, std::string_view multi,
                       const std::vector<NamedValue>& values, LetterCase letter_case) {
  const Groups groups = letter_case == LetterCase::ignored ? group<LessIgnoringCase>(values)
                                                           : group<std::less<>>(values);
  append_key(out, single);
  out += '{';
  for (std::size_t i = 0; i < groups.firsts.size(); ++i) {
    if (i != 0) out += ',';
    append_quoted(out, values[groups.firsts[i]].name);
    out += ':';
    append_quoted(out, values[groups.lasts[i]].value);
  }
  out += "},";
  append_key(out, multi);
  out += '{';
  for (const std::size_t first : groups.firsts) {
    if (first != 0) out += ',';
    append_quoted(out, values[first].name);
    out += ":[";
    for (std::size_t i = first; i != kNone; i = groups.next[i]) {
      if (i != first) out += ',';
      append_quoted(out, values[i].value);
    }
    out += ']';
  }
  out += '}';
}

// The order is AWS's, which is that of a Java HashMap with 32 buckets: so are placed the members
// that captured events do not show (authorizer, most of identity).
void append_request_context(std::string& out, const RequestContext& context) {
  const ConnectionContext& connection = *context.connection;
  append_key(out, "requestContext");
  Members members(out);
  members.text("routeKey", context.route_key);
  if (context.event_type == EventType::disconnect) {
    members.number("disconnectStatusCode", context.disconnect_status_code);
  }
  if (connection.authorizer) {
    append_authorizer(members.value_of("authorizer"), *connection.authorizer);
  }
  if (context.event_type == EventType::message) members.text("messageId", context.message_id);
  members.text("eventType", to_text(context.event_type));
  // "The extendedRequestId is the same as the requestId" for WebSocket APIs.
  members.text("extendedRequestId", context.request_id);
  members.value_of("requestTime") += '"';
  append_request_time(out, context.request_time_ms);
  out += '"';
  members.text("messageDirection", "IN");
  if (context.event_type == EventType::disconnect) {
    members.text("disconnectReason", context.disconnect_reason);
  }
  members.text("stage", connection.stage);
  members.number("connectedAt", connection.connected_at_ms);
  members.number("requestTimeEpoch", context.request_time_ms);
  append_identity(members.value_of("identity"), connection.identity);
  members.text("requestId", context.request_id);
  members.text("domainName", connection.domain_name);
  members.text("connectionId", connection.connection_id);
  members.text("apiId", connection.api_id);
  members.end();
}

}  // namespace palaver::gateway
