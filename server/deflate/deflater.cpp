#include "server/deflate/deflater.h"

#define ZLIB_CONST  // input is const
#include <zlib.h>

#include <algorithm>
#include <new>

namespace palaver::deflate {
namespace {

// Section 7.2.1: what Z_SYNC_FLUSH ends with and a message leaves out.
constexpr std::size_t kTailBytes = 4;

// zlib does not compress with a window of 2^8 bytes. With one of 2^9 it reaches back 250 bytes at
// most: a match of 258 bytes and the next one's first are kept apart from it.
constexpr int kSmallestWindow = 9;

// zlib's tables, in proportion to the window: 8, its default, for the largest.
constexpr int memory_level(int window_bits) {
  return std::clamp(window_bits - 7, 1, 8);
}

}  // namespace

void Deflater::End::operator()(z_stream_s* stream) const {
  deflateEnd(stream);
  delete stream;
}

Deflater::Deflater(std::uint8_t window_bits, int level, framing::ContextTakeover takeover)
    : window_bits_(window_bits), level_(static_cast<std::int8_t>(level)), takeover_(takeover) {}

void Deflater::prepare() {
  if (stream_) {
    if (takeover_ == framing::ContextTakeover::no) forget();
    return;
  }
  auto stream = std::make_unique<z_stream>();
  const int window_bits = std::max(int{window_bits_}, kSmallestWindow);
  // Negative: DEFLATE alone, without zlib's own frame.
  if (deflateInit2(stream.get(), level_, Z_DEFLATED, -window_bits, memory_level(window_bits),
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
  stream_.reset(stream.release());
}

void Deflater::forget() {
  if (stream_) deflateReset(stream_.get());
}

std::string_view Deflater::deflate(std::string_view text, ByteBuffer& room) {
  // Section 7.2.3.6: an empty message is one byte; zlib has nothing to flush for it.
  if (text.empty()) return {"\0", 1};
  prepare();
  z_stream& stream = *stream_;
  room.grow(deflateBound(&stream, static_cast<uLong>(text.size())) + 2 * kTailBytes, 0);
  stream.next_in = reinterpret_cast<const Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  std::size_t size = 0;
  while (true) {
    stream.next_out = reinterpret_cast<Bytef*>(room.data() + size);
    stream.avail_out = static_cast<uInt>(room.capacity() - size);
    ::deflate(&stream, Z_SYNC_FLUSH);
    size = room.capacity() - stream.avail_out;
    // zlib: with room left over, the flush is complete.
    if (stream.avail_out > 0) return {room.data(), size - kTailBytes};
    room.grow(2 * room.capacity(), size);
  }
}

}  // namespace palaver::deflate
