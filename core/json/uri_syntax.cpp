#include "core/json/uri_syntax.h"

#include <algorithm>
#include <cstddef>

#include "core/json/schema_format.h"
#include "core/regex/code_points.h"
#include "core/regex/unicode_data.h"

namespace palaver::json {
namespace {

constexpr std::string_view kUnreserved = "_-!.~'()*";
constexpr std::string_view kOfPaths = "/:@&=+$,;";
constexpr std::string_view kOfAuthorities = "$,;:@&=+";
constexpr std::string_view kOfAllElse = ";/?:@&=+$,[]";

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Neither a blank nor a control character.
bool is_other(char32_t value) {
  namespace unicode = regex::unicode;
  return value > 0x9F && !unicode::has_category(value, unicode::categories_of_name("Z"));
}

// Nothing but letters, digits, kUnreserved, `allowed`, escapes and characters beyond ASCII.
bool consists_of(std::string_view text, std::string_view allowed) {
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    const regex::CodePoint next = regex::code_point_at(text, at);
    if (c == '%') {
      if (text.size() - at < 3 || !is_hex(text[at + 1]) || !is_hex(text[at + 2])) return false;
    } else if (next.value >= 0x80) {
      if (!is_other(next.value)) return false;
    } else if (!is_letter(c) && !is_digit(c) && kUnreserved.find(c) == std::string_view::npos &&
               allowed.find(c) == std::string_view::npos) {
      return false;
    }
    at += next.bytes;
  }
  return true;
}

bool is_scheme(std::string_view text) {
  return !text.empty() && is_letter(text[0]) && std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  });
}

// [IPv6 address, with or without %interface], and a port or none.
bool is_bracketed_host(std::string_view text) {
  const std::size_t end = text.find(']');
  if (end == std::string_view::npos) return false;
  const std::string_view port = text.substr(end + 1);
  if (!port.empty() && (port[0] != ':' || !std::all_of(port.begin() + 1, port.end(), is_digit))) {
    return false;
  }
  const std::string_view address = text.substr(1, end - 1);
  const std::size_t interface = address.find('%');
  if (interface != std::string_view::npos && interface + 1 == address.size()) return false;
  return schema::has_format(address.substr(0, interface), schema::Format::ipv6);
}

bool is_authority(std::string_view text) {
  const std::size_t bracket = text.find('[');
  if (bracket == std::string_view::npos) return consists_of(text, kOfAuthorities);
  const std::string_view user = text.substr(0, bracket);
  if (!user.empty() && user.back() != '@') return false;
  return consists_of(user, kOfAuthorities) && is_bracketed_host(text.substr(bracket));
}

bool is_hierarchical(std::string_view text, bool has_fragment) {
  const std::size_t question = std::min(text.find('?'), text.size());
  const bool has_query = question < text.size();
  if (has_query && !consists_of(text.substr(question + 1), kOfAllElse)) return false;
  std::string_view path = text.substr(0, question);
  if (path.substr(0, 2) == "//") {
    path.remove_prefix(2);
    const std::string_view authority = path.substr(0, std::min(path.find('/'), path.size()));
    path.remove_prefix(authority.size());
    // As Java has it: an authority may be empty before something else.
    if (authority.empty() && path.empty() && !has_query && !has_fragment) return false;
    if (!is_authority(authority)) return false;
  }
  return consists_of(path, kOfPaths);
}

}  // namespace

bool is_uri(std::string_view text) {
  const std::size_t hash = std::min(text.find('#'), text.size());
  const bool has_fragment = hash < text.size();
  if (has_fragment && !consists_of(text.substr(hash + 1), kOfAllElse)) return false;
  text = text.substr(0, hash);
  const std::size_t mark = text.find_first_of(":/?");
  if (mark == std::string_view::npos || text[mark] != ':') {
    return is_hierarchical(text, has_fragment);
  }
  if (!is_scheme(text.substr(0, mark))) return false;
  text.remove_prefix(mark + 1);
  if (text.empty()) return false;
  return text[0] == '/' ? is_hierarchical(text, has_fragment) : consists_of(text, kOfAllElse);
}

}  // namespace palaver::json
