// What one connection agreed on, and what it remembers of its messages where takeover was agreed
// on: until the first compressed message, nothing. RFC 7692. Its loop's thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "core/common/expected.h"
#include "core/framing/extensions.h"
#include "server/deflate/codec.h"

namespace palaver::deflate {

class Session {
 public:
  // `codec` is the loop's and must outlive the session.
  Session(const framing::DeflateParameters& agreed, Codec& codec)
      : codec_(codec), agreed_(agreed) {}

  const framing::DeflateParameters& agreed() const { return agreed_; }
  // Whether what is sent refers to what was sent before, so that no other connection can use it.
  bool remembers_sent() const { return agreed_.server == framing::ContextTakeover::yes; }
  // The streams of its own that it holds now, 0 to 2.
  int streams_held() const;

  // A message's text, of at most `limit` bytes. The view is good until the codec is used again.
  expected<std::string_view, InflateError> inflate(std::string_view payload, std::size_t limit);

  // With remembers_sent() only: the payload of the next message, as above; nothing when it would
  // not be smaller than `text`, which is then to be sent as it is.
  std::optional<std::string_view> deflate_next(std::string_view text);

 private:
  Codec& codec_;
  framing::DeflateParameters agreed_;
  std::unique_ptr<Inflater> inflater_;
  std::unique_ptr<Deflater> deflater_;
};

}  // namespace palaver::deflate
