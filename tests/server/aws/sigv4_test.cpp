#include "server/aws/sigv4.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "server/aws/digest.h"

using namespace palaver;
using namespace palaver::aws;
using namespace std::chrono_literals;

namespace {

// The key of AWS's documentation and test suite.
const Secret kSecret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

Credentials example_credentials(std::string token = "") {
  Credentials credentials;
  credentials.identity.access_key_id = "AKIDEXAMPLE";
  credentials.secret_access_key = kSecret;
  credentials.session_token = Secret(std::move(token));
  return credentials;
}

UnixTime at(std::string_view text) {
  return parse_basic_time(text).value();
}

}  // namespace

TEST_CASE("SigV4: the signatures of AWS's test suite", "[aws]") {
  struct Row {
    const char* name;
    const char* method;
    const char* target;
    http::Headers headers;  // beside Host and X-Amz-Date
    std::vector<std::string> names;
    const char* body;
    const char* signature;
  };
  const std::vector<std::string> usual{"host", "x-amz-date"};
  const std::vector<std::string> with_header1{"host", "my-header1", "x-amz-date"};
  const auto row = GENERATE_COPY(values<Row>({
      {"get-vanilla",
       "GET",
       "/",
       {},
       usual,
       "",
       "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
      {"get-vanilla-query",
       "GET",
       "/",
       {},
       usual,
       "",
       "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
      {"get-vanilla-query-order-key-case",
       "GET",
       "/?Param2=value2&Param1=value1",
       {},
       usual,
       "",
       "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
      {"get-vanilla-empty-query-key",
       "GET",
       "/?Param1=value1",
       {},
       usual,
       "",
       "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"},
      {"get-utf8",
       "GET",
       "/\xE1\x88\xB4",
       {},
       usual,
       "",
       "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"},
      {"get-unreserved",
       "GET",
       "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
       {},
       usual,
       "",
       "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"},
      {"post-vanilla",
       "POST",
       "/",
       {},
       usual,
       "",
       "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
      {"post-x-www-form-urlencoded",
       "POST",
       "/",
       {{"Content-Type", "application/x-www-form-urlencoded"}},
       {"content-type", "host", "x-amz-date"},
       "Param1=value1",
       "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"},
      {"get-header-value-trim",
       "GET",
       "/",
       {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}},
       {"host", "my-header1", "my-header2", "x-amz-date"},
       "",
       "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"},
      {"get-header-key-duplicate",
       "GET",
       "/",
       {{"My-Header1", "value2"}, {"My-Header1", "value2"}, {"My-Header1", "value1"}},
       with_header1,
       "",
       "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"},
      {"get-header-value-order",
       "GET",
       "/",
       {{"My-Header1", "value4"},
        {"My-Header1", "value1"},
        {"My-Header1", "value3"},
        {"My-Header1", "value2"}},
       with_header1,
       "",
       "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01"},
  }));
  CAPTURE(row.name);
  auto headers = row.headers;
  headers.add("Host", "example.amazonaws.com");
  headers.add("X-Amz-Date", "20150830T123600Z");
  const auto canonical = canonical_request({row.method, row.target, headers, row.body}, row.names,
                                           hex(sha256(row.body)));
  CAPTURE(canonical);
  CHECK(signature_of(kSecret, {"20150830", "us-east-1", "service"}, "20150830T123600Z",
                     canonical) == row.signature);
}

TEST_CASE("SigV4: the signature of AWS's documentation", "[aws]") {
  // "Create a signed AWS API request" (IAM's ListUsers).
  const http::Headers headers{{"Host", "iam.amazonaws.com"},
                              {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}};
  const auto fields =
      signature_fields({"GET", "/?Action=ListUsers&Version=2010-05-08", headers, ""},
                       example_credentials(), {"us-east-1", "iam"}, at("20150830T123600Z"));
  REQUIRE(fields.size() == 2);
  CHECK(fields[0].first == "X-Amz-Date");
  CHECK(fields[0].second == "20150830T123600Z");
  CHECK(fields[1].first == "Authorization");
  CHECK(fields[1].second ==
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
        "SignedHeaders=content-type;host;x-amz-date, "
        "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
}

TEST_CASE("SigV4: signed as botocore signs", "[aws]") {
  const http::Headers headers{{"Host", "127.0.0.1:8080"}, {"User-Agent", "not signed"}};
  const auto now = at("20251104T101112Z");
  const std::string path = "/dev/@connections/L0SM9cOFvHcCIhw%3D";
  SECTION("with a session token") {
    const auto fields =
        signature_fields({"DELETE", path, headers, ""}, example_credentials("TOKEN/with+odd=chars"),
                         {"eu-west-1", "execute-api"}, now);
    REQUIRE(fields.size() == 3);
    CHECK(fields[1].first == "X-Amz-Security-Token");
    CHECK(fields[1].second == "TOKEN/with+odd=chars");
    CHECK(fields[2].second ==
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20251104/eu-west-1/execute-api/aws4_request, "
          "SignedHeaders=host;x-amz-date;x-amz-security-token, "
          "Signature=99736905fce9d14df4a76311806eb92d93e225809cf05955df6406fc726e7a46");
  }
  SECTION("with a payload that is not signed") {
    auto unsigned_headers = headers;
    unsigned_headers.add("X-Amz-Content-SHA256", "UNSIGNED-PAYLOAD");
    const auto fields = signature_fields({"POST", path, unsigned_headers, "any"},
                                         example_credentials(), {"eu-west-1", "execute-api"}, now);
    CHECK(fields.back().second ==
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20251104/eu-west-1/execute-api/aws4_request, "
          "SignedHeaders=host;x-amz-content-sha256;x-amz-date, "
          "Signature=40996ce60f7d2820e09edd50eae06726cf893b6bff50d2a41fa7e87880353738");
  }
  SECTION("in a query") {
    CHECK(presigned_target({"GET", "/dev?room=a%20b&name=%C3%A4", headers, ""},
                           example_credentials(), {"eu-west-1", "execute-api"}, now, 300s) ==
          "/dev?room=a%20b&name=%C3%A4&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
          "AKIDEXAMPLE%2F20251104%2Feu-west-1%2Fexecute-api%2Faws4_request&X-Amz-Date="
          "20251104T101112Z&X-Amz-Expires=300&X-Amz-SignedHeaders=host&X-Amz-Signature="
          "975eca9923912b2200308edfd0b96f82df0d389f55b55ff2e4a8ce1ca903199e");
  }
  SECTION("in a query, with a session token") {
    CHECK(presigned_target({"GET", "/dev", headers, ""},
                           example_credentials("TOKEN/with+odd=chars"),
                           {"eu-west-1", "execute-api"}, now, 300s) ==
          "/dev?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20251104%2F"
          "eu-west-1%2Fexecute-api%2Faws4_request&X-Amz-Date=20251104T101112Z&X-Amz-Expires=300&"
          "X-Amz-SignedHeaders=host&X-Amz-Security-Token=TOKEN%2Fwith%2Bodd%3Dchars&"
          "X-Amz-Signature=7110b415fd4437eb77049c2b60275457dab6356eedfc483c00bf1bf79610c294");
  }
}

TEST_CASE("SigV4: times to text and back", "[aws]") {
  struct Row {
    std::int64_t seconds;
    const char* text;
  };
  const auto row = GENERATE(values<Row>({{0, "19700101T000000Z"},
                                         {1440938160, "20150830T123600Z"},
                                         {1709164799, "20240228T235959Z"},
                                         {1709164800, "20240229T000000Z"},
                                         {4102444799, "20991231T235959Z"}}));
  CHECK(basic_time(UnixTime(std::chrono::seconds(row.seconds))) == row.text);
  CHECK(at(row.text).time_since_epoch().count() == row.seconds);
}

TEST_CASE("SigV4: what is no time in the basic format", "[aws]") {
  const auto* text =
      GENERATE("", "20150830", "20150830T123600", "2015-08-30T12:36:00Z", "20150830t123600Z",
               "20151330T123600Z", "20150230T123600Z", "20150830T243600Z", "20150830T126000Z",
               "20150830T123660Z", "2015083xT123600Z", "-0150830T123600Z", "20150830T123600ZZ");
  CAPTURE(text);
  CHECK_FALSE(parse_basic_time(text));
}
