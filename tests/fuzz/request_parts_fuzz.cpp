// Any text where a request has a small language of its own: percent-encoding, hosts, lists in
// fields, Accept-Encoding, addresses.
//
// Input: the text.

#include <string>
#include <string_view>

#include "core/gateway/ip_range.h"
#include "core/gateway/request_context.h"
#include "server/aws/canonical_request.h"
#include "server/gateway/ids.h"
#include "server/http/accept_encoding.h"
#include "server/http/content_type.h"
#include "server/http/message.h"
#include "tests/fuzz/fuzz_target.h"

namespace palaver::fuzz {

std::vector<std::string> seeds() {
  return {"/dev/%40connections/BFHPhfCWIAMCKlQ%3D?x=%zz&y=1",
          "gzip;q=0.5, br;q=1.000, *;q=0, identity",
          "[::1]:8080",
          "example.com:443",
          "10.0.0.0/8",
          "2001:db8::/32",
          "keep-alive, Upgrade",
          "picture.tar.gz"};
}

}  // namespace palaver::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace palaver;
  using fuzz::promise;
  // Bytes as characters: the one cast that this needs.
  const std::string text(reinterpret_cast<const char*>(data), size);

  const std::string encoded = http::percent_encode(text);
  const bool has_nul = text.find('\0') != std::string::npos;  // refused when it was encoded
  promise(has_nul ? !http::percent_decode(encoded) : http::percent_decode(encoded) == text,
          "what was encoded is decoded");
  if (const auto decoded = http::percent_decode(text)) {
    promise(decoded->size() <= text.size(), "decoding makes nothing longer");
    promise(has_nul || http::percent_decode(http::percent_encode(*decoded)) == decoded,
            "and back again");
  }
  if (const auto host = gateway::valid_domain_name(text)) {
    promise(host->size() <= text.size() + 1, "a host is no longer than what was sent");
    promise(host->find_first_of(std::string_view("\r\n\0 /\"", 6)) == std::string::npos,
            "a host holds nothing that ends it");
  }
  http::Headers headers{{"Accept-Encoding", text}, {"Connection", text}};
  static_cast<void>(http::accepts_encoding(headers, "br"));
  static_cast<void>(headers.has_token("Connection", "upgrade"));
  promise(!http::content_type(text).empty(), "every file has a type");
  static_cast<void>(aws::canonical_path(text));
  static_cast<void>(aws::query_parameter(text, "x"));
  static_cast<void>(gateway::valid_connection_id(text));
  if (const auto address = gateway::parse_ip_address(text)) {
    const auto range = gateway::IpRange::parse(text);
    promise(range && range->contains(*address), "an address is a range of one");
  } else {
    static_cast<void>(gateway::IpRange::parse(text));
  }
  return 0;
}
