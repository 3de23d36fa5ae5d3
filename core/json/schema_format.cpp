#include "core/json/schema_format.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <vector>

#include "core/json/uri_syntax.h"
#include "core/regex/regex.h"

namespace palaver::json::schema {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_beyond_ascii(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}

template <class Test>
bool all_of(std::string_view text, Test test) {
  return std::all_of(text.begin(), text.end(), test);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// --- Dates -------------------------------------------------------------------------------------

// Takes `digits` digits from the front of `text`; -1 when there are not so many.
int take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits || !all_of(text.substr(0, digits), is_digit)) return -1;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) value = value * 10 + (text[i] - '0');
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char wanted) {
  if (text.empty() || text[0] != wanted) return false;
  text.remove_prefix(1);
  return true;
}

int days_of(int year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return kDays[static_cast<std::size_t>(month - 1)] + (leap && month == 2 ? 1 : 0);
}

bool take_date(std::string_view& text) {
  const int year = take_number(text, 4);
  if (year < 0 || !take(text, '-')) return false;
  const int month = take_number(text, 2);
  if (month < 1 || month > 12 || !take(text, '-')) return false;
  const int day = take_number(text, 2);
  return day >= 1 && day <= days_of(year, month);
}

bool take_time(std::string_view& text) {
  const int hour = take_number(text, 2);
  if (hour < 0 || hour > 23 || !take(text, ':')) return false;
  const int minute = take_number(text, 2);
  if (minute < 0 || minute > 59 || !take(text, ':')) return false;
  const int second = take_number(text, 2);
  if (second < 0 || second > 59) return false;
  if (!take(text, '.')) return true;
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  text.remove_prefix(digits);
  return digits >= 1 && digits <= 12;
}

// Z, +01:00 or +0100.
bool is_offset(std::string_view text) {
  if (text == "Z" || text == "z") return true;
  if (!take(text, '+') && !take(text, '-')) return false;
  const int hours = take_number(text, 2);
  if (hours < 0 || hours > 23) return false;
  take(text, ':');
  const int minutes = take_number(text, 2);
  return minutes >= 0 && minutes <= 59 && text.empty();
}

bool is_date_time(std::string_view text) {
  return take_date(text) && take(text, 'T') && take_time(text) && is_offset(text);
}

// --- Names and addresses -----------------------------------------------------------------------

bool is_mail_domain(std::string_view domain) {
  if (domain.size() > 2 && domain.front() == '[' && domain.back() == ']') return true;
  const auto parts = split(domain, '.');
  return std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
    return !part.empty() && all_of(part, [](char c) {
      return is_letter(c) || is_digit(c) || c == '-' || is_beyond_ascii(c);
    });
  });
}

bool is_of_mail_names(char c) {
  constexpr std::string_view kSpecial = "()<>,;:\\\"[]@";
  return is_beyond_ascii(c) || (c > ' ' && c < 127 && kSpecial.find(c) == std::string_view::npos);
}

bool is_email(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || !is_mail_domain(text.substr(at + 1))) return false;
  const std::string_view local = text.substr(0, at);
  if (local.size() > 2 && local.front() == '"' && local.back() == '"') return true;
  const auto parts = split(local, '.');
  return std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
    return !part.empty() && all_of(part, is_of_mail_names);
  });
}

bool is_hostname(std::string_view text) {
  if (!text.empty() && text.back() == '.') text.remove_suffix(1);
  if (text.empty() || text.size() > 253) return false;
  const auto parts = split(text, '.');
  const auto is_edge = [](char c) { return c == '-' || c == '_'; };
  const bool fine = std::all_of(parts.begin(), parts.end(), [&](std::string_view part) {
    return !part.empty() && part.size() <= 63 && !is_edge(part.front()) && !is_edge(part.back()) &&
           all_of(part, [&](char c) {
             return is_letter(c) || is_digit(c) || is_edge(c) || is_beyond_ascii(c);
           });
  });
  return fine && !is_digit(parts.back().front());
}

bool is_ipv4(std::string_view text) {
  const auto parts = split(text, '.');
  return parts.size() == 4 && std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
           if (part.empty() || part.size() > 3 || !all_of(part, is_digit)) return false;
           if (part.size() > 1 && part[0] == '0') return false;  // some read it as octal
           int value = 0;
           for (const char digit : part) value = value * 10 + (digit - '0');
           return value <= 255;
         });
}

bool are_groups(const std::vector<std::string_view>& groups) {
  return std::all_of(groups.begin(), groups.end(), [](std::string_view group) {
    return !group.empty() && group.size() <= 4 && all_of(group, is_hex);
  });
}

std::vector<std::string_view> groups_of(std::string_view text) {
  if (text.empty()) return {};
  return split(text, ':');
}

bool is_ipv6(std::string_view text) {
  // The last two groups may be an IPv4 address; two groups of any kind stand for it.
  std::string replaced;
  const std::size_t last = text.rfind(':');
  if (last == std::string_view::npos) return false;
  if (text.find('.') != std::string_view::npos) {
    if (!is_ipv4(text.substr(last + 1))) return false;
    replaced = std::string(text.substr(0, last + 1)) + "0:0";
    text = replaced;
  }
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) {
    const auto groups = groups_of(text);
    return groups.size() == 8 && are_groups(groups);
  }
  const auto before = groups_of(text.substr(0, gap));
  const auto behind = groups_of(text.substr(gap + 2));
  return before.size() + behind.size() <= 7 && are_groups(before) && are_groups(behind);
}

// java.util.UUID.fromString(): five hexadecimal numbers, of any length.
bool is_uuid(std::string_view text) {
  const auto parts = split(text, '-');
  return text.size() <= 36 && parts.size() == 5 &&
         std::all_of(parts.begin(), parts.end(),
                     [](std::string_view part) { return !part.empty() && all_of(part, is_hex); });
}

struct Entry {
  Format format;
  std::string_view name;
  std::string_view before;  // of the message, before and behind the text
  std::string_view behind;
};

constexpr Entry kEntries[] = {
    {Format::date_time, "date-time", "string \"",
     "\" is invalid against requested date format(s) [yyyy-MM-dd'T'HH:mm:ssZ, "
     "yyyy-MM-dd'T'HH:mm:ss.[0-9]{1,12}Z]"},
    {Format::email, "email", "string \"", "\" is not a valid email address"},
    {Format::hostname, "hostname", "string \"", "\" is not a valid hostname"},
    {Format::ipv4, "ipv4", "string \"", "\" is not a valid IPv4 address"},
    {Format::ipv6, "ipv6", "string \"", "\" is not a valid IPv6 address"},
    {Format::regex, "regex", "string \"", "\" is not a valid ECMA 262 regular expression"},
    {Format::uri, "uri", "string \"", "\" is not a valid URI"},
    {Format::uuid, "uuid", "input string \"", "\" is not a valid UUID"},
};

}  // namespace

std::optional<Format> format_of(std::string_view name) {
  for (const Entry& entry : kEntries) {
    if (entry.name == name) return entry.format;
  }
  return std::nullopt;
}

bool has_format(std::string_view text, Format format) {
  switch (format) {
    case Format::date_time:
      return is_date_time(text);
    case Format::email:
      return is_email(text);
    case Format::hostname:
      return is_hostname(text);
    case Format::ipv4:
      return is_ipv4(text);
    case Format::ipv6:
      return is_ipv6(text);
    case Format::regex:
      return regex::Regex::compile(text, {.ecma_262 = true}).has_value();
    case Format::uri:
      return is_uri(text);
    case Format::uuid:
      return is_uuid(text);
  }
  return true;
}

FormatMessage format_message(Format format) {
  for (const Entry& entry : kEntries) {
    if (entry.format == format) return {entry.before, entry.behind};
  }
  return {};
}

}  // namespace palaver::json::schema
