// What waits on a stream, laid out for one sendmsg: small pieces joined in the loop's buffer, large
// ones where they are. Copying a frame of a few hundred bytes costs the kernel less than another
// element of the vector does.
//
// Streams that wait for the very same pieces, as the members of a room do, share the joined bytes:
// they are laid out once for all of them. Its loop's thread.
#pragma once

#include <sys/uio.h>

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "server/net/bytes.h"
#include "server/net/out_queue.h"

namespace palaver::net {

class SendBatch {
 public:
  // Pieces up to so many bytes are joined.
  static constexpr std::size_t kJoinedPiece = std::size_t{16} * 1024;
  // Joined bytes of one call; more do not make a call cheaper.
  static constexpr std::size_t kJoinedBytes = std::size_t{128} * 1024;
  static constexpr std::size_t kElements = 64;

  // Lays out the front of `queue`, which is not empty.
  void lay_out(const OutQueue& queue);
  iovec* elements() { return elements_.data(); }
  std::size_t count() const { return count_; }
  // Of all elements together.
  std::size_t bytes() const { return bytes_; }
  // Lets go of the pieces it remembers. After the flushes of a turn, so that no memory is held.
  void forget();

 private:
  bool is_same(const OutQueue& queue) const;
  void join(std::string_view piece);

  std::unique_ptr<char[]> joined_ = std::make_unique<char[]>(kJoinedBytes);
  std::size_t joined_bytes_ = 0;
  std::array<iovec, kElements> elements_;
  std::size_t count_ = 0;
  std::size_t bytes_ = 0;
  bool extends_ = false;       // the last element ends where the next joined piece goes
  bool whole_ = false;         // all of the queue was laid out, from its first byte
  std::vector<Bytes> pieces_;  // what is laid out, when `whole_`
};

}  // namespace palaver::net
