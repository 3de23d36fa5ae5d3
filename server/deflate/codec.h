// What the connections of one loop compress and decompress with, as long as nothing is remembered
// between their messages: one stream for all that comes in, one for each size of window that goes
// out, and room for the result. They are made when they are first needed and stay. Its loop's
// thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "core/common/expected.h"
#include "core/framing/extensions.h"
#include "server/deflate/byte_buffer.h"
#include "server/deflate/deflater.h"
#include "server/deflate/inflater.h"

namespace palaver::deflate {

struct CodecOptions {
  // Shorter texts are sent as they are, in bytes: they gain little and cost as much.
  std::size_t threshold = 1024;
  // 1 (fast) to 9 (small), as zlib has it.
  int level = 6;
};

class Codec {
 public:
  explicit Codec(const CodecOptions& options) : options_(options) {}

  const CodecOptions& options() const { return options_; }
  bool worth_compressing(std::string_view text) const {
    return text.size() >= options_.threshold && text.size() <= Deflater::kMostBytes;
  }

  // The window that is as good as a larger one for a text of `text_bytes` on its own, at most
  // `agreed_bits`. Receivers for whom it is the same can be sent the same bytes.
  static std::uint8_t window_for(std::size_t text_bytes, std::uint8_t agreed_bits);

  // A message that refers to no other. The view is good until the next call of either.
  std::string_view deflate(std::string_view text, std::uint8_t window_bits);
  expected<std::string_view, InflateError> inflate(std::string_view payload, std::size_t limit);

  // Room for those who remember: what they put there is good until the next call of anything here.
  ByteBuffer& room();

 private:
  static constexpr std::size_t kWindows = framing::kMaxWindowBits - framing::kMinWindowBits + 1;

  CodecOptions options_;
  Inflater inflater_;
  std::array<std::unique_ptr<Deflater>, kWindows> deflaters_;
  ByteBuffer room_;
};

}  // namespace palaver::deflate
