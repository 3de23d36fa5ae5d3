// A text as peers compress it: by Python's zlib and by Node.js' (Chromium's), with every setting
// that makes different bytes. Each payload is what compressobj(level, DEFLATED, -window, memLevel,
// strategy) or createDeflateRaw() gives up to Z_SYNC_FLUSH, without the last four bytes.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace palaver::deflate {

// The text that each payload of a row holds.
inline std::string bells(int count) {
  constexpr std::array<std::string_view, 5> kWho = {"nobody", "everybody", "Ann", "J\xC3\xB6rg",
                                                    "\xE4\xBD\xA0\xE5\xA5\xBD"};
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += "Bell " + std::to_string(i) + " rings at " + std::to_string(i * 7 % 12 + 1) +
            " o'clock, and ";
    text += kWho[static_cast<std::size_t>(i) % kWho.size()];
    text += " answers.\n";
  }
  return text;
}

struct PeerMessages {
  const char* peer;
  std::uint8_t window_bits;
  std::vector<std::string_view> payloads;  // hexadecimal; each is bells(8)
};

inline std::vector<PeerMessages> peer_messages() {
  return {
      {"Python, level 1",
       15,
       {"724acdc951305028cacc4b2f56482c513054c8574fcec94fced65148cc4b51c8cb4fca4fa904"
        "328bcb538b8af5b89c40ca0d11ca2d5095a796a5165562d16184d0618caac3312f0fcd746384"
        "5a430354c55e87b715a5a329374128374555fd64ef82a74bf7a229374528373442558fd5af66"
        "08f5e6a8ca71f9d51ca103cd0214bf0200"}},
      {"Python, level 6",
       15,
       {"724acdc951305028cacc4b2f56482c513054c8574fcec94fced65148cc4b51c8cb4fca4fa904"
        "328bcb538b8af5b89c40ca0d11ca2d5095a796a5165562d16184d0618caac3312f0f4dad3192"
        "630c50157b1dde56948ea6dc04a1dc1455f593bd0b9e2edd8ba6dc14c9742322fc6a86506f4e"
        "9c5fcd113a8cf0f81500"}},
      {"Python, stored",
       15,
       {"00790186fe42656c6c20302072696e67732061742031206f27636c6f636b2c20616e64206e6f"
        "626f647920616e73776572732e0a42656c6c20312072696e67732061742038206f27636c6f63"
        "6b2c20616e64206576657279626f647920616e73776572732e0a42656c6c20322072696e6773"
        "2061742033206f27636c6f636b2c20616e6420416e6e20616e73776572732e0a42656c6c2033"
        "2072696e6773206174203130206f27636c6f636b2c20616e64204ac3b6726720616e73776572"
        "732e0a42656c6c20342072696e67732061742035206f27636c6f636b2c20616e6420e4bda0e5"
        "a5bd20616e73776572732e0a42656c6c20352072696e6773206174203132206f27636c6f636b"
        "2c20616e64206e6f626f647920616e73776572732e0a42656c6c20362072696e677320617420"
        "37206f27636c6f636b2c20616e64206576657279626f647920616e73776572732e0a42656c6c"
        "20372072696e67732061742032206f27636c6f636b2c20616e6420416e6e20616e7377657273"
        "2e0a00"}},
      {"Python, Huffman codes alone",
       15,
       {"04c1bd6dc4300c06d05e537c9d1bc3b89f5c2e6d5c660b5a220441040990c609de264d564877"
        "555649f6c87b2b8be0046f5a03b4e30c9bb258ee33480bd4362b074863b0c7925616c119deb4"
        "0668c71b6cca62b9cf202de007fbb15939401a833d96b4b2082ef0a635403baeb0298be53e83"
        "b4e05d15a431d863492b8be00a6f5a03b4e37c824d592cf719a4051f3fdf5e411a833d96b4b2"
        "085ee04d6b8076dc605316cb7d0669c1eff3f3efeb09d218ecb1a49545708337ad01da71bec0"
        "a62c96fb0cd202b5cdca01d218ecb1a49545f00a6f5a03b4e30e9bb258ee33480bf8c17e6c56"
        "0e90c6608f25ad2c823bbc690dd08e0b6cca62b9cf202d785705690cf658d23f00"}},
      {"Python, flushed in between",
       15,
       {"724acdc951305028cacc4b2f56482c513054c8574fcec94fced65148cc4b51c8cb4fca4fa904"
        "328bcb538b8af5b89c40ca0d11ca2d5095a796a5165562e800000000ffffca513042e83046d5"
        "e1989787a6d618c93106a88abd0e6f2b4a47536e82506e8aaafac9de054f97ee45536e8a64ba"
        "11117e3543a83727ceafe6081d4678fc0a00"}},
      {"Python, fully flushed in between",
       15,
       {"724acdc951305028cacc4b2f56482c513054c8574fcec94fced65148cc4b51c8cb4fca4fa904"
        "328bcb538b8af5b89c40ca0d11ca2d5095a796a5165562e800000000ffffca51305228cacc4b"
        "2f56482c513056c8574fcec94fced65148cc4b5170cccb03d2c5e5a945c57a5c4ea939394005"
        "70b58606a88abd0e6f2b4a47536e82506e8aaafac9de054f97ee45536e8a64ba11aafabcfca4"
        "fc944a34f56608f5e6a8ca53cb528b2ab1e83047e830c2e3570000"}},
      {"Python, finished, and an empty block begun",
       15,
       {"734acdc951305028cacc4b2f56482c513054c8574fcec94fced65148cc4b51c8cb4fca4fa904"
        "328bcb538b8af5b89c40ca0d11ca2d5095a796a5165562d16184d0618caac3312f0f4dad3192"
        "630c50157b1dde56948ea6dc04a1dc1455f593bd0b9e2edd8ba6dc14c9742322fc6a86506f4e"
        "9c5fcd113a8cf0f8150000"}},
      {"Python, finished, and nothing behind it",
       15,
       {"734acdc951305028cacc4b2f56482c513054c8574fcec94fced65148cc4b51c8cb4fca4fa904"
        "328bcb538b8af5b89c40ca0d11ca2d5095a796a5165562d16184d0618caac3312f0f4dad3192"
        "630c50157b1dde56948ea6dc04a1dc1455f593bd0b9e2edd8ba6dc14c9742322fc6a86506f4e"
        "9c5fcd113a8cf0f81500"}},
      {"Python, three that share a window",
       15,
       {"724acdc951305028cacc4b2f56482c513054c8574fcec94fced65148cc4b51c8cb4fca4fa904"
        "328bcb538b8af5b89c40ca0d11ca2d5095a796a5165562d16184d0618caac3312f0f4dad3192"
        "630c50157b1dde56948ea6dc04a1dc1455f593bd0b9e2edd8ba6dc14c9742322fc6a86506f4e"
        "9c5fcd113a8cf0f81500",
        "721a0df88109780000", "1a0df8010a780000"}},
      {"Node.js",
       15,
       {"724acdc951305028cacc4b2f56482c513054c8574fcec94fced65148cc4b51c8cb4fca4fa954"
        "48cc2b2e4f2d2ad6e3720229374428b740559e5a965a5489458711428731aa0ec7bc3c34b5c6"
        "488e314055ec75785b513a9a721384725354d54ff62e78ba742f9a725324d38d88f0ab1942bd"
        "39717e3547e830c2e3570000"}},
      {"Node.js, three that share a window",
       15,
       {"724acdc951305028cacc4b2f56482c513054c8574fcec94fced65148cc4b51c8cb4fca4fa954"
        "48cc2b2e4f2d2ad6e3720229374428b740559e5a965a5489458711428731aa0ec7bc3c34b5c6"
        "488e314055ec75785b513a9a721384725354d54ff62e78ba742f9a725324d38d88f0ab1942bd"
        "39717e3547e830c2e3570000",
        "721a0df88109780000", "1a0df8010a780000"}},
      {"Node.js, window of 2^8, three that share it",
       8,
       {"724acdc951305028cacc4b2f56482c513054c8574fcec94fced65148cc4b51c8cb4fca4fa954"
        "48cc2b2e4f2d2ad6e3720229374428b740559e5a965a5489458711428731aa0ec7bc3c34b5c6"
        "488e314055ec75785b513a9a721384725354d54ff62e78ba742f9a725324d38d88f0ab1942bd"
        "39717e3547e830c2e3570000",
        "02ab3540720d118e314428b720ce3146081dc6841c638ce4180354c55e87b715a5a329374128"
        "374555fd64ef82a74bf7a229374532dd8808bf9a21d49b13e75773840e233c7e0500",
        "02ab3540720d118e314428b720ce3146081dc6841c638ce4180354c55e87b715a5a329374128"
        "374555fd64ef82a74bf7a229374532dd8808bf9a21d49b13e75773840e233c7e0500"}},
      {"Node.js, level 1",
       15,
       {"724acdc951305028cacc4b2f56482c513054c8574fcec94fced65148cc4b51c8cb4fca4fa954"
        "48cc2b2e4f2d2ad6e3720229374428b740559e5a965a5489458711428731aa0ec7bc3c34d38d"
        "116a0d0d50157b1dde56948ea6dc04a1dc1455f593bd0b9e2edd8ba6dc14a1dcd008553d56bf"
        "9a21d49ba32ac7e55773840e340b50fc0a00"}},
  };
}

}  // namespace palaver::deflate
