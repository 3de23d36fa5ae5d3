#include "server/aws/sigv4_verifier.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <chrono>
#include <string>
#include <utility>

using namespace palaver;
using namespace palaver::aws;
using namespace std::chrono_literals;

namespace {

constexpr const char* kHost = "127.0.0.1:8080";
constexpr const char* kPath = "/dev/@connections/L0SM9cOFvHcCIhw%3D";
constexpr const char* kCredential = "AKIDEXAMPLE/20251104/eu-west-1/execute-api/aws4_request";
constexpr const char* kWrong =
    "The request signature we calculated does not match the signature you provided. Check your AWS "
    "Secret Access Key and signing method. Consult the service documentation for details.";

// A request as somebody sends it, and who is known here.
struct Sent {
  std::string method = "POST";
  std::string target = kPath;
  http::Headers headers{{"Host", kHost}};
  std::string body = R"({"type":"hello"})";

  RequestView view() const { return {method, target, headers, body}; }
  void sign(const Credentials& credentials, UnixTime now,
            const SigningScope& scope = {"eu-west-1", "execute-api"}) {
    for (auto& [name, value] : signature_fields(view(), credentials, scope, now)) {
      headers.add(name, value);
    }
  }
  void authorize(const std::string& signed_headers, const std::string& signature,
                 const std::string& credential = kCredential) {
    headers.add("Authorization", "AWS4-HMAC-SHA256 Credential=" + credential + ", SignedHeaders=" +
                                     signed_headers + ", Signature=" + signature);
  }
};

struct Fixture {
  Fixture() {
    auto parsed = CredentialStore::parse(
        "[ana]\n"
        "aws_access_key_id = AKIDEXAMPLE\n"
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY\n"
        "palaver_account_id = 111122223333\n"
        "[ben]\n"
        "aws_access_key_id = ASIDEXAMPLE\n"
        "aws_secret_access_key = ben's secret\n"
        "aws_session_token = TOKEN/with+odd=chars\n",
        "credentials");
    REQUIRE(parsed);
    store = *std::move(parsed);
  }
  const Credentials& ana() const { return *store.profile("ana"); }
  const Credentials& ben() const { return *store.profile("ben"); }
  expected<Identity, SignatureError> verify(const Sent& sent, VerifierOptions options = {}) const {
    return verify_signature(sent.view(), store, now, options);
  }
  void accepted(const Sent& sent) const {
    const auto signer = verify(sent);
    if (!signer) FAIL(signer.error().message);
    CHECK(signer->access_key_id == "AKIDEXAMPLE");
    CHECK(signer->account_id == "111122223333");
    CHECK(signer->user_name == "ana");
    CHECK(signer->user_arn() == "arn:aws:iam::111122223333:user/ana");
  }
  void refused(const Sent& sent, const std::string& exception, const std::string& message,
               VerifierOptions options = {}) const {
    const auto result = verify(sent, std::move(options));
    REQUIRE_FALSE(result);
    CHECK(result.error().exception == exception);
    CHECK(result.error().message == message);
  }

  CredentialStore store;
  UnixTime now = parse_basic_time("20251104T101112Z").value();
};

}  // namespace

TEST_CASE_METHOD(Fixture, "Signatures: what the AWS SDKs send is accepted", "[aws]") {
  Sent sent;
  SECTION("botocore, the AWS CLI") {
    sent.headers.add("X-Amz-Date", "20251104T101112Z");
    sent.headers.add("amz-sdk-request", "attempt=1");
    sent.authorize("host;x-amz-date",
                   "2a9dc746dcee0567ef4e3ca547e64483f051a8a586f5f8b8407e6367422c2e18");
    accepted(sent);
  }
  SECTION("botocore, without a body") {
    sent.method = "GET";
    sent.body.clear();
    sent.headers.add("X-Amz-Date", "20251104T101112Z");
    sent.authorize("host;x-amz-date",
                   "d7c9721744a4e6c102daf59da423f63dbd48bb210df3d1e0e5414f9eee719344");
    accepted(sent);
  }
  SECTION("botocore, with %40 in the path") {
    sent.target = "/dev/%40connections/L0SM9cOFvHcCIhw%3D";
    sent.headers.add("X-Amz-Date", "20251104T101112Z");
    sent.authorize("host;x-amz-date",
                   "5cc1bed4bee04caeab7ef7c463333de44b3f4eb23397c96f8799925c196d37a8");
    accepted(sent);
  }
  SECTION("botocore, with a Date of its own") {
    sent.body = "any";
    sent.headers.add("Date", "Tue, 04 Nov 2025 10:11:12 -0000");
    sent.authorize("date;host", "7b7c6c0167c194ef92e31ad9416a6bd242a7ea550e335f557cc2fd5316b0b3bc");
    accepted(sent);
  }
  SECTION("botocore, a payload that is not signed") {
    sent.body = "anything else";
    sent.headers.add("X-Amz-Date", "20251104T101112Z");
    sent.headers.add("X-Amz-Content-SHA256", "UNSIGNED-PAYLOAD");
    sent.authorize("host;x-amz-content-sha256;x-amz-date",
                   "40996ce60f7d2820e09edd50eae06726cf893b6bff50d2a41fa7e87880353738");
    accepted(sent);
  }
  SECTION("the SDK for JavaScript") {
    sent.headers.add("content-type", "application/octet-stream");
    sent.headers.add("content-length", "16");
    sent.headers.add("x-amz-user-agent", "aws-sdk-js/3.1168.0");
    sent.headers.add("user-agent", "not signed");
    sent.headers.add("amz-sdk-invocation-id", "03b7470a-cbb7-4ffa-b840-c2fda2066948");
    sent.headers.add("amz-sdk-request", "attempt=1; max=3");
    sent.headers.add("x-amz-date", "20251104T101112Z");
    sent.headers.add("x-amz-content-sha256",
                     "9f0349279a516c4670a5aa230f24721d2d8310a8dee2706dd861415220cb60e6");
    sent.authorize(
        "amz-sdk-invocation-id;amz-sdk-request;content-length;content-type;host;"
        "x-amz-content-sha256;x-amz-date;x-amz-user-agent",
        "428b6d6c70a97f21084b987a31496faa456efd5bd6256f7d25c886af392a8f4d");
    accepted(sent);
  }
  SECTION("a presigned handshake") {
    sent.method = "GET";
    sent.body.clear();
    sent.target =
        "/dev?room=a%20b&name=%C3%A4&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
        "AKIDEXAMPLE%2F20251104%2Feu-west-1%2Fexecute-api%2Faws4_request&X-Amz-Date="
        "20251104T101112Z&X-Amz-Expires=300&X-Amz-SignedHeaders=host&X-Amz-Signature="
        "975eca9923912b2200308edfd0b96f82df0d389f55b55ff2e4a8ce1ca903199e";
    sent.headers.add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    accepted(sent);
  }
}

TEST_CASE_METHOD(Fixture, "Signatures: a change of anything that is signed is found", "[aws]") {
  struct Row {
    const char* what;
    void (*change)(Sent& sent);
  };
  const auto replace_host = [](Sent& sent) {
    auto fields = sent.headers.fields();
    sent.headers = {};
    for (auto& [name, value] : fields) sent.headers.add(name, name == "Host" ? "other" : value);
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"the method", [](Sent& sent) { sent.method = "DELETE"; }},
      {"the path", [](Sent& sent) { sent.target = "/dev/@connections/another"; }},
      {"the query", [](Sent& sent) { sent.target += "?a=b"; }},
      {"the host", replace_host},
      {"the body", [](Sent& sent) { sent.body += ' '; }},
      {"a signed field again", [](Sent& sent) { sent.headers.add("X-Amz-Custom", "2"); }},
  }));
  // Whether the body's hash is also sent, which then is the old one.
  const bool hash = GENERATE(false, true);
  CAPTURE(row.what, hash);
  Sent sent;
  sent.headers.add("X-Amz-Custom", "1");
  if (hash) {
    sent.headers.add("X-Amz-Content-Sha256",
                     "9f0349279a516c4670a5aa230f24721d2d8310a8dee2706dd861415220cb60e6");
  }
  sent.sign(ana(), now);
  accepted(sent);
  row.change(sent);
  refused(sent, "InvalidSignatureException", kWrong);
}

TEST_CASE_METHOD(Fixture, "Signatures: a signature that differs in one character is wrong",
                 "[aws]") {
  const std::string right = "2a9dc746dcee0567ef4e3ca547e64483f051a8a586f5f8b8407e6367422c2e18";
  for (std::size_t i = 0; i <= right.size(); ++i) {
    Sent sent;
    sent.headers.add("X-Amz-Date", "20251104T101112Z");
    auto signature = right;
    if (i < right.size()) {
      signature[i] = signature[i] == '0' ? '1' : '0';
    } else {
      signature.pop_back();
    }
    sent.authorize("host;x-amz-date", signature);
    refused(sent, "InvalidSignatureException", kWrong);
  }
}

TEST_CASE_METHOD(Fixture, "Signatures: another's secret does not do", "[aws]") {
  auto impostor = ana();
  impostor.secret_access_key = ben().secret_access_key;
  Sent sent;
  sent.sign(impostor, now);
  refused(sent, "InvalidSignatureException", kWrong);
}

TEST_CASE_METHOD(Fixture, "Signatures: a request without one", "[aws]") {
  Sent sent;
  refused(sent, "MissingAuthenticationTokenException", "Missing Authentication Token");
  sent.target += "?a=b";
  sent.headers.add("X-Amz-Date", "20251104T101112Z");
  refused(sent, "MissingAuthenticationTokenException", "Missing Authentication Token");
  CHECK(SignatureError::kStatus == 403);
}

TEST_CASE_METHOD(Fixture, "Signatures: one that cannot be read is incomplete", "[aws]") {
  constexpr const char* no_equals =
      "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 "
      "and encoded with Base64): ";
  constexpr const char* no_date =
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  struct Row {
    const char* authorization;
    std::string message;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"Bearer abc", no_equals + std::string("'w1Xc6WwWEogNEZQP/dkBTThsJT4MNlKmzQanIm970rY='.")},
      {"AWS4-HMAC-SHA256", no_equals + std::string("'")},
      {"AWS4-HMAC-SHA256 Credential", no_equals + std::string("'")},
      {"AWS4-ECDSA-P256-SHA256 Credential=a",
       "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'"},
      {"AWS4-HMAC-SHA256 Credential=a, Signature=b",
       "Authorization header requires 'SignedHeaders' parameter. " + std::string(no_date) +
           "(Hashed with SHA-256 and encoded with Base64) Authorization="},
      {"AWS4-HMAC-SHA256 SignedHeaders=host",
       "Authorization header requires 'Credential' parameter. Authorization header requires "
       "'Signature' parameter. " +
           std::string(no_date)},
  }));
  CAPTURE(row.authorization);
  Sent sent;
  sent.headers.add("Authorization", row.authorization);
  const auto result = verify(sent);
  REQUIRE_FALSE(result);
  CHECK(result.error().exception == "IncompleteSignatureException");
  CHECK(result.error().message.substr(0, row.message.size()) == row.message);
  CHECK(result.error().message.find("abc") == std::string::npos);
}

TEST_CASE_METHOD(Fixture, "Signatures: parameters of a presigned URL that are not there", "[aws]") {
  Sent sent;
  sent.target = "/dev?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20251104T101112Z";
  refused(sent, "IncompleteSignatureException",
          "AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string "
          "parameters must include 'X-Amz-Signature'. AWS query-string parameters must include "
          "'X-Amz-SignedHeaders'. Re-examine the query-string parameters.");
  sent.target =
      "/dev?X-Amz-Algorithm=X&X-Amz-Date=20251104T101112Z&X-Amz-Credential=a&X-Amz-Signature=b&"
      "X-Amz-SignedHeaders=host";
  refused(sent, "IncompleteSignatureException", "Unsupported AWS 'algorithm': 'X'");
}

TEST_CASE_METHOD(Fixture, "Signatures: an unknown key and a wrong session token are the same to us",
                 "[aws]") {
  struct Row {
    const char* what;
    const char* profile;
    const char* key;
    const char* token;
  };
  const auto row = GENERATE(values<Row>({
      {"a key that is not in the file", "ana", "AKIDSTRANGER", ""},
      {"a token where the key has none", "ana", "AKIDEXAMPLE", "token"},
      {"no token where the key has one", "ben", "ASIDEXAMPLE", ""},
      {"another token", "ben", "ASIDEXAMPLE", "TOKEN/with+odd=charz"},
  }));
  CAPTURE(row.what);
  auto credentials = *store.profile(row.profile);
  credentials.identity.access_key_id = row.key;
  credentials.session_token = Secret(row.token);
  Sent sent;
  sent.sign(credentials, now);
  refused(sent, "UnrecognizedClientException",
          "The security token included in the request is invalid.");
}

TEST_CASE_METHOD(Fixture, "Signatures: a temporary key with its token", "[aws]") {
  Sent in_fields;
  in_fields.sign(ben(), now);
  Sent in_query;
  in_query.target =
      presigned_target(in_query.view(), ben(), {"eu-west-1", "execute-api"}, now, 60s);
  for (const auto& sent : {in_fields, in_query}) {
    const auto signer = verify(sent);
    REQUIRE(signer);
    CHECK(signer->user_name == "ben");
    CHECK(signer->account_id == "000000000000");
  }
}

TEST_CASE_METHOD(Fixture, "Signatures: what a signature is good for", "[aws]") {
  Sent sent;
  VerifierOptions options;
  SECTION("another service") {
    sent.sign(ana(), now, {"eu-west-1", "lambda"});
    refused(sent, "InvalidSignatureException",
            "Credential should be scoped to correct service: 'execute-api'. ");
    options.service = "lambda";
    CHECK(verify(sent, options));
  }
  SECTION("any region, unless one is configured") {
    sent.sign(ana(), now, {"mars-north-7", "execute-api"});
    CHECK(verify(sent));
    options.region = "eu-west-1";
    refused(sent, "InvalidSignatureException", "Credential should be scoped to a valid region. ",
            options);
    options.region = "mars-north-7";
    CHECK(verify(sent, options));
  }
  SECTION("another day, another end") {
    sent.headers.add("X-Amz-Date", "20251104T101112Z");
    sent.authorize("host;x-amz-date", "x",
                   "AKIDEXAMPLE/20251103/eu-west-1/execute-api/aws3_request");
    refused(
        sent, "InvalidSignatureException",
        "Credential should be scoped with a valid terminator: 'aws4_request', not "
        "'aws3_request'. Date in Credential scope does not match YYYYMMDD from ISO-8601 version "
        "of date from HTTP: '20251103' != '20251104', from '20251104T101112Z'. ");
  }
  SECTION("a scope that is none") {
    sent.headers.add("X-Amz-Date", "20251104T101112Z");
    sent.authorize("host;x-amz-date", "x", "AKIDEXAMPLE/20251104");
    refused(sent, "IncompleteSignatureException",
            "Credential must have exactly 5 slash-delimited elements, e.g. "
            "keyid/date/region/service/term, got 'AKIDEXAMPLE/20251104'");
  }
  SECTION("a host that is not signed") {
    sent.headers.add("X-Amz-Date", "20251104T101112Z");
    sent.authorize("x-amz-date", "x");
    refused(sent, "InvalidSignatureException",
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  SECTION("more signed fields than anybody signs") {
    std::string names = "host";
    for (int i = 0; i < 200; ++i) names += ";x" + std::to_string(i);
    sent.headers.add("X-Amz-Date", "20251104T101112Z");
    sent.authorize(names, "x");
    refused(sent, "IncompleteSignatureException", "Too many signed headers.");
  }
}

TEST_CASE_METHOD(Fixture, "Signatures: clocks may be a quarter of an hour apart", "[aws]") {
  struct Row {
    std::chrono::seconds age;
    const char* message;
  };
  const auto row = GENERATE(values<Row>({
      {0s, ""},
      {900s, ""},
      {-900s, ""},
      {901s,
       "Signature expired: 20251104T095611Z is now earlier than 20251104T095612Z "
       "(20251104T101112Z - 15 min.)"},
      {-901s,
       "Signature not yet current: 20251104T102613Z is still later than 20251104T102612Z "
       "(20251104T101112Z + 15 min.)"},
  }));
  CAPTURE(row.age.count());
  Sent sent;
  sent.sign(ana(), now - row.age);
  if (*row.message == '\0') {
    CHECK(verify(sent));
  } else {
    refused(sent, "InvalidSignatureException", row.message);
  }
}

TEST_CASE_METHOD(Fixture, "Signatures: a date that is none", "[aws]") {
  const auto* date =
      GENERATE("yesterday", "2025-11-04T10:11:12Z", "20251104T101112", "20251104T251112Z");
  Sent sent;
  sent.headers.add(GENERATE("X-Amz-Date", "Date"), date);
  sent.authorize("host", "x");
  refused(sent, "IncompleteSignatureException",
          std::string("Date must be in ISO-8601 'basic format'. Got '") + date +
              "'. See http://en.wikipedia.org/wiki/ISO_8601");
}

TEST_CASE_METHOD(Fixture, "Signatures: a presigned URL lasts as long as it says", "[aws]") {
  Sent sent;
  sent.method = "GET";
  sent.body.clear();
  sent.target = "/dev";
  const auto presign = [&](std::chrono::seconds age, std::chrono::seconds expires) {
    sent.target = "/dev";
    sent.target =
        presigned_target(sent.view(), ana(), {"eu-west-1", "execute-api"}, now - age, expires);
  };
  presign(3600s, 3600s);
  CHECK(verify(sent));
  presign(3601s, 3600s);
  refused(sent, "InvalidSignatureException",
          "Signature expired: 20251104T101111Z is now earlier than 20251104T101112Z");
  presign(604'000s, 604'800s);
  CHECK(verify(sent));
  presign(-901s, 3600s);
  refused(sent, "InvalidSignatureException",
          "Signature not yet current: 20251104T102613Z is still later than 20251104T102612Z "
          "(20251104T101112Z + 15 min.)");
  for (const auto expires : {0s, -1s, 604'801s}) {
    presign(0s, expires);
    refused(sent, "IncompleteSignatureException",
            "X-Amz-Expires must be a number of seconds between 1 and 604800.");
  }
  SECTION("and cannot be prolonged") {
    presign(3601s, 3600s);
    const auto place = sent.target.find("Expires=3600");
    sent.target.replace(place, 12, "Expires=7200");
    refused(sent, "InvalidSignatureException", kWrong);
  }
}
