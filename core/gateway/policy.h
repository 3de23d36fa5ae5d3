// Policies in IAM's language: what an authorizer answers, and what a user may do. IAM User Guide,
// "Policy evaluation logic", "IAM JSON policy elements reference". Values; any thread.
//
// Of the elements Effect, Action, NotAction, Resource, NotResource and Condition count; Version,
// Id, Sid, Principal and NotPrincipal are allowed and not looked at, since who asks is known.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/common/expected.h"
#include "core/gateway/policy_condition.h"
#include "core/gateway/request_context.h"

namespace palaver::gateway {

inline constexpr std::string_view kInvokeAction = "execute-api:Invoke";
inline constexpr std::string_view kManageConnectionsAction = "execute-api:ManageConnections";

// Who wants to do what to what.
struct PolicyQuestion {
  std::string action;
  std::string resource;
  // By condition key: aws:SourceIp.
  std::vector<NamedValue> values;
};

// The question that $connect asks, about the ARN of its route (arn.h), with aws:SourceIp,
// aws:UserAgent, aws:CurrentTime and aws:EpochTime (both in seconds since 1970).
PolicyQuestion connect_question(const RequestContext& context, std::string_view method_arn);

enum class PolicyDecision {
  allow,
  explicit_deny,
  implicit_deny,  // no statement allows it
};

class Policy {
 public:
  // The JSON of a policy document. Actions match in any letter case, resources exactly; `*` and `?`
  // are wildcards, and `*` goes over slashes: arn:...:api/dev/* has $connect, arn:...:api/dev/*/*
  // (the form of REST APIs) has not. The error says what is wrong, for people: an element that IAM
  // does not have, a statement without Effect, Action or Resource, a resource of more than
  // kMaxResource bytes.
  static expected<Policy, std::string> parse(std::string_view json);

  // Deny wins over Allow; nothing said is a no.
  //
  // Conditions and resources that use what is not known here (see policy_condition.h; policy
  // variables) are taken to the safe side: such an Allow does not apply, such a Deny does.
  PolicyDecision evaluate(const PolicyQuestion& question) const;

  // API Gateway: "Resource ARN, 512 characters" in an authorizer's policy.
  static constexpr std::size_t kMaxResource = 512;

 private:
  // The texts of an element and whether it is the Not form.
  struct Patterns {
    std::vector<std::string> texts;
    bool negated = false;
  };
  struct Statement {
    bool allows = false;
    Patterns actions;
    Patterns resources;
    PolicyCondition condition;
  };
  static expected<Statement, std::string> parse_statement(std::string_view raw);
  static ConditionResult applies(const Statement& statement, const PolicyQuestion& question);

  std::vector<Statement> statements_;
};

}  // namespace palaver::gateway
