#include "server/gateway/origin_policy.h"

#include <algorithm>

#include "core/common/letter_case.h"

namespace palaver::gateway {
namespace {

constexpr std::string_view kNull = "null";
constexpr std::string_view kOpaqueSeparator = "://";

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), lower_case);
  return result;
}

struct Authority {
  std::string_view host;  // with its brackets
  std::string_view port;  // empty: none was given
};

Authority split(std::string_view authority) {
  const std::size_t colon = authority.rfind(':');
  const std::size_t bracket = authority.rfind(']');
  const bool has_port =
      colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
  if (!has_port) return {authority, {}};
  return {authority.substr(0, colon), authority.substr(colon + 1)};
}

std::string_view port_of(std::string_view scheme) {
  if (scheme == "http") return "80";
  if (scheme == "https") return "443";
  return {};
}

// Without the port when it is the scheme's own: browsers leave it out, people may write it.
std::string_view without_default_port(std::string_view authority, std::string_view scheme) {
  const auto [host, port] = split(authority);
  return !port.empty() && port == port_of(scheme) ? host : authority;
}

bool is_loopback_address(std::string_view address) {
  // An IPv6 socket may serve IPv4, too.
  constexpr std::string_view kMapped = "::ffff:";
  if (address.substr(0, kMapped.size()) == kMapped) address.remove_prefix(kMapped.size());
  return address == "::1" || (address.substr(0, 4) == "127." &&
                              address.find_first_not_of("0123456789.") == std::string_view::npos);
}

// A name or an address that stands for this machine and cannot be had by anybody else. In lower
// case.
bool is_loopback_host(std::string_view host) {
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    return is_loopback_address(host.substr(1, host.size() - 2));
  }
  return host == "localhost" || is_loopback_address(host);
}

// scheme://host[:port], in lower case; nothing else may follow.
bool is_origin(std::string_view text) {
  const std::size_t separator = text.find(kOpaqueSeparator);
  if (separator == std::string_view::npos || separator == 0) return false;
  const std::string_view authority = text.substr(separator + kOpaqueSeparator.size());
  const auto [host, port] = split(authority);
  return !host.empty() && authority.back() != ':' && port.size() <= 5 &&
         host.find_first_of("/?#@, \\*") == std::string_view::npos &&
         port.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string normalized(std::string_view origin) {
  std::string text = lower(origin);
  const std::size_t separator = text.find(kOpaqueSeparator);
  if (separator == std::string::npos) return text;
  const std::string_view all = text;
  const std::string_view scheme = all.substr(0, separator);
  return std::string(all.substr(0, separator + kOpaqueSeparator.size()))
      .append(without_default_port(all.substr(separator + kOpaqueSeparator.size()), scheme));
}

}  // namespace

expected<OriginPolicy, std::string> OriginPolicy::of(const std::vector<std::string>& origins) {
  OriginPolicy policy(Kind::listed);
  for (const std::string& origin : origins) {
    std::string text = normalized(origin);
    if (text == "*") {
      policy.kind_ = Kind::any;
    } else if (text == kNull || is_origin(text)) {
      policy.origins_.push_back(std::move(text));
    } else if (text != "self") {
      return unexpected("'" + origin +
                        "' is not an origin like https://example.org, nor self, null or *");
    }
  }
  return policy;
}

std::optional<std::string> OriginPolicy::refusal(const http::Request& request) const {
  if (kind_ == Kind::any) return std::nullopt;
  std::optional<std::string_view> origin;
  for (const auto& [name, value] : request.headers.fields()) {
    if (!equals_ignoring_case(name, "Origin")) continue;
    if (origin) return "two Origin headers (--allowed-origins)";
    origin = value;
  }
  if (!origin) return std::nullopt;
  if (allows(*origin, request.headers.find("Host").value_or(""), request.peer_address)) {
    return std::nullopt;
  }
  return "origin " + std::string(*origin) + " is not among --allowed-origins";
}

bool OriginPolicy::allows(std::string_view origin, std::string_view host,
                          std::string_view peer) const {
  const std::string from = normalized(origin);
  if (std::find(origins_.begin(), origins_.end(), from) != origins_.end()) return true;
  const std::string to = lower(host);
  const bool local = kind_ == Kind::local && is_loopback_host(split(to).host);
  if (from == kNull) return local && is_loopback_address(peer);
  if (!is_origin(from)) return false;
  const std::size_t separator = from.find(kOpaqueSeparator);
  const std::string_view scheme = std::string_view(from).substr(0, separator);
  const std::string_view page = std::string_view(from).substr(separator + kOpaqueSeparator.size());
  // Section 10.2 and the Host header of section 4.1, which has the port when it is not the scheme's
  // own. The schemes are not compared: a proxy in front may speak TLS.
  if (page == without_default_port(to, scheme)) return true;
  return local && is_loopback_host(split(page).host);
}

}  // namespace palaver::gateway
