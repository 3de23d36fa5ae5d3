#include "core/gateway/mapping_source.h"

#include <algorithm>
#include <array>
#include <optional>

#include "core/common/ascii.h"
#include "core/common/letter_case.h"
#include "core/common/prefix.h"
#include "core/json/member.h"
#include "core/json/parse.h"
#include "core/json/print.h"

namespace palaver::gateway {
namespace {

// apigatewayv2: IntegrationParameters, "a string with a length between [1-512]".
constexpr std::size_t kMaxExpression = 512;

// Of one path in one body.
constexpr std::size_t kMaxPathSteps = 200'000;

template <class Predicate>
std::vector<std::string> values_of(const std::vector<NamedValue>& values, Predicate predicate) {
  std::vector<std::string> found;
  for (const NamedValue& value : values) {
    if (predicate(value.name)) found.push_back(value.value);
  }
  return found;
}

std::vector<std::string> one(std::optional<std::string_view> value) {
  if (!value) return {};
  return {std::string(*value)};
}

std::vector<std::string> found(std::string_view body, const json::MemberPath& path) {
  const json::JsonMember member = json::find_member(body, path);
  if (!member.exists() || member.kind == json::JsonKind::null) return {};
  return one(member.text);
}

// JSON that is nested too deeply for a value has no members, and a path that takes too many steps
// finds nothing.
std::vector<std::string> queried(const json::JsonPath& path, std::string_view body) {
  const auto root = json::parse(body);
  if (!root) return {};
  std::size_t steps_left = kMaxPathSteps;
  const auto value = path.evaluate(*root, steps_left);
  if (!value || !*value || (*value)->is_null()) return {};
  if (const std::string* const text = (*value)->as_string()) return {*text};
  const json::List* const list = (*value)->as_list();
  if (list != nullptr && list->empty() && !path.definite()) return {};
  return {json::to_json(**value)};
}

}  // namespace

bool is_mapping_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return is_ascii_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '$' || c == '-';
  });
}

expected<MappingSource, std::string> MappingSource::parse(std::string_view expression, Side side) {
  const auto invalid = [expression](std::string_view what) {
    return unexpected("Invalid mapping expression: " + std::string(expression) + ": " +
                      std::string(what));
  };
  if (expression.empty() || expression.size() > kMaxExpression) {
    return invalid("it must have 1 to 512 characters");
  }
  if (expression.front() == '\'') {
    if (expression.size() < 2 || expression.back() != '\'') {
      return invalid("a ' must end the constant");
    }
    return MappingSource(Kind::constant, expression.substr(1, expression.size() - 2));
  }

  struct Form {
    std::string_view prefix;
    Kind kind;
  };
  static constexpr std::array<Form, 6> kNamed = {{
      {"header.", Kind::header},
      {"multivalueheader.", Kind::headers},
      {"querystring.", Kind::query},
      {"multivaluequerystring.", Kind::queries},
      {"stageVariables.", Kind::stage_variable},
      {"context.", Kind::context},
  }};
  std::string_view rest = expression;
  const bool is_of_side =
      take_prefix(rest, side == Side::request ? "route.request." : "integration.response.");
  for (const Form& form : kNamed) {
    const bool is_general = form.kind == Kind::stage_variable || form.kind == Kind::context;
    const bool is_query = form.kind == Kind::query || form.kind == Kind::queries;
    if (is_general == is_of_side || (is_query && side == Side::response)) continue;
    std::string_view name = rest;
    if (!take_prefix(name, form.prefix)) continue;
    if (!is_mapping_name(name)) return invalid("a name has letters, digits and . _ $ -");
    return MappingSource(form.kind, name);
  }
  if (!is_of_side || !take_prefix(rest, "body")) return invalid("there is no such source");
  if (rest.empty()) return MappingSource(Kind::body);
  if (rest.front() != '.' && rest.front() != '[') return invalid("there is no such source");
  auto path = json::JsonPath::compile("$" + std::string(rest));
  if (!path) return invalid(path.error().message);
  MappingSource source(Kind::member);
  if (auto steps = path->member_path()) {
    source.path_ = *std::move(steps);
  } else {
    source.query_ = *std::move(path);
  }
  return source;
}

std::vector<std::string> MappingSource::values(const MappingInput& input) const {
  switch (kind_) {
    case Kind::header:
      if (input.handshake == nullptr) return {};
      return one(input.handshake->header(name_));
    case Kind::headers:
      if (input.handshake == nullptr) return {};
      return values_of(input.handshake->headers,
                       [this](std::string_view name) { return equals_ignoring_case(name, name_); });
    case Kind::query:
      if (input.handshake == nullptr) return {};
      return one(input.handshake->query_parameter(name_));
    case Kind::queries:
      if (input.handshake == nullptr) return {};
      return values_of(input.handshake->query,
                       [this](std::string_view name) { return name == name_; });
    case Kind::body:
      if (input.body.empty()) return {};
      return one(input.body);
    case Kind::member:
      return query_ ? queried(*query_, input.body) : found(input.body, path_);
    case Kind::stage_variable: {
      const auto variable = input.stage_variables.find(name_);
      if (variable == input.stage_variables.end()) return {};
      return one(variable->second);
    }
    case Kind::context:
      return one(input.context.find(name_));
    case Kind::constant:
      return one(name_);
  }
  return {};
}

}  // namespace palaver::gateway
