#include "core/json/json_path.h"

#include <utility>

#include "core/json/json_path_evaluator.h"
#include "core/json/json_path_model.h"
#include "core/json/json_path_parser.h"
#include "core/json/member.h"

namespace palaver::json {

expected<JsonPath, PathError> JsonPath::compile(std::string_view path) {
  auto parsed = path::Parser(path).parse();
  if (!parsed) return unexpected(std::move(parsed.error()));
  return JsonPath(std::make_shared<const path::Path>(*std::move(parsed)));
}

bool JsonPath::definite() const {
  return path_->definite();
}

std::optional<std::vector<std::string>> JsonPath::member_names() const {
  std::vector<std::string> names;
  for (const path::Step& step : path_->steps) {
    const auto* members = std::get_if<path::Members>(&step);
    if (members == nullptr || members->names.size() != 1) return std::nullopt;
    names.push_back(members->names.front());
  }
  return names;
}

std::optional<MemberPath> JsonPath::member_path() const {
  if (path_->steps.size() > kMaxSteps) return std::nullopt;
  MemberPath way;
  for (const path::Step& step : path_->steps) {
    if (const auto* members = std::get_if<path::Members>(&step)) {
      if (members->names.size() != 1) return std::nullopt;
      way.emplace_back(members->names.front());
    } else if (const auto* indexes = std::get_if<path::Indexes>(&step)) {
      if (indexes->indexes.size() != 1) return std::nullopt;
      way.emplace_back(indexes->indexes.front());
    } else {
      return std::nullopt;
    }
  }
  return way;
}

expected<std::optional<Value>, PathError> JsonPath::evaluate(const Value& root,
                                                             std::size_t& steps_left) const {
  path::Evaluator evaluator(root, steps_left);
  List found;
  const bool good = evaluator.find(*path_, root, found);
  if (!evaluator.given_up().empty()) return unexpected(PathError{0, evaluator.given_up()});
  // Jayway fails when the definite beginning of an indefinite path leads nowhere; API Gateway's
  // users see a list whenever a path is indefinite.
  if (!definite()) return std::optional<Value>(Value::list(good ? std::move(found) : List()));
  if (!good || found.empty()) return std::optional<Value>();
  return std::optional<Value>(std::move(found.back()));
}

}  // namespace palaver::json
