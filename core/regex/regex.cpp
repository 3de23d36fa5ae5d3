#include "core/regex/regex.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/regex/code_points.h"
#include "core/regex/matcher.h"
#include "core/regex/parser.h"
#include "core/regex/program.h"
#include "core/regex/replacement.h"

namespace palaver::regex {
namespace {

unexpected<MatchError> too_long() {
  return unexpected(MatchError{MatchError::Kind::text_too_long, "The text is too long"});
}

bool fits(std::string_view text) {
  return text.size() < std::numeric_limits<std::uint32_t>::max();
}

// One match after the other, as Matcher.find() gives them: behind an empty one, a character
// further.
class Matches {
 public:
  Matches(const Program& program, std::string_view text, const Limits& limits)
      : matcher_(program, text, limits), text_(text) {}

  expected<bool, MatchError> next() {
    const bool empty = any_ && last_.begin == last_.end;
    std::size_t from = last_.end;
    if (empty && from == text_.size()) return false;
    if (empty) from += code_point_at(text_, from).bytes;
    auto found = matcher_.find(from, last_.end);
    if (!found || !*found) return found;
    match_ = matcher_.match();
    last_ = match_.whole();
    any_ = true;
    return true;
  }

  const Match& match() const { return match_; }

 private:
  Matcher matcher_;
  std::string_view text_;
  Match match_;
  Span last_;
  bool any_ = false;
};

}  // namespace

Regex::Regex(std::shared_ptr<const Program> program, Limits limits)
    : program_(std::move(program)), limits_(limits) {}

expected<Regex, RegexError> Regex::compile(std::string_view pattern, Flags flags, Limits limits) {
  if (pattern.size() > kMaxPatternBytes) {
    return unexpected(RegexError{kMaxPatternBytes, "The pattern is too long"});
  }
  auto syntax = Parser(pattern, flags).parse();
  if (!syntax) return unexpected(std::move(syntax).error());
  return Regex(std::make_shared<const Program>(regex::compile(std::move(syntax).value())), limits);
}

expected<bool, MatchError> Regex::matches(std::string_view whole_text) const {
  if (!fits(whole_text)) return too_long();
  return Matcher(*program_, whole_text, limits_).matches();
}

expected<std::optional<Match>, MatchError> Regex::find(std::string_view text,
                                                       std::size_t from) const {
  if (!fits(text)) return too_long();
  Matcher matcher(*program_, text, limits_);
  auto found = matcher.find(from, from);
  if (!found) return unexpected(std::move(found).error());
  if (!*found) return std::optional<Match>();
  return std::optional(matcher.match());
}

expected<bool, MatchError> Regex::contains(std::string_view text, std::size_t& steps) const {
  if (!fits(text)) return too_long();
  Limits limits = limits_;
  limits.steps = steps;
  Matcher matcher(*program_, text, limits);
  auto found = matcher.find(0, 0);
  steps -= std::min(steps, matcher.steps());
  return found;
}

expected<std::string, MatchError> Regex::replace_all(std::string_view text,
                                                     std::string_view replacement) const {
  return replace(text, replacement, std::numeric_limits<std::size_t>::max());
}

expected<std::string, MatchError> Regex::replace_first(std::string_view text,
                                                       std::string_view replacement) const {
  return replace(text, replacement, 1);
}

expected<std::string, MatchError> Regex::replace(std::string_view text,
                                                 std::string_view replacement,
                                                 std::size_t count) const {
  if (!fits(text)) return too_long();
  Matches matches(*program_, text, limits_);
  std::optional<Replacement> parts;
  std::string result;
  std::size_t copied = 0;
  for (; count > 0; --count) {
    const auto found = matches.next();
    if (!found) return unexpected(found.error());
    if (!*found) break;
    if (!parts) {
      auto parsed = Replacement::parse(replacement, *program_);
      if (!parsed) return unexpected(std::move(parsed).error());
      parts = std::move(parsed).value();
    }
    const Match& match = matches.match();
    result += text.substr(copied, match.begin() - copied);
    parts->append_to(result, text, match, limits_.result_bytes);
    copied = match.end();
    if (result.size() > limits_.result_bytes) break;
  }
  result += text.substr(copied);
  if (result.size() > limits_.result_bytes) {
    return unexpected(
        MatchError{MatchError::Kind::too_much_memory, "The result of replacing is too long"});
  }
  return result;
}

expected<std::vector<std::string>, MatchError> Regex::split(std::string_view text,
                                                            int limit) const {
  if (!fits(text)) return too_long();
  const std::size_t most =
      limit > 0 ? static_cast<std::size_t>(limit) : std::numeric_limits<std::size_t>::max();
  std::vector<std::string> parts;
  std::size_t begin = 0;
  Matches matches(*program_, text, limits_);
  while (parts.size() + 1 < most) {
    const auto found = matches.next();
    if (!found) return unexpected(found.error());
    if (!*found) break;
    const Span& separator = matches.match().whole();
    if (separator.end == 0) continue;
    parts.emplace_back(text.substr(begin, separator.begin - begin));
    begin = separator.end;
  }
  parts.emplace_back(text.substr(begin));
  // The text itself, when there was no separator, stays even if it is empty.
  if (limit == 0 && begin > 0) {
    while (!parts.empty() && parts.back().empty()) parts.pop_back();
  }
  return parts;
}

std::size_t Regex::group_count() const {
  return program_->groups - 1;
}

std::optional<std::size_t> Regex::group_number(std::string_view name) const {
  for (const auto& [known, number] : program_->names) {
    if (known == name) return number;
  }
  return std::nullopt;
}

}  // namespace palaver::regex
