// What the result of a Lambda function means to an AWS_PROXY integration. API Gateway: "Set up
// Lambda proxy integrations", output format; in which points WebSocket APIs are as strict as REST
// APIs has been seen. Pure function; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/common/expected.h"
#include "core/gateway/lambda_result.h"
#include "core/gateway/request_context.h"

namespace palaver::gateway {

struct ProxyResponse {
  int status = 200;
  // Of `headers` and `multiValueHeaders`, both; a value that is in both comes once. Only $connect's
  // Sec-WebSocket-Protocol goes to the client.
  std::vector<NamedValue> headers;
  // The message of a two-way route, whatever the status. Decoded if isBase64Encoded says so, and
  // then it need not be UTF-8.
  std::string body;
};

// `result` is what lambda_result() gave. The rules, each broken one being `malformed`:
//   - empty, blank and null are an empty response with status 200
//   - an object of statusCode, headers, multiValueHeaders, body, isBase64Encoded and nothing else
//   - statusCode: an integer from 100 to 599 or text of one; when absent or null, 200
//   - headers: names, and as values strings, numbers or booleans; multiValueHeaders: lists of these
//   - body: a string; when absent or null, empty
//   - isBase64Encoded: true or false; with true the body is base64
//   - names and values can be HTTP's: names are tokens, values have no control characters
// Members of a name that came before are replaced. Takes memory in proportion to the text.
expected<ProxyResponse, LambdaError> lambda_response(std::string_view result);

// The same of the whole answer.
expected<ProxyResponse, LambdaError> lambda_response(const InvokeAnswer& answer);

}  // namespace palaver::gateway
