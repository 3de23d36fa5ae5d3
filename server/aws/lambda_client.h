// Lambda functions, called over Lambda's Invoke API (POST /2015-03-31/functions/NAME/invocations)
// at whatever serves it: AWS, LocalStack, SAM, the runtime interface emulator of Lambda's images, a
// few lines of one's own. Knows nothing of events and of what the answer means. Its loop's thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/common/expected.h"
#include "server/aws/credentials.h"
#include "server/aws/sigv4.h"
#include "server/http/client.h"

namespace palaver::aws {

// What names a function: "name", "name:alias", "111122223333:function:name", a whole ARN.
struct LambdaName {
  std::string name;
  std::string qualifier;    // an alias, a version or $LATEST; empty for none
  std::string unqualified;  // as it was written, without the qualifier
};

// Lambda: Invoke, FunctionName. Nothing for what is no such name.
std::optional<LambdaName> parse_lambda_name(std::string_view text);

struct LambdaOptions {
  // Where all functions are that `function_urls` does not know; empty: nowhere. --lambda-endpoint.
  std::string endpoint;
  // By name, by "name:qualifier" (asked first), or by ARN. The URL is a base, to which the Invoke
  // path is appended, or ends with /invocations and is called as it stands: the emulator serves one
  // function, and always under the name "function". --function NAME=URL.
  std::map<std::string, std::string> function_urls = {};
  // Invocations of one function at a time; more wait in order, and their timeout runs. AWS's
  // default for an account is 1000. The emulator takes one and answers 400 to a second: 1 is for
  // that.
  std::size_t concurrency = 1000;
  std::map<std::string, std::size_t> concurrency_of = {};  // by name or ARN, in its place
  // Calls are signed when there are credentials; local runtimes need none.
  std::optional<Credentials> credentials = {};
  std::string region = "us-east-1";  // for the signature
};

// Lambda: Invoke, InvocationType.
enum class InvocationType {
  request_response,  // the answer is the function's result
  event,             // 202 at once, the result goes nowhere
};

struct LambdaCall {
  std::string function;  // as parse_lambda_name() takes it
  std::string payload;   // JSON
  InvocationType type = InvocationType::request_response;
  std::chrono::milliseconds timeout{29000};  // from the call to the answer's last byte
  std::string client_context = {};           // JSON; the function sees it as context.clientContext
};

// What the endpoint said, its errors too (404 ResourceNotFoundException, 429, 5xx).
struct LambdaAnswer {
  int status = 0;
  // X-Amz-Function-Error: "Unhandled" or "Handled" when the function has failed, then the body is
  // {"errorMessage", ...} or a text. The emulator does not send it.
  std::string function_error;
  std::string body;
  std::string request_id;  // x-amzn-RequestId, for logs

  bool succeeded() const { return status >= 200 && status < 300 && function_error.empty(); }
};

enum class LambdaErrorKind {
  unknown_function,  // no name of one, or no endpoint for it
  unreachable,
  timed_out,
  too_large,   // the answer
  overloaded,  // too many invocations wait already
};

struct LambdaError {
  LambdaErrorKind kind;
  std::string message;  // for people, names the function or the endpoint
};

using LambdaResult = expected<LambdaAnswer, LambdaError>;

class LambdaClient {
 public:
  using Callback = std::function<void(LambdaResult)>;
  using Now = std::function<UnixTime()>;  // for signatures

  // `client` must outlive it. The error, for people: a URL that is none or has a query behind a
  // base, a name that is none.
  static expected<LambdaClient, std::string> create(http::Client& client, LambdaOptions options,
                                                    Now now = system_now);

  // Calls `callback` exactly once, never from inside invoke(); not at all when `client` ends
  // before.
  void invoke(LambdaCall call, Callback callback);

 private:
  LambdaClient(http::Client& client, Now now);
  static UnixTime system_now();
  // The URL of an invocation; empty when there is no endpoint.
  std::string url_of(const LambdaName& name) const;
  std::size_t concurrency_of(const LambdaName& name) const;
  void sign(http::ClientRequest& request) const;

  http::Client* client_;
  LambdaOptions options_;
  Now now_;
};

}  // namespace palaver::aws
