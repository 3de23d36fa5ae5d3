// Whether a handshake is let in: throttles, the authorizer, the signature, the API key, and the
// $connect integration, in API Gateway's order. "Controlling and managing access to a WebSocket
// API": all of it happens at $connect, and holds for as long as the connection. The gateway's
// loop's thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/framing/extensions.h"
#include "core/gateway/authorizer_response.h"
#include "core/gateway/error_kind.h"
#include "core/gateway/request_context.h"
#include "server/gateway/commons.h"
#include "server/gateway/invoker.h"
#include "server/gateway/served_api.h"
#include "server/gateway/signers.h"
#include "server/http/message.h"

namespace palaver::gateway {

// A client that waits for its 101.
struct Handshake {
  ServedStage* stage = nullptr;
  std::shared_ptr<const Deployment> deployment;
  http::Request http;  // as it came: signatures cover it
  std::shared_ptr<HandshakeRequest> request = std::make_shared<HandshakeRequest>();
  // Grows while the handshake is decided (identity, authorizer); fixed once the connection is open.
  std::shared_ptr<ConnectionContext> connection = std::make_shared<ConnectionContext>();
  std::string request_id;
  std::optional<framing::DeflateAnswer> compression;  // agreed on; none: no compression
  // The value of an API key that the authorizer named.
  std::string usage_identifier_key;
};

struct Verdict {
  int status = 200;  // 2xx: open
  std::optional<ErrorKind> error;
  std::string detail;                      // for the log
  std::optional<std::string> subprotocol;  // of the $connect's answer
  std::optional<Invoked> connect;          // of the $connect integration, when there is one
};

class Admission {
 public:
  // All references must outlive it.
  Admission(Invoker& invoker, Carrier& carrier, const Signers& signers, Commons& commons,
            std::string region, std::string account_id);

  using Callback = std::function<void(Verdict)>;
  // Calls `callback` exactly once, perhaps from inside; not after the admission has gone.
  void decide(const std::shared_ptr<Handshake>& handshake, Callback callback);

 private:
  void authorize(const std::shared_ptr<Handshake>& handshake, const DeployedRoute& route,
                 Callback callback);
  void ask_authorizer(const std::shared_ptr<Handshake>& handshake, const DeployedRoute& route,
                      const Callback& callback);
  std::optional<Verdict> check_signature(Handshake& handshake) const;
  std::string connect_arn(const Handshake& handshake) const;
  std::optional<Verdict> check_api_key(Handshake& handshake);
  // What follows the authorization: the API key and the integration.
  void call_connect(const std::shared_ptr<Handshake>& handshake, const DeployedRoute& route,
                    Callback callback);

  Invoker& invoker_;
  Carrier& carrier_;
  const Signers& signers_;
  Commons& commons_;
  std::string region_;
  std::string account_id_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // answers hold it weakly
};

// The event of a request of this connection that begins now.
RequestContext connect_context(const Handshake& handshake);

}  // namespace palaver::gateway
