#include "server/gateway/outgoing_message.h"

#include "core/framing/frame_encoder.h"
#include "core/gateway/limits.h"

namespace palaver::gateway {

using framing::Opcode;

net::Bytes OutgoingMessage::frames_for(deflate::Session* session) {
  if (session == nullptr || !codec_.worth_compressing(text_)) return plain();
  if (!session->remembers_sent()) return compressed(session->agreed().server_window_bits);
  const auto payload = session->deflate_next(text_);
  return payload ? encode_compressed(*payload) : plain();
}

const net::Bytes& OutgoingMessage::plain() {
  if (plain_.empty()) {
    ++encodings_;
    plain_ = net::Bytes::of(framing::encode_message(Opcode::text, text_, kFrameBytes));
  }
  return plain_;
}

const net::Bytes& OutgoingMessage::compressed(std::uint8_t agreed_window_bits) {
  const std::uint8_t bits = deflate::Codec::window_for(text_.size(), agreed_window_bits);
  net::Bytes& frames = compressed_[bits - std::size_t{framing::kMinWindowBits}];
  if (frames.empty()) {
    const std::string_view payload = codec_.deflate(text_, bits);
    frames = payload.size() < text_.size() ? encode_compressed(payload) : plain();
  }
  return frames;
}

net::Bytes OutgoingMessage::encode_compressed(std::string_view payload) {
  ++encodings_;
  return net::Bytes::of(
      framing::encode_message(Opcode::text, payload, kFrameBytes, framing::Payload::compressed));
}

}  // namespace palaver::gateway
