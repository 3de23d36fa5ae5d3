#include "server/http/client_sockets.h"

#include <sys/socket.h>
#include <unistd.h>

namespace palaver::http {

ClientSockets::~ClientSockets() {
  for (const auto& [fd, socket] : sockets_) loop_.unwatch(fd);
}

void ClientSockets::install_in_multi(CURLM* multi) {
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &ClientSockets::on_socket);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
}

void ClientSockets::install_in_easy(CURL* easy) {
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &ClientSockets::on_open);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &ClientSockets::on_close);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
}

int ClientSockets::on_socket(CURL* /*easy*/, curl_socket_t fd, int what, void* self,
                             void* /*socket_data*/) {
  auto& sockets = *static_cast<ClientSockets*>(self);
  if (what != CURL_POLL_REMOVE) {
    sockets.want(fd, {(what & CURL_POLL_IN) != 0, (what & CURL_POLL_OUT) != 0});
  } else if (sockets.connections_.count(fd) == 0) {
    sockets.unwatch(fd);
  } else if (const auto found = sockets.sockets_.find(fd); found != sockets.sockets_.end()) {
    found->second->wanted = {};
  }
  return 0;
}

void ClientSockets::want(int fd, net::Interest interest) {
  const auto [place, added] = sockets_.try_emplace(fd);
  if (added) {
    place->second = std::make_unique<Socket>(*this, fd);
    loop_.watch(fd, interest, *place->second);
  } else if (place->second->watched != interest) {
    loop_.change(fd, interest);
  }
  place->second->wanted = interest;
  place->second->watched = interest;
}

void ClientSockets::Socket::on_ready(bool readable, bool writable) {
  if (wanted == net::Interest{}) {
    watched = {};
    sockets.loop_.change(fd, watched);
    return;
  }
  // Last: libcurl may have this object deleted while it acts.
  sockets.owner_.act(fd, (readable ? CURL_CSELECT_IN : 0) | (writable ? CURL_CSELECT_OUT : 0));
}

curl_socket_t ClientSockets::on_open(void* self, curlsocktype /*purpose*/, curl_sockaddr* address) {
  const int fd = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (fd < 0) return CURL_SOCKET_BAD;
  static_cast<ClientSockets*>(self)->connections_.insert(fd);
  return fd;
}

int ClientSockets::on_close(void* self, curl_socket_t fd) {
  // The number may be somebody else's the moment it is closed.
  auto& sockets = *static_cast<ClientSockets*>(self);
  sockets.unwatch(fd);
  sockets.connections_.erase(fd);
  return ::close(fd);
}

void ClientSockets::unwatch(int fd) {
  if (sockets_.erase(fd) != 0) loop_.unwatch(fd);
}

}  // namespace palaver::http
