#include "core/chat/text_rules.h"

#include <cstdint>

#include "core/framing/utf8.h"

namespace palaver::chat {
namespace {

struct Character {
  std::uint32_t code;
  std::size_t bytes;
};

// The first character of `text`, which is valid UTF-8 and not empty.
Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::uint32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t bytes = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  std::uint32_t code = lead & (0x7Fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) code = (code << 6) | (byte(i) & 0x3Fu);
  return {code, bytes};
}

bool is_blank(std::uint32_t code) {
  return (code >= 0x09 && code <= 0x0D) || code == 0x20 || code == 0x85 || code == 0xA0 ||
         code == 0x1680 || (code >= 0x2000 && code <= 0x200B) || code == 0x2028 || code == 0x2029 ||
         code == 0x202F || code == 0x205F || code == 0x2060 || code == 0x3000 || code == 0xFEFF;
}

bool is_forbidden_in_names(std::uint32_t code) {
  const bool control = code < 0x20 || (code >= 0x7F && code <= 0x9F);
  const bool line_break = code == 0x2028 || code == 0x2029;
  // Overrides, embeddings and isolates: one in a name would turn around the line it is shown in.
  const bool direction = (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
  return control || line_break || direction;
}

// Where the last character of `text` begins.
std::size_t last_character_at(std::string_view text) {
  std::size_t at = text.size() - 1;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

}  // namespace

std::string_view trim_blanks(std::string_view text) {
  while (!text.empty()) {
    const Character first = first_character(text);
    if (!is_blank(first.code)) break;
    text.remove_prefix(first.bytes);
  }
  while (!text.empty()) {
    const std::size_t at = last_character_at(text);
    if (!is_blank(first_character(text.substr(at)).code)) break;
    text = text.substr(0, at);
  }
  return text;
}

std::optional<std::string> name_problem(std::string_view trimmed, std::size_t max_bytes) {
  if (trimmed.empty()) return "is empty";
  if (trimmed.size() > max_bytes) {
    return "is " + std::to_string(trimmed.size()) + " bytes long; at most " +
           std::to_string(max_bytes) + " are allowed";
  }
  if (!framing::is_valid_utf8(trimmed)) return "is not UTF-8";
  while (!trimmed.empty()) {
    const Character first = first_character(trimmed);
    if (is_forbidden_in_names(first.code)) return "has a control character";
    trimmed.remove_prefix(first.bytes);
  }
  return std::nullopt;
}

std::optional<std::string> message_problem(std::string_view text) {
  if (!framing::is_valid_utf8(text)) return "is not UTF-8";
  if (text.find('\0') != std::string_view::npos) return "has the character U+0000";
  if (trim_blanks(text).empty()) return "is empty";
  return std::nullopt;
}

std::string fit_name(std::string_view typed, std::size_t max_bytes) {
  if (!framing::is_valid_utf8(typed)) return {};
  std::string allowed;
  while (!typed.empty()) {
    const Character first = first_character(typed);
    if (is_forbidden_in_names(first.code)) {
      allowed += ' ';
    } else {
      allowed += typed.substr(0, first.bytes);
    }
    typed.remove_prefix(first.bytes);
  }
  return std::string(trim_blanks(framing::utf8_prefix(trim_blanks(allowed), max_bytes)));
}

}  // namespace palaver::chat
