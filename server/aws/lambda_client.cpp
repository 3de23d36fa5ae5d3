#include "server/aws/lambda_client.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "server/aws/digest.h"

namespace palaver::aws {
namespace {

constexpr std::string_view kPathStart = "/2015-03-31/functions/";
constexpr std::string_view kPathEnd = "/invocations";
// Lambda: Invoke, FunctionName: 64 characters of the name alone, 140 of an ARN; newer ones 170 and
// 256.
constexpr std::size_t kLongestName = 256;
constexpr std::size_t kAccountDigits = 12;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-' || c == '_';
  });
}

bool is_account(std::string_view text) {
  return text.size() == kAccountDigits && std::all_of(text.begin(), text.end(), is_digit);
}

// "eu-west-1"; a function may be called so too, but not with something behind it.
bool is_region(std::string_view text) {
  const auto dashes = std::count(text.begin(), text.end(), '-');
  return dashes >= 2 && text.size() > 2 && is_digit(text.back()) && text[text.size() - 2] == '-';
}

std::vector<std::string_view> split_at_colons(std::string_view text) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto colon = text.find(':');
    parts.push_back(text.substr(0, colon));
    if (colon == std::string_view::npos) return parts;
    text.remove_prefix(colon + 1);
  }
}

std::string key_of(const LambdaName& name) {
  return name.qualifier.empty() ? name.name : name.name + ':' + name.qualifier;
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool is_http(std::string_view url) {
  return url.substr(0, 7) == "http://" || url.substr(0, 8) == "https://";
}

// Nothing for what can be called; otherwise what is wrong with it.
std::string problem_of(const std::string& url) {
  if (!is_http(url)) return "not an http or https URL: " + url;
  const auto mark = url.find_first_of("?#");
  const bool whole = ends_with(std::string_view(url).substr(0, mark), kPathEnd);
  if (mark != std::string::npos && !whole) return "a query behind a base URL: " + url;
  return {};
}

LambdaError error_of(http::ClientError error) {
  using From = http::ClientErrorKind;
  using To = LambdaErrorKind;
  const auto kind = error.kind == From::timed_out    ? To::timed_out
                    : error.kind == From::too_large  ? To::too_large
                    : error.kind == From::overloaded ? To::overloaded
                                                     : To::unreachable;
  return {kind, std::move(error.message)};
}

LambdaResult result_of(http::ClientResult result) {
  if (!result) return unexpected(error_of(std::move(result.error())));
  LambdaAnswer answer;
  answer.status = result->status;
  answer.body = std::move(result->body);
  answer.request_id = result->headers.find("x-amzn-RequestId").value_or("");
  answer.function_error = result->headers.find("X-Amz-Function-Error").value_or("");
  return answer;
}

}  // namespace

std::optional<LambdaName> parse_lambda_name(std::string_view text) {
  if (text.empty() || text.size() > kLongestName) return std::nullopt;
  const auto parts = split_at_colons(text);
  std::size_t at = 0;
  const auto left = [&] { return parts.size() - at; };
  if (parts[0] == "arn") {
    // arn:aws:lambda:eu-west-1:111122223333:function:name
    if (parts.size() < 7 || parts[2] != "lambda" || !is_account(parts[4]) ||
        parts[5] != "function") {
      return std::nullopt;
    }
    at = 6;
  } else {
    if (left() > 1 && is_region(parts[at])) ++at;
    if (left() > 1 && is_account(parts[at])) ++at;
    if (left() > 1 && parts[at] == "function") ++at;
  }
  if (left() > 2 || !is_word(parts[at])) return std::nullopt;
  LambdaName name;
  name.name = parts[at];
  name.unqualified = text;
  if (left() == 2) {
    const auto qualifier = parts[at + 1];
    if (qualifier != "$LATEST" && !is_word(qualifier)) return std::nullopt;
    name.qualifier = qualifier;
    name.unqualified.resize(text.size() - qualifier.size() - 1);
  }
  return name;
}

expected<LambdaClient, std::string> LambdaClient::create(http::Client& client,
                                                         LambdaOptions options, Now now) {
  LambdaClient made(client, std::move(now));
  if (!options.endpoint.empty()) {
    if (auto problem = problem_of(options.endpoint); !problem.empty()) {
      return unexpected(std::move(problem));
    }
  }
  // Kept by the name that a call is looked up with.
  std::map<std::string, std::string> urls;
  for (auto& [text, url] : options.function_urls) {
    const auto name = parse_lambda_name(text);
    if (!name) return unexpected("not the name of a Lambda function: " + text);
    if (auto problem = problem_of(url); !problem.empty()) return unexpected(std::move(problem));
    urls[key_of(*name)] = std::move(url);
  }
  std::map<std::string, std::size_t> limits;
  for (const auto& [text, limit] : options.concurrency_of) {
    const auto name = parse_lambda_name(text);
    if (!name) return unexpected("not the name of a Lambda function: " + text);
    limits[name->name] = limit;
  }
  options.function_urls = std::move(urls);
  options.concurrency_of = std::move(limits);
  made.options_ = std::move(options);
  return made;
}

LambdaClient::LambdaClient(http::Client& client, Now now)
    : client_(&client), now_(std::move(now)) {}

UnixTime LambdaClient::system_now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::string LambdaClient::url_of(const LambdaName& name) const {
  auto found = options_.function_urls.find(key_of(name));
  if (found == options_.function_urls.end()) found = options_.function_urls.find(name.name);
  std::string url = found == options_.function_urls.end() ? options_.endpoint : found->second;
  if (url.empty()) return url;
  const bool whole = ends_with(std::string_view(url).substr(0, url.find_first_of("?#")), kPathEnd);
  if (!whole) {
    while (url.back() == '/') url.pop_back();
    // AWS must know whose function it is; local runtimes know functions by their names, and not all
    // of them take an ARN for one.
    const auto& segment = options_.credentials ? name.unqualified : name.name;
    url.append(kPathStart).append(http::percent_encode(segment)).append(kPathEnd);
  }
  if (!name.qualifier.empty()) {
    url += url.find('?') == std::string::npos ? '?' : '&';
    url += "Qualifier=" + http::percent_encode(name.qualifier);
  }
  return url;
}

std::size_t LambdaClient::concurrency_of(const LambdaName& name) const {
  const auto found = options_.concurrency_of.find(name.name);
  return found == options_.concurrency_of.end() ? options_.concurrency : found->second;
}

void LambdaClient::sign(http::ClientRequest& request) const {
  if (!options_.credentials) return;
  // The signature is over Host: it is said here, not left to the HTTP client.
  const auto start = request.url.find("://") + 3;
  const auto path = std::min(request.url.find('/', start), request.url.size());
  auto authority = request.url.substr(start, path - start);
  authority.erase(0, authority.rfind('@') + 1);
  request.headers.add("Host", authority);
  const auto target = std::string_view(request.url).substr(path);
  const auto fields = signature_fields({request.method, target, request.headers, request.body},
                                       *options_.credentials, {options_.region, "lambda"}, now_());
  for (const auto& [name, value] : fields) request.headers.add(name, value);
}

void LambdaClient::invoke(LambdaCall call, Callback callback) {
  http::ClientRequest request;
  const auto name = parse_lambda_name(call.function);
  if (name) request.url = url_of(*name);
  if (request.url.empty()) {
    // As every other result, it comes later, through the client.
    const auto message = name ? "no endpoint for the Lambda function " + call.function +
                                    ": give --lambda-endpoint URL or --function " + name->name +
                                    "=URL"
                              : "not the name of a Lambda function: " + call.function;
    client_->send(std::move(request),
                  [message, callback = std::move(callback)](const http::ClientResult&) {
                    callback(unexpected(LambdaError{LambdaErrorKind::unknown_function, message}));
                  });
    return;
  }
  request.headers.add("Content-Type", "application/json");
  request.headers.add("X-Amz-Invocation-Type",
                      call.type == InvocationType::event ? "Event" : "RequestResponse");
  if (!call.client_context.empty()) {
    request.headers.add("X-Amz-Client-Context", aws::base64(call.client_context));
  }
  request.body = std::move(call.payload);
  request.timeout = call.timeout;
  request.line = "the Lambda function " + name->name;
  request.line_limit = std::max<std::size_t>(concurrency_of(*name), 1);
  sign(request);
  client_->send(std::move(request), [callback = std::move(callback)](http::ClientResult result) {
    callback(result_of(std::move(result)));
  });
}

}  // namespace palaver::aws
