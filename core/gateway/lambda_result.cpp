#include "core/gateway/lambda_result.h"

#include <optional>

#include "core/gateway/json_children.h"
#include "core/gateway/log_text.h"

namespace palaver::gateway {
namespace {

LambdaError error(LambdaFailure failure, std::string_view text, std::string message = {}) {
  return {failure, log_entry(text), std::move(message)};
}

// What a runtime answers for a function that failed; nothing when the text is no such object.
struct ErrorObject {
  std::optional<std::string> message;
  std::optional<std::string> type;
  bool has_status_code = false;
};

ErrorObject read_error_object(std::string_view body) {
  ErrorObject object;
  JsonChildren members(body);
  if (!members.is_object()) return object;
  while (members.next()) {
    if (members.name() == "errorMessage" && members.is_scalar()) object.message = members.text();
    if (members.name() == "errorType" && members.is_scalar()) object.type = members.text();
    if (members.name() == "statusCode") object.has_status_code = true;
  }
  if (members.failed()) return {};
  return object;
}

LambdaError function_error(std::string_view flag, std::string_view body) {
  const ErrorObject object = read_error_object(body);
  std::string text = flag.empty() ? "Function error" : "Function error (" + std::string(flag) + ")";
  text += ": ";
  if (object.type) text += *object.type + ": ";
  // Without an error object, the function's text, for instance `Task timed out after 3.00 seconds`.
  std::string message = object.message.value_or(object.type ? "" : std::string(body));
  text += message;
  return error(LambdaFailure::function_error, text, std::move(message));
}

bool is_unflagged_error(std::string_view body) {
  if (body.substr(0, 14) == "Task timed out") return true;
  const ErrorObject object = read_error_object(body);
  return object.message && object.type && !object.has_status_code;
}

LambdaFailure failure_of(int status) {
  switch (status) {
    case 401:
    case 403:
      return LambdaFailure::access_denied;
    case 404:
      return LambdaFailure::not_found;
    case 429:
      return LambdaFailure::throttled;
    default:
      return status >= 400 && status < 500 ? LambdaFailure::refused : LambdaFailure::service_error;
  }
}

}  // namespace

expected<std::string_view, LambdaError> lambda_result(const InvokeAnswer& answer) {
  if (!answer.function_error.empty() || answer.status == 502) {
    return unexpected(function_error(answer.function_error, answer.body));
  }
  if (answer.status < 200 || answer.status > 299) {
    std::string text = "Lambda answered " + std::to_string(answer.status) + ": ";
    text += answer.body.substr(0, kMaxLogEntry);
    return unexpected(error(failure_of(answer.status), text));
  }
  if (is_unflagged_error(answer.body)) return unexpected(function_error("", answer.body));
  return answer.body;
}

ErrorKind error_kind(LambdaFailure failure) {
  switch (failure) {
    case LambdaFailure::function_error:
    case LambdaFailure::malformed:
      return ErrorKind::default_5xx;
    case LambdaFailure::access_denied:
    case LambdaFailure::not_found:
    case LambdaFailure::throttled:
    case LambdaFailure::refused:
    case LambdaFailure::service_error:
      break;
  }
  // As REST APIs: "Execution failed due to configuration error", 500.
  return ErrorKind::api_configuration_error;
}

}  // namespace palaver::gateway
