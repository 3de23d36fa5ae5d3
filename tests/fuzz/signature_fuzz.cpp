// Any request's head before the signature's verifier: nobody gets in without the secret, and no
// secret gets out.
//
// Input: flags (bit 0: the request is signed rightly before the lines are added), the target, and
// header lines `name:value`.

#include <chrono>
#include <string>
#include <string_view>

#include "server/aws/canonical_request.h"
#include "server/aws/credentials.h"
#include "server/aws/sigv4.h"
#include "server/aws/sigv4_verifier.h"
#include "tests/fuzz/fuzz_target.h"

namespace palaver::fuzz {
namespace {

using namespace palaver::aws;

constexpr std::string_view kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
constexpr UnixTime kNow{std::chrono::seconds{1440938160}};  // 20150830T123600Z

const CredentialStore& store() {
  static const CredentialStore made = [] {
    auto parsed = CredentialStore::parse(
        "[ana]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = " + std::string(kSecret) +
            "\n",
        "credentials");
    promise(parsed.has_value(), "the credentials are right");
    return std::move(*parsed);
  }();
  return made;
}

std::string_view take_line(std::string_view& input) {
  const auto end = input.find('\n');
  const std::string_view line = input.substr(0, end);
  input.remove_prefix(end == std::string_view::npos ? input.size() : end + 1);
  return line;
}

void check(const RequestView& request, bool is_signed) {
  const auto identity = verify_signature(request, store(), kNow);
  if (identity) {
    promise(is_signed, "nobody gets in without a signature");
    promise(identity->access_key_id == "AKIDEXAMPLE", "who gets in is who signed");
    return;
  }
  const SignatureError& error = identity.error();
  promise(!error.exception.empty() && !error.message.empty(), "a refusal says why");
  promise(error.message.find(kSecret) == std::string::npos, "the secret stays secret");
}

}  // namespace

std::vector<std::string> seeds() {
  const std::string scope = "AKIDEXAMPLE/20150830/us-east-1/execute-api/aws4_request";
  const std::string signature(64, 'a');
  return {
      "\1/dev/@connections/abc%3D\nx-more: 1",
      "\1/a b?x=%20&y\nHost: other",
      std::string(1, '\0') + "/dev\nHost: localhost\nX-Amz-Date: 20150830T123600Z\n" +
          "Authorization: AWS4-HMAC-SHA256 Credential=" + scope +
          ", SignedHeaders=host;x-amz-date, Signature=" + signature,
      std::string(1, '\0') + "/dev?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" +
          "AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fexecute-api%2Faws4_request&X-Amz-Date=" +
          "20150830T123600Z&X-Amz-Expires=300&X-Amz-SignedHeaders=host&X-Amz-Signature=" +
          signature + "\nHost: localhost",
  };
}

}  // namespace palaver::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace palaver::fuzz;
  // Bytes as characters: the one cast that this needs.
  std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.empty()) return 0;
  const bool is_signed = (input[0] & 1) != 0;
  input.remove_prefix(1);
  const std::string target(take_line(input));
  palaver::http::Headers headers;
  if (is_signed) {
    headers.add("Host", "localhost");
    const RequestView plain{"POST", target, headers, "body"};
    const auto fields = signature_fields(plain, *store().find("AKIDEXAMPLE"),
                                         {.region = "us-east-1", .service = "execute-api"}, kNow);
    for (const auto& [name, value] : fields) headers.add(name, value);
    promise(verify_signature({"POST", target, headers, "body"}, store(), kNow).has_value(),
            "what was signed is let in");
    promise(!verify_signature({"PUT", target, headers, "body"}, store(), kNow).has_value(),
            "the method is signed");
    promise(!verify_signature({"POST", "/x" + target, headers, "body"}, store(), kNow).has_value(),
            "the path is signed");
  }
  while (!input.empty()) {
    const std::string_view line = take_line(input);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) continue;
    headers.add(std::string(line.substr(0, colon)), std::string(line.substr(colon + 1)));
  }
  check({"POST", target, headers, "body"}, is_signed);
  static_cast<void>(parse_basic_time(target));
  const auto mark = target.find('?');
  static_cast<void>(canonical_path(std::string_view(target).substr(0, mark)));
  if (mark != std::string::npos) {
    const std::string once = canonical_query(std::string_view(target).substr(mark + 1));
    promise(canonical_query(once) == once, "a canonical query is its own");
  }
  return 0;
}
