// What the word behind `format` in a schema asks of a string. JSON Schema Validation, draft 4,
// section 7, as the validators that are common in Java take it: java.net.URI, javax.mail's
// InternetAddress, Guava's InternetDomainName and InetAddresses. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace palaver::json::schema {

enum class Format : std::uint8_t { date_time, email, hostname, ipv4, ipv6, regex, uri, uuid };

// Nothing for a name that is not known: such formats ask for nothing.
std::optional<Format> format_of(std::string_view name);

bool has_format(std::string_view text, Format format);

// What a message says in front of a text that has not the format, and behind it.
struct FormatMessage {
  std::string_view before;
  std::string_view behind;
};
FormatMessage format_message(Format format);

}  // namespace palaver::json::schema
