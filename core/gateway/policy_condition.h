// The Condition of a policy's statement. IAM User Guide, "IAM JSON policy elements: Condition
// operators". Values; any thread.
//
//   {"IpAddress": {"aws:SourceIp": ["192.0.2.0/24"]}, "StringLike": {"aws:UserAgent": "app/*"}}
//
// Known: StringEquals, StringEqualsIgnoreCase, StringLike, ArnEquals, ArnLike, IpAddress, Null,
// Bool, NumericEquals, NumericLessThan(Equals), NumericGreaterThan(Equals), the same with Date, and
// the negated forms (StringNotEquals, NotIpAddress, ...); each also with IfExists. Not known:
// BinaryEquals and the operators on sets of values (ForAllValues:, ForAnyValue:).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/common/expected.h"
#include "core/gateway/request_context.h"

namespace palaver::gateway {

enum class ConditionResult {
  met,
  not_met,
  unknown,  // it uses what is not known here, or has a value of the wrong form
};

// Whether one of a policy's texts has a variable (${aws:username}). These are not put in, so what
// they would give is not known.
bool has_policy_variable(const std::vector<std::string>& texts);

class PolicyCondition {
 public:
  // `raw` is the JSON of the Condition element. An error when it is not an object of objects of
  // scalars and lists of scalars. What it says is not checked here.
  static expected<PolicyCondition, std::string> parse(std::string_view raw);

  // `values` are those of the request, by condition key (aws:SourceIp); the letter case of keys
  // does not count. A key that the request has no value for meets negated operators, IfExists and
  // Null: true only.
  ConditionResult evaluate(const std::vector<NamedValue>& values) const;

 private:
  struct Test {
    std::string operator_name;
    std::string key;
    std::vector<std::string> expected;
  };
  static ConditionResult evaluate(const Test& test, const std::string* actual);

  std::vector<Test> tests_;
};

}  // namespace palaver::gateway
