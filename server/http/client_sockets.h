// libcurl's sockets, watched by the loop. For Client alone. Its loop's thread.
//
// libcurl stops asking about a connection whenever a request ends and starts again with the next;
// followed to the letter that is two system calls per request. A connection stays watched while it
// rests: when something happens to it (its server closes it), the watch rests too, and libcurl
// finds out when it wants to use it.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "server/net/event_loop.h"

namespace palaver::http {

class ClientSockets {
 public:
  // Who is told that a socket is ready; CURL_CSELECT_IN and CURL_CSELECT_OUT in `events`.
  class Owner {
   public:
    virtual ~Owner() = default;
    virtual void act(curl_socket_t fd, int events) = 0;
  };

  // Both must outlive it.
  ClientSockets(net::EventLoop& loop, Owner& owner) : loop_(loop), owner_(owner) {}
  ~ClientSockets();
  ClientSockets(const ClientSockets&) = delete;
  ClientSockets& operator=(const ClientSockets&) = delete;

  // The connections that these handles make are known here. Must outlive the connections.
  void install_in_multi(CURLM* multi);
  void install_in_easy(CURL* easy);

 private:
  struct Socket : net::FdHandler {
    Socket(ClientSockets& all, int number) : sockets(all), fd(number) {}
    void on_ready(bool readable, bool writable) override;
    ClientSockets& sockets;
    int fd;
    net::Interest wanted;   // by libcurl
    net::Interest watched;  // by the loop
  };

  static int on_socket(CURL* easy, curl_socket_t fd, int what, void* self, void* socket_data);
  static curl_socket_t on_open(void* self, curlsocktype purpose, curl_sockaddr* address);
  static int on_close(void* self, curl_socket_t fd);
  void want(int fd, net::Interest interest);
  void unwatch(int fd);

  net::EventLoop& loop_;
  Owner& owner_;
  std::unordered_map<int, std::unique_ptr<Socket>> sockets_;
  // Those that on_close() will be called for. libcurl has others, for its resolver, whose numbers
  // are somebody else's as soon as it stops asking about them.
  std::unordered_set<int> connections_;
};

}  // namespace palaver::http
