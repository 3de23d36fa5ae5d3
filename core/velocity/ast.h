// A template as the parser leaves it: what the interpreter walks. Immutable once parsed, and then
// for any thread. Velocity 1.7: "VTL Reference".
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/json/value.h"
#include "core/velocity/host.h"

namespace palaver::velocity {

// A variable's name, as the number that SymbolTable gave it.
using Symbol = std::uint32_t;

// A part of the text that was parsed, in bytes: the template's, or that of a string in it. `at`
// beside it is a place in the template always.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

struct Expression;
struct Node;
using Block = std::vector<Node>;

// --- References --------------------------------------------------------------------------------

struct Step {
  StepView::Kind kind = StepView::Kind::property;
  std::string name;
  std::vector<Expression> arguments;  // of a method; of an index the only one
  std::size_t at = 0;
};

// $root.step.step(...)[...]
struct Reference {
  Symbol root = 0;
  std::vector<Step> steps;
  Binding bound;
  std::size_t at = 0;
};

// --- Expressions -------------------------------------------------------------------------------

struct Literal {
  json::Value value;
};
// "text with $references and #directives in it"
struct Interpolated {
  std::shared_ptr<const Block> block;
};
struct ListLiteral {
  std::vector<Expression> items;
};
struct MapLiteral {
  struct Member;
  std::vector<Member> members;
};
struct RangeLiteral {
  std::unique_ptr<Expression> first;
  std::unique_ptr<Expression> last;
};
struct Not {
  std::unique_ptr<Expression> operand;  // that no ! precedes
};

enum class Operator {
  logical_or,
  logical_and,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  add,
  subtract,
  multiply,
  divide,
  modulo,
};

// first op operand op operand ..., operators of one precedence, from left to right. Flat, so that a
// sum of ten thousand terms takes no stack.
struct Operation {
  struct Term;
  std::unique_ptr<Expression> first;
  std::vector<Term> rest;
  // What the operands' spans are parts of.
  std::shared_ptr<const std::string> text;
};

struct Expression {
  std::variant<Literal, Interpolated, ListLiteral, MapLiteral, RangeLiteral, Not, Operation,
               Reference>
      form;
  Span span;
  std::size_t at = 0;
};

struct MapLiteral::Member {
  Expression key;
  Expression value;
};

struct Operation::Term {
  Operator op = Operator::add;
  Expression operand;
};

// --- What a template consists of ---------------------------------------------------------------

struct Text {
  std::string text;
};

// A reference where text is, with the backslashes and dollar signs that touch it: \\$$x.y
struct Print {
  Reference reference;
  std::size_t backslashes = 0;
  std::size_t dollars = 0;  // that belong to no name
  std::string text;         // its source, when the number of backslashes is odd
};

struct Set {
  Reference target;
  Expression value;
};

struct Branch {
  std::optional<Expression> condition;  // nothing: #else
  Block block;
};
struct If {
  std::vector<Branch> branches;
};

struct Foreach {
  Symbol variable = 0;
  Expression list;
  Block block;
};

struct Define {
  Symbol name = 0;
  std::shared_ptr<const Block> block;
};

// #name(arguments), #@name(arguments) block #end
struct MacroCall {
  std::string name;
  std::vector<Expression> arguments;
  std::shared_ptr<const Block> body;  // null: no body
  std::string source;                 // printed when there is no such macro
  // Arguments that are bare words make it an error to call a macro, and nothing otherwise.
  std::optional<std::string> bare_word;
  std::size_t at = 0;
};

struct Break {
  std::optional<Expression> scope;
};
struct Stop {};
struct Evaluate {
  Expression text;
};

struct Node {
  std::variant<Text, Print, Set, If, Foreach, Define, MacroCall, Break, Stop, Evaluate> form;
  std::size_t at = 0;
};

struct Macro {
  std::string name;
  std::vector<Symbol> parameters;
  std::shared_ptr<const Block> block;
};

// One text, parsed. `block` and the macros' blocks may be held on to by values of a rendering.
struct Program {
  std::shared_ptr<const Block> block;
  std::vector<Macro> macros;  // of macros with the same name the first one counts
};

}  // namespace palaver::velocity
