#include "server/gateway/ids.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>

namespace palaver::gateway {
namespace {

constexpr std::size_t kIdBytes = 11;
constexpr std::size_t kIdCharacters = 16;
constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

std::string make_id() {
  // One zero byte behind the random ones makes whole groups of three; its last character is the
  // '='.
  std::array<unsigned char, kIdBytes + 1> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(kIdBytes)) != 1) {
    throw std::runtime_error("the system gives no random bytes");
  }
  std::string id;
  id.reserve(kIdCharacters);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::uint32_t group = static_cast<std::uint32_t>(bytes[at]) << 16 |
                                static_cast<std::uint32_t>(bytes[at + 1]) << 8 | bytes[at + 2];
    for (int shift = 18; shift >= 0; shift -= 6) id += kBase64Url[(group >> shift) & 63];
  }
  id.back() = '=';
  return id;
}

bool valid_connection_id(std::string_view id) {
  return id.size() == kIdCharacters && id.back() == '=' &&
         std::all_of(id.begin(), id.end() - 1,
                     [](char c) { return kBase64Url.find(c) != std::string_view::npos; });
}

}  // namespace palaver::gateway
