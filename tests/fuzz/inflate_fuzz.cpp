// Any bytes as compressed messages: what comes out keeps its limit, and so does memory; a limit
// decides only how much is taken, never what; what was read can be compressed and read again.
//
// Input: flags (bits 0 to 2: the window, from 8; bit 3: with takeover; bits 4 to 7: the limit, a
// power of two), then messages: a length of one byte and so many bytes, the last one maybe shorter.

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "server/deflate/deflater.h"
#include "server/deflate/inflater.h"
#include "tests/fuzz/fuzz_target.h"

namespace palaver::fuzz {
namespace {

using namespace palaver::deflate;
using framing::ContextTakeover;

constexpr std::size_t kEnough = 1 << 20;

struct Result {
  std::optional<std::string> text;
  InflateError error = InflateError::bad_data;  // without a text
};

Result inflated(Inflater& inflater, std::string_view payload, std::size_t limit) {
  ByteBuffer room;
  const auto text = inflater.inflate(payload, limit, room);
  promise(room.capacity() <= limit + 1, "memory keeps the limit");
  if (!text) return {std::nullopt, text.error()};
  promise(text->size() <= limit, "a text keeps the limit");
  return {std::string(*text)};
}

void check_again(std::string_view text, std::uint8_t window_bits) {
  ByteBuffer room;
  Deflater deflater(window_bits, 6);
  const std::string payload(deflater.deflate(text, room));
  Inflater inflater(window_bits);
  promise(inflated(inflater, payload, text.size()).text == text, "a text comes back");
}

}  // namespace

std::vector<std::string> seeds() {
  const auto message = [](std::string_view payload) {
    return static_cast<char>(payload.size()) + std::string(payload);
  };
  const auto flags = [](int window_bits, bool takeover, int limit_bits) {
    return static_cast<char>(window_bits - 8 + (takeover ? 8 : 0) + limit_bits * 16);
  };
  const std::string hello("\xF2\x48\xCD\xC9\xC9\x07\x00", 7);
  const std::string again("\xF2\x00\x11\x00\x00", 5);
  const std::string stored("\x00\x05\x00\xFA\xFFHello\x00", 11);
  const std::string last("\xF3\x48\xCD\xC9\xC9\x07\x00\x00", 8);
  const std::string two_blocks("\xF2\x48\x05\x00\x00\x00\xFF\xFF\xCA\xC9\xC9\x07\x00", 13);
  ByteBuffer room;
  const std::string zeros(Deflater(15, 9).deflate(std::string(40'000, '\0'), room));
  std::string words;
  for (int i = 0; i < 40; ++i) words += "word number " + std::to_string(i * i) + " of many\n";
  const std::string tree(Deflater(12, 9).deflate(words, room).substr(0, 250));
  return {
      flags(15, true, 10) + message(hello) + message(again) + message(std::string(1, '\0')),
      flags(15, false, 3) + message(stored) + message(last),
      flags(8, true, 2) + message(two_blocks) + message(last) + message(again),
      flags(15, false, 12) + message(zeros),
      flags(12, true, 15) + message(tree) + message(tree),
  };
}

}  // namespace palaver::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace palaver::fuzz;
  // Bytes as characters: the one cast that this needs.
  std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.empty()) return 0;
  const auto flags = static_cast<std::uint8_t>(input[0]);
  input.remove_prefix(1);
  const auto window_bits = static_cast<std::uint8_t>(8 + (flags & 7));
  const auto takeover = (flags & 8) != 0 ? ContextTakeover::yes : ContextTakeover::no;
  const std::size_t limit = std::size_t{1} << (flags >> 4);
  Inflater strict(window_bits, takeover);
  Inflater lenient(window_bits, takeover);
  while (!input.empty()) {
    const std::size_t bytes =
        std::min<std::size_t>(static_cast<std::uint8_t>(input[0]), input.size() - 1);
    const std::string_view payload = input.substr(1, bytes);
    input.remove_prefix(1 + bytes);
    const Result result = inflated(strict, payload, limit);
    const Result whole = inflated(lenient, payload, kEnough);
    if (result.text) {
      promise(whole.text == result.text, "a larger limit gives the same");
      check_again(*result.text, window_bits);
    } else if (result.error == InflateError::too_big) {
      promise(!whole.text || whole.text->size() > limit,
              "what is too big is larger than the limit");
    } else {
      promise(!whole.text, "a larger limit does not mend bad data");
    }
    // After an error with takeover nothing more is promised.
    if (!result.text && takeover == ContextTakeover::yes) return 0;
  }
  return 0;
}
