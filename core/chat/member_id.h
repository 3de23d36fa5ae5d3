// Who somebody is to others, made from the secret that makes them the same after a reconnect. The
// same key gives the same id on every server and in every life of one, so that a resent message is
// known again and own messages stay own after a restart; nothing has to be kept per key. Pure; any
// thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace palaver::chat {

// FIPS 180-4, SHA-256.
std::array<std::uint8_t, 32> sha256(std::string_view bytes);

// 24 hexadecimal digits. The key cannot be had back from them, as long as it cannot be guessed:
// clients draw 128 random bits.
std::string member_id_for_key(std::string_view key);

}  // namespace palaver::chat
