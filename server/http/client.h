// HTTP out: libcurl's multi interface driven by the loop (its sockets are watched, its timer is
// ours). Connections are kept and reused. Redirects are not followed: API Gateway hands a 3xx on.
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
  std::string url;  // http or https, absolute
  Headers headers;
  std::string body;
  std::chrono::milliseconds timeout{29000};  // from the call to the last byte of the answer
};

struct ClientResponse {
  int status = 0;
  Headers headers;
  std::string body;
};

enum class ClientErrorKind {
  bad_url,
  unreachable,  // name not found, refused, TLS failure, connection broke
  timed_out,
  too_large,  // the answer exceeds ClientOptions::response_bytes
};

struct ClientError {
  ClientErrorKind kind;
  std::string message;  // for people, names the URL's host and port
};

using ClientResult = expected<ClientResponse, ClientError>;

struct ClientOptions {
  std::size_t connections_per_host = 64;
  std::size_t response_bytes = std::size_t{6} * 1024 * 1024;
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
  std::size_t in_flight() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace palaver::http
