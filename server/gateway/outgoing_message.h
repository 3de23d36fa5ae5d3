// One text on its way to clients: encoded when the first of them needs it, then shared by all who
// can read the same bytes. Compression is RFC 7692. Its loop's thread; lives for one call.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "core/framing/extensions.h"
#include "server/deflate/codec.h"
#include "server/deflate/session.h"
#include "server/net/bytes.h"

namespace palaver::gateway {

class OutgoingMessage {
 public:
  // `text` is UTF-8. It and `codec` must outlive the message.
  OutgoingMessage(std::string_view text, deflate::Codec& codec) : text_(text), codec_(codec) {}
  // With its plain frames, where somebody has encoded them before.
  OutgoingMessage(std::string_view text, net::Bytes plain, deflate::Codec& codec)
      : text_(text), codec_(codec), plain_(std::move(plain)) {}

  // The frames for a client; null: one that agreed on no compression. Compressed when the text is
  // worth it and becomes smaller; otherwise all clients get the same plain ones. A client that
  // remembers what was sent to it must be sent the frames that it was given here, in this order.
  net::Bytes frames_for(deflate::Session* session);

  // How often the text was encoded so far, plain or compressed.
  std::size_t encodings() const { return encodings_; }

 private:
  const net::Bytes& plain();
  const net::Bytes& compressed(std::uint8_t agreed_window_bits);
  net::Bytes encode_compressed(std::string_view payload);

  std::string_view text_;
  deflate::Codec& codec_;
  std::size_t encodings_ = 0;
  net::Bytes plain_;
  // By window bits. The plain ones where those are not larger.
  std::array<net::Bytes, framing::kMaxWindowBits - framing::kMinWindowBits + 1> compressed_;
};

}  // namespace palaver::gateway
