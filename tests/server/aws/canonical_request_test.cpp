#include "server/aws/canonical_request.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

using namespace palaver;
using namespace palaver::aws;

TEST_CASE("Canonical path: encoded once more, segment by segment, and normalised", "[aws]") {
  struct Row {
    const char* sent;
    const char* canonical;
  };
  const auto row = GENERATE(values<Row>({
      // What SDKs and curl's users send to the management API (spec 7.1).
      {"/dev/@connections/L0SM9cOFvHcCIhw%3D", "/dev/%40connections/L0SM9cOFvHcCIhw%253D"},
      {"/dev/%40connections/L0SM9cOFvHcCIhw=", "/dev/%2540connections/L0SM9cOFvHcCIhw%3D"},
      {"/dev", "/dev"},
      {"/dev/", "/dev/"},
      // AWS's test suite: normalize-path.
      {"", "/"},
      {"/", "/"},
      {"//", "/"},
      {"//example//", "/example/"},
      {"/./", "/"},
      {"/./example", "/example"},
      {"/example/..", "/"},
      {"/example1/example2/../..", "/"},
      {"/..", "/"},
      {"/example space/", "/example%20space/"},
      {"/-._~0123456789AZaz", "/-._~0123456789AZaz"},
      {"/a%2Fb", "/a%252Fb"},
      {"/\xE1\x88\xB4", "/%E1%88%B4"},
  }));
  CAPTURE(row.sent);
  CHECK(canonical_path(row.sent) == row.canonical);
}

TEST_CASE("Canonical query: sorted, and every character in its one form", "[aws]") {
  struct Row {
    const char* sent;
    const char* canonical;
  };
  const auto row = GENERATE(values<Row>({
      {"", ""},
      {"a=b", "a=b"},
      {"a", "a="},
      {"a=", "a="},
      {"&a=b&&", "a=b"},
      {"a=b=c", "a=b%3Dc"},
      {"b=1&a=2", "a=2&b=1"},
      // AWS's test suite: get-vanilla-query-order-value, -key-case, -unreserved, -encoded.
      {"Param1=value2&Param1=value1", "Param1=value1&Param1=value2"},
      {"Param2=value2&Param1=value1", "Param1=value1&Param2=value2"},
      {"-._~0Az=-._~0Az", "-._~0Az=-._~0Az"},
      {"\xE1\x88\xB4=bar", "%E1%88%B4=bar"},
      {"%E1%88%B4=Value1&Param=Value2&Param-3=Value3",
       "%E1%88%B4=Value1&Param=Value2&Param-3=Value3"},
      // By the whole name, not by "name=".
      {"a-b=1&a=2", "a=2&a-b=1"},
      {"a=x%2fy&b=%7e", "a=x%2Fy&b=~"},
      {"a=x+y", "a=x%20y"},
      {"a=100%&b=%zz&c=%4", "a=100%25&b=%25zz&c=%254"},
      {"X-Amz-Signature=1&a=b&X-Amz-Signature=2", "a=b"},
      {"X-Amz%2DSignature=1&a=b", "a=b"},
  }));
  CAPTURE(row.sent);
  CHECK(canonical_query(row.sent, "X-Amz-Signature") == row.canonical);
}

TEST_CASE("Canonical request: AWS's own example", "[aws]") {
  // AWS: "Create a signed AWS API request" (IAM's ListUsers).
  const http::Headers headers{{"Host", "iam.amazonaws.com"},
                              {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
                              {"X-Amz-Date", "20150830T123600Z"},
                              {"Unsigned", "x"}};
  CHECK(canonical_request({"GET", "/?Action=ListUsers&Version=2010-05-08", headers, ""},
                          {"content-type", "host", "x-amz-date"},
                          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855") ==
        "GET\n"
        "/\n"
        "Action=ListUsers&Version=2010-05-08\n"
        "content-type:application/x-www-form-urlencoded; charset=utf-8\n"
        "host:iam.amazonaws.com\n"
        "x-amz-date:20150830T123600Z\n"
        "\n"
        "content-type;host;x-amz-date\n"
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("Canonical request: fields are trimmed, joined, and empty when they are not there",
          "[aws]") {
  const http::Headers headers{
      {"My-Header1", " value4 "}, {"my-header1", "value1"}, {"My-Header2", "\"a  b\t \tc\""}};
  CHECK(
      canonical_request({"GET", "/", headers, ""}, {"missing", "my-header1", "my-header2"}, "h") ==
      "GET\n/\n\nmissing:\nmy-header1:value4,value1\nmy-header2:\"a b c\"\n\n"
      "missing;my-header1;my-header2\nh");
}

TEST_CASE("Query parameters: the first of a name, decoded", "[aws]") {
  CHECK(query_parameter("a=1&b=%2F&a=2", "a") == "1");
  CHECK(query_parameter("a=1&b=%2F+x", "b") == "/ x");
  CHECK(query_parameter("a=1", "c").empty());
  CHECK(query_parameter("", "c").empty());
  CHECK(query_parameter("%61=1", "a") == "1");
}
