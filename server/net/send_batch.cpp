#include "server/net/send_batch.h"

#include <cstring>
#include <string_view>

namespace palaver::net {

bool SendBatch::is_same(const OutQueue& queue) const {
  if (!whole_ || queue.offset() != 0 || queue.pending() != bytes_) return false;
  std::size_t at = 0;
  queue.each([&](const Bytes& piece) {
    return at < pieces_.size() && piece.same_as(pieces_[at]) && ++at > 0;
  });
  // The sums are equal, so nothing can follow the last of ours.
  return at == pieces_.size();
}

void SendBatch::join(std::string_view piece) {
  char* const place = joined_.get() + joined_bytes_;
  std::memcpy(place, piece.data(), piece.size());
  joined_bytes_ += piece.size();
  if (extends_) {
    elements_[count_ - 1].iov_len += piece.size();
  } else {
    elements_[count_++] = {place, piece.size()};
    extends_ = true;
  }
}

void SendBatch::lay_out(const OutQueue& queue) {
  if (is_same(queue)) return;
  joined_bytes_ = count_ = bytes_ = 0;
  extends_ = false;
  pieces_.clear();
  std::size_t offset = queue.offset();
  queue.each([&](const Bytes& piece) {
    const std::string_view left = piece.view().substr(offset);
    // A piece that waits alone has nothing to be joined with.
    const bool small = left.size() <= kJoinedPiece && left.size() != queue.pending();
    if (small && joined_bytes_ + left.size() > kJoinedBytes) return false;
    if (!(small && extends_) && count_ == kElements) return false;
    if (small) {
      join(left);
    } else {
      // sendmsg only reads, but iovec serves recvmsg as well and has no const.
      elements_[count_++] = {const_cast<char*>(left.data()), left.size()};
      extends_ = false;
    }
    bytes_ += left.size();
    offset = 0;
    pieces_.push_back(piece);
    return true;
  });
  whole_ = queue.offset() == 0 && bytes_ == queue.pending();
}

void SendBatch::forget() {
  whole_ = false;
  pieces_.clear();
}

}  // namespace palaver::net
