#include "core/gateway/route_selection.h"

#include <algorithm>
#include <utility>

namespace palaver::gateway {
namespace {

constexpr std::string_view kBody = "request.body";

// The dollar sign and what was meant as a variable's name behind it, for an error's text.
std::string variable_at(std::string_view text, std::size_t dollar) {
  const bool braced = text.substr(dollar + 1, 1) == "{";
  std::size_t end = dollar + (braced ? 2 : 1);
  while (end < text.size() && (is_name_character(text[end]) || text[end] == '.')) ++end;
  if (braced && text.substr(end, 1) == "}") ++end;
  return std::string(text.substr(dollar, end - dollar));
}

unexpected<ExpressionError> error_at(std::size_t offset, std::string message) {
  return unexpected(ExpressionError{offset, std::move(message)});
}

}  // namespace

expected<RouteSelectionExpression, ExpressionError> RouteSelectionExpression::parse(
    std::string_view text) {
  if (text.empty()) return error_at(0, "The route selection expression is empty");
  RouteSelectionExpression expression;
  std::string literal;
  std::size_t offset = 0;
  while (offset < text.size()) {
    if (text.substr(offset, 2) == "\\$") {
      literal += '$';
      offset += 2;
      continue;
    }
    if (text[offset] != '$') {
      literal += text[offset++];
      continue;
    }
    const std::size_t dollar = offset++;
    const bool braced = text.substr(offset, 1) == "{";
    if (braced) ++offset;
    if (text.substr(offset, kBody.size()) != kBody ||
        (offset + kBody.size() < text.size() && is_name_character(text[offset + kBody.size()]))) {
      // AWS's own words.
      return error_at(dollar,
                      "Unexpected variable in selection expression: " + variable_at(text, dollar));
    }
    offset += kBody.size();
    MemberPath path = take_member_path(text, &offset);
    if (path.empty()) {
      return error_at(offset,
                      "A member name must follow $request.body, as in $request.body.action");
    }
    if (text.substr(offset, 1) == "[") {
      return error_at(offset, "Only member names joined by dots are supported, no [ ]");
    }
    if (braced) {
      if (text.substr(offset, 1) != "}") return error_at(offset, "A } must end the variable here");
      ++offset;
    }
    if (!literal.empty()) expression.parts_.push_back({std::exchange(literal, {}), {}});
    expression.parts_.push_back({"", std::move(path)});
  }
  if (!literal.empty()) expression.parts_.push_back({std::move(literal), {}});
  return expression;
}

std::optional<std::string> RouteSelectionExpression::evaluate(std::string_view body) const {
  std::string key;
  bool body_was_read = false;
  for (const Part& part : parts_) {
    if (part.path.empty()) {
      key += part.literal;
      continue;
    }
    const JsonMember member = find_member(body, part.path);
    if (member.kind == JsonKind::not_json) return std::nullopt;
    body_was_read = true;
    if (member.kind != JsonKind::null) key += member.text;
  }
  if (!body_was_read && find_member(body, {}).kind == JsonKind::not_json) return std::nullopt;
  return key;
}

const std::string* select_route(const RouteSelectionExpression& expression, std::string_view body,
                                const std::vector<std::string>& route_keys) {
  const auto find = [&route_keys](std::string_view key) -> const std::string* {
    const auto found = std::find(route_keys.begin(), route_keys.end(), key);
    return found == route_keys.end() ? nullptr : &*found;
  };
  const std::optional<std::string> key = expression.evaluate(body);
  // A leading dollar sign marks the routes that are not custom: a client cannot choose these.
  if (key && !key->empty() && key->front() != '$') {
    if (const std::string* custom = find(*key)) return custom;
  }
  return find("$default");
}

}  // namespace palaver::gateway
