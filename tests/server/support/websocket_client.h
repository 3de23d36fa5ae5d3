// A WebSocket client on loopback for tests, over RawClient: it speaks well by default and badly on
// demand. Frames are masked with a fixed key: loopback has no proxies to protect.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/framing/frame_encoder.h"
#include "core/framing/frame_parser.h"
#include "server/deflate/inflater.h"
#include "tests/server/support/http_text.h"
#include "tests/server/support/raw_client.h"

namespace palaver::testing {

inline constexpr framing::MaskKey kTestMask{0x37, 0xfa, 0x21, 0x3d};

// A masked frame as a client sends it.
inline std::string client_frame(framing::Opcode opcode, std::string_view payload,
                                bool final = true) {
  std::string frame;
  framing::append_frame(frame, opcode, payload, {.final = final, .mask = kTestMask});
  return frame;
}

// A close frame's payload.
inline std::string close_payload(std::uint16_t code, std::string_view reason = {}) {
  std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
  return payload.append(reason);
}

struct Handshake {
  std::string path = "/dev";
  std::string host = "localhost";
  std::string version = "13";
  std::string key = "dGhlIHNhbXBsZSBub25jZQ==";  // RFC 6455 section 1.3
  std::string more = {};                         // further header lines, each with its CRLF
};

inline std::string to_request(const Handshake& handshake) {
  return "GET " + handshake.path + " HTTP/1.1\r\nHost: " + handshake.host +
         "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + handshake.key +
         "\r\nSec-WebSocket-Version: " + handshake.version + "\r\n" + handshake.more + "\r\n";
}

class WebSocketClient {
 public:
  struct Closed {
    std::uint16_t code;
    std::string reason;
  };

  // Sends the handshake, and `early` in the same segment. `receive_bytes` as RawClient takes it.
  WebSocketClient(net::EventLoop& loop, std::uint16_t port, const Handshake& handshake = {},
                  std::string_view early = {}, int receive_bytes = 0)
      : raw_(loop, port, receive_bytes), parser_(framing::Role::client, kAnything) {
    raw_.send(to_request(handshake).append(early));
  }

  // The answer to the handshake, once it is here.
  const std::optional<HttpText>& answer() {
    if (!answer_) {
      answer_ = take_response(raw_.received());
      if (answer_ && answer_->has("sec-websocket-extensions")) agree_on_compression();
    }
    return answer_;
  }
  bool open() { return answer() && answer_->status == 101; }

  void send_text(std::string_view text) { raw_.send(client_frame(framing::Opcode::text, text)); }
  void send_chat(std::string_view text) {
    send_text(R"({"action":"sendMessage","message":")" + std::string(text) + "\"}");
  }
  void ping(std::string_view payload) { raw_.send(client_frame(framing::Opcode::ping, payload)); }
  void send_close(std::uint16_t code, std::string_view reason = {}) {
    raw_.send(client_frame(framing::Opcode::close, close_payload(code, reason)));
  }
  void send_bytes(std::string_view bytes) { raw_.send(bytes); }
  void lose_connection() { raw_.close(); }
  RawClient& raw() { return raw_; }

  // Text messages that came, oldest first; tests may erase from them.
  std::vector<std::string>& texts() {
    take_events();
    return texts_;
  }
  // How many of all that came were compressed.
  std::size_t compressed() {
    take_events();
    return compressed_;
  }
  std::vector<std::string>& pongs() {
    take_events();
    return pongs_;
  }
  // How many pings came; none is answered.
  std::size_t pings() {
    take_events();
    return pings_;
  }
  // The server's close frame.
  const std::optional<Closed>& closed() {
    take_events();
    return closed_;
  }
  // Whether TCP has ended.
  bool ended() const { return raw_.ended(); }
  // Why the server's bytes were not WebSocket; empty as it should be.
  const std::string& complaint() const { return complaint_; }
  // Lengths of the data frames' payloads are not kept; this is every byte since the 101.
  const std::string& wire() {
    take_events();
    return wire_;
  }

 private:
  void agree_on_compression() {
    const bool forgets =
        answer_->header("sec-websocket-extensions").find("server_no_context_takeover") !=
        std::string::npos;
    inflater_ = deflate::Inflater(framing::kMaxWindowBits, forgets ? framing::ContextTakeover::no
                                                                   : framing::ContextTakeover::yes);
    parser_ = framing::FrameParser(framing::Role::client, kAnything,
                                   framing::Extension::permessage_deflate);
  }

  void take_text(const framing::Message& message) {
    if (!message.compressed) {
      texts_.emplace_back(message.payload);
      return;
    }
    ++compressed_;
    const auto text = inflater_.inflate(message.payload, kAnything.message_bytes, room_);
    if (text) {
      texts_.emplace_back(*text);
    } else {
      complaint_ = "data that is not DEFLATE";
    }
  }

  void take_events() {
    if (!open() || raw_.received().empty()) return;
    parser_.feed(raw_.received());
    wire_ += raw_.received();
    raw_.received().clear();
    while (true) {
      const framing::Event event = parser_.next();
      if (std::holds_alternative<framing::NeedMore>(event)) return;
      if (const auto* message = std::get_if<framing::Message>(&event)) {
        take_text(*message);
      } else if (const auto* pong = std::get_if<framing::Pong>(&event)) {
        pongs_.emplace_back(pong->payload);
      } else if (std::holds_alternative<framing::Ping>(event)) {
        ++pings_;
      } else if (const auto* close = std::get_if<framing::Close>(&event)) {
        closed_ = Closed{close->code, std::string(close->reason)};
        return;
      } else if (const auto* failure = std::get_if<framing::Failure>(&event)) {
        complaint_ = failure->what;
        return;
      }
    }
  }

  // A client takes whatever a server may send.
  static constexpr framing::Limits kAnything{1 << 24, 1 << 24};

  RawClient raw_;
  framing::FrameParser parser_;
  deflate::Inflater inflater_;
  deflate::ByteBuffer room_;
  std::size_t compressed_ = 0;
  std::optional<HttpText> answer_;
  std::vector<std::string> texts_;
  std::vector<std::string> pongs_;
  std::size_t pings_ = 0;
  std::optional<Closed> closed_;
  std::string complaint_;
  std::string wire_;
};

}  // namespace palaver::testing
