// RFC 6455 section 5.2: frames as bytes. A server's frame carries no mask, so one encoded frame
// serves every receiver. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/framing/close_code.h"
#include "core/framing/frame_parser.h"
#include "core/framing/mask.h"

namespace palaver::framing {

struct FrameOptions {
  bool final = true;                 // the FIN bit: the last fragment of its message
  std::optional<MaskKey> mask = {};  // set on a client's frames, never on a server's (section 5.1)
  bool compressed = false;  // the first reserved bit: the message's payload is compressed; its
                            // first frame only (RFC 7692 section 6)
};

// What the payload of a message is.
enum class Payload { plain, compressed };

// Appends one frame to `out`. The payload of a control frame must fit kMaxControlPayload and be
// final.
void append_frame(std::string& out, Opcode opcode, std::string_view payload,
                  const FrameOptions& options = {});

// One unmasked message, cut into frames of at most `fragment_bytes` of payload (API Gateway sends
// frames of at most 32 KiB; 0 counts as 1). Text may be cut inside a character; section 5.6 allows
// it.
std::string encode_message(Opcode opcode, std::string_view payload,
                           std::size_t fragment_bytes = 32 * 1024, Payload kind = Payload::plain);

// One unmasked close frame. `reason` is UTF-8; longer than kMaxCloseReason, it is cut at a
// character. `no_status` gives an empty payload; any other code that may not be sent is a bug of
// the caller.
std::string encode_close(CloseCode code, std::string_view reason = {});
std::string encode_close(std::uint16_t code, std::string_view reason = {});

}  // namespace palaver::framing
