// What the Lambda Invoke API answered: a function's result, or why there is none. AWS Lambda API:
// Invoke; and the habits of the runtime interface emulator inside Lambda's images, which flags
// no errors. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/common/expected.h"
#include "core/gateway/error_kind.h"

namespace palaver::gateway {

// The answer of the HTTP request. Views, good for the call.
struct InvokeAnswer {
  int status = 200;
  // The X-Amz-Function-Error header; empty when there is none.
  std::string_view function_error;
  std::string_view body;
};

enum class LambdaFailure : std::uint8_t {
  function_error,  // the function threw, ran out of time, crashed, or did not start
  malformed,       // it answered, but no proxy response
  access_denied,   // we may not invoke it
  not_found,       // there is no such function
  throttled,       // too many at a time
  refused,         // another 4xx; with 400 the emulator also says that it is busy
  service_error,   // another status that is not 2xx
};

struct LambdaError {
  LambdaFailure failure;
  // For the log: from log_entry().
  std::string text;
  // Of function_error the function's own `errorMessage`, whole: an integration of type AWS picks
  // its response by it, and an authorizer that says exactly `Unauthorized` means 401.
  std::string error_message = {};
};

// The result of the function, as it stands in `answer.body`: JSON, or empty.
//
// A function error is flagged by X-Amz-Function-Error; by status 502; or, as the emulator does it,
// by an object with errorMessage and errorType and without statusCode, or by text that is not JSON
// and begins with `Task timed out`.
expected<std::string_view, LambdaError> lambda_result(const InvokeAnswer& answer);

// What the client of a proxy integration is told: the function's own faults are 502, what keeps us
// from asking it is 500. In frames both are Internal server error.
ErrorKind error_kind(LambdaFailure failure);

}  // namespace palaver::gateway
