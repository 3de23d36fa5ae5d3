// Any bytes that functions and backends may answer with, and the policies among them: every answer
// means something, and only a policy that allows lets in.
//
// Input: flags (bits 0 and 1: the status), the body.

#include <array>
#include <string>
#include <string_view>

#include "core/gateway/arn.h"
#include "core/gateway/authorizer_response.h"
#include "core/gateway/lambda_response.h"
#include "core/gateway/policy.h"
#include "tests/fuzz/fuzz_target.h"

namespace palaver::fuzz {

std::vector<std::string> seeds() {
  const std::string policy =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"execute-api:Invoke",)"
      R"("Resource":"arn:aws:execute-api:us-east-1:123456789012:a/*/$connect",)"
      R"("Condition":{"IpAddress":{"aws:SourceIp":["10.0.0.0/8"]}}},)"
      R"({"Effect":"Deny","NotAction":"*","Resource":["*"]}]})";
  return {
      "0" + policy,
      R"(0{"principalId":"me","policyDocument":)" + policy + R"(,"context":{"a":1,"b":"x"}})",
      R"(0{"statusCode":200,"headers":{"a":"b"},"multiValueHeaders":{"c":["d"]},"body":"eA==",)"
      R"("isBase64Encoded":true})",
      R"(1{"errorMessage":"Unauthorized","errorType":"Error","trace":[]})",
      R"(2{"isAuthorized":true,"context":{}})",
      "0arn:aws:lambda:us-east-1:123456789012:function:name:alias",
      "0arn:aws:apigateway:us-east-1:sqs:path/123456789012/queue",
  };
}

}  // namespace palaver::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace palaver::gateway;
  using palaver::fuzz::promise;
  // Bytes as characters: the one cast that this needs.
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.empty()) return 0;
  constexpr std::array<int, 4> kStatuses{200, 400, 500, 302};
  const int status = kStatuses[data[0] % kStatuses.size()];
  const std::string_view body = input.substr(1);

  const PolicyQuestion question{std::string(kInvokeAction),
                                "arn:aws:execute-api:us-east-1:123456789012:a/dev/$connect",
                                {{"aws:SourceIp", "10.1.2.3"}}};
  if (const auto policy = Policy::parse(body)) {
    const PolicyDecision decision = policy->evaluate(question);
    promise(policy->evaluate(question) == decision, "a policy keeps to what it said");
    promise(decision != PolicyDecision::allow || body.find("llow") != std::string_view::npos ||
                body.find('\\') != std::string_view::npos,
            "only what allows lets in");
  } else {
    promise(!policy.error().empty(), "a refused policy says why");
  }
  const InvokeAnswer answer{status, (data[0] & 4) != 0 ? "Unhandled" : "", body};
  const auto outcome = authorizer_response(answer, question);
  promise(outcome.has_value() || !outcome.error().text.empty(), "a refusal is logged");
  if (outcome) promise(status == 200, "only an answer of success lets in");
  static_cast<void>(http_authorizer_response(status, body, question));
  if (const auto response = lambda_response(answer); !response) {
    promise(!response.error().text.empty(), "a failure is logged");
  }
  static_cast<void>(parse_arn(body));
  static_cast<void>(parse_service_uri(body));
  if (const auto function = parse_function_arn(body)) {
    const auto again = parse_function_arn(function->text);
    promise(again && again->name == function->name, "an ARN is its own");
  }
  return 0;
}
