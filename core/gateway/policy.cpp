#include "core/gateway/policy.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/gateway/glob.h"
#include "core/gateway/json_children.h"

namespace palaver::gateway {
namespace {

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// A string or a list of strings.
std::optional<std::vector<std::string>> strings_of(const JsonChildren& element) {
  std::vector<std::string> texts;
  if (element.is_string()) {
    texts.push_back(element.text());
    return texts;
  }
  JsonChildren items(element.raw());
  if (!items.is_array()) return std::nullopt;
  while (items.next()) {
    if (!items.is_string()) return std::nullopt;
    texts.push_back(items.text());
  }
  if (texts.empty()) return std::nullopt;
  return texts;
}

bool any_matches(const std::vector<std::string>& patterns, std::string_view text,
                 GlobCase letter_case) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    return glob_matches(pattern, text, letter_case);
  });
}

}  // namespace

PolicyQuestion connect_question(const RequestContext& context, std::string_view method_arn) {
  const std::string seconds = std::to_string(context.request_time_ms / 1000);
  PolicyQuestion question{std::string(kInvokeAction), std::string(method_arn), {}};
  const Identity& identity = context.connection->identity;
  question.values = {{"aws:CurrentTime", seconds}, {"aws:EpochTime", seconds}};
  if (!identity.source_ip.empty()) question.values.push_back({"aws:SourceIp", identity.source_ip});
  if (!identity.user_agent.empty()) {
    question.values.push_back({"aws:UserAgent", identity.user_agent});
  }
  return question;
}

expected<Policy::Statement, std::string> Policy::parse_statement(std::string_view raw) {
  const auto malformed = [](std::string what) {
    return unexpected("A policy's statement " + std::move(what));
  };
  Statement statement;
  std::string effect;
  JsonChildren elements(raw);
  if (!elements.is_object()) return malformed("must be an object");
  while (elements.next()) {
    const std::string& name = elements.name();
    if (name == "Effect" && elements.is_string()) {
      effect = elements.text();
    } else if (is_one_of(name, {"Action", "NotAction", "Resource", "NotResource"})) {
      const bool is_action = name.back() == 'n';
      Patterns& patterns = is_action ? statement.actions : statement.resources;
      if (!patterns.texts.empty()) return malformed("has " + name + " beside its opposite");
      auto texts = strings_of(elements);
      if (!texts) return malformed("must have text or a list of texts as " + name);
      patterns = {*std::move(texts), name.front() == 'N'};
    } else if (name == "Condition") {
      auto condition = PolicyCondition::parse(elements.raw());
      if (!condition) return unexpected(std::move(condition.error()));
      statement.condition = *std::move(condition);
    } else if (!is_one_of(name, {"Sid", "Principal", "NotPrincipal"})) {
      return malformed("has a wrong element: " + name);
    }
  }
  if (elements.failed()) return malformed(elements.problem());
  if (effect != "Allow" && effect != "Deny") return malformed("needs Effect, Allow or Deny");
  if (statement.actions.texts.empty()) return malformed("needs Action");
  if (statement.resources.texts.empty()) return malformed("needs Resource");
  for (const std::string& resource : statement.resources.texts) {
    if (resource.size() > kMaxResource) return malformed("has a resource of over 512 characters");
  }
  statement.allows = effect == "Allow";
  return statement;
}

expected<Policy, std::string> Policy::parse(std::string_view json) {
  Policy policy;
  bool has_statements = false;
  JsonChildren elements(json);
  if (!elements.is_object()) return unexpected(std::string("A policy must be an object"));
  while (elements.next()) {
    const std::string& name = elements.name();
    if (is_one_of(name, {"Version", "Id"})) continue;
    if (name != "Statement") return unexpected("A policy has a wrong element: " + name);
    has_statements = true;
    policy.statements_.clear();
    JsonChildren list(elements.raw());
    if (!list.is_array()) {
      auto statement = parse_statement(elements.raw());
      if (!statement) return unexpected(std::move(statement.error()));
      policy.statements_.push_back(*std::move(statement));
      continue;
    }
    while (list.next()) {
      auto statement = parse_statement(list.raw());
      if (!statement) return unexpected(std::move(statement.error()));
      policy.statements_.push_back(*std::move(statement));
    }
  }
  if (elements.failed()) return unexpected(std::string(elements.problem()));
  if (!has_statements) return unexpected(std::string("A policy needs Statement"));
  return policy;
}

ConditionResult Policy::applies(const Statement& statement, const PolicyQuestion& question) {
  const Patterns& actions = statement.actions;
  if (any_matches(actions.texts, question.action, GlobCase::ignored) == actions.negated) {
    return ConditionResult::not_met;
  }
  const Patterns& resources = statement.resources;
  const bool is_known = !has_policy_variable(resources.texts);
  if (is_known &&
      any_matches(resources.texts, question.resource, GlobCase::counts) == resources.negated) {
    return ConditionResult::not_met;
  }
  const ConditionResult condition = statement.condition.evaluate(question.values);
  if (condition == ConditionResult::met && !is_known) return ConditionResult::unknown;
  return condition;
}

PolicyDecision Policy::evaluate(const PolicyQuestion& question) const {
  PolicyDecision decision = PolicyDecision::implicit_deny;
  for (const Statement& statement : statements_) {
    const ConditionResult result = applies(statement, question);
    if (result == ConditionResult::not_met) continue;
    if (!statement.allows) return PolicyDecision::explicit_deny;
    if (result == ConditionResult::met) decision = PolicyDecision::allow;
  }
  return decision;
}

}  // namespace palaver::gateway
