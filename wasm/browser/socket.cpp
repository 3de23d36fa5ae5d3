#include "wasm/browser/socket.h"

#include <emscripten/websocket.h>

#include <cstddef>

extern "C" {
// websocket.js
void palaver_websocket_layout(int close_code_offset, int close_reason_offset);
}

namespace palaver::browser {

Socket::Socket(SocketEvents& events) : events_(events) {
  palaver_websocket_layout(offsetof(EmscriptenWebSocketCloseEvent, code),
                           offsetof(EmscriptenWebSocketCloseEvent, reason));
}

bool Socket::open(const std::string& url) {
  close();
  EmscriptenWebSocketCreateAttributes attributes;
  emscripten_websocket_init_create_attributes(&attributes);
  attributes.url = url.c_str();
  const auto socket = emscripten_websocket_new(&attributes);
  if (socket <= 0) return false;
  socket_ = socket;
  emscripten_websocket_set_onopen_callback(
      socket, this, [](int, const EmscriptenWebSocketOpenEvent*, void* self) -> EM_BOOL {
        static_cast<Socket*>(self)->events_.on_socket_open();
        return true;
      });
  emscripten_websocket_set_onmessage_callback(
      socket, this, [](int, const EmscriptenWebSocketMessageEvent* event, void* self) -> EM_BOOL {
        if (!event->isText) return true;  // the chat speaks text
        // The size counts a NUL at the end. A copy: the receiver may close the socket.
        const std::string text(reinterpret_cast<const char*>(event->data), event->numBytes - 1);
        static_cast<Socket*>(self)->events_.on_socket_text(text);
        return true;
      });
  emscripten_websocket_set_onclose_callback(
      socket, this, [](int, const EmscriptenWebSocketCloseEvent* event, void* self) -> EM_BOOL {
        static_cast<Socket*>(self)->closed(event->code, event->reason);
        return true;
      });
  return true;
}

bool Socket::send(const std::string& text) {
  return socket_ != 0 &&
         emscripten_websocket_send_utf8_text(socket_, text.c_str()) == EMSCRIPTEN_RESULT_SUCCESS;
}

void Socket::close() {
  if (socket_ == 0) return;
  emscripten_websocket_close(socket_, 1000, "");
  emscripten_websocket_delete(socket_);
  socket_ = 0;
}

void Socket::closed(std::uint16_t code, std::string_view reason) {
  emscripten_websocket_delete(socket_);
  socket_ = 0;
  events_.on_socket_closed(code, reason);
}

}  // namespace palaver::browser
