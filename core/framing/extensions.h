// Which extensions two ends agree on: the header Sec-WebSocket-Extensions (RFC 6455 section 9.1)
// and the parameters of permessage-deflate (RFC 7692 section 7.1), from the server's side. No
// compression is done here. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/common/expected.h"

namespace palaver::framing {

// RFC 7692 section 7.1.2: a window's size is 2 to the power of 8 to 15 bytes.
inline constexpr std::uint8_t kMinWindowBits = 8;
inline constexpr std::uint8_t kMaxWindowBits = 15;

// Whether an end may refer to its earlier messages when it compresses the next one (section 7.1.1).
// It compresses small messages better, and both ends hold the window of that direction in memory
// for as long as the connection lasts.
enum class ContextTakeover : std::uint8_t { no, yes };

// What a server takes part in.
struct DeflatePolicy {
  // no: the answer forbids it. One compressed message then serves many receivers.
  ContextTakeover server = ContextTakeover::no;
  // no: the answer forbids it, which every client has to obey. Nothing is kept between messages.
  ContextTakeover client = ContextTakeover::no;
};

// What was agreed on.
struct DeflateParameters {
  std::uint8_t server_window_bits = kMaxWindowBits;  // of what the server sends
  std::uint8_t client_window_bits = kMaxWindowBits;  // of what the client sends
  ContextTakeover server = ContextTakeover::no;
  ContextTakeover client = ContextTakeover::no;

  friend bool operator==(const DeflateParameters&, const DeflateParameters&) = default;
};

struct DeflateAnswer {
  DeflateParameters parameters;
  std::string header;  // the value of Sec-WebSocket-Extensions in the 101
};

// The header does not keep its grammar. Section 9.1: "the recipient of such malformed data MUST
// immediately Fail the WebSocket Connection".
struct MalformedExtensions {};

// Takes the first offer of permessage-deflate that can be taken; nothing when there is none.
//
// `offers` is the value of the header; several headers count as one, joined by commas (section
// 9.1). An offer with a parameter that is unknown, given twice, or has a value that it may not have
// is declined, and the next one is looked at (RFC 7692 section 7.1); other extensions are passed
// over. The client's window is limited when it offers client_max_window_bits with a value, and the
// server's when it asks for that. Time is linear in the length of `offers`.
expected<std::optional<DeflateAnswer>, MalformedExtensions> negotiate_deflate(
    std::string_view offers, const DeflatePolicy& policy);

}  // namespace palaver::framing
