// Directives: #set, #if, #foreach, #macro and the rest, and calls of macros.

#include <utility>

#include "core/velocity/parser.h"

namespace palaver::velocity {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

std::string quoted(std::string_view directive) {
  return "#" + std::string(directive);
}

}  // namespace

bool Parser::open_parenthesis(std::string_view directive) {
  const std::size_t begin = at_;
  skip_blanks();
  if (take('(')) return true;
  return fail(begin, "A ( must follow " + quoted(directive));
}

bool Parser::close_parenthesis(std::string_view directive) {
  skip_blanks();
  if (!take(')')) return fail_here("A ) must end " + quoted(directive) + "(...)");
  swallow_line_end();
  return true;
}

bool Parser::parse_directive(Block& block, std::string_view word, std::size_t after, Ending& ending,
                             bool& ended) {
  const std::size_t begin = at_;
  if (word == "set") {
    std::size_t parenthesis = after;
    while (parenthesis < source_.size() && is_blank(source_[parenthesis])) ++parenthesis;
    if (parenthesis >= source_.size() || source_[parenthesis] != '(') {
      at_ = after;  // text
      return true;
    }
    // #set takes the blanks before it along, when nothing else than they is there since the last
    // reference, directive or comment.
    std::string_view run = source_.substr(run_, begin - run_);
    if (run.find_first_not_of(" \t") == std::string_view::npos) run = {};
    add_text(block, run);
    at_ = parenthesis;
  } else {
    add_text(block, source_.substr(run_, begin - run_));
    at_ = after;
  }

  bool parsed = true;
  if (word == "end" || word == "else" || word == "elseif") {
    ended = true;
    ending = word == "end"    ? Ending::end
             : word == "else" ? Ending::else_branch
                              : Ending::elseif_branch;
    ending_begin_ = begin;
    if (ending != Ending::elseif_branch) swallow_line_end();
  } else if (word == "set") {
    parsed = parse_set(block, begin);
  } else if (word == "if") {
    parsed = parse_if(block, begin);
  } else if (word == "foreach") {
    parsed = parse_foreach(block, begin);
  } else if (word == "define") {
    parsed = parse_define(block, begin);
  } else if (word == "macro") {
    parsed = parse_macro(begin);
  } else if (word == "literal") {
    parsed = parse_literal(block, begin);
  } else if (word == "break") {
    parsed = parse_break(block, begin);
  } else if (word == "stop") {
    parsed = parse_stop();
    block.push_back({Stop{}, place(begin)});
  } else if (word == "evaluate") {
    parsed = parse_evaluate(block, begin);
  } else if (word == "include" || word == "parse") {
    parsed = fail(begin, quoted(word) + " reads files, and a mapping template has none");
  } else {
    parsed = parse_call(block, begin, word);
  }
  run_ = at_;
  return parsed;
}

// The part up to #end. `begin` is where its directive begins.
bool Parser::parse_body(Block& block, std::string_view directive, std::size_t begin) {
  Nesting nesting(*this);
  if (!nesting.allowed()) return false;
  Ending ending{};
  if (!parse_block(block, ending)) return false;
  if (ending == Ending::end) return true;
  if (ending == Ending::text_end) return fail(begin, quoted(directive) + " without an #end");
  return fail(begin, "#else and #elseif belong to #if, not to " + quoted(directive));
}

bool Parser::parse_set(Block& block, std::size_t begin) {
  take('(');
  skip_blanks();
  Set set;
  bool found = false;
  set.target.at = place(at_);
  if (peek() == '$' && !parse_reference(set.target, &found)) return false;
  if (!found) return fail_here("#set needs a reference: #set($name = value)");
  set.target.bound = {};
  skip_blanks();
  if (!take('=') || peek() == '=') return fail_here("A = must follow the reference of #set");
  if (!parse_expression(set.value)) return false;
  if (!close_parenthesis("set")) return false;
  block.push_back({std::move(set), place(begin)});
  return true;
}

bool Parser::parse_if(Block& block, std::size_t begin) {
  Nesting nesting(*this);
  if (!nesting.allowed()) return false;
  If node;
  Ending ending = Ending::elseif_branch;
  while (ending != Ending::end) {
    Branch branch;
    if (ending == Ending::elseif_branch) {
      const std::string_view name = node.branches.empty() ? "if" : "elseif";
      if (!open_parenthesis(name) || !parse_expression(branch.condition.emplace()) ||
          !close_parenthesis(name)) {
        return false;
      }
    }
    const bool last = ending == Ending::else_branch;
    if (!parse_block(branch.block, ending)) return false;
    node.branches.push_back(std::move(branch));
    if (ending == Ending::text_end) return fail(begin, "#if without an #end");
    if (last && ending != Ending::end) return fail(begin, "#else must be the last branch of #if");
  }
  block.push_back({std::move(node), place(begin)});
  return true;
}

bool Parser::parse_foreach(Block& block, std::size_t begin) {
  if (!open_parenthesis("foreach")) return false;
  skip_blanks();
  Reference variable;
  bool found = false;
  if (peek() == '$' && !parse_reference(variable, &found)) return false;
  if (!found) return fail_here("#foreach needs a variable: #foreach($item in $list)");
  skip_blanks();
  const std::size_t word = at_;
  while (is_word_character(peek())) ++at_;
  if (at_ == word) return fail_here("`in` must follow the variable of #foreach");
  skip_blanks();
  Foreach node;
  node.variable = variable.root;
  if (!parse_parameter(node.list, "A list") || !close_parenthesis("foreach") ||
      !parse_body(node.block, "foreach", begin)) {
    return false;
  }
  block.push_back({std::move(node), place(begin)});
  return true;
}

bool Parser::parse_define(Block& block, std::size_t begin) {
  if (!open_parenthesis("define")) return false;
  skip_blanks();
  Reference name;
  bool found = false;
  if (peek() == '$' && !parse_reference(name, &found)) return false;
  if (!found) return fail_here("#define needs a name: #define($name)");
  auto body = std::make_shared<Block>();
  if (!close_parenthesis("define") || !parse_body(*body, "define", begin)) return false;
  block.push_back({Define{name.root, std::move(body)}, place(begin)});
  return true;
}

bool Parser::parse_macro(std::size_t begin) {
  if (!open_parenthesis("macro")) return false;
  skip_blanks();
  const std::size_t name = at_;
  if (is_letter(peek()) || peek() == '_') {
    while (is_word_character(peek())) ++at_;
  }
  if (at_ == name) return fail_here("#macro needs a name: #macro(name $argument)");
  Macro macro;
  macro.name = source_.substr(name, at_ - name);
  for (;;) {
    skip_blanks();
    if (take(',')) skip_blanks();
    if (peek() != '$') break;
    Reference parameter;
    bool found = false;
    if (!parse_reference(parameter, &found)) return false;
    if (!found || !parameter.steps.empty()) return fail_here("A macro's argument is a plain $name");
    macro.parameters.push_back(parameter.root);
  }
  auto body = std::make_shared<Block>();
  if (!close_parenthesis("macro") || !parse_body(*body, "macro", begin)) return false;
  macro.block = std::move(body);
  state_.macro_names.insert(macro.name);
  state_.macros.push_back(std::move(macro));
  return true;
}

bool Parser::parse_literal(Block& block, std::size_t begin) {
  if (!open_parenthesis("literal") || !close_parenthesis("literal")) return false;
  const std::size_t body = at_;
  Block ignored;
  if (!parse_body(ignored, "literal", begin)) return false;
  add_text(block, source_.substr(body, ending_begin_ - body));
  return true;
}

bool Parser::parse_break(Block& block, std::size_t begin) {
  const std::size_t after = at_;
  Break node;
  skip_blanks();
  if (take('(')) {
    skip_blanks();
    if (peek() != ')' && !parse_parameter(node.scope.emplace(), "A scope")) {
      return false;
    }
    if (!close_parenthesis("break")) return false;
  } else {
    at_ = after;
  }
  block.push_back({std::move(node), place(begin)});
  return true;
}

bool Parser::parse_stop() {
  const std::size_t after = at_;
  skip_blanks();
  if (!take('(')) {
    at_ = after;
    return true;
  }
  skip_blanks();
  Expression message;  // for a log that is not ours
  if (peek() != ')' && !parse_parameter(message, "A reason")) return false;
  return close_parenthesis("stop");
}

bool Parser::parse_evaluate(Block& block, std::size_t begin) {
  if (!open_parenthesis("evaluate")) return false;
  skip_blanks();
  if (peek() != '"' && peek() != '\'' && peek() != '$') {
    return fail_here("#evaluate needs a string or a reference");
  }
  Evaluate node;
  if (!parse_parameter(node.text, "A string") || !close_parenthesis("evaluate")) {
    return false;
  }
  block.push_back({std::move(node), place(begin)});
  return true;
}

// A word that is no directive may be a macro, also one that comes later in the text; if it is none,
// it was text after all.
bool Parser::parse_call(Block& block, std::size_t begin, std::string_view name) {
  const std::size_t after = at_;
  skip_blanks();
  MacroCall call;
  call.name = name;
  call.at = place(begin);
  if (!take('(')) {
    at_ = after;
    call.source = source_.substr(begin, after - begin);
    block.push_back({std::move(call), place(begin)});
    return true;
  }
  for (;;) {
    skip_blanks();
    if (take(',')) skip_blanks();
    if (peek() == ')') break;
    const std::size_t word = at_;
    if ((is_letter(peek()) || peek() == '_') && !looking_at("true") && !looking_at("false")) {
      while (is_word_character(peek())) ++at_;
      call.bare_word = source_.substr(word, at_ - word);
      continue;
    }
    if (!parse_parameter(call.arguments.emplace_back(), "An argument or )")) return false;
  }
  if (!close_parenthesis(name)) return false;
  if (name.front() == '@') {
    call.name.erase(0, 1);
    auto body = std::make_shared<Block>();
    if (!parse_body(*body, name, begin)) return false;
    call.body = std::move(body);
  }
  call.source = source_.substr(begin, at_ - begin);
  block.push_back({std::move(call), place(begin)});
  return true;
}

}  // namespace palaver::velocity
