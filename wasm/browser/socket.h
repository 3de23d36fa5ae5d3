// One WebSocket at a time, on emscripten/websocket.h. Nothing of a socket that was closed or
// replaced is reported any more. Main thread only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace palaver::browser {

class SocketEvents {
 public:
  virtual ~SocketEvents() = default;
  virtual void on_socket_open() = 0;
  virtual void on_socket_text(std::string_view text) = 0;
  // Closed by the other side or never opened; the socket is gone.
  virtual void on_socket_closed(std::uint16_t code, std::string_view reason) = 0;
};

class Socket {
 public:
  // `events` outlives this object.
  explicit Socket(SocketEvents& events);
  ~Socket() { close(); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  // Closes what was open before. False when the address is not one of a WebSocket; nothing is
  // reported then.
  bool open(const std::string& url);
  // False when the socket is not open.
  bool send(const std::string& text);
  void close();

 private:
  // Lets go of the socket before it is reported, so that the receiver may open the next.
  void closed(std::uint16_t code, std::string_view reason);

  SocketEvents& events_;
  int socket_ = 0;  // 0: none
};

}  // namespace palaver::browser
