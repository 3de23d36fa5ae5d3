// Texts here are UTF-8; Java, whose string methods templates call, counts in UTF-16 units. Bytes
// that are not UTF-8 count as one unit each, U+FFFD. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace palaver::velocity {

// Half of a surrogate pair becomes U+FFFD: UTF-8 has no halves.
void append_utf8(std::string& out, std::uint32_t code);

// The code point at text[*at], which exists; moves *at behind it.
std::uint32_t take_code_point(std::string_view text, std::size_t* at);

// All bytes below 0x80: then bytes and units are the same.
bool is_ascii(std::string_view text);

std::size_t utf16_length(std::string_view text);
std::vector<std::uint16_t> to_utf16(std::string_view text);

// The part from unit `begin` to unit `end`, begin <= end <= utf16_length(text). A pair that is cut
// in the middle gives U+FFFD.
std::string utf16_substring(std::string_view text, std::size_t begin, std::size_t end);

// The unit at which the byte `offset` stands, which begins a code point.
std::size_t utf16_offset(std::string_view text, std::size_t offset);

// Letters of Latin, Greek and Cyrillic alphabets; others stay. ß becomes SS, as in Java.
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);

}  // namespace palaver::velocity
