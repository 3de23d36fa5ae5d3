#include "core/gateway/lambda_response.h"

#include <charconv>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "core/common/ascii.h"
#include "core/common/base64.h"
#include "core/gateway/header_text.h"
#include "core/gateway/json_children.h"
#include "core/gateway/log_text.h"

namespace palaver::gateway {
namespace {

std::optional<int> status_from(std::string_view digits) {
  int status = 0;
  const char* const end = digits.data() + digits.size();
  const auto [read, error] = std::from_chars(digits.data(), end, status);
  if (error != std::errc() || read != end || status < 100 || status > 599) return std::nullopt;
  return status;
}

class Reader {
 public:
  bool read(std::string_view result) {
    JsonChildren members(result);
    if (members.is_null()) {
      static_cast<void>(members.next());
      return !members.failed() || fail("the result is not JSON");
    }
    while (members.next()) {
      if (!members_are_named(members) || !read_member(members)) return false;
    }
    if (members.failed()) return fail(members.problem());
    if (!members.is_object()) return fail("the result is not an object");
    merge_headers();
    return !is_base64_ || decode_body();
  }

  ProxyResponse& response() { return response_; }
  const std::string& problem() const { return problem_; }

 private:
  using Headers = std::vector<NamedValue>;

  bool fail(std::string problem) {
    problem_ = std::move(problem);
    return false;
  }

  bool members_are_named(const JsonChildren& members) {
    return members.is_object() || fail("the result is not an object");
  }

  bool read_member(const JsonChildren& member) {
    const std::string& name = member.name();
    if (name == "statusCode") return read_status(member);
    if (name == "headers") return read_headers(member);
    if (name == "multiValueHeaders") return read_multi_value_headers(member);
    if (name == "body") return read_body(member);
    if (name == "isBase64Encoded") return read_encoding(member);
    return fail("the member " + name + " is not allowed");
  }

  // Null is what serializers write for nothing, so it counts as absent here and below.
  bool read_status(const JsonChildren& member) {
    response_.status = 200;
    if (member.child_is_null()) return true;
    const bool may_be = member.kind() == json::Token::number || member.is_string();
    const std::optional<int> status = may_be ? status_from(member.text()) : std::nullopt;
    if (!status) return fail("statusCode must be an integer from 100 to 599");
    response_.status = *status;
    return true;
  }

  bool add_header(Headers& headers, const std::string& name, const JsonChildren& value) {
    if (!value.is_scalar() || value.child_is_null()) {
      return fail("the value of the header " + name + " must be a string, a number or a boolean");
    }
    std::string text = value.text();
    if (!is_header_name(name) || !is_header_value(text)) {
      return fail("the header " + name + " is none that HTTP can carry");
    }
    headers.push_back({name, std::move(text)});
    return true;
  }

  bool read_headers(const JsonChildren& member) {
    single_.clear();
    if (member.child_is_null()) return true;
    JsonChildren headers(member.raw());
    if (!headers.is_object()) return fail("headers must be an object");
    while (headers.next()) {
      if (!add_header(single_, headers.name(), headers)) return false;
    }
    return true;
  }

  bool read_multi_value_headers(const JsonChildren& member) {
    multi_.clear();
    if (member.child_is_null()) return true;
    JsonChildren headers(member.raw());
    if (!headers.is_object()) return fail("multiValueHeaders must be an object");
    while (headers.next()) {
      if (headers.kind() != json::Token::begin_array) {
        return fail("the values of the header " + headers.name() + " must be a list");
      }
      JsonChildren values(headers.raw());
      while (values.next()) {
        if (!add_header(multi_, headers.name(), values)) return false;
      }
    }
    return true;
  }

  bool read_body(const JsonChildren& member) {
    response_.body.clear();
    if (member.child_is_null()) return true;
    if (!member.is_string()) return fail("body must be a string");
    response_.body = member.text();
    return true;
  }

  bool read_encoding(const JsonChildren& member) {
    is_base64_ = member.kind() == json::Token::true_value;
    return is_base64_ || member.kind() == json::Token::false_value || member.child_is_null() ||
           fail("isBase64Encoded must be true or false");
  }

  // "If you specify values for both headers and multiValueHeaders, API Gateway merges them into a
  // single list. If the same key-value pair is specified in both, only the values from
  // multiValueHeaders will appear in the merged list."
  void merge_headers() {
    const auto less = [](const NamedValue* a, const NamedValue* b) {
      const LessIgnoringCase name_less;
      if (name_less(a->name, b->name) || name_less(b->name, a->name)) {
        return name_less(a->name, b->name);
      }
      return a->value < b->value;
    };
    std::set<const NamedValue*, decltype(less)> in_multi(less);
    for (const NamedValue& header : multi_) in_multi.insert(&header);
    std::erase_if(single_, [&](const NamedValue& header) { return in_multi.contains(&header); });
    response_.headers = std::move(single_);
    std::move(multi_.begin(), multi_.end(), std::back_inserter(response_.headers));
  }

  bool decode_body() {
    std::optional<std::string> bytes = base64_decode(response_.body);
    if (!bytes) return fail("the body is not base64");
    response_.body = *std::move(bytes);
    return true;
  }

  ProxyResponse response_;
  Headers single_;
  Headers multi_;
  bool is_base64_ = false;
  std::string problem_;
};

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

expected<ProxyResponse, LambdaError> lambda_response(std::string_view result) {
  if (is_blank(result)) return ProxyResponse{};
  Reader reader;
  if (reader.read(result)) return std::move(reader.response());
  return unexpected(LambdaError{LambdaFailure::malformed,
                                log_entry("Malformed Lambda proxy response: " + reader.problem())});
}

expected<ProxyResponse, LambdaError> lambda_response(const InvokeAnswer& answer) {
  auto result = lambda_result(answer);
  if (!result) return unexpected(std::move(result.error()));
  return lambda_response(*result);
}

}  // namespace palaver::gateway
