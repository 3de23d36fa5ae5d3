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
// Its place in the alphabet below. No id begins with one: `--connection-id -W57...` would be taken
// for a flag by the AWS CLI.
constexpr unsigned kHyphen = 62;
constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// Random bytes, fetched many at a time: a message needs some thirty, and asking for each id alone
// costs more than routing the message.
void fill_randomly(unsigned char* bytes, std::size_t count) {
  struct Pool {
    std::array<unsigned char, 4096> bytes{};
    std::size_t used = sizeof(bytes);
  };
  thread_local Pool pool;
  if (pool.bytes.size() - pool.used < count) {
    if (RAND_bytes(pool.bytes.data(), static_cast<int>(pool.bytes.size())) != 1) {
      throw std::runtime_error("the system gives no random bytes");
    }
    pool.used = 0;
  }
  // What has been given is not kept.
  unsigned char* from = pool.bytes.data() + pool.used;
  std::copy_n(from, count, bytes);
  std::fill_n(from, count, static_cast<unsigned char>(0));
  pool.used += count;
}

void append_hex(std::string& out, std::uint64_t value, int digits) {
  constexpr std::string_view kHex = "0123456789abcdef";
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) out += kHex[(value >> shift) & 15];
}

}  // namespace

std::string make_trace_id(std::int64_t unix_ms) {
  constexpr std::size_t kBytes = 12;
  std::array<unsigned char, kBytes> bytes{};
  fill_randomly(bytes.data(), bytes.size());
  std::string id = "Root=1-";
  append_hex(id, static_cast<std::uint64_t>(unix_ms / 1000), 8);
  id += '-';
  for (const unsigned char byte : bytes) append_hex(id, byte, 2);
  return id;
}

std::string make_id() {
  // One zero byte behind the random ones makes whole groups of three; its last character is the
  // '='.
  std::array<unsigned char, kIdBytes + 1> bytes{};
  do {
    fill_randomly(bytes.data(), kIdBytes);
  } while (bytes[0] >> 2 == kHyphen);
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
