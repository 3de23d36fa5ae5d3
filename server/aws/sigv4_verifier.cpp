#include "server/aws/sigv4_verifier.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "server/aws/digest.h"
#include "server/http/field_text.h"

namespace palaver::aws {
namespace {

constexpr std::size_t kDateDigits = 8;
// Far more than any SDK signs; each costs a walk over the request's fields.
constexpr std::size_t kSignedNames = 100;
// "AWS Signature Version 4: X-Amz-Expires": seven days.
constexpr std::chrono::seconds kLongestExpiry{604'800};

// AWS's own texts, as its services answer with them.
constexpr std::string_view kWrongSignature =
    "The request signature we calculated does not match the signature you provided. Check your AWS "
    "Secret Access Key and signing method. Consult the service documentation for details.";
constexpr std::string_view kUnknownToken = "The security token included in the request is invalid.";

SignatureError incomplete(std::string message) {
  return {"IncompleteSignatureException", std::move(message)};
}
SignatureError invalid(std::string message) {
  return {"InvalidSignatureException", std::move(message)};
}

std::string quoted(std::string_view text) {
  return '\'' + std::string(text) + '\'';
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// What a request says of its signature.
struct Claim {
  std::string credential;
  std::string signed_headers;
  std::string signature;
  std::string timestamp;
  std::string session_token;
  std::string payload_hash;            // as said, not computed
  std::optional<std::string> expires;  // presigned ones only
};

template <class T>
using Checked = expected<T, SignatureError>;

std::string field(const http::Headers& headers, std::string_view name) {
  return std::string(http::trim(headers.find(name).value_or("")));
}

// "Mon, 09 Sep 2011 23:36:00 GMT" in X-Amz-Date's format; as it is when it is something else.
std::string basic_form(const std::string& date) {
  std::tm parts{};
  const char* end = ::strptime(date.c_str(), "%a, %d %b %Y %H:%M:%S ", &parts);
  if (end == nullptr) return date;
  // botocore writes -0000.
  const std::string_view zone(end);
  if (zone != "GMT" && zone != "UTC" && zone != "-0000" && zone != "+0000") return date;
  return basic_time(UnixTime(std::chrono::seconds(::timegm(&parts))));
}

std::string_view query_of(std::string_view target) {
  const auto mark = target.find('?');
  return mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
}

// --- Reading the claim ------------------------------------------------------------------------

// The form of AWS's later services: the field may hold somebody's password.
std::string hashed(std::string_view authorization) {
  return base64(bytes_of(sha256(authorization)));
}

Checked<Claim> claim_in_fields(const http::Headers& headers, std::string_view authorization) {
  Claim claim;
  const auto blank = authorization.find(' ');
  const auto scheme = authorization.substr(0, blank);
  if (scheme.substr(0, 4) == "AWS4" && scheme != kAlgorithm) {
    return unexpected(incomplete("Unsupported AWS 'algorithm': " + quoted(scheme)));
  }
  const auto rest =
      blank == std::string_view::npos ? authorization : authorization.substr(blank + 1);
  for (const auto part : split(rest, ',')) {
    const auto pair = http::trim(part);
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) {
      return unexpected(
          incomplete("Invalid key=value pair (missing equal-sign) in Authorization header (hashed "
                     "with SHA-256 and encoded with Base64): " +
                     quoted(hashed(authorization)) + '.'));
    }
    const auto name = pair.substr(0, equals);
    const auto value = pair.substr(equals + 1);
    if (name == "Credential") claim.credential = value;
    if (name == "SignedHeaders") claim.signed_headers = value;
    if (name == "Signature") claim.signature = value;
  }
  claim.timestamp = field(headers, "X-Amz-Date");
  if (claim.timestamp.empty()) claim.timestamp = basic_form(field(headers, "Date"));
  claim.session_token = field(headers, "X-Amz-Security-Token");
  claim.payload_hash = field(headers, "X-Amz-Content-Sha256");

  std::string missing;
  const auto require = [&missing](const std::string& value, const char* name) {
    if (value.empty()) {
      missing += "Authorization header requires " + quoted(name) + " parameter. ";
    }
  };
  require(claim.credential, "Credential");
  require(claim.signature, "Signature");
  require(claim.signed_headers, "SignedHeaders");
  if (claim.timestamp.empty()) {
    missing +=
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  }
  if (missing.empty()) return claim;
  return unexpected(incomplete(missing + "(Hashed with SHA-256 and encoded with Base64) " +
                               "Authorization=" + hashed(authorization)));
}

Checked<Claim> claim_in_query(const http::Headers& headers, std::string_view query) {
  Claim claim;
  std::string missing;
  const auto take = [&](const char* name) {
    auto value = query_parameter(query, name);
    if (value.empty()) {
      missing += "AWS query-string parameters must include " + quoted(name) + ". ";
    }
    return value;
  };
  const auto algorithm = take("X-Amz-Algorithm");
  claim.credential = take("X-Amz-Credential");
  claim.signature = take("X-Amz-Signature");
  claim.signed_headers = take("X-Amz-SignedHeaders");
  claim.timestamp = take("X-Amz-Date");
  if (!missing.empty()) {
    return unexpected(incomplete(missing + "Re-examine the query-string parameters."));
  }
  if (algorithm != kAlgorithm) {
    return unexpected(incomplete("Unsupported AWS 'algorithm': " + quoted(algorithm)));
  }
  claim.session_token = query_parameter(query, "X-Amz-Security-Token");
  claim.payload_hash = field(headers, "X-Amz-Content-Sha256");
  if (claim.payload_hash.empty()) {
    claim.payload_hash = query_parameter(query, "X-Amz-Content-Sha256");
  }
  // Ours: without it the usual window holds, as for a signature in the fields. AWS does not say.
  const auto expires = query_parameter(query, "X-Amz-Expires");
  claim.expires = expires.empty() ? std::nullopt : std::optional(expires);
  return claim;
}

Checked<Claim> claim_of(const RequestView& request) {
  const auto authorization = field(request.headers, "Authorization");
  if (!authorization.empty()) return claim_in_fields(request.headers, authorization);
  const auto query = query_of(request.target);
  if (!query_parameter(query, "X-Amz-Algorithm").empty() ||
      !query_parameter(query, "X-Amz-Signature").empty()) {
    return claim_in_query(request.headers, query);
  }
  return unexpected(
      SignatureError{"MissingAuthenticationTokenException", "Missing Authentication Token"});
}

// --- Checking it ------------------------------------------------------------------------------

Checked<std::vector<std::string>> signed_names(const std::string& list) {
  std::vector<std::string> names;
  for (const auto name : split(list, ';')) {
    names.emplace_back(name);
    if (names.size() > kSignedNames) return unexpected(incomplete("Too many signed headers."));
  }
  std::sort(names.begin(), names.end());
  // Otherwise what was signed for one host could be sent to another.
  if (!std::binary_search(names.begin(), names.end(), "host")) {
    return unexpected(
        invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."));
  }
  return names;
}

// Nothing when the scope is one that counts here. AWS ends each of these sentences with a blank.
std::optional<SignatureError> check_scope(const std::vector<std::string_view>& scope,
                                          const Claim& claim, const VerifierOptions& options) {
  std::string problems;
  if (!options.region.empty() && scope[2] != options.region) {
    problems += "Credential should be scoped to a valid region. ";
  }
  if (scope[3] != options.service) {
    problems += "Credential should be scoped to correct service: " + quoted(options.service) + ". ";
  }
  if (scope[4] != kScopeEnd) {
    problems += "Credential should be scoped with a valid terminator: " + quoted(kScopeEnd) +
                ", not " + quoted(scope[4]) + ". ";
  }
  const auto day = std::string_view(claim.timestamp).substr(0, kDateDigits);
  if (scope[1] != day) {
    problems +=
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date "
        "from HTTP: " +
        quoted(scope[1]) + " != " + quoted(day) + ", from " + quoted(claim.timestamp) + ". ";
  }
  if (problems.empty()) return std::nullopt;
  return invalid(std::move(problems));
}

std::optional<SignatureError> check_time(const Claim& claim, UnixTime now,
                                         std::chrono::minutes skew) {
  const auto time = parse_basic_time(claim.timestamp);
  if (!time) {
    return incomplete("Date must be in ISO-8601 'basic format'. Got " + quoted(claim.timestamp) +
                      ". See http://en.wikipedia.org/wiki/ISO_8601");
  }
  const auto margin = std::to_string(skew.count()) + " min.)";
  if (*time > now + skew) {
    return invalid("Signature not yet current: " + claim.timestamp + " is still later than " +
                   basic_time(now + skew) + " (" + basic_time(now) + " + " + margin);
  }
  if (!claim.expires) {
    if (*time >= now - skew) return std::nullopt;
    return invalid("Signature expired: " + claim.timestamp + " is now earlier than " +
                   basic_time(now - skew) + " (" + basic_time(now) + " - " + margin);
  }
  std::int64_t seconds = 0;
  const auto* end = claim.expires->data() + claim.expires->size();
  const auto [stopped, failed] = std::from_chars(claim.expires->data(), end, seconds);
  if (failed != std::errc{} || stopped != end || seconds < 1 || seconds > kLongestExpiry.count()) {
    return incomplete("X-Amz-Expires must be a number of seconds between 1 and " +
                      std::to_string(kLongestExpiry.count()) + '.');
  }
  const auto expiry = *time + std::chrono::seconds(seconds);
  if (expiry >= now) return std::nullopt;
  return invalid("Signature expired: " + basic_time(expiry) + " is now earlier than " +
                 basic_time(now));
}

bool same_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

expected<Identity, SignatureError> verify_signature(const RequestView& request,
                                                    const CredentialStore& store, UnixTime now,
                                                    const VerifierOptions& options) {
  auto read = claim_of(request);
  if (!read) return unexpected(std::move(read.error()));
  const auto& claim = *read;

  const auto scope = split(claim.credential, '/');
  if (scope.size() != 5) {
    return unexpected(
        incomplete("Credential must have exactly 5 slash-delimited elements, e.g. "
                   "keyid/date/region/service/term, got " +
                   quoted(claim.credential)));
  }
  const auto* credentials = store.find(scope[0]);
  if (credentials == nullptr ||
      !same_in_constant_time(claim.session_token, credentials->session_token.reveal())) {
    return unexpected(SignatureError{"UnrecognizedClientException", std::string(kUnknownToken)});
  }
  if (auto refused = check_time(claim, now, options.clock_skew)) {
    return unexpected(std::move(*refused));
  }
  if (auto refused = check_scope(scope, claim, options)) return unexpected(std::move(*refused));
  const auto names = signed_names(claim.signed_headers);
  if (!names) return unexpected(names.error());

  const auto payload = claim.payload_hash == kUnsignedPayload ? std::string(kUnsignedPayload)
                                                              : hex(sha256(request.body));
  const auto expected_signature =
      signature_of(credentials->secret_access_key,
                   {std::string(scope[1]), std::string(scope[2]), std::string(scope[3])},
                   claim.timestamp, canonical_request(request, *names, payload));
  if (!same_in_constant_time(claim.signature, expected_signature)) {
    return unexpected(invalid(std::string(kWrongSignature)));
  }
  return credentials->identity;
}

}  // namespace palaver::aws
