#include "core/velocity/utf16.h"

#include <algorithm>

namespace palaver::velocity {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;

bool between(std::uint32_t code, std::uint32_t first, std::uint32_t last) {
  return code >= first && code <= last;
}

std::uint32_t lower(std::uint32_t c) {
  if (between(c, 'A', 'Z') || (between(c, 0xC0, 0xDE) && c != 0xD7)) return c + 0x20;
  if (between(c, 0x100, 0x137) && c != 0x130) return c | 1;
  if (between(c, 0x139, 0x148)) return c % 2 == 1 ? c + 1 : c;
  if (between(c, 0x14A, 0x177)) return c | 1;
  if (c == 0x178) return 0xFF;
  if (between(c, 0x179, 0x17E)) return c % 2 == 1 ? c + 1 : c;
  if (between(c, 0x391, 0x3A9) && c != 0x3A2) return c + 0x20;
  if (between(c, 0x410, 0x42F)) return c + 0x20;
  if (between(c, 0x400, 0x40F)) return c + 0x50;
  return c;
}

std::uint32_t upper(std::uint32_t c) {
  if (between(c, 'a', 'z') || (between(c, 0xE0, 0xFE) && c != 0xF7)) return c - 0x20;
  if (between(c, 0x100, 0x137) && c != 0x131) return c & ~1U;
  if (between(c, 0x139, 0x148)) return c % 2 == 0 ? c - 1 : c;
  if (between(c, 0x14A, 0x177)) return c & ~1U;
  if (c == 0xFF) return 0x178;
  if (between(c, 0x179, 0x17E)) return c % 2 == 0 ? c - 1 : c;
  if (c == 0x3C2) return 0x3A3;
  if (between(c, 0x3B1, 0x3C9)) return c - 0x20;
  if (between(c, 0x430, 0x44F)) return c - 0x20;
  if (between(c, 0x450, 0x45F)) return c - 0x50;
  return c;
}

}  // namespace

void append_utf8(std::string& out, std::uint32_t code) {
  if (between(code, 0xD800, 0xDFFF)) code = kReplacement;
  const auto tail = [&](unsigned shift) {
    out += static_cast<char>(0x80 | ((code >> shift) & 0x3F));
  };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | (code >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

std::uint32_t take_code_point(std::string_view text, std::size_t* at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte((*at)++);
  if (first < 0x80) return first;
  const unsigned length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || *at + length - 1 > text.size()) return kReplacement;
  std::uint32_t code = first & (0x7FU >> length);
  for (unsigned i = 0; i + 1 < length; ++i) {
    const unsigned next = byte(*at + i);
    if ((next & 0xC0) != 0x80) return kReplacement;
    code = code << 6 | (next & 0x3F);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  if (overlong || code > 0x10FFFF || between(code, 0xD800, 0xDFFF)) return kReplacement;
  *at += length - 1;
  return code;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::size_t utf16_length(std::string_view text) {
  return utf16_offset(text, text.size());
}

std::size_t utf16_offset(std::string_view text, std::size_t offset) {
  if (is_ascii(text.substr(0, offset))) return offset;
  std::size_t units = 0;
  for (std::size_t at = 0; at < offset;) units += take_code_point(text, &at) > 0xFFFF ? 2 : 1;
  return units;
}

std::vector<std::uint16_t> to_utf16(std::string_view text) {
  std::vector<std::uint16_t> units;
  units.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::uint32_t code = take_code_point(text, &at);
    if (code > 0xFFFF) {
      units.push_back(static_cast<std::uint16_t>(0xD800 + ((code - 0x10000) >> 10)));
      units.push_back(static_cast<std::uint16_t>(0xDC00 + ((code - 0x10000) & 0x3FF)));
    } else {
      units.push_back(static_cast<std::uint16_t>(code));
    }
  }
  return units;
}

std::string utf16_substring(std::string_view text, std::size_t begin, std::size_t end) {
  if (is_ascii(text)) return std::string(text.substr(begin, end - begin));
  std::string out;
  std::size_t unit = 0;
  for (std::size_t at = 0; at < text.size() && unit < end;) {
    const std::size_t from = at;
    const std::size_t width = take_code_point(text, &at) > 0xFFFF ? 2 : 1;
    if (unit >= begin && unit + width <= end) {
      out += text.substr(from, at - from);
    } else if (unit + width > begin) {
      append_utf8(out, kReplacement);
    }
    unit += width;
  }
  return out;
}

std::string to_lower(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) append_utf8(out, lower(take_code_point(text, &at)));
  return out;
}

std::string to_upper(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::uint32_t code = take_code_point(text, &at);
    if (code == 0xDF) {
      out += "SS";
    } else {
      append_utf8(out, upper(code));
    }
  }
  return out;
}

}  // namespace palaver::velocity
