#include "core/gateway/api_problem.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>

#include "core/common/letter_case.h"
#include "core/common/prefix.h"
#include "core/gateway/api_patterns.h"

namespace palaver::gateway {

namespace {

constexpr std::size_t kMaxIndexDigits = 9;
// Longer names are not compared: the comparison takes the product of the lengths.
constexpr std::size_t kMaxComparedName = 64;

bool is_word_character(char c) {
  return is_letter_or_digit(c) || c == '_' || c == '$' || c == '-';
}

bool is_word(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), is_word_character);
}

void append_step(std::string& out, const json::Step& step) {
  if (step.is_index()) {
    out += '[' + std::to_string(step.index()) + ']';
  } else if (is_word(step.name())) {
    if (!out.empty()) out += '.';
    out += step.name();
  } else {
    out += "['";
    for (const char c : step.name()) {
      if (c == '\'' || c == '\\') out += '\\';
      out += c;
    }
    out += "']";
  }
}

std::optional<json::Step> take_index(std::string_view* rest) {
  const std::size_t end = rest->find(']');
  if (end == std::string_view::npos || end < 2 || end - 1 > kMaxIndexDigits) return std::nullopt;
  std::int64_t index = 0;
  for (const char c : rest->substr(1, end - 1)) {
    if (c < '0' || c > '9') return std::nullopt;
    index = index * 10 + (c - '0');
  }
  rest->remove_prefix(end + 1);
  return json::Step(index);
}

std::optional<json::Step> take_quoted(std::string_view* rest) {
  std::string name;
  for (std::size_t at = 2; at < rest->size(); ++at) {
    char c = (*rest)[at];
    if (c == '\'') {
      if (rest->substr(at + 1, 1) != "]") return std::nullopt;
      rest->remove_prefix(at + 2);
      return json::Step(std::move(name));
    }
    if (c == '\\') {
      if (++at == rest->size()) return std::nullopt;
      c = (*rest)[at];
    }
    name += c;
  }
  return std::nullopt;
}

std::optional<json::Step> take_name(std::string_view* rest, bool first) {
  if (!first) {
    if (rest->front() != '.') return std::nullopt;
    rest->remove_prefix(1);
  }
  const auto end = std::find_if_not(rest->begin(), rest->end(), is_word_character);
  const std::string_view name = rest->substr(0, static_cast<std::size_t>(end - rest->begin()));
  if (name.empty()) return std::nullopt;
  rest->remove_prefix(name.size());
  return json::Step(name);
}

// How many characters to add, drop, change or swap with the next to make one name of the other;
// letter case is free.
std::size_t distance(std::string_view one, std::string_view other) {
  const auto same = [&](std::size_t i, std::size_t k) {
    return lower_case(one[i]) == lower_case(other[k]);
  };
  // Of the beginnings of `one` that are two shorter, one shorter and as long as the loop is far.
  std::vector<std::size_t> before_last(other.size() + 1);
  std::vector<std::size_t> last(other.size() + 1);
  std::vector<std::size_t> row(other.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < one.size(); ++i) {
    std::swap(before_last, last);
    std::swap(last, row);
    row[0] = i + 1;
    for (std::size_t k = 0; k < other.size(); ++k) {
      row[k + 1] = std::min({row[k] + 1, last[k + 1] + 1, last[k] + (same(i, k) ? 0 : 1)});
      if (i > 0 && k > 0 && same(i, k - 1) && same(i - 1, k)) {
        row[k + 1] = std::min(row[k + 1], before_last[k - 1] + 1);
      }
    }
  }
  return row.back();
}

}  // namespace

void add_problem(std::vector<ApiProblem>& problems, ApiProblem problem) {
  if (problems.size() < kMaxApiProblems) {
    problems.push_back(std::move(problem));
  } else if (problems.size() == kMaxApiProblems) {
    problems.push_back({Severity::error, "", "There are more problems than these"});
  }
}

std::string member_text(const json::MemberPath& path) {
  std::string text;
  for (const json::Step& step : path) append_step(text, step);
  return text;
}

json::MemberPath member_path(std::string_view member) {
  json::MemberPath path;
  std::string_view rest = member;
  while (!rest.empty()) {
    std::optional<json::Step> step;
    if (rest.front() != '[') {
      step = take_name(&rest, path.empty());
    } else {
      step = rest.substr(1, 1) == "'" ? take_quoted(&rest) : take_index(&rest);
    }
    if (!step) break;
    path.push_back(*std::move(step));
  }
  return path;
}

std::string nested_member(std::string_view outer, std::string_view inner) {
  std::string text(outer);
  if (!outer.empty() && !inner.empty() && inner.front() != '[') text += '.';
  return text.append(inner);
}

void append_problems(std::vector<ApiProblem>& problems, std::string_view api_member,
                     std::vector<ApiProblem> more) {
  for (ApiProblem& problem : more) {
    problem.member = nested_member(api_member, problem.member);
    add_problem(problems, std::move(problem));
  }
}

void place_problems(std::string_view text, std::vector<ApiProblem>& problems) {
  for (ApiProblem& problem : problems) {
    if (!problem.place) {
      problem.place =
          json::locate_nearest(without_byte_order_mark(text), member_path(problem.member));
    }
  }
  std::stable_sort(problems.begin(), problems.end(),
                   [](const ApiProblem& one, const ApiProblem& other) {
                     if (one.place->line != other.place->line) {
                       return one.place->line < other.place->line;
                     }
                     return one.place->column < other.place->column;
                   });
}

std::string_view without_byte_order_mark(std::string_view text) {
  take_prefix(text, "\xEF\xBB\xBF");
  return text;
}

bool has_errors(const std::vector<ApiProblem>& problems) {
  return std::any_of(problems.begin(), problems.end(),
                     [](const ApiProblem& problem) { return problem.severity == Severity::error; });
}

std::string format_problem(std::string_view file, const ApiProblem& problem) {
  std::string text(file);
  if (problem.place) {
    text += ':' + std::to_string(problem.place->line) + ':' + std::to_string(problem.place->column);
  }
  text += ": ";
  if (problem.severity == Severity::warning) text += "warning: ";
  if (!problem.member.empty()) text += problem.member + ": ";
  return text + problem.message;
}

std::string did_you_mean(std::string_view name, const std::vector<std::string_view>& names) {
  if (name.empty() || name.size() > kMaxComparedName) return "";
  // A third of the name may be wrong: `integrationUrl` is near `integrationUri`, `url` is not.
  std::size_t best = name.size() / 3 + 1;
  std::string_view nearest;
  for (const std::string_view candidate : names) {
    if (candidate.size() > kMaxComparedName) continue;
    const std::size_t away = distance(name, candidate);
    if (away < best) {
      best = away;
      nearest = candidate;
    }
  }
  return nearest.empty() ? "" : "; did you mean '" + std::string(nearest) + "'?";
}

}  // namespace palaver::gateway
