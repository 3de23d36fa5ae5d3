// Compressed messages back into what was sent. RFC 7692 section 7.2.2. One thread; takes memory
// (7 KiB, and up to its window) with its first message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "core/common/expected.h"
#include "core/framing/extensions.h"
#include "server/deflate/byte_buffer.h"

struct z_stream_s;

namespace palaver::deflate {

enum class InflateError {
  bad_data,  // not DEFLATE, or the message ends inside a block
  too_big,   // more than the limit comes out of it
};

class Inflater {
 public:
  // `window_bits`: at least what the peer compresses with, kMinWindowBits to kMaxWindowBits.
  // `takeover`: whether a message may refer to the ones before it.
  explicit Inflater(std::uint8_t window_bits = framing::kMaxWindowBits,
                    framing::ContextTakeover takeover = framing::ContextTakeover::no);

  // What a message's payload was before it was compressed: a view into `room`, good until that is
  // used again.
  //
  // too_big as soon as there is more than `limit`: neither time nor memory is spent on what would
  // come after. An error breaks the context: with takeover, nothing more can be read.
  expected<std::string_view, InflateError> inflate(std::string_view payload, std::size_t limit,
                                                   ByteBuffer& room);

 private:
  struct End {
    void operator()(z_stream_s* stream) const;
  };
  struct Output {
    ByteBuffer& room;
    std::size_t limit;
    std::size_t size = 0;
  };
  // How far the input went.
  enum class Taken {
    all,        // and the data may go on
    all_final,  // and it ended with a block that calls itself the last
    bad_data,
    too_big,
  };

  void prepare();
  Taken take(std::string_view input, Output& output);

  std::unique_ptr<z_stream_s, End> stream_;  // none before the first message
  std::uint8_t window_bits_;
  framing::ContextTakeover takeover_;
};

}  // namespace palaver::deflate
