#include "server/deflate/session.h"

#include <algorithm>

namespace palaver::deflate {
namespace {

// The largest window that is kept for one connection's sake: with its tables 38 KiB. What was
// agreed on is a maximum; zlib's own default would take 262 KiB.
constexpr std::uint8_t kKeptWindowBits = 12;

}  // namespace

int Session::streams_held() const {
  return (inflater_ ? 1 : 0) + (deflater_ ? 1 : 0);
}

expected<std::string_view, InflateError> Session::inflate(std::string_view payload,
                                                          std::size_t limit) {
  if (agreed_.client == framing::ContextTakeover::no) return codec_.inflate(payload, limit);
  if (!inflater_)
    inflater_ = std::make_unique<Inflater>(agreed_.client_window_bits, agreed_.client);
  return inflater_->inflate(payload, limit, codec_.room());
}

std::optional<std::string_view> Session::deflate_next(std::string_view text) {
  if (!deflater_) {
    deflater_ = std::make_unique<Deflater>(std::min(agreed_.server_window_bits, kKeptWindowBits),
                                           codec_.options().level, framing::ContextTakeover::yes);
  }
  const std::string_view payload = deflater_->deflate(text, codec_.room());
  if (payload.size() < text.size()) return payload;
  // The receiver will not see it, so nothing may refer to it.
  deflater_->forget();
  return std::nullopt;
}

}  // namespace palaver::deflate
