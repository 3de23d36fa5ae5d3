// SHA-256, HMAC-SHA-256 (OpenSSL's) and base64 as AWS's protocols use them. Any thread.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace palaver::aws {

using Digest = std::array<unsigned char, 32>;

// Throw std::bad_alloc when OpenSSL has no memory; there is no other way for them to fail.
Digest sha256(std::string_view bytes);
Digest hmac_sha256(std::string_view key, std::string_view bytes);

// A digest's bytes, to be the key of the next.
std::string_view bytes_of(const Digest& digest);

std::string hex(const Digest& digest);  // lower case
// With padding, in one line (RFC 4648 section 4).
std::string base64(std::string_view bytes);

}  // namespace palaver::aws
