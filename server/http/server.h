// HTTP/1.1 in: connections, parsing (Boost.Beast's parser), keep-alive, pipelining in order,
// limits, and the hand-over of an upgraded connection. Knows no routes. Its loop's thread.
//
// Answered here without asking the handler, and then closed: 400 for what is not HTTP, 408 for a
// request that does not come to its end in time, 413 for a body over the limit, 417 for an unknown
// expectation, 431 for headers over the limit, 501 for an unknown transfer coding.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "core/common/expected.h"
#include "server/http/http_date.h"
#include "server/http/message.h"
#include "server/net/event_loop.h"
#include "server/net/listener.h"
#include "server/net/peer_limit.h"
#include "server/net/stream.h"
#include "server/net/tls_context.h"

namespace palaver::http {

struct ServerOptions {
  std::size_t header_bytes = 10240;  // request line and headers (API Gateway's quota)
  std::size_t body_bytes = std::size_t{1024} * 1024;  // more lets a peer hold more of our memory
  std::chrono::milliseconds request_timeout{30000};   // from a request's first byte to its last
  std::chrono::milliseconds idle_timeout{75000};      // between requests of one connection
  std::size_t connections = 200'000;                  // open at once; more are closed at once
  const net::TlsContext* tls = nullptr;               // null: without TLS; outlives the server
  // From accept to the end of the first request's head, TLS's handshake included.
  std::chrono::milliseconds handshake_timeout{10000};
};

class ServerConnection;

// One request waiting for its answer. May be kept and answered later, on the loop's thread. When it
// is dropped without an answer, 500 is sent.
//
// A client that only ends its sending side (FIN) still gets its answer; one that asked for an
// upgrade has gone with it, because nothing of a WebSocket works in one direction.
class Exchange {
 public:
  explicit Exchange(std::weak_ptr<ServerConnection> connection);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  // Sends the answer. Once; further calls, and one after the client has gone, do nothing.
  void respond(Response response);

  // For an upgrade request only: sends a 101 with `headers` and gives the stream away, with the
  // bytes that came behind the request in `early_bytes`. Null when the client has gone.
  std::unique_ptr<net::Stream> upgrade(const Headers& headers, std::string& early_bytes);

  // Called once if the client goes before the answer. Not called when the server is destroyed.
  void on_abandoned(std::function<void()> callback);
  bool abandoned() const;

 private:
  friend class ServerConnection;
  void abandon();

  std::weak_ptr<ServerConnection> connection_;
  std::function<void()> abandoned_callback_;
  bool answered_ = false;
  bool abandoned_ = false;
};

class Server {
 public:
  using Handler = std::function<void(Request request, std::shared_ptr<Exchange> exchange)>;

  // Not to be destroyed from inside `handler`.
  Server(net::EventLoop& loop, ServerOptions options, Handler handler);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // May be called for several addresses. Gives the port.
  expected<std::uint16_t, net::SystemError> listen(const std::string& host, std::uint16_t port);
  // The same on sockets that are listening already, at least one. Gives the first one's port.
  std::uint16_t listen(std::vector<net::UniqueFd> sockets);
  // Serves a connection that somebody else has accepted. Its place is kept until it ends, as a
  // WebSocket too.
  void accept(net::UniqueFd fd, std::string peer_address, net::PeerLimit::Place place = {});
  // Stops accepting and closes connections that wait between requests; those with a request in work
  // close after its answer.
  void drain();
  // Those given away by an upgrade are no longer counted.
  std::size_t connection_count() const { return connections_.size(); }

 private:
  friend class ServerConnection;
  net::Listener::OnAccept acceptor();
  void forget(const std::shared_ptr<ServerConnection>& connection);

  net::EventLoop& loop_;
  const ServerOptions options_;
  const Handler handler_;
  DateClock date_;
  std::vector<std::unique_ptr<net::Listener>> listeners_;
  std::unordered_set<std::shared_ptr<ServerConnection>> connections_;
  bool draining_ = false;
};

}  // namespace palaver::http
