#include "core/gateway/template_functions.h"

#include <array>
#include <cstdint>

#include "core/velocity/utf16.h"

namespace palaver::gateway {
namespace {

constexpr std::string_view kUpperHex = "0123456789ABCDEF";
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void append_unit(std::string& out, std::uint16_t unit) {
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += kUpperHex[(unit >> shift) & 0xF];
}

// The letter behind the backslash, or nothing.
char short_escape(std::uint16_t unit) {
  switch (unit) {
    case '"':
    case '\'':
    case '\\':
    case '/':
      return static_cast<char>(unit);
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    default:
      return '\0';
  }
}

bool is_form_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '*' || c == '_';
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

int base64_digit(char c) {
  if (c == '-') c = '+';
  if (c == '_') c = '/';
  const std::size_t found = kBase64.find(c);
  return found == std::string_view::npos ? -1 : static_cast<int>(found);
}

std::string valid_utf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    velocity::append_utf8(out, velocity::take_code_point(bytes, &at));
  }
  return out;
}

}  // namespace

std::string escape_javascript(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const std::uint16_t unit : velocity::to_utf16(text)) {
    const char letter = short_escape(unit);
    if (letter != '\0') {
      out += '\\';
      out += letter;
    } else if (unit < 0x20 || unit > 0x7F) {
      append_unit(out, unit);
    } else {
      out += static_cast<char>(unit);
    }
  }
  return out;
}

std::string url_encode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_form_character(c)) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kUpperHex[byte >> 4];
      out += kUpperHex[byte & 0xF];
    }
  }
  return out;
}

std::optional<std::string> url_decode(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      bytes += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = hex_digit(text[i + 1]);
    const int low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return valid_utf8(bytes);
}

std::string base64_decode_leniently(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    if (c == '=') break;
    const int digit = base64_digit(c);
    if (digit < 0) continue;
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>((bits >> count) & 0xFF);
  }
  return valid_utf8(bytes);
}

}  // namespace palaver::gateway
