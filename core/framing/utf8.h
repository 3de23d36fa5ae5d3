// Strict UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF), checked as it
// streams, so that a bad byte is refused before the rest of a long message has arrived. Any thread;
// one validator per text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace palaver::framing {

class Utf8Validator {
 public:
  // Takes the next bytes. False as soon as what came so far cannot be the start of valid text; it
  // stays false then.
  bool feed(std::string_view bytes);
  // Whether the text may end here: nothing was wrong and no character is half read.
  bool complete() const { return state_ == State::between; }
  void reset() { state_ = State::between; }

 private:
  // What may come next. RFC 3629 section 4: only the second byte of a character has ranges of its
  // own, by which overlong forms, surrogates and numbers above U+10FFFF are shut out.
  enum class State : std::uint8_t {
    between,   // a new character
    one_more,  // the last byte, 80..BF
    two_more,
    three_more,
    after_e0,  // A0..BF, then one more
    after_ed,  // 80..9F, then one more
    after_f0,  // 90..BF, then two more
    after_f4,  // 80..8F, then two more
    bad,
  };

  static State after_first(std::uint8_t byte);
  static State after(State state, std::uint8_t byte);

  State state_ = State::between;
};

// The whole of `text` at once.
bool is_valid_utf8(std::string_view text);

// `text` with U+FFFD for each longest piece that might have become a character and did not, as the
// Unicode standard advises (section 3.9, "U+FFFD Substitution of Maximal Subparts").
std::string with_replacements(std::string_view text);

// The longest prefix of valid `text` that has at most `bytes` bytes and cuts no character.
std::string_view utf8_prefix(std::string_view text, std::size_t bytes);

}  // namespace palaver::framing
