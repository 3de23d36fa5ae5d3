#include "core/gateway/arn.h"

#include <algorithm>

#include "core/common/ascii.h"
#include "core/common/percent.h"
#include "core/common/prefix.h"
#include "core/gateway/stage_variables.h"

namespace palaver::gateway {
namespace {

constexpr std::string_view kFunctions = "2015-03-31/functions/";
constexpr std::string_view kInvocations = "/invocations";

// Takes what stands before the next colon; nothing when there is none.
std::optional<std::string_view> take_field(std::string_view& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view field = text.substr(0, colon);
  text.remove_prefix(colon + 1);
  return field;
}

// Lambda API: FunctionName and Qualifier, without the marks that a name has no use for.
bool is_function_name(std::string_view text) {
  return !text.empty() && text.size() <= 140 && std::all_of(text.begin(), text.end(), [](char c) {
    return is_ascii_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '$';
  });
}

std::string execute_api_arn(const ApiPlace& api) {
  std::string arn = "arn:aws:execute-api:";
  arn += api.region;
  arn += ':';
  arn += api.account;
  arn += ':';
  arn += api.api_id;
  arn += '/';
  arn += api.stage;
  arn += '/';
  return arn;
}

}  // namespace

std::optional<Arn> parse_arn(std::string_view text) {
  if (std::any_of(text.begin(), text.end(), [](char c) { return c == ' ' || is_control(c); })) {
    return std::nullopt;
  }
  if (!take_prefix(text, "arn:")) return std::nullopt;
  const auto partition = take_field(text);
  const auto service = take_field(text);
  const auto region = take_field(text);
  const auto account = take_field(text);
  if (!account || partition->empty() || service->empty() || text.empty()) return std::nullopt;
  return Arn{*partition, *service, *region, *account, text};
}

std::optional<FunctionArn> parse_function_arn(std::string_view text) {
  const std::optional<Arn> arn = parse_arn(text);
  if (!arn || arn->service != "lambda") return std::nullopt;
  std::string_view name = arn->resource;
  if (!take_prefix(name, "function:")) return std::nullopt;
  std::string_view qualifier;
  if (const std::size_t colon = name.find(':'); colon != std::string_view::npos) {
    qualifier = name.substr(colon + 1);
    name = name.substr(0, colon);
    if (!is_function_name(qualifier)) return std::nullopt;
  }
  if (!is_function_name(name)) return std::nullopt;
  return FunctionArn{std::string(arn->region), std::string(arn->account), std::string(name),
                     std::string(qualifier), std::string(text)};
}

std::optional<ServiceUri> parse_service_uri(std::string_view text) {
  // Here the fourth colon stands before the service, where others have an account.
  const std::optional<Arn> arn = parse_arn(text);
  if (!arn || arn->service != "apigateway" || arn->account.empty()) return std::nullopt;
  std::string_view target = arn->resource;
  ServiceUri uri{std::string(arn->region), std::string(arn->account), ServiceUri::Style::path, ""};
  if (!take_prefix(target, "path/")) {
    if (!take_prefix(target, "action/")) return std::nullopt;
    uri.style = ServiceUri::Style::action;
  }
  if (target.empty()) return std::nullopt;
  uri.target = target;
  return uri;
}

expected<FunctionArn, std::string> lambda_function(std::string_view integration_uri,
                                                   const StringMap& stage_variables) {
  auto text = with_stage_variables(integration_uri, stage_variables);
  if (!text) return unexpected(std::move(text.error()));
  const std::optional<ServiceUri> uri = parse_service_uri(*text);
  std::string_view target = uri ? std::string_view(uri->target) : std::string_view();
  if (!uri || uri->service != "lambda" || uri->style != ServiceUri::Style::path ||
      !take_prefix(target, kFunctions) || !take_suffix(target, kInvocations)) {
    return unexpected("Not the URI of a Lambda function: " + *text);
  }
  std::optional<FunctionArn> function = parse_function_arn(target);
  if (!function) return unexpected("Not the ARN of a Lambda function: " + std::string(target));
  return *std::move(function);
}

std::string invoke_arn(std::string_view region, std::string_view function_arn) {
  std::string arn = "arn:aws:apigateway:";
  arn += region;
  arn += ":lambda:path/";
  arn += kFunctions;
  arn += function_arn;
  arn += kInvocations;
  return arn;
}

std::string invoke_path(const FunctionArn& function) {
  std::string path = "/";
  path += kFunctions;
  append_percent_encoded(path, function.name);
  path += kInvocations;
  if (!function.qualifier.empty()) {
    path += "?Qualifier=";
    append_percent_encoded(path, function.qualifier);
  }
  return path;
}

std::string method_arn(const ApiPlace& api, std::string_view route_key) {
  std::string arn = execute_api_arn(api);
  arn += route_key;
  return arn;
}

std::string management_arn(const ApiPlace& api, std::string_view http_method,
                           std::string_view connection_id) {
  std::string arn = execute_api_arn(api);
  arn += http_method;
  arn += "/@connections/";
  arn += connection_id;
  return arn;
}

}  // namespace palaver::gateway
