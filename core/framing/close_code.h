// The status codes of a WebSocket close. RFC 6455 section 7.4 and the IANA registry it founds.
#pragma once

#include <cstddef>
#include <cstdint>

namespace palaver::framing {

enum class CloseCode : std::uint16_t {
  normal = 1000,            // the purpose is fulfilled
  going_away = 1001,        // server stops, page is left, or the connection was idle too long
  protocol_error = 1002,    // a frame broke RFC 6455
  unsupported_data = 1003,  // binary, where only text is taken
  no_status = 1005,         // never on the wire: the close frame had no code
  abnormal = 1006,          // never on the wire: TCP ended without a close frame
  bad_payload = 1007,       // text that is not UTF-8
  policy_violation = 1008,
  too_big = 1009,  // frame or message over its limit
  internal_error = 1011,
  service_restart = 1012,  // come back after a random wait
  try_again_later = 1013,  // overloaded, or the reader was too slow
};

// RFC 6455 section 5.5: a control frame carries at most 125 bytes.
inline constexpr std::size_t kMaxControlPayload = 125;
// RFC 6455 section 5.5.1: a close payload starts with a two-byte code; what remains is the reason.
inline constexpr std::size_t kMaxCloseReason = kMaxControlPayload - 2;

// Whether an endpoint may put `code` into a close frame (section 7.4.1 and 7.4.2): 1000 to 1014
// save the three reserved for reporting (1004 to 1006), and 3000 to 4999.
constexpr bool may_be_sent(std::uint16_t code) {
  if (code >= 3000 && code <= 4999) return true;
  return code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
}

}  // namespace palaver::framing
