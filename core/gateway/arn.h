// Amazon Resource Names as far as a gateway meets them: which function an integration means, and
// what a policy decides about. AWS General Reference, "Amazon Resource Names"; API Gateway: "Set up
// a WebSocket API integration request", integrationUri; "Control access to an API with IAM
// permissions". Values; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/common/expected.h"
#include "core/gateway/request_context.h"

namespace palaver::gateway {

// arn:partition:service:region:account:resource; the resource may have colons. Views of the text
// that was parsed.
struct Arn {
  std::string_view partition;  // aws, aws-cn, aws-us-gov
  std::string_view service;
  std::string_view region;
  std::string_view account;
  std::string_view resource;
};

// Nothing for a text that does not begin with `arn:`, has no partition, service or resource, or has
// blanks or control characters.
std::optional<Arn> parse_arn(std::string_view text);

// --- Integrations -------------------------------------------------------------------------------

// arn:aws:lambda:{region}:{account}:function:{name}[:{qualifier}]
struct FunctionArn {
  std::string region;
  std::string account;
  std::string name;
  std::string qualifier;  // an alias, a version, $LATEST; empty: none was given
  // As it was written.
  std::string text;
};

std::optional<FunctionArn> parse_function_arn(std::string_view text);

// arn:aws:apigateway:{region}:{service}:path/{...} and ...:action/{...}: an integrationUri of type
// AWS or AWS_PROXY.
struct ServiceUri {
  enum class Style { path, action };
  std::string region;
  std::string service;  // sqs; with its subdomain, if any, in front: account.iot
  Style style = Style::path;
  std::string target;  // behind the first slash: 111122223333/queue, SendMessage
};

std::optional<ServiceUri> parse_service_uri(std::string_view text);

// The function behind an integrationUri or authorizerUri
// `arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{functionArn}/invocations`, with
// the stage's variables put in. The error is for a log: it makes an API_CONFIGURATION_ERROR.
expected<FunctionArn, std::string> lambda_function(std::string_view integration_uri,
                                                   const StringMap& stage_variables);

// The invoke ARN of a function, which is what an integrationUri holds.
std::string invoke_arn(std::string_view region, std::string_view function_arn);

// Where the Lambda Invoke API has the function: path and query of
// `/2015-03-31/functions/{name}/invocations?Qualifier={qualifier}`. AWS Lambda API: Invoke.
std::string invoke_path(const FunctionArn& function);

// --- What policies are about --------------------------------------------------------------------

// An API in its account. `account` is twelve digits on AWS.
struct ApiPlace {
  std::string_view region;
  std::string_view account;
  std::string_view api_id;
  std::string_view stage;
};

// arn:aws:execute-api:{region}:{account}:{apiId}/{stage}/{routeKey}, action execute-api:Invoke.
std::string method_arn(const ApiPlace& api, std::string_view route_key);

// arn:aws:execute-api:{region}:{account}:{apiId}/{stage}/{POST}/@connections/{id}, action
// execute-api:ManageConnections.
std::string management_arn(const ApiPlace& api, std::string_view http_method,
                           std::string_view connection_id);

}  // namespace palaver::gateway
