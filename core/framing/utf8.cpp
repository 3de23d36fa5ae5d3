#include "core/framing/utf8.h"

#include <algorithm>
#include <cstring>

namespace palaver::framing {
namespace {

bool is_between(std::uint8_t byte, std::uint8_t low, std::uint8_t high) {
  return byte >= low && byte <= high;
}

bool is_continuation(std::uint8_t byte) {
  return (byte & 0xC0) == 0x80;
}

// How many bytes at the start of `bytes` are ASCII, counted eight at a time and rounded down.
std::size_t ascii_run(std::string_view bytes) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080u;
  std::size_t length = 0;
  for (; bytes.size() - length >= sizeof(std::uint64_t); length += sizeof(std::uint64_t)) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data() + length, sizeof word);
    if ((word & kHighBits) != 0) break;
  }
  return length;
}

// How many bytes the character at the start of `bytes` has; 0 when it is ASCII, wrong, or not all
// here.
std::size_t whole_character(std::string_view bytes) {
  const auto byte = [bytes](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  const std::uint8_t first = byte(0);
  if (first < 0xC2 || first > 0xF4) return 0;
  const std::size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (bytes.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(byte(i))) return 0;
  }
  const bool wrong_second = (first == 0xE0 && byte(1) < 0xA0) ||
                            (first == 0xED && byte(1) > 0x9F) ||
                            (first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F);
  return wrong_second ? 0 : length;
}

// The length of the longest start of `bytes` that is valid and ends between two characters.
std::size_t whole_characters(std::string_view bytes) {
  std::size_t length = 0;
  while (length < bytes.size()) {
    length += ascii_run(bytes.substr(length));
    // Some single steps before the next look for words of ASCII, which finds none where letters
    // beyond it are strewn in.
    const std::size_t until = std::min(bytes.size(), length + 8);
    while (length < until) {
      std::size_t step = 1;
      if (static_cast<std::uint8_t>(bytes[length]) >= 0x80) {
        step = whole_character(bytes.substr(length));
        if (step == 0) return length;
      }
      length += step;
    }
  }
  return length;
}

}  // namespace

Utf8Validator::State Utf8Validator::after_first(std::uint8_t byte) {
  if (byte < 0x80) return State::between;
  if (byte < 0xC2) return State::bad;  // a continuation, or C0 and C1: always overlong
  if (byte < 0xE0) return State::one_more;
  if (byte < 0xF0) {
    if (byte == 0xE0) return State::after_e0;
    return byte == 0xED ? State::after_ed : State::two_more;
  }
  if (byte == 0xF0) return State::after_f0;
  if (byte < 0xF4) return State::three_more;
  return byte == 0xF4 ? State::after_f4 : State::bad;
}

Utf8Validator::State Utf8Validator::after(State state, std::uint8_t byte) {
  switch (state) {
    case State::between:
      return after_first(byte);
    case State::one_more:
      return is_continuation(byte) ? State::between : State::bad;
    case State::two_more:
      return is_continuation(byte) ? State::one_more : State::bad;
    case State::three_more:
      return is_continuation(byte) ? State::two_more : State::bad;
    case State::after_e0:
      return is_between(byte, 0xA0, 0xBF) ? State::one_more : State::bad;
    case State::after_ed:
      return is_between(byte, 0x80, 0x9F) ? State::one_more : State::bad;
    case State::after_f0:
      return is_between(byte, 0x90, 0xBF) ? State::two_more : State::bad;
    case State::after_f4:
      return is_between(byte, 0x80, 0x8F) ? State::two_more : State::bad;
    case State::bad:
      break;
  }
  return State::bad;
}

bool Utf8Validator::feed(std::string_view bytes) {
  State state = state_;
  std::size_t i = 0;
  while (i < bytes.size() && state != State::bad) {
    // Whole characters first; the states are for what is wrong or cut by the end of the feed.
    if (state == State::between) i += whole_characters(bytes.substr(i));
    if (i < bytes.size()) state = after(state, static_cast<std::uint8_t>(bytes[i++]));
  }
  state_ = state;
  return state != State::bad;
}

bool is_valid_utf8(std::string_view text) {
  Utf8Validator validator;
  return validator.feed(text) && validator.complete();
}

std::string with_replacements(std::string_view text) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  std::string out;
  Utf8Validator validator;
  std::size_t piece = 0;  // where the character that is being read begins
  for (std::size_t at = 0; at < text.size();) {
    if (validator.feed(text.substr(at, 1))) {
      ++at;
      if (!validator.complete()) continue;
      out += text.substr(piece, at - piece);
    } else {
      out += kReplacement;
      validator.reset();
      // The byte that does not continue a character may begin the next one.
      if (at == piece) ++at;
    }
    piece = at;
  }
  if (piece < text.size()) out += kReplacement;
  return out;
}

std::string_view utf8_prefix(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && is_continuation(static_cast<std::uint8_t>(text[bytes]))) --bytes;
  return text.substr(0, bytes);
}

}  // namespace palaver::framing
