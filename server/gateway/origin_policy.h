// Which web pages may open WebSockets here, by the Origin that their browser tells (RFC 6455
// section 10.2): a browser connects for any page to anywhere, so without a check every site that
// somebody visits could speak with the chat on that somebody's machine. Clients that are no
// browsers send none, or what they like: this keeps pages out, not programs. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/common/expected.h"
#include "server/http/message.h"

namespace palaver::gateway {

class OriginPolicy {
 public:
  // Every origin is let in, as on API Gateway, which looks at none.
  static OriginPolicy any() { return OriginPolicy(Kind::any); }
  // The server's own pages: the origin's host and port are those of the Host header. And on one
  // machine, where the developer's own tools are other origins:
  //
  // - a page of localhost, 127.x.x.x or [::1], at any port, may connect to such a name: the page
  //   comes from another server under development;
  // - "null" may, when TCP comes from this machine too: so browsers call a page that was opened
  //   from disk. They call the sandboxed frame of a foreign site the same, and nothing tells the
  //   two apart: who needs no page from disk says `--allowed-origins self`.
  static OriginPolicy local() { return OriginPolicy(Kind::local); }
  // The server's own pages and those listed: `scheme://host` or `scheme://host:port`, "null",
  // "self" (which adds nothing), or "*" for any(). The error is for people.
  static expected<OriginPolicy, std::string> of(const std::vector<std::string>& origins);

  // Why a handshake is refused, for the log; nothing when it is let in. A request without Origin
  // is; one with two is not: somebody on the way may have read the other one.
  std::optional<std::string> refusal(const http::Request& request) const;

 private:
  enum class Kind { any, local, listed };
  explicit OriginPolicy(Kind kind) : kind_(kind) {}
  bool allows(std::string_view origin, std::string_view host, std::string_view peer) const;

  Kind kind_;
  std::vector<std::string> origins_;  // in lower case, without the scheme's own port
};

}  // namespace palaver::gateway
