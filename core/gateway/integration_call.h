// What goes out to an integration and what comes back, as values: between what the gateway decides
// and who carries it (HTTP, Lambda, a backend in this process). Values; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/gateway/api_model.h"
#include "core/gateway/error_kind.h"
#include "core/gateway/lambda_result.h"
#include "core/gateway/request_context.h"

namespace palaver::gateway {

// To an HTTP backend, or to one in this process.
struct HttpCall {
  std::string method;
  std::string url;  // absolute
  std::vector<NamedValue> headers;
  std::string body;
};

// To a Lambda function, over the Invoke API.
struct LambdaCall {
  std::string function;  // its ARN, with alias or version
  std::string payload;
  bool event = false;  // asynchronous: X-Amz-Invocation-Type: Event
};

// To nobody: the template has said which status is the answer.
struct MockCall {
  int status;
};

// There is nothing to send: the definition or the message does not allow it.
struct CallRefusal {
  ErrorKind kind;
  std::string detail;  // for the log
};

using IntegrationCall = std::variant<HttpCall, LambdaCall, MockCall, CallRefusal>;

enum class AnswerOutcome {
  answered,     // with `status`
  unreachable,  // no connection, or it broke, or the answer was longer than we take
  timed_out,
};

struct IntegrationAnswer {
  AnswerOutcome outcome = AnswerOutcome::answered;
  int status = 200;
  std::vector<NamedValue> headers;
  std::string body;
  std::string problem;  // for the log; empty when answered
};

// The answer of the Lambda Invoke API. The views are `answer`'s.
InvokeAnswer invoke_answer(const IntegrationAnswer& answer);

// How a request to a route ended.
struct Conclusion {
  // What a $connect tells the client: 2xx opens. For a message: for the access log.
  int status = 200;
  // For the sender, on a two-way route.
  std::optional<std::string> message;
  // Sec-WebSocket-Protocol of a $connect's answer.
  std::optional<std::string> subprotocol;
  // Set when something went wrong: what the client is told follows from it.
  std::optional<ErrorKind> error;
  std::string detail;             // of the error, for the log
  std::string validation_errors;  // with ErrorKind::bad_request_body: what the model objects to
  // What the backend answered, for logs and metrics; 0: it did not, or was not asked.
  int integration_status = 0;
};

}  // namespace palaver::gateway
