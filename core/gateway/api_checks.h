// What the checks of an API's parts share: where the part stands, and where problems go. One
// thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/gateway/api_patterns.h"
#include "core/gateway/api_problem.h"
#include "core/gateway/request_context.h"

namespace palaver::gateway {

// The problems of one object of a definition.
class ApiChecks {
 public:
  // `member` is where the object stands in the API; `problems` must outlive this.
  ApiChecks(std::string member, std::vector<ApiProblem>& problems)
      : member_(std::move(member)), problems_(problems) {}

  // Of an element of the list `name`; of the object `name`.
  ApiChecks element(std::string_view name, std::size_t index) const {
    return {nested_member(member_, member_text({name, index})), problems_};
  }
  ApiChecks inside(std::string_view name) const {
    return {nested_member(member_, member_text({name})), problems_};
  }

  // `member` may be empty: the object itself.
  void error(std::string_view member, std::string message) const {
    add_problem(problems_, {Severity::error, member_of(member), std::move(message)});
  }
  void warning(std::string_view member, std::string message) const {
    add_problem(problems_, {Severity::warning, member_of(member), std::move(message)});
  }

  // An error when `text` is empty: false then.
  bool required(std::string_view member, std::string_view text) const;
  // An error when there are more characters, or none where there must be one.
  void at_most(std::string_view member, std::string_view text, std::size_t characters) const;
  void one_to(std::string_view member, const std::optional<std::string>& text,
              std::size_t characters) const;
  void tags(const StringMap& tags) const;
  // An error when an id has what no URL's path or target can hold.
  void id(std::string_view member, std::string_view text) const;
  // An error when it is not the ARN of a role or `arn:aws:iam::*:user/*`.
  void credentials(std::string_view member, const std::optional<std::string>& arn) const;

 private:
  std::string member_of(std::string_view member) const {
    return member.empty() ? member_ : nested_member(member_, member_text({member}));
  }

  std::string member_;
  std::vector<ApiProblem>& problems_;
};

// `text` between quotes, as messages show it: of a long one only the beginning.
std::string quoted(std::string_view text);

// A member of each, in their order.
template <class Item>
std::vector<std::string_view> names_of(const std::vector<Item>& items, std::string Item::*member) {
  std::vector<std::string_view> names;
  names.reserve(items.size());
  for (const Item& item : items) names.push_back(item.*member);
  return names;
}

}  // namespace palaver::gateway
