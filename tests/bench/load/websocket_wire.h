// RFC 6455 from the client's side, as far as a load generator needs it. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "tests/bench/load/wire.h"

namespace palaver::load {

// What goes out as a message is the text itself.
class WebSocketWire : public Wire {
 public:
  explicit WebSocketWire(std::string path = "/") : path_(std::move(path)) {}

  std::string greeting() const override;
  Entry entry(std::string_view bytes, std::size_t& used) const override;
  std::string message(std::string_view text) const override;
  std::string farewell() const override;
  void take(Inbox& inbox, std::string_view bytes) const override;

 private:
  std::string path_;
};

// The chat of `palaver serve`: a message names its route.
class ChatWire : public WebSocketWire {
 public:
  ChatWire() : WebSocketWire("/dev") {}
  std::string message(std::string_view text) const override;
};

}  // namespace palaver::load
