#include "core/velocity/interpreter.h"

#include <utility>

#include "core/velocity/definition.h"
#include "core/velocity/loop_scope.h"
#include "core/velocity/methods.h"
#include "core/velocity/parser.h"
#include "core/velocity/values.h"

namespace palaver::velocity {

using json::Value;

Interpreter::Interpreter(const Program& program, const SymbolTable& symbols,
                         const Vocabulary* vocabulary, Host* host, const Limits& limits)
    : program_(program),
      symbols_(symbols),
      vocabulary_(vocabulary),
      host_(host),
      runtime_(limits) {}

expected<std::string, Failure> Interpreter::run() {
  std::string out;
  out_ = &out;
  render(*program_.block);
  out_ = nullptr;
  if (failure_) return unexpected(*std::move(failure_));
  return out;
}

// --- Ends --------------------------------------------------------------------------------------

void Interpreter::fail(std::string message, std::size_t at) {
  interrupt_ = Interrupt::failure;
  if (!failure_) failure_ = Failure{std::move(message), evaluate_at_.value_or(at)};
}

bool Interpreter::go_on(std::size_t at) {
  if (runtime_.failed() && interrupt_ != Interrupt::failure) fail(runtime_.message(), at);
  return !interrupted();
}

// --- Text and references -----------------------------------------------------------------------

void Interpreter::render(const Block& block) {
  const Depth depth(*this);
  for (const Node& node : block) {
    if (interrupted()) return;
    if (!depth.allowed()) {
      fail("more than " + std::to_string(kMaxDepth) + " levels of nesting", node.at);
      return;
    }
    render(node);
  }
}

void Interpreter::render(const Node& node) {
  if (!runtime_.charge(1)) {
    go_on(node.at);
    return;
  }
  std::visit([this](const auto& form) { render(form); }, node.form);
  if (runtime_.failed()) go_on(node.at);
}

void Interpreter::render(const Text& node) {
  append(*out_, node.text, runtime_);
}

void Interpreter::render(const Print& node) {
  const Reference& reference = node.reference;
  const bool plain = node.backslashes == 0 && node.dollars == 0;
  if (plain && reference.bound.steps == reference.steps.size() && is_bound(reference)) {
    check(reference.bound.reference->append(*host_, runtime_, *out_), reference.at);
    go_on(reference.at);
    return;
  }
  const Value value = evaluate(reference);
  if (interrupted()) return;
  // A backslash is text unless it touches a reference that has a value.
  const std::size_t backslashes = value.is_null() ? node.backslashes : node.backslashes / 2;
  if (!plain) {
    append(*out_, std::string(backslashes, '\\') + std::string(node.dollars, '$'), runtime_);
    if (!go_on(reference.at)) return;
  }
  if (node.backslashes % 2 == 1) {
    append(*out_, node.text, runtime_);
  } else if (const auto* definition = dynamic_cast<const Definition*>(value.as_object())) {
    definition->print();
  } else {
    append_text(*out_, value, runtime_);
    go_on(reference.at);
  }
}

std::string Interpreter::render_apart(const Block& block) {
  std::string text;
  std::string* const before = std::exchange(out_, &text);
  render(block);
  out_ = before;
  return text;
}

// --- Directives --------------------------------------------------------------------------------

void Interpreter::render(const Set& node) {
  const Value value = evaluate(node.value);
  // Velocity 1.7, directive.set.null.allowed = false: "the old value stays".
  if (interrupted() || value.is_null()) return;
  assign(node.target, value);
}

void Interpreter::assign(const Reference& target, const Value& value) {
  if (target.steps.empty()) {
    scope_.put(target.root, value);
    return;
  }
  Value holder = root(target.root);
  for (std::size_t i = 0; i + 1 < target.steps.size(); ++i) {
    if (interrupted() || holder.is_null()) return;
    holder = take_step(holder, target.steps[i]);
  }
  const Step& last = target.steps.back();
  if (interrupted() || holder.is_null()) return;
  if (last.kind == StepView::Kind::property) {
    set_property(holder, last.name, value, runtime_);
  } else if (last.kind == StepView::Kind::index) {
    const Value index = evaluate(last.arguments.front());
    if (interrupted()) return;
    check(set_element(holder, index, value, runtime_), last.at);
  }
  go_on(last.at);
}

void Interpreter::render(const If& node) {
  for (const Branch& branch : node.branches) {
    const bool taken = !branch.condition || truth(*branch.condition);
    if (interrupted()) return;
    if (!taken) continue;
    render(branch.block);
    return;
  }
}

void Interpreter::render(const Foreach& node) {
  const Value list = evaluate(node.list);
  if (interrupted() || (list.as_list() == nullptr && list.as_map() == nullptr)) return;
  const Value item = variable(node.variable);
  const Value count = variable(kVelocityCount);
  const Value has_next = variable(kVelocityHasNext);
  const Value outer = variable(kForeach);
  loop(node, list);
  scope_.put(node.variable, item);
  scope_.put(kVelocityCount, count);
  scope_.put(kVelocityHasNext, has_next);
  scope_.put(kForeach, outer);
}

// The list may change while it is looped over, so that elements are looked at by position.
void Interpreter::loop(const Foreach& node, const Value& list) {
  const auto size = [&list] {
    return list.as_list() != nullptr ? list.as_list()->size() : list.as_map()->size();
  };
  const auto scope = std::make_shared<LoopScope>(scope_.variable(kForeach));
  const Value scope_value = Value::object(scope);
  scope_.put(kForeach, scope_value);
  for (std::size_t i = 0; i < size() && i < kMaxIterations; ++i) {
    if (!runtime_.charge(1)) return;
    const bool has_next = i + 1 < size();
    scope->advance(has_next);
    scope_.put(kVelocityCount, Value::integer(static_cast<std::int64_t>(i) + 1));
    scope_.put(kVelocityHasNext, Value::boolean(has_next));
    scope_.put(node.variable, list.as_list() != nullptr ? (*list.as_list())[i]
                                                        : list.as_map()->members()[i].second);
    render(node.block);
    if (!interrupted()) continue;
    const bool mine = interrupt_ == Interrupt::break_loop &&
                      (break_target_ == nullptr || break_target_ == scope.get());
    if (mine) interrupt_ = Interrupt::none;
    return;
  }
}

void Interpreter::render(const Define& node) {
  scope_.put(node.name,
             Value::object(std::make_shared<Definition>(node.block, kMaxDefineDepth, *this)));
}

bool Interpreter::render_definition(const Block& block, std::size_t& depth, std::size_t max_depth) {
  if (depth >= max_depth || interrupted()) return false;
  ++depth;
  render(block);
  --depth;
  if (interrupt_ == Interrupt::break_loop && break_target_ == nullptr) {
    interrupt_ = Interrupt::none;
  }
  return true;
}

void Definition::print() const {
  interpreter_.render_definition(*block_, depth_, max_depth_);
}

std::string Definition::text() const {
  std::string text;
  std::string* const before = std::exchange(interpreter_.out_, &text);
  print();
  interpreter_.out_ = before;
  return text;
}

void Interpreter::render(const Break& node) {
  break_target_ = nullptr;
  if (node.scope) {
    const Value scope = evaluate(*node.scope);
    if (interrupted()) return;
    break_target_ = dynamic_cast<const LoopScope*>(scope.as_object());
    if (break_target_ == nullptr) {
      fail("#break needs a scope, as $foreach is one", node.scope->at);
      return;
    }
  }
  interrupt_ = Interrupt::break_loop;
}

void Interpreter::render(const Stop& /*node*/) {
  interrupt_ = Interrupt::stop;
}

// --- Macros ------------------------------------------------------------------------------------

const Macro* Interpreter::find_macro(std::string_view name) const {
  const auto find = [name](const Program& program) -> const Macro* {
    for (const Macro& macro : program.macros) {
      if (macro.name == name) return &macro;
    }
    return nullptr;
  };
  if (const Macro* macro = find(program_)) return macro;
  for (const auto& program : evaluated_) {
    if (const Macro* macro = find(*program)) return macro;
  }
  return nullptr;
}

void Interpreter::render(const MacroCall& node) {
  const Macro* macro = find_macro(node.name);
  if (!runtime_.charge(program_.macros.size() / 16 + evaluated_.size() / 4)) return;
  if (macro == nullptr) {
    append(*out_, node.source, runtime_);
  } else if (node.bare_word) {
    fail("the argument " + *node.bare_word + " of #" + node.name + " is no value", node.at);
  } else if (call_depth_ >= kMaxCallDepth) {
    fail("macros call each other more than " + std::to_string(kMaxCallDepth) + " deep", node.at);
  } else {
    call(*macro, node);
  }
}

void Interpreter::call(const Macro& macro, const MacroCall& node) {
  Frame frame;
  frame.caller = scope_.frame();
  for (std::size_t i = 0; i < macro.parameters.size() && i < node.arguments.size(); ++i) {
    Parameter parameter;
    parameter.name = macro.parameters[i];
    parameter.argument = &node.arguments[i];
    frame.parameters.push_back(std::move(parameter));
  }
  if (node.body != nullptr) {
    Parameter body;
    body.name = kBodyContent;
    body.value = Value::object(std::make_shared<Definition>(node.body, kMaxCallDepth, *this));
    frame.parameters.push_back(std::move(body));
  }
  scope_.set_frame(&frame);
  ++call_depth_;
  render(*macro.block);
  --call_depth_;
  scope_.set_frame(frame.caller);
  if (interrupt_ == Interrupt::break_loop && break_target_ == nullptr) {
    interrupt_ = Interrupt::none;
  }
}

void Interpreter::render(const Evaluate& node) {
  const std::size_t at = node.text.at;
  const Value value = evaluate(node.text);
  if (interrupted()) return;
  if (call_depth_ >= kMaxCallDepth) {
    fail("#evaluate in #evaluate more than " + std::to_string(kMaxCallDepth) + " deep", at);
    return;
  }
  const std::string text = to_text(value, runtime_);
  // Parsing takes longer than copying.
  if (!runtime_.charge(text.size()) || !go_on(at)) return;
  if (!evaluated_symbols_) evaluated_symbols_ = symbols_;
  auto program = parse(text, *evaluated_symbols_, vocabulary_);
  if (!program) {
    fail("in #evaluate: " + program.error().message, at);
    return;
  }
  evaluated_.push_back(std::make_unique<const Program>(*std::move(program)));
  const std::shared_ptr<const Block> block = evaluated_.back()->block;
  const auto outer = evaluate_at_;
  if (!evaluate_at_) evaluate_at_ = at;
  ++call_depth_;
  render(*block);
  --call_depth_;
  evaluate_at_ = outer;
  if (interrupt_ == Interrupt::break_loop && break_target_ == nullptr) {
    interrupt_ = Interrupt::none;
  }
}

}  // namespace palaver::velocity
