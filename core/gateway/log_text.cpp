#include "core/gateway/log_text.h"

#include "core/common/ascii.h"
#include "core/framing/utf8.h"

namespace palaver::gateway {

std::string log_entry(std::string_view text) {
  const bool is_utf8 = framing::is_valid_utf8(text);
  std::string line(is_utf8 ? framing::utf8_prefix(text, kMaxLogEntry)
                           : text.substr(0, kMaxLogEntry));
  for (char& c : line) {
    if (c == '\n' || c == '\t' || c == '\r') c = ' ';
    if (is_control(c) || (!is_utf8 && static_cast<unsigned char>(c) >= 0x80)) c = '?';
  }
  return line;
}

}  // namespace palaver::gateway
