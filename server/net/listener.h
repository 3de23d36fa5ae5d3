// A listening TCP socket on a loop. Its loop's thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/common/expected.h"
#include "server/net/event_loop.h"
#include "server/net/system_error.h"
#include "server/net/unique_fd.h"

namespace palaver::net {

class Listener : private FdHandler {
 public:
  using OnAccept = std::function<void(UniqueFd fd, std::string peer_address)>;

  // Binds `host` (a name or an address; a name may give several addresses, all are bound) and
  // `port` (0: any free one, the same for all addresses). The error names host and port.
  static expected<std::unique_ptr<Listener>, SystemError> create(EventLoop& loop,
                                                                 const std::string& host,
                                                                 std::uint16_t port,
                                                                 OnAccept on_accept);
  // Listens on sockets that are listening already, at least one; non-blocking.
  static std::unique_ptr<Listener> adopt(EventLoop& loop, std::vector<UniqueFd> sockets,
                                         OnAccept on_accept);
  ~Listener() override;

  // Of the first socket.
  std::uint16_t port() const { return port_; }
  // `told` is called for each client that was accepted only to be closed, because no descriptor is
  // left: it is better told so than left waiting.
  void on_turned_away(std::function<void()> told) { turned_away_ = std::move(told); }
  // No new connections from now on; the port is free again.
  void close();

 private:
  Listener(EventLoop& loop, std::uint16_t port, std::vector<UniqueFd> fds, OnAccept on_accept);
  void on_ready(bool readable, bool writable) override;
  // Out of descriptors: takes the client that waits with the one in reserve, and closes it. False
  // when that did not work.
  bool turn_away(int listening);
  // Out of memory, or of the reserve: accepting rests for a moment instead of spinning.
  void rest();

  EventLoop& loop_;
  std::uint16_t port_;
  std::vector<UniqueFd> fds_;
  OnAccept on_accept_;
  std::function<void()> turned_away_;
  UniqueFd reserve_;  // so that there is a descriptor when there is none
  EventLoop::TimerId rest_timer_ = 0;
  std::shared_ptr<bool> alive_;  // false once destroyed: the listener may be from inside on_accept_
};

// The address that a socket is bound to, without the port: "127.0.0.1", "::".
std::string address_of(const UniqueFd& socket);

}  // namespace palaver::net
