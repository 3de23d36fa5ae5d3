#include "core/json/json_path_parser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "core/json/print.h"

namespace palaver::json::path {
namespace {

// Of a path with all the paths in its filters and arguments. Far more than anybody writes; less
// than what a hostile path needs to do harm.
constexpr std::size_t kMaxSteps = 256;
// Of filters, parentheses, arguments and literals in each other: each takes stack, here and when
// the path is evaluated.
constexpr std::size_t kMaxNesting = 24;

struct NamedFunction {
  std::string_view name;
  Function function;
};

constexpr std::array<NamedFunction, 13> kFunctions = {{
    {"append", Function::append},
    {"avg", Function::average},
    {"concat", Function::concat},
    {"first", Function::first},
    {"index", Function::index},
    {"keys", Function::keys},
    {"last", Function::last},
    {"length", Function::length},
    {"max", Function::max},
    {"min", Function::min},
    {"size", Function::length},
    {"stddev", Function::standard_deviation},
    {"sum", Function::sum},
}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Whether the step, behind definite ones, still leads to one value at most.
bool is_definite(const Step& step, bool last) {
  if (const auto* members = std::get_if<Members>(&step)) return members->names.size() == 1 || last;
  if (const auto* indexes = std::get_if<Indexes>(&step)) return indexes->indexes.size() == 1;
  return std::holds_alternative<Call>(step);
}

void count_definite_steps(Path& path) {
  std::size_t count = 0;
  while (count < path.steps.size() &&
         is_definite(path.steps[count], count + 1 == path.steps.size())) {
    ++count;
  }
  path.definite_steps = count;
}

// The number of children of what a path finds is the number of what the path with a wildcard
// behind it finds.
void add_wildcard(Path& path) {
  if (path.steps.empty() || std::holds_alternative<Call>(path.steps.back())) return;
  path.steps.emplace_back(Wildcard{});
  count_definite_steps(path);
}

}  // namespace

expected<Path, PathError> Parser::parse() {
  Path whole;
  while (!text_.empty() && is_blank(text_.back())) text_.remove_suffix(1);
  skip_blanks();
  bool good = false;
  if (at_end()) {
    good = fail("the path is empty");
  } else if (current() == '$' || current() == '@') {
    good = path(whole, Place::alone);
  } else {
    // As if `$.` stood in front, so that `.a` means `$..a`.
    if (current() == '.') {
      ++at_;
      good = current() == '.' ? fail("a third dot") : add(whole, Descent{});
    } else {
      good = true;
    }
    good = good && step_behind_dot(whole, Place::alone) && steps(whole, Place::alone);
    finish(whole);
  }
  if (!good) return unexpected(std::move(error_));
  return whole;
}

// --- Steps ---------------------------------------------------------------------------------------

bool Parser::path(Path& path, Place place) {
  path.from_root = current() == '$';
  ++at_;
  if (!steps(path, place)) return false;
  finish(path);
  return true;
}

bool Parser::steps(Path& path, Place place) {
  while (!at_end() && !name_ends(place)) {
    if (current() == '[') {
      if (!bracket(path)) return false;
    } else if (current() == '.') {
      ++at_;
      if (current() == '.') {
        ++at_;
        if (current() == '.') return fail("a third dot");
        if (!add(path, Descent{})) return false;
      }
      if (!step_behind_dot(path, place)) return false;
    } else {
      return fail("`.` or `[` was expected");
    }
  }
  return true;
}

bool Parser::step_behind_dot(Path& path, Place place) {
  if (at_end()) return fail("a path does not end with a dot");
  if (current() == '[') return bracket(path);
  if (current() == '*') {
    ++at_;
    return add(path, Wildcard{});
  }
  return name_or_call(path, place);
}

bool Parser::name_or_call(Path& path, Place place) {
  const std::size_t begin = at_;
  while (!at_end() && current() != '.' && current() != '[' && current() != '(' &&
         !name_ends(place)) {
    if (place == Place::alone && current() == ' ') {
      return fail("a name with blanks stands in brackets and quotes: ['my name']");
    }
    ++at_;
  }
  const std::string_view name = text_.substr(begin, at_ - begin);
  if (name.empty()) return fail("a name was expected");
  if (current() == '(') return call(path, name, begin);
  return add(path, Members{{std::string(name)}});
}

bool Parser::name_ends(Place place) const {
  const char c = current();
  switch (place) {
    case Place::alone:
      return false;
    case Place::argument:
      return c == ',' || c == ')' || is_blank(c);
    case Place::filter:
      break;
  }
  return c == ')' || is_blank(c) || std::string_view("<>=!~").find(c) != std::string_view::npos ||
         starts("&&") || starts("||");
}

bool Parser::call(Path& path, std::string_view name, std::size_t name_offset) {
  const auto* known = std::find_if(kFunctions.begin(), kFunctions.end(),
                                   [name](const auto& entry) { return entry.name == name; });
  if (known == kFunctions.end()) {
    return fail(name_offset, "there is no function " + std::string(name) + "()");
  }
  if (!path.steps.empty() && std::holds_alternative<Descent>(path.steps.back())) {
    return fail(name_offset, "between `..` and a function a step was expected");
  }
  Call call{known->function, {}, nullptr};
  ++at_;
  skip_blanks();
  while (current() != ')') {
    if (!argument(call)) return false;
    skip_blanks();
    if (current() == ')') break;
    if (!take(',', "a comma or the end of the arguments was expected")) return false;
    skip_blanks();
    if (current() == ')') return fail("an argument was expected");
  }
  ++at_;
  return add(path, std::move(call));
}

bool Parser::argument(Call& call) {
  const Nesting nesting(*this);
  if (!nesting.allowed()) return false;
  Argument argument;
  if (current() == '$' || current() == '@') {
    Path path;
    if (!this->path(path, Place::argument)) return false;
    if (call.function == Function::length) add_wildcard(path);
    argument.path = std::make_shared<const Path>(std::move(path));
  } else {
    Value value;
    if (!literal(value)) return false;
    argument.json = to_json(value);
  }
  call.arguments.push_back(std::move(argument));
  return true;
}

bool Parser::bracket(Path& path) {
  ++at_;
  skip_blanks();
  const char c = current();
  if (c == '\'' || c == '"') return names(path);
  if (c == '?') return filter(path);
  if (c == '-' || c == ':' || is_digit(c)) return indexes_or_slice(path);
  if (c != '*') return fail("a name in quotes, a number, `*` or `?` was expected");
  ++at_;
  skip_blanks();
  return take(']', "`]` was expected") && add(path, Wildcard{});
}

bool Parser::names(Path& path) {
  Members members;
  while (true) {
    if (current() != '\'' && current() != '"') return fail("a name in quotes was expected");
    if (!quoted(members.names.emplace_back())) return false;
    skip_blanks();
    if (current() != ',') break;
    ++at_;
    skip_blanks();
  }
  return take(']', "a comma or `]` was expected") && add(path, std::move(members));
}

bool Parser::indexes_or_slice(Path& path) {
  Indexes indexes;
  if (current() != ':') {
    while (true) {
      if (!index(indexes.indexes.emplace_back())) return false;
      skip_blanks();
      if (current() != ',') break;
      ++at_;
      skip_blanks();
    }
    if (current() == ']') {
      ++at_;
      return add(path, std::move(indexes));
    }
  }
  if (indexes.indexes.size() > 1 || current() != ':') return fail("a comma or `]` was expected");
  ++at_;
  skip_blanks();
  Slice slice;
  if (!indexes.indexes.empty()) slice.from = indexes.indexes.front();
  if (current() == '-' || is_digit(current())) {
    if (!index(slice.to.emplace())) return false;
    skip_blanks();
  }
  if (!slice.from && !slice.to) return fail("a number was expected");
  // Jayway takes a step width and makes nothing of it.
  while (current() == ':') {
    ++at_;
    std::int32_t ignored = 0;
    if ((current() == '-' || is_digit(current())) && !index(ignored)) return false;
    skip_blanks();
  }
  return take(']', "`]` was expected") && add(path, slice);
}

bool Parser::index(std::int32_t& index) {
  const auto parsed = std::from_chars(text_.data() + at_, text_.data() + text_.size(), index);
  if (parsed.ec == std::errc::result_out_of_range) return fail("the index is too large");
  if (parsed.ec != std::errc()) return fail("an index was expected");
  at_ = static_cast<std::size_t>(parsed.ptr - text_.data());
  return true;
}

// --- What all have in common ---------------------------------------------------------------------

bool Parser::add(Path& path, Step step) {
  if (++step_count_ > kMaxSteps) {
    return fail("the path has more than " + std::to_string(kMaxSteps) + " steps");
  }
  path.steps.push_back(std::move(step));
  return true;
}

void Parser::finish(Path& path) {
  // A function behind `..` is applied once, to all that was found: $..price.sum(). Behind other
  // indefinite steps it is applied to each value that they find.
  const bool descends = !path.steps.empty() && std::holds_alternative<Descent>(path.steps.front());
  if (descends && std::holds_alternative<Call>(path.steps.back())) {
    const auto first_call =
        std::find_if(path.steps.begin(), path.steps.end(),
                     [](const Step& step) { return std::holds_alternative<Call>(step); });
    auto& call = std::get<Call>(*first_call);
    Path input;
    input.from_root = path.from_root;
    input.steps.assign(path.steps.begin(), first_call);
    count_definite_steps(input);
    if (call.function == Function::length) add_wildcard(input);
    call.input = std::make_shared<const Path>(std::move(input));
    path.steps.erase(path.steps.begin(), first_call);
  }
  count_definite_steps(path);
}

void Parser::skip_blanks() {
  while (!at_end() && is_blank(current())) ++at_;
}

bool Parser::take(char c, const char* what) {
  if (at_end() || current() != c) return fail(what);
  ++at_;
  return true;
}

bool Parser::fail(std::size_t offset, std::string message) {
  error_ = {std::min(offset, text_.size()), std::move(message)};
  return false;
}

bool Parser::Nesting::allowed() const {
  return parser_.depth_ <= kMaxNesting ||
         parser_.fail("the path is nested more than " + std::to_string(kMaxNesting) + " deep");
}

}  // namespace palaver::json::path
