#include "server/deflate/inflater.h"

#define ZLIB_CONST  // input is const
#include <zlib.h>

#include <algorithm>
#include <limits>
#include <new>

namespace palaver::deflate {
namespace {

// What section 7.2.1 lets a sender leave out at the end of a message: an empty block's lengths.
constexpr std::string_view kTail("\x00\x00\xFF\xFF", 4);

// Room to begin with. Chat compresses to a third or a quarter.
constexpr std::size_t kFirstRoom = 4 * 1024;
constexpr std::size_t kUsualRatio = 4;
// zlib counts in unsigned ints.
constexpr std::size_t kMostAtOnce = std::numeric_limits<uInt>::max();

// zlib, of inflate(): data_type is "the number of unused bits in the last byte taken, plus 64 if
// inflate() is currently decoding the last block", "plus 128 if inflate() returned immediately
// after decoding an end-of-block code".
constexpr int kBetweenBlocks = 128;

}  // namespace

void Inflater::End::operator()(z_stream_s* stream) const {
  inflateEnd(stream);
  delete stream;
}

Inflater::Inflater(std::uint8_t window_bits, framing::ContextTakeover takeover)
    : window_bits_(window_bits), takeover_(takeover) {}

void Inflater::prepare() {
  if (stream_) {
    if (takeover_ == framing::ContextTakeover::no) inflateReset(stream_.get());
    return;
  }
  auto stream = std::make_unique<z_stream>();
  // Negative: DEFLATE alone, without zlib's own frame.
  if (inflateInit2(stream.get(), -int{window_bits_}) != Z_OK) throw std::bad_alloc();
  stream_.reset(stream.release());
}

expected<std::string_view, InflateError> Inflater::inflate(std::string_view payload,
                                                           std::size_t limit, ByteBuffer& room) {
  prepare();
  Output output{room, std::min(limit, kMostAtOnce - 1)};
  room.grow(std::min(std::max(kFirstRoom, payload.size() * kUsualRatio), output.limit + 1), 0);
  // No bytes at all are not what section 7.2.3.6 makes of an empty message, but cannot mean
  // anything else; behind the tail they would leave half a block.
  if (payload.empty()) return std::string_view();
  Taken taken = take(payload, output);
  // A sender that ends its messages with a last block has left out no tail.
  if (taken == Taken::all) {
    taken = take(kTail, output);
    if (taken == Taken::all && stream_->data_type != kBetweenBlocks) taken = Taken::bad_data;
  }
  if (taken == Taken::bad_data) return unexpected(InflateError::bad_data);
  if (taken == Taken::too_big) return unexpected(InflateError::too_big);
  return std::string_view(room.data(), output.size);
}

Inflater::Taken Inflater::take(std::string_view input, Output& output) {
  if (input.size() > kMostAtOnce) return Taken::too_big;
  z_stream& stream = *stream_;
  stream.next_in = reinterpret_cast<const Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  while (true) {
    // One byte over the limit is asked for: that it comes is how one knows.
    const std::size_t most = output.limit + 1;
    const std::size_t room = std::min(output.room.capacity(), most);
    stream.next_out = reinterpret_cast<Bytef*>(output.room.data() + output.size);
    stream.avail_out = static_cast<uInt>(room - output.size);
    const int result = ::inflate(&stream, Z_SYNC_FLUSH);
    output.size = room - stream.avail_out;
    if (result == Z_MEM_ERROR) throw std::bad_alloc();
    if (output.size > output.limit) return Taken::too_big;
    if (result == Z_STREAM_END) {
      // Section 7.2.3.4: other blocks may come behind a "last" one, on a whole byte. The window
      // stays.
      inflateResetKeep(&stream);
      if (stream.avail_in == 0) return Taken::all_final;
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      return Taken::bad_data;
    } else if (stream.avail_out > 0) {
      return Taken::all;
    } else {
      output.room.grow(std::min(2 * room, most), output.size);
    }
  }
}

}  // namespace palaver::deflate
