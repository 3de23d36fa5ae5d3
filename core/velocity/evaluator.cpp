// What expressions are worth. Velocity 1.7: "Conditionals", "Math", "References".

#include <cmath>
#include <limits>

#include "core/json/number.h"
#include "core/velocity/arithmetic.h"
#include "core/velocity/interpreter.h"
#include "core/velocity/methods.h"
#include "core/velocity/values.h"

namespace palaver::velocity {

using json::Value;

// --- Literals ----------------------------------------------------------------------------------

Value Interpreter::evaluate(const Expression& expression) {
  const Depth depth(*this);
  if (!depth.allowed())
    fail("more than " + std::to_string(kMaxDepth) + " levels of nesting", expression.at);
  runtime_.charge(1);
  if (!go_on(expression.at)) return {};
  if (const auto* literal = std::get_if<Literal>(&expression.form)) return literal->value;
  if (const auto* reference = std::get_if<Reference>(&expression.form)) return evaluate(*reference);
  if (const auto* text = std::get_if<Interpolated>(&expression.form)) {
    return Value::string(render_apart(*text->block));
  }
  if (const auto* operation = std::get_if<Operation>(&expression.form)) {
    return evaluate(*operation, operation->first->span);
  }
  if (const auto* range = std::get_if<RangeLiteral>(&expression.form)) return evaluate(*range);
  if (const auto* list = std::get_if<ListLiteral>(&expression.form)) return evaluate(*list);
  if (const auto* map = std::get_if<MapLiteral>(&expression.form)) return evaluate(*map);
  return Value::boolean(!truth(*std::get<Not>(expression.form).operand));
}

Value Interpreter::evaluate(const ListLiteral& list) {
  json::List items;
  items.reserve(list.items.size());
  for (const Expression& item : list.items) {
    items.push_back(evaluate(item));
    if (interrupted()) return {};
  }
  return runtime_.new_list(std::move(items));
}

Value Interpreter::evaluate(const MapLiteral& map) {
  json::Map members;
  for (const MapLiteral::Member& member : map.members) {
    const Value name = evaluate(member.key);
    if (interrupted()) return {};
    Value value = evaluate(member.value);
    if (interrupted()) return {};
    members.put(name.is_null() ? "null" : to_text(name, runtime_), std::move(value));
  }
  return runtime_.new_map(std::move(members));
}

// Both ends included, in either direction.
Value Interpreter::evaluate(const RangeLiteral& range) {
  const Value first = evaluate(*range.first);
  if (interrupted()) return {};
  const Value last = evaluate(*range.last);
  if (interrupted() || !first.is_number() || !last.is_number()) return {};
  const auto whole = [](const Value& number) {
    constexpr double kEnd = std::numeric_limits<std::int32_t>::max();
    const double value = json::to_double(number);
    return static_cast<std::int64_t>(value > kEnd ? kEnd : value < -kEnd ? -kEnd : value);
  };
  const std::int64_t begin = whole(first);
  const std::int64_t end = whole(last);
  const std::int64_t step = begin >= end ? -1 : 1;
  const auto count = static_cast<std::size_t>((end - begin) * step + 1);
  if (!runtime_.charge(count)) return {};
  json::List items;
  items.reserve(count);
  for (std::int64_t i = begin; items.size() < count; i += step) items.push_back(Value::integer(i));
  return runtime_.new_list(std::move(items));
}

// --- Operators ---------------------------------------------------------------------------------

bool Interpreter::truth(const Expression& expression) {
  const auto* reference = std::get_if<Reference>(&expression.form);
  if (reference != nullptr && reference->steps.size() == reference->bound.steps &&
      is_bound(*reference)) {
    if (!runtime_.charge(1)) return false;
    const auto result = reference->bound.reference->truth(*host_, runtime_);
    return check(result, reference->at) && go_on(reference->at) && *result;
  }
  return velocity::truth(evaluate(expression)) && !interrupted();
}

Value Interpreter::evaluate(const Operation& operation, const Span& first_span) {
  const Operator first = operation.rest.front().op;
  if (first == Operator::logical_or || first == Operator::logical_and) {
    // The first operand that decides ends it.
    const bool deciding = first == Operator::logical_or;
    bool result = truth(*operation.first);
    for (const Operation::Term& term : operation.rest) {
      if (interrupted() || result == deciding) break;
      result = truth(term.operand);
    }
    return Value::boolean(result);
  }
  Value left = evaluate(*operation.first);
  Span left_span = first_span;
  for (const Operation::Term& term : operation.rest) {
    if (interrupted()) return {};
    const Value right = evaluate(term.operand);
    if (interrupted()) return {};
    left = apply(term.op, left, right, operation, left_span, term.operand.span);
    left_span.end = term.operand.span.end;
    if (!go_on(term.operand.at)) return {};
  }
  return left;
}

Value Interpreter::apply(Operator op, const Value& left, const Value& right,
                         const Operation& operation, const Span& left_span,
                         const Span& right_span) {
  switch (op) {
    case Operator::equal:
      return Value::boolean(equal_loosely(left, right, runtime_));
    case Operator::not_equal:
      return Value::boolean(!equal_loosely(left, right, runtime_));
    case Operator::less:
    case Operator::less_equal:
    case Operator::greater:
    case Operator::greater_equal: {
      // Of anything but numbers it is false.
      const auto order = json::compare_numbers(left, right);
      if (!order) return Value::boolean(false);
      return Value::boolean(op == Operator::less         ? *order < 0
                            : op == Operator::less_equal ? *order <= 0
                            : op == Operator::greater    ? *order > 0
                                                         : *order >= 0);
    }
    default:
      break;
  }
  if (op == Operator::add && (left.as_string() != nullptr || right.as_string() != nullptr)) {
    // Velocity 1.7: "a null side contributes its source text".
    std::string text;
    const auto add = [&](const Value& side, const Span& span) {
      if (side.is_null()) {
        text.append(*operation.text, span.begin, span.end - span.begin);
      } else {
        append_text(text, side, runtime_);
      }
    };
    add(left, left_span);
    add(right, right_span);
    return runtime_.charge_text(text.size()) ? Value::string(std::move(text)) : Value();
  }
  if (left.as_big_integer() != nullptr || right.as_big_integer() != nullptr) {
    // As long as it takes to multiply or divide the longest.
    if (!runtime_.charge(kMaxDigits * kMaxDigits / 100)) return {};
  }
  auto result = compute(op, left, right);
  if (!result) {
    runtime_.fail(std::move(result).error());
    return {};
  }
  return *std::move(result);
}

// --- References --------------------------------------------------------------------------------

bool Interpreter::is_bound(const Reference& reference) const {
  return reference.bound.reference != nullptr && !scope_.has_variable(reference.root) &&
         !scope_.is_parameter(reference.root);
}

Value Interpreter::evaluate(const Reference& reference) {
  std::size_t step = 0;
  Value value = start(reference, &step);
  for (; step < reference.steps.size(); ++step) {
    if (interrupted() || value.is_null()) return {};
    value = take_step(value, reference.steps[step]);
  }
  return interrupted() ? Value() : value;
}

Value Interpreter::start(const Reference& reference, std::size_t* step) {
  if (!is_bound(reference)) return root(reference.root);
  *step = reference.bound.steps;
  auto result = reference.bound.reference->value(*host_, runtime_);
  if (!check(result, reference.at) || !go_on(reference.at)) return {};
  return *std::move(result);
}

Value Interpreter::variable(Symbol name) {
  for (Frame* frame = scope_.frame(); frame != nullptr; frame = frame->caller) {
    if (Parameter* parameter = frame->find(name)) return argument(*frame, *parameter);
  }
  return scope_.variable(name);
}

Value Interpreter::root(Symbol name) {
  Value value = variable(name);
  if (value.is_null() && host_ != nullptr && symbols_.is_global(name)) {
    return host_->global(name - kFirstGlobal, runtime_);
  }
  return value;
}

// By name: where the macro was called from.
Value Interpreter::argument(Frame& frame, Parameter& parameter) {
  if (parameter.value) return *parameter.value;
  if (parameter.argument == nullptr) return {};
  Frame* const here = scope_.frame();
  scope_.set_frame(frame.caller);
  Value value = evaluate(*parameter.argument);
  scope_.set_frame(here);
  return value;
}

Value Interpreter::take_step(const Value& target, const Step& step) {
  std::vector<Value> arguments;
  arguments.reserve(step.arguments.size());
  for (const Expression& argument : step.arguments) {
    arguments.push_back(evaluate(argument));
    if (interrupted()) return {};
  }
  if (step.kind == StepView::Kind::property) {
    Value value = get_property(target, step.name, runtime_);
    return go_on(step.at) ? value : Value();
  }
  auto result = step.kind == StepView::Kind::index
                    ? get_element(target, arguments.front(), runtime_)
                    : call_method(target, step.name, arguments, runtime_);
  if (!check(result, step.at) || !go_on(step.at)) return {};
  return *std::move(result);
}

}  // namespace palaver::velocity
