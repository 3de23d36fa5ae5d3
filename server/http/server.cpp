#include "server/http/server.h"

#include <utility>

#include "server/http/server_connection.h"

namespace palaver::http {

Exchange::Exchange(std::weak_ptr<ServerConnection> connection)
    : connection_(std::move(connection)) {}

Exchange::~Exchange() {
  respond(json_message(500, "Internal server error"));
}

void Exchange::respond(Response response) {
  if (std::exchange(answered_, true)) return;
  if (const auto connection = connection_.lock()) connection->answer(std::move(response));
}

std::unique_ptr<net::Stream> Exchange::upgrade(const Headers& headers, std::string& early_bytes) {
  if (std::exchange(answered_, true)) return nullptr;
  const auto connection = connection_.lock();
  return connection ? connection->give_away(headers, early_bytes) : nullptr;
}

void Exchange::on_abandoned(std::function<void()> callback) {
  abandoned_callback_ = std::move(callback);
}

bool Exchange::abandoned() const {
  return abandoned_ || (!answered_ && connection_.expired());
}

void Exchange::abandon() {
  abandoned_ = true;
  // Moved out first: the callback may let go of the last reference to this exchange.
  if (const auto callback = std::exchange(abandoned_callback_, nullptr)) callback();
}

Server::Server(net::EventLoop& loop, ServerOptions options, Handler handler)
    : loop_(loop), options_(options), handler_(std::move(handler)) {}

Server::~Server() {
  for (const auto& connection : connections_) connection->detach();
}

expected<std::uint16_t, net::SystemError> Server::listen(const std::string& host,
                                                         std::uint16_t port) {
  auto listener = net::Listener::create(loop_, host, port, acceptor());
  if (!listener) return unexpected(listener.error());
  const auto bound_port = (*listener)->port();
  listeners_.push_back(*std::move(listener));
  return bound_port;
}

std::uint16_t Server::listen(std::vector<net::UniqueFd> sockets) {
  listeners_.push_back(net::Listener::adopt(loop_, std::move(sockets), acceptor()));
  return listeners_.back()->port();
}

net::Listener::OnAccept Server::acceptor() {
  return [this](net::UniqueFd fd, std::string peer_address) {
    accept(std::move(fd), std::move(peer_address));
  };
}

void Server::drain() {
  draining_ = true;
  for (const auto& listener : listeners_) listener->close();
  // A copy: those that end at once leave the set.
  const std::vector<std::shared_ptr<ServerConnection>> connections(connections_.begin(),
                                                                   connections_.end());
  for (const auto& connection : connections) connection->drain();
}

void Server::accept(net::UniqueFd fd, std::string peer_address, net::PeerLimit::Place place) {
  if (draining_ || connections_.size() >= options_.connections) return;
  std::unique_ptr<net::TlsSession> tls;
  if (options_.tls != nullptr) {
    tls = options_.tls->accept(fd.get());
    if (!tls) return;  // no memory for it
  }
  auto connection = std::make_shared<ServerConnection>(*this, std::move(fd), std::move(tls),
                                                       std::move(peer_address));
  connections_.insert(connection);
  connection->start(std::move(place));
}

void Server::forget(const std::shared_ptr<ServerConnection>& connection) {
  connections_.erase(connection);
}

}  // namespace palaver::http
