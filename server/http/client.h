// HTTP out: libcurl's multi interface driven by the loop (its sockets are watched, its timer is
// ours). HTTP/1.1, connections are kept and reused. Redirects are not followed: API Gateway hands a
// 3xx on. Nothing is sent that the caller did not ask for, but Host and what frames the body.
//
// A request on a kept connection that ends before a line of the answer has come is sent anew on
// another, whatever its method (RFC 9112 section 9.3.1: the server's close may have crossed it).
// That is libcurl's rule: at most five times, and never for what went out on a connection of its
// own. The server may have acted on the request without answering, then it acts twice; but backends
// that close kept connections at random are many, servers that read a request and then close in
// silence are broken, and a callback lost at each such close is what API Gateway's users do not
// know.
//
// Its loop's thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "core/common/expected.h"
#include "server/http/message.h"
#include "server/net/event_loop.h"

namespace palaver::http {

struct ClientRequest {
  std::string method = "POST";
  std::string url;  // http or https, absolute; the path is sent as it stands
  // Host replaces the URL's. Content-Length, Transfer-Encoding and Expect are left out, and so is
  // what would not be one field on the wire.
  Headers headers = {};
  std::string body = {};  // API Gateway sends none with GET, HEAD and OPTIONS: the caller's to obey
  std::chrono::milliseconds timeout{29000};  // from the call to the last byte of the answer
  // The name that an https server's certificate must have, also told in the handshake (SNI); empty
  // for the URL's host. API Gateway: tlsConfig.serverNameToVerify.
  std::string server_name_to_verify = {};
  // Whether any certificate will do, from anybody. API Gateway: tlsConfig.insecureSkipVerification.
  bool skip_verification = false;
  // Requests of one line share a limit and wait for each other in order. Empty: the line of the
  // URL's host and port, whose limit is ClientOptions::requests_per_line.
  std::string line = {};
  std::size_t line_limit = 0;  // at a time, at least 1; for a line with a name only, 0 for the same
};

struct ClientResponse {
  int status = 0;
  Headers headers;  // as they came, repeated ones too
  std::string body;
};

enum class ClientErrorKind {
  bad_url,
  unreachable,  // name not found, refused, TLS failure, connection broke
  timed_out,
  too_large,   // the answer exceeds ClientOptions::response_bytes; its connection is closed
  overloaded,  // ClientOptions::waiting_per_line or waiting_bytes_per_line wait already
};

struct ClientError {
  ClientErrorKind kind;
  std::string message;  // for people, names the URL's host and port
};

using ClientResult = expected<ClientResponse, ClientError>;

struct ClientOptions {
  // Requests in work for one backend at a time, so also connections to it. More: a backend that can
  // do more is used better, one that cannot is flooded.
  std::size_t requests_per_line = 64;
  // What waits behind them. More: longer hiccups of a backend are bridged; what waits longer than
  // its timeout was kept in vain.
  std::size_t waiting_per_line = 10'000;
  std::size_t waiting_bytes_per_line = std::size_t{64} * 1024 * 1024;  // bodies
  // Idle connections kept for all backends together; the longest idle is closed first.
  std::size_t kept_connections = 512;
  // Head and body of an answer. 6 MB is what Lambda answers at most.
  std::size_t response_bytes = std::size_t{6} * 1024 * 1024;
  // The authorities that https servers are trusted by, a PEM file; empty for the system's.
  std::string ca_file = {};
};

class Client {
 public:
  using Callback = std::function<void(ClientResult)>;

  explicit Client(net::EventLoop& loop, ClientOptions options = {});
  // Requests in work end without a call.
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Calls `callback` exactly once, never from inside send().
  void send(ClientRequest request, Callback callback);
  // Requests that wait, are in work, or have a result that is not delivered yet.
  std::size_t in_flight() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace palaver::http
