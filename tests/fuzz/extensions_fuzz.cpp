// Any value of Sec-WebSocket-Extensions: what is agreed on is within RFC 7692's bounds and within
// the policy, the answer keeps the grammar, and what stands beside an offer does not change it.
//
// Input: flags (bit 0: the server may remember; bit 1: the client may), the header's value.

#include <optional>
#include <string>
#include <string_view>

#include "core/framing/extensions.h"
#include "tests/fuzz/fuzz_target.h"

namespace palaver::fuzz {
namespace {

using namespace palaver::framing;

void check_answer(const DeflateAnswer& answer, const DeflatePolicy& policy) {
  const DeflateParameters& agreed = answer.parameters;
  for (const std::uint8_t bits : {agreed.server_window_bits, agreed.client_window_bits}) {
    promise(bits >= kMinWindowBits && bits <= kMaxWindowBits, "a window is of 8 to 15 bits");
  }
  promise(policy.server == ContextTakeover::yes || agreed.server == ContextTakeover::no,
          "the server remembers only where it may");
  promise(policy.client == ContextTakeover::yes || agreed.client == ContextTakeover::no,
          "the client remembers only where it may");
  // The answer is itself an offer that gives the same.
  const auto again = negotiate_deflate(answer.header, policy);
  promise(again && *again, "the answer keeps the grammar");
  promise((*again)->parameters == agreed && (*again)->header == answer.header,
          "the answer says what was agreed on");
}

}  // namespace

std::vector<std::string> seeds() {
  return {
      std::string(1, '\0') + "permessage-deflate; client_max_window_bits",
      std::string(1, '\3') + "permessage-deflate",
      std::string(1, '\1') +
          "permessage-deflate; server_no_context_takeover; "
          "client_no_context_takeover; server_max_window_bits=\"1\\0\"",
      std::string(1, '\2') +
          "x-other; a=b; c, permessage-deflate;server_max_window_bits=7 , "
          "permessage-deflate;client_max_window_bits=8",
      std::string(1, '\0') + ", ,permessage-deflate; unknown=\"quoted\",",
  };
}

}  // namespace palaver::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace palaver::fuzz;
  // Bytes as characters: the one cast that this needs.
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.empty()) return 0;
  const auto flags = static_cast<std::uint8_t>(input[0]);
  const DeflatePolicy policy{
      .server = (flags & 1) != 0 ? ContextTakeover::yes : ContextTakeover::no,
      .client = (flags & 2) != 0 ? ContextTakeover::yes : ContextTakeover::no};
  const std::string offers(input.substr(1));

  const auto answer = negotiate_deflate(offers, policy);
  const auto beside = negotiate_deflate("other; a=b, " + offers, policy);
  const auto before = negotiate_deflate(offers + ", permessage-deflate", policy);
  promise(answer.has_value() == beside.has_value(), "another extension does not break the grammar");
  if (!answer) return 0;
  promise(answer->has_value() == (*beside).has_value(), "another extension is passed over");
  promise(before && *before, "an offer of the plainest kind is taken");
  if (!*answer) return 0;
  promise((*answer)->header == (*beside)->header && (*answer)->header == (*before)->header,
          "the first offer that can be taken is taken");
  check_answer(**answer, policy);
  return 0;
}
