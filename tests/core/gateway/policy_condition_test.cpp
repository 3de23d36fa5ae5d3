#include "core/gateway/policy_condition.h"

#include <catch2/catch_test_macros.hpp>

using namespace palaver::gateway;

namespace {

const std::vector<NamedValue> kValues = {{"aws:SourceIp", "192.0.2.7"},
                                         {"aws:UserAgent", "my-client/1.0"},
                                         {"aws:SecureTransport", "true"},
                                         {"aws:CurrentTime", "1731324924"},
                                         {"aws:SourceArn", "arn:aws:s3:::b/x/y"},
                                         {"app:level", "3"},
                                         {"app:odd", "not a number"}};

ConditionResult evaluate(const std::string& json) {
  const auto condition = PolicyCondition::parse(json);
  CAPTURE(json);
  REQUIRE(condition);
  return condition->evaluate(kValues);
}

}  // namespace

TEST_CASE("Policy condition: each operator", "[gateway]") {
  using enum ConditionResult;
  struct Row {
    const char* json;
    ConditionResult result;
  };
  for (const Row& row : {
           Row{R"({})", met},
           Row{R"({"StringEquals":{"aws:UserAgent":"my-client/1.0"}})", met},
           Row{R"({"StringEquals":{"AWS:useragent":"my-client/1.0"}})", met},
           Row{R"({"StringEquals":{"aws:UserAgent":"My-Client/1.0"}})", not_met},
           Row{R"({"StringEquals":{"aws:UserAgent":"my-client/*"}})", not_met},
           Row{R"({"StringEquals":{"aws:UserAgent":["x","my-client/1.0"]}})", met},
           Row{R"({"StringEquals":{"aws:UserAgent":[]}})", not_met},
           Row{R"({"StringEquals":{"aws:Referer":"x"}})", not_met},
           Row{R"({"StringEqualsIfExists":{"aws:Referer":"x"}})", met},
           Row{R"({"StringEqualsIfExists":{"aws:UserAgent":"x"}})", not_met},
           Row{R"({"StringNotEquals":{"aws:UserAgent":"x"}})", met},
           Row{R"({"StringNotEquals":{"aws:UserAgent":["x","my-client/1.0"]}})", not_met},
           Row{R"({"StringNotEquals":{"aws:Referer":"x"}})", met},
           Row{R"({"StringEqualsIgnoreCase":{"aws:UserAgent":"MY-client/1.0"}})", met},
           Row{R"({"StringNotEqualsIgnoreCase":{"aws:UserAgent":"MY-client/1.0"}})", not_met},
           Row{R"({"StringLike":{"aws:UserAgent":"my-*/?.0"}})", met},
           Row{R"({"StringNotLike":{"aws:UserAgent":"my-*"}})", not_met},
           Row{R"({"ArnLike":{"aws:SourceArn":"arn:aws:s3:::b/*"}})", met},
           Row{R"({"ArnEquals":{"aws:SourceArn":"arn:aws:s3:::b/*"}})", met},
           Row{R"({"ArnNotLike":{"aws:SourceArn":"arn:aws:s3:::b/*"}})", not_met},
           Row{R"({"ArnNotEquals":{"aws:SourceArn":"arn:aws:s3:::c/*"}})", met},
           Row{R"({"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}})", met},
           Row{R"({"IpAddress":{"aws:SourceIp":["10.0.0.0/8","192.0.2.7"]}})", met},
           Row{R"({"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}})", not_met},
           Row{R"({"IpAddress":{"aws:UserAgent":"0.0.0.0/0"}})", not_met},
           Row{R"({"NotIpAddress":{"aws:SourceIp":"192.0.2.0/24"}})", not_met},
           Row{R"({"NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}})", met},
           Row{R"({"Bool":{"aws:SecureTransport":"true"}})", met},
           Row{R"({"Bool":{"aws:SecureTransport":true}})", met},
           Row{R"({"Bool":{"aws:SecureTransport":"false"}})", not_met},
           Row{R"({"Null":{"aws:Referer":"true"}})", met},
           Row{R"({"Null":{"aws:Referer":false}})", not_met},
           Row{R"({"Null":{"aws:UserAgent":"false"}})", met},
           Row{R"({"NumericEquals":{"app:level":"3.0"}})", met},
           Row{R"({"NumericEquals":{"app:level":3}})", met},
           Row{R"({"NumericNotEquals":{"app:level":3}})", not_met},
           Row{R"({"NumericLessThan":{"app:level":"3"}})", not_met},
           Row{R"({"NumericLessThanEquals":{"app:level":"3"}})", met},
           Row{R"({"NumericGreaterThan":{"app:level":"2.5"}})", met},
           Row{R"({"NumericGreaterThanEquals":{"app:level":"3.5"}})", not_met},
           Row{R"({"NumericEquals":{"app:odd":"3"}})", not_met},
           // 1731324924 is 2024-11-11T11:35:24Z.
           Row{R"({"DateEquals":{"aws:CurrentTime":"2024-11-11T11:35:24Z"}})", met},
           Row{R"({"DateEquals":{"aws:CurrentTime":"2024-11-11T12:35:24+01:00"}})", met},
           Row{R"({"DateEquals":{"aws:CurrentTime":"2024-11-11T06:05:24-05:30"}})", met},
           Row{R"({"DateNotEquals":{"aws:CurrentTime":"2024-11-11T11:35:24.5Z"}})", met},
           Row{R"({"DateLessThan":{"aws:CurrentTime":"2024-11-12"}})", met},
           Row{R"({"DateLessThan":{"aws:CurrentTime":"2024-11-11"}})", not_met},
           Row{R"({"DateLessThanEquals":{"aws:CurrentTime":"2024-11-11T11:36Z"}})", met},
           Row{R"({"DateGreaterThan":{"aws:CurrentTime":1731324923}})", met},
           Row{R"({"DateGreaterThanEquals":{"aws:CurrentTime":"2025-01-01T00:00:00Z"}})", not_met},
           // All must hold.
           Row{R"({"StringLike":{"aws:UserAgent":"my-*","aws:Referer":"x"}})", not_met},
           Row{R"({"StringLike":{"aws:UserAgent":"my-*"},"Bool":{"aws:SecureTransport":"true"}})",
               met},
           // Not known, or of no sense.
           Row{R"({"BinaryEquals":{"aws:UserAgent":"eA=="}})", unknown},
           Row{R"({"ForAnyValue:StringEquals":{"aws:TagKeys":"x"}})", unknown},
           Row{R"({"stringequals":{"aws:UserAgent":"my-client/1.0"}})", unknown},
           Row{R"({"StringEquals":{"aws:UserAgent":"${aws:username}"}})", unknown},
           Row{R"({"IpAddress":{"aws:SourceIp":"192.0.2.0/99"}})", unknown},
           Row{R"({"NumericEquals":{"app:level":"three"}})", unknown},
           Row{R"({"NumericEquals":{"app:level":"nan"}})", unknown},
           Row{R"({"DateEquals":{"aws:CurrentTime":"2024-02-30"}})", unknown},
           Row{R"({"DateEquals":{"aws:CurrentTime":"2024-11-11T11:35:24"}})", unknown},
           Row{R"({"DateEquals":{"aws:CurrentTime":"2024-11-11T24:00Z"}})", unknown},
           // What is known not to hold decides all the same.
           Row{R"({"BinaryEquals":{"a":"eA=="},"Bool":{"aws:SecureTransport":"false"}})", not_met},
       }) {
    CAPTURE(row.json);
    CHECK(evaluate(row.json) == row.result);
  }
}

TEST_CASE("Policy condition: what is not of its form", "[gateway]") {
  for (const char* json :
       {"", "3", "[]", R"({"Bool":true})", R"({"Bool":["a"]})", R"({"Bool":{"k":{}}})",
        R"({"Bool":{"k":[[]]}})", R"({"Bool":{"k":"v")"}) {
    CAPTURE(json);
    CHECK_FALSE(PolicyCondition::parse(json));
  }
}
