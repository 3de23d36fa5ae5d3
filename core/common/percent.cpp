#include "core/common/percent.h"

#include "core/common/ascii.h"

namespace palaver {

void append_percent_encoded(std::string& out, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char c : text) {
    if (is_ascii_letter(c) || is_digit(c) ||
        std::string_view("-._~").find(c) != std::string::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 0xFU];
  }
}

}  // namespace palaver
