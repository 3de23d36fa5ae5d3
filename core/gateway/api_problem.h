// What is wrong with an API's definition, for people: which member, why, and where in a file. Made
// by whoever looks at a definition: its reader, its validation, the compiler of its deployment.
// Pure functions; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json/locate.h"
#include "core/json/step.h"

namespace palaver::gateway {

enum class Severity {
  error,    // API Gateway refuses it
  warning,  // API Gateway takes it, but it will hardly do what was meant
};

struct ApiProblem {
  Severity severity = Severity::error;
  std::string member;   // as member_text() writes it: routes[2].target; empty: the whole
  std::string message;  // without the member's name: "is required"
  std::optional<json::Place> place = std::nullopt;  // in the file, once it is known
};

// Of one definition; of more problems than these the rest is not told.
inline constexpr std::size_t kMaxApiProblems = 200;

// Adds `problem`; in place of the first one too many, that there are more.
void add_problem(std::vector<ApiProblem>& problems, ApiProblem problem);

// routes[2].target, stages[0].stageVariables['a b']: names that are no word stand in brackets.
std::string member_text(const json::MemberPath& path);
// The way that `member` names; text that member_text() would not write ends it.
json::MemberPath member_path(std::string_view member);
// `inner`, of a value that stands at `outer`, seen from where `outer` is seen from.
std::string nested_member(std::string_view outer, std::string_view inner);

// Moves `more` to the end of `problems`: problems of an API that stands at `api_member` in its
// file, which is empty when it is the file.
void append_problems(std::vector<ApiProblem>& problems, std::string_view api_member,
                     std::vector<ApiProblem> more);

// Gives every problem that has none its place in `text`, the file's, and brings them into the
// file's order. A member that is missing has the place of the object that should have it. Reads the
// text once for each problem.
void place_problems(std::string_view text, std::vector<ApiProblem>& problems);

// Without what some editors put in front of UTF-8 text.
std::string_view without_byte_order_mark(std::string_view text);

bool has_errors(const std::vector<ApiProblem>& problems);

// `api.json:12:15: routes[2].target: names integration 'hello', which is not defined`; of a
// warning, `api.json:12:15: warning: ...`; without a place, just the file's name.
std::string format_problem(std::string_view file, const ApiProblem& problem);

// `; did you mean 'sendMessage'?`, to put behind a message, or nothing when none of `names` is near
// `name`.
std::string did_you_mean(std::string_view name, const std::vector<std::string_view>& names);

}  // namespace palaver::gateway
