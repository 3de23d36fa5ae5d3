#include "core/framing/mask.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

using palaver::framing::apply_mask;
using palaver::framing::MaskKey;

namespace {

// RFC 6455 section 5.3, word for word: octet i is masked with octet i modulo 4 of the key.
std::string masked_by_octet(std::string text, const MaskKey& key, std::size_t offset) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    text[i] = static_cast<char>(static_cast<std::uint8_t>(text[i]) ^ key[(i + offset) % 4]);
  }
  return text;
}

}  // namespace

TEST_CASE("Mask: every length, alignment and offset is masked as octet by octet", "[framing]") {
  const MaskKey key = {0x37, 0xFA, 0x21, 0x3D};
  const std::string text = "Hello, this text is longer than three words of eight";
  for (std::size_t start = 0; start < 8; ++start) {
    for (std::size_t size = 0; size + start <= text.size(); ++size) {
      for (std::size_t offset = 0; offset < 5; ++offset) {
        std::string masked = text;
        apply_mask(masked.data() + start, size, key, offset);
        const std::string expected = text.substr(0, start) +
                                     masked_by_octet(text.substr(start, size), key, offset) +
                                     text.substr(start + size);
        if (masked != expected)
          FAIL("start " << start << ", size " << size << ", offset " << offset);
      }
    }
  }
  std::string twice = text;
  apply_mask(twice.data(), twice.size(), key);
  CHECK(twice == masked_by_octet(text, key, 0));
  apply_mask(twice.data(), twice.size(), key);
  CHECK(twice == text);
}
