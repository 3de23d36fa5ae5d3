// RFC 6455 section 5.3: the mask of a client's frames, an exclusive or with a four-byte key.
// Applying it twice gives the bytes back. Pure; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace palaver::framing {

// Unpredictable for each frame that a client sends; the caller brings the randomness.
using MaskKey = std::array<std::uint8_t, 4>;

// Masks or unmasks `size` bytes in place. `offset` is the place of data[0] in the frame's payload,
// so that a payload may be unmasked piece by piece as it arrives.
inline void apply_mask(char* data, std::size_t size, const MaskKey& key, std::size_t offset = 0) {
  // The key laid out over eight bytes as they meet the data: memory order on both sides, so neither
  // alignment nor the machine's byte order matters.
  std::uint8_t pattern[8];
  for (std::size_t i = 0; i < sizeof pattern; ++i) pattern[i] = key[(offset + i) % key.size()];
  std::uint64_t pattern_word;
  std::memcpy(&pattern_word, pattern, sizeof pattern_word);

  std::size_t i = 0;
  for (; size - i >= sizeof pattern_word; i += sizeof pattern_word) {
    std::uint64_t word;
    std::memcpy(&word, data + i, sizeof word);
    word ^= pattern_word;
    std::memcpy(data + i, &word, sizeof word);
  }
  for (; i < size; ++i)
    data[i] = static_cast<char>(static_cast<std::uint8_t>(data[i]) ^ pattern[i % 8]);
}

}  // namespace palaver::framing
