// Messages, compressed. RFC 7692 section 7.2.1. One thread; takes memory with its first message:
// about 8 bytes for each byte of its window.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "core/framing/extensions.h"
#include "server/deflate/byte_buffer.h"

struct z_stream_s;

namespace palaver::deflate {

class Deflater {
 public:
  // `window_bits`: kMinWindowBits to kMaxWindowBits. `level`: 1 (fast) to 9 (small), as zlib has
  // it. `takeover`: whether a message may refer to the ones before it.
  explicit Deflater(std::uint8_t window_bits, int level,
                    framing::ContextTakeover takeover = framing::ContextTakeover::no);

  // `text` has at most so many bytes.
  static constexpr std::size_t kMostBytes = std::size_t{1} << 30;

  // The payload of a compressed message: a view into `room`, good until that is used again. It may
  // be larger than `text`.
  std::string_view deflate(std::string_view text, ByteBuffer& room);

  // The next message refers to none before it: to be called when the last one was not sent.
  void forget();

 private:
  struct End {
    void operator()(z_stream_s* stream) const;
  };

  void prepare();

  std::unique_ptr<z_stream_s, End> stream_;  // none before the first message
  std::uint8_t window_bits_;
  std::int8_t level_;
  framing::ContextTakeover takeover_;
};

}  // namespace palaver::deflate
