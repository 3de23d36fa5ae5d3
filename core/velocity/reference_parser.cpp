// References: $name, $!name, ${name}, $name.property, .method(arguments), [index].

#include <utility>

#include "core/velocity/limits.h"
#include "core/velocity/parser.h"

namespace palaver::velocity {
namespace {

std::optional<std::string_view> constant_text(const std::vector<Expression>& arguments) {
  if (arguments.size() != 1) return std::nullopt;
  const auto* literal = std::get_if<Literal>(&arguments.front().form);
  if (literal == nullptr) return std::nullopt;
  const std::string* text = literal->value.as_string();
  if (text == nullptr) return std::nullopt;
  return *text;
}

}  // namespace

bool Parser::parse_reference(Reference& out, bool* found) {
  const std::size_t begin = at_;
  *found = false;
  std::size_t name = begin + 1;
  if (name < source_.size() && source_[name] == '!') ++name;
  const bool braced = name < source_.size() && source_[name] == '{';
  if (braced) ++name;
  if (name >= source_.size() || !(is_letter(source_[name]) || source_[name] == '_')) return true;
  at_ = name;
  while (is_identifier_character(peek())) ++at_;
  out.root = state_.symbols.intern(source_.substr(name, at_ - name));
  out.at = place(begin);
  *found = true;
  if (!parse_steps(out)) return false;
  if (braced && !take('}'))
    return fail_here("A } must end " + std::string(source_.substr(begin, at_ - begin)));
  return bind(out);
}

bool Parser::parse_steps(Reference& out) {
  for (;;) {
    Step step;
    step.at = place(at_);
    if (peek() == '[') {
      step.kind = StepView::Kind::index;
      if (!parse_index(step)) return false;
    } else if (peek() == '.' && is_letter(peek(1))) {
      ++at_;
      const std::size_t name = at_;
      while (is_identifier_character(peek())) ++at_;
      step.name = source_.substr(name, at_ - name);
      if (peek() == '(') {
        step.kind = StepView::Kind::method;
        if (!parse_arguments(step.arguments)) return false;
      }
    } else {
      return true;
    }
    out.steps.push_back(std::move(step));
  }
}

bool Parser::parse_index(Step& step) {
  Nesting nesting(*this);
  if (!nesting.allowed()) return false;
  ++at_;
  skip_blanks();
  if (peek() == '[' || peek() == '{') return fail_here("An index is a number, text or reference");
  if (!parse_parameter(step.arguments.emplace_back(), "An index")) return false;
  skip_blanks();
  if (!take(']')) return fail_here("A ] must end the index");
  return true;
}

bool Parser::parse_arguments(std::vector<Expression>& out) {
  Nesting nesting(*this);
  if (!nesting.allowed()) return false;
  ++at_;
  skip_blanks();
  if (take(')')) return true;
  for (;;) {
    if (!parse_parameter(out.emplace_back(), "An argument or )")) return false;
    skip_blanks();
    if (take(')')) return true;
    if (!take(',')) return fail_here("A , or ) must follow a method's argument");
  }
}

bool Parser::bind(Reference& reference) {
  if (state_.vocabulary == nullptr || !state_.symbols.is_global(reference.root)) return true;
  std::vector<StepView> views;
  views.reserve(reference.steps.size());
  for (const Step& step : reference.steps) {
    views.push_back({step.kind, step.name, step.arguments.size(), constant_text(step.arguments)});
  }
  auto binding = state_.vocabulary->bind(reference.root - kFirstGlobal, views);
  if (!binding) {
    // The place is the template's already.
    if (!state_.error) state_.error = SyntaxError{reference.at, std::move(binding).error()};
    return false;
  }
  reference.bound = *std::move(binding);
  return true;
}

}  // namespace palaver::velocity
