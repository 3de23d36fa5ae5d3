// RFC 6455 section 5: messages out of bytes. No IO, no clock, no randomness.
//
// feed() takes what the transport delivered, in any split; next() says what it meant. Control
// frames come out at once, also between the fragments of a message (section 5.4). One parser
// belongs to one connection and is used on that connection's loop only. Once it has failed it stays
// failed: the caller sends the close code and drops the connection.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "core/framing/close_code.h"
#include "core/framing/mask.h"
#include "core/framing/utf8.h"

namespace palaver::framing {

// RFC 6455 section 5.2, the four bits as they are on the wire.
enum class Opcode : std::uint8_t {
  continuation = 0x0,
  text = 0x1,
  binary = 0x2,
  close = 0x8,
  ping = 0x9,
  pong = 0xA,
};

// Which end we are. Section 5.1: a server takes masked frames only, a client unmasked ones only.
enum class Role { server, client };

struct Limits {
  // Payload of one frame as it is on the wire, in bytes. API Gateway: 32 KiB. More lets a peer hold
  // more of our memory.
  std::size_t frame_bytes = 32 * 1024;
  // Payload of one message over all its fragments, as they are on the wire, in bytes. API Gateway:
  // 128 KiB.
  std::size_t message_bytes = 128 * 1024;
  // Frames of one message. Section 5.4 lets a sender cut as it likes, so that the default takes a
  // message of API Gateway's length byte by byte; it ends those that go on for ever with frames
  // that are empty.
  std::size_t fragments = 128 * 1024;
};

// Which extension was agreed on in the handshake.
enum class Extension : std::uint8_t {
  none,
  permessage_deflate,  // RFC 7692: the first reserved bit marks a compressed message
};

// The bytes so far end inside a frame or a message.
struct NeedMore {};
// A whole text or binary message. `payload` is a view into the parser, good until the next feed()
// or next(). Text has been checked to be UTF-8, unless the message is compressed: whoever
// decompresses it checks that, and holds what comes out to Limits::message_bytes too.
struct Message {
  Opcode opcode;
  std::string_view payload;
  bool compressed = false;
};
struct Ping {
  std::string_view payload;
};
struct Pong {
  std::string_view payload;
};
// The peer's close frame. `code` is 1005 when the frame had none. Nothing after it is read.
struct Close {
  std::uint16_t code;
  std::string_view reason;
};
// The peer broke the protocol or a limit. `code` is what to send; `what` is for a log, and static.
struct Failure {
  CloseCode code;
  std::string_view what;
};

using Event = std::variant<NeedMore, Message, Ping, Pong, Close, Failure>;

class FrameParser {
 public:
  explicit FrameParser(Role role, Limits limits = {}, Extension extension = Extension::none);

  // Adds bytes. They are copied; memory held is bounded by the limits plus what one feed() brings,
  // as long as the caller takes events until NeedMore after each.
  void feed(std::string_view bytes);

  // The next event, oldest first.
  //
  // Failure (for good): protocol_error for reserved bits or opcodes (5.2), a length not in its
  // shortest form (5.2), a long or fragmented control frame (5.5), a continuation without a start
  // or a start inside a message (5.4), a mask on the wrong side (5.1), a close payload of one byte
  // or with a code that may not be sent (7.4); bad_payload for text or a close reason that is not
  // UTF-8 (8.1), as soon as the bad byte is here; too_big as soon as a header announces more than
  // the limits allow, before memory is taken; policy_violation for a frame too many.
  Event next();

  // Whether a message has begun that is not complete. For idle and slow-sender policies.
  bool inside_message() const { return message_opcode_ != Opcode::continuation; }

  // Whether it is as a new one: nothing has begun or waits, and nothing has ended it. Then it may
  // be thrown away, and another one goes on.
  bool is_idle() const {
    return !inside_message() && !in_frame_ && available() == 0 && !closed_ && !failed_;
  }
  // Whether a frame or a message has begun that is not complete; bytes that next() has not looked
  // at count as such.
  bool unfinished() const { return inside_message() || in_frame_ || available() > 0; }

  // Bytes of memory held now beyond the parser itself. Some KiB at most when no message is inside.
  std::size_t buffered_bytes() const;

 private:
  struct Header {
    Opcode opcode = Opcode::continuation;
    bool final = false;
    bool compressed = false;
    std::size_t bytes = 0;  // of the header itself
    std::size_t payload_bytes = 0;
    MaskKey mask = {};
  };
  enum class HeaderResult { ok, need_more, failed };

  // Both give big buffers back; called only when no view into them is good any more.
  void drop_message();
  void drop_input();
  HeaderResult parse_header(Header& header);
  // What section 5 forbids about a header's first bytes, each as soon as it is here; empty when all
  // is well.
  std::string_view wrong_reserved_bits(std::uint8_t byte) const;
  std::string_view wrong_first_byte(std::uint8_t byte) const;
  std::string_view wrong_second_byte(Opcode opcode, std::uint8_t byte) const;
  void start_data_frame(const Header& header);
  // The next event of the data frame that in_frame_ speaks of; NeedMore when its payload goes on,
  // or when it was whole but its message goes on.
  Event take_payload();
  // Ends the message and gives it; `payload` is the whole of it.
  Message finish_message(std::string_view payload);
  Event take_control(const Header& header);
  Event close_event(std::string_view payload);
  Event fail(CloseCode code, std::string_view what);
  std::size_t available() const { return input_.size() - consumed_; }

  Role role_;
  Extension extension_;
  Limits limits_;
  std::string input_;         // as received; payloads that were handed out are unmasked in place
  std::size_t consumed_ = 0;  // of input_
  std::string message_;       // unmasked payload of the message so far
  Opcode message_opcode_ = Opcode::continuation;  // continuation: no message has begun
  std::uint32_t frames_ = 0;                      // of the message so far
  bool message_compressed_ = false;
  bool message_done_ = false;  // message_ was handed out and is dropped on the next call
  Utf8Validator utf8_;         // of message_

  bool in_frame_ = false;  // inside the payload of a data frame, of which the next four speak
  bool frame_final_ = false;
  std::size_t frame_remaining_ = 0;  // payload bytes still to come
  MaskKey mask_ = {};                // zeros when the frame has none
  std::size_t mask_offset_ = 0;

  bool closed_ = false;
  bool failed_ = false;
  Failure failure_{};
};

}  // namespace palaver::framing
