#include "core/regex/program.h"
#include "core/regex/code_points.h"

namespace palaver::regex {
namespace {

class Compiler {
 public:
  explicit Compiler(Syntax syntax) : syntax_(std::move(syntax)) {}

  Program compile();

 private:
  void node(NodeId id);
  void children(const Node& node);
  void choice(const Node& node);
  void character(const Node& node);
  void group(const Node& node);
  void repeat(const Node& node);
  void repeat_one(const Node& node);
  void repeat_without_counting(const Node& node);
  void repeat_counting(const Node& node);
  void atomic(const Node& node);
  void look(const Node& node);
  Beginning beginning() const;
  Beginning beginning_with_run(std::uint32_t at) const;

  const Node& at(NodeId id) const { return syntax_.nodes[id]; }
  std::uint32_t here() const { return static_cast<std::uint32_t>(program_.code.size()); }
  std::uint32_t emit(Instruction instruction);
  std::uint32_t new_registers(std::uint32_t count);
  // A split whose second choice is behind the instructions to come; set by exit_here().
  std::uint32_t emit_split_around(Greed greed);
  void exit_here(std::uint32_t split);
  std::uint32_t atomic_begin();
  void atomic_end(std::uint32_t reg);

  Syntax syntax_;
  Program program_;
  // Characters before this instruction may be a jump's target, so that no text is joined over it.
  std::uint32_t joined_from_ = 0;
};

Program Compiler::compile() {
  program_.sets = std::move(syntax_.sets);
  program_.groups = syntax_.groups;
  program_.names = std::move(syntax_.names);
  program_.registers = 2 * program_.groups;
  node(syntax_.root);
  emit({.op = Op::match});
  program_.beginning = beginning();
  return std::move(program_);
}

void Compiler::node(NodeId id) {
  const Node& node = at(id);
  switch (node.kind) {
    case Node::Kind::empty:
      return;
    case Node::Kind::character:
      return character(node);
    case Node::Kind::set:
      emit({.op = Op::set, .a = node.value});
      return;
    case Node::Kind::sequence:
      return children(node);
    case Node::Kind::choice:
      return choice(node);
    case Node::Kind::group:
      return group(node);
    case Node::Kind::repeat:
      return repeat(node);
    case Node::Kind::atomic:
      return atomic(node);
    case Node::Kind::look:
      return look(node);
    case Node::Kind::back_reference:
      emit({.op = Op::back_reference, .fold = node.fold, .a = 2 * node.value});
      return;
    case Node::Kind::assertion:
      emit({.op = Op::assertion, .a = node.value});
      return;
  }
}

void Compiler::children(const Node& node) {
  for (NodeId child = node.child; child != kNoNode; child = at(child).next) this->node(child);
}

// Characters that must be as they are join to one text.
void Compiler::character(const Node& node) {
  if (node.fold != Fold::none) {
    emit({.op = Op::character, .fold = node.fold, .a = node.value});
    return;
  }
  const auto before = program_.text.size();
  append_code_point(program_.text, node.value);
  const auto bytes = static_cast<std::uint32_t>(program_.text.size() - before);
  const bool joins = here() > joined_from_ && program_.code.back().op == Op::text;
  if (joins) {
    program_.code.back().b += bytes;
  } else {
    emit({.op = Op::text, .a = static_cast<std::uint32_t>(before), .b = bytes});
  }
}

void Compiler::choice(const Node& node) {
  std::vector<std::uint32_t> jumps;
  for (NodeId child = node.child; child != kNoNode; child = at(child).next) {
    const bool is_last = at(child).next == kNoNode;
    const std::uint32_t split = is_last ? 0 : emit_split_around(Greed::greedy);
    joined_from_ = here();
    this->node(child);
    if (is_last) break;
    jumps.push_back(emit({.op = Op::jump}));
    exit_here(split);
  }
  for (const std::uint32_t jump : jumps) program_.code[jump].a = here();
  joined_from_ = here();
}

void Compiler::group(const Node& node) {
  const std::uint32_t begin = new_registers(1);
  emit({.op = Op::group_begin, .a = begin});
  this->node(node.child);
  emit({.op = Op::group_end, .a = 2 * node.value, .b = begin});
}

// --- Quantifiers -------------------------------------------------------------------------------

void Compiler::repeat(const Node& node) {
  if (node.max == 0) return;
  const Node& what = at(node.child);
  if (node.min == 1 && node.max == 1) return this->node(node.child);
  if (what.kind == Node::Kind::character || what.kind == Node::Kind::set) return repeat_one(node);

  const bool possessive = node.greed == Greed::possessive;
  const std::uint32_t outer = possessive ? atomic_begin() : 0;
  const bool optional = node.min == 0 && node.max == 1;
  const bool simple =
      optional || (node.min <= 1 && node.max == kUnbounded && lengths(syntax_, node.child).min > 0);
  if (simple) {
    repeat_without_counting(node);
  } else {
    repeat_counting(node);
  }
  if (possessive) atomic_end(outer);
}

void Compiler::repeat_one(const Node& node) {
  const Node& what = at(node.child);
  emit({.op = Op::run, .greed = node.greed, .a = node.min, .b = node.max});
  if (what.kind == Node::Kind::set) {
    emit({.op = Op::set, .a = what.value});
  } else {
    emit({.op = Op::character, .fold = what.fold, .a = what.value});
  }
}

// ?, and * and + of what is never empty.
void Compiler::repeat_without_counting(const Node& node) {
  // Each round of a possessive quantifier is possessive for itself, as in Java.
  const bool possessive = node.greed == Greed::possessive;
  const bool optional = node.max == 1;
  const std::uint32_t split = node.min == 0 ? emit_split_around(node.greed) : 0;
  const std::uint32_t again = node.min == 0 && !optional ? split : here();
  joined_from_ = here();
  const std::uint32_t round = possessive ? atomic_begin() : 0;
  this->node(node.child);
  if (possessive) atomic_end(round);
  if (!optional && node.min == 0) {
    emit({.op = Op::jump, .a = again});
  } else if (!optional) {
    const std::uint32_t behind = here() + 1;
    const bool lazy = node.greed == Greed::lazy;
    emit({.op = Op::split, .a = lazy ? behind : again, .b = lazy ? again : behind});
  }
  if (node.min == 0) exit_here(split);
  joined_from_ = here();
}

void Compiler::repeat_counting(const Node& node) {
  const bool possessive = node.greed == Greed::possessive;
  const auto loop = static_cast<std::uint32_t>(program_.loops.size());
  program_.loops.push_back({.min = node.min, .max = node.max, .greed = node.greed});
  const std::uint32_t registers = new_registers(2);
  emit({.op = Op::loop_begin, .a = registers});
  const std::uint32_t again = emit({.op = Op::loop_next, .a = registers, .b = loop});
  joined_from_ = here();
  const std::uint32_t round = possessive ? atomic_begin() : 0;
  this->node(node.child);
  if (possessive) atomic_end(round);
  emit({.op = Op::jump, .a = again});
  program_.loops[loop].exit = here();
  joined_from_ = here();
}

// --- Atomic groups and looking around ----------------------------------------------------------

void Compiler::atomic(const Node& node) {
  const std::uint32_t reg = atomic_begin();
  this->node(node.child);
  atomic_end(reg);
}

void Compiler::look(const Node& node) {
  const auto look = static_cast<std::uint32_t>(program_.looks.size());
  program_.looks.push_back(
      {.behind = node.behind, .negative = node.negative, .min = node.min, .max = node.max});
  const std::uint32_t registers = new_registers(2);
  emit({.op = Op::look_begin, .a = registers, .b = look});
  this->node(node.child);
  emit({.op = Op::look_end, .a = registers, .b = look});
  program_.looks[look].exit = here();
  joined_from_ = here();
}

std::uint32_t Compiler::atomic_begin() {
  const std::uint32_t reg = new_registers(1);
  emit({.op = Op::atomic_begin, .a = reg});
  return reg;
}

void Compiler::atomic_end(std::uint32_t reg) {
  emit({.op = Op::atomic_end, .a = reg});
}

std::uint32_t Compiler::emit(Instruction instruction) {
  program_.code.push_back(instruction);
  return here() - 1;
}

std::uint32_t Compiler::new_registers(std::uint32_t count) {
  program_.registers += count;
  return program_.registers - count;
}

std::uint32_t Compiler::emit_split_around(Greed greed) {
  const std::uint32_t behind = here() + 1;
  if (greed == Greed::lazy) return emit({.op = Op::split, .b = behind});
  return emit({.op = Op::split, .a = behind});
}

void Compiler::exit_here(std::uint32_t split) {
  // Instruction 0 is never behind a split: that one is the choice not made yet.
  Instruction& instruction = program_.code[split];
  (instruction.a == 0 ? instruction.a : instruction.b) = here();
}

// --- How matches begin -------------------------------------------------------------------------

Beginning Compiler::beginning() const {
  std::uint32_t first = 0;
  while (program_.code[first].op == Op::group_begin) ++first;
  const Instruction& instruction = program_.code[first];
  switch (instruction.op) {
    case Op::assertion:
      if (instruction.a != static_cast<std::uint32_t>(Assertion::text_begin)) return {};
      return {.kind = Beginning::Kind::text_begin};
    case Op::text:
      return {.kind = Beginning::Kind::text, .a = instruction.a, .b = instruction.b};
    case Op::character:
    case Op::set:
      return {.kind = Beginning::Kind::character, .a = first};
    case Op::run:
      return beginning_with_run(first);
    default:
      return {};
  }
}

Beginning Compiler::beginning_with_run(std::uint32_t run) const {
  const Instruction& instruction = program_.code[run];
  // What is behind the run must not see where it began.
  bool sees_begin = instruction.greed == Greed::possessive;
  for (const Instruction& other : program_.code) {
    sees_begin = sees_begin || other.op == Op::back_reference;
  }
  if (instruction.a <= 1 && instruction.b == kUnbounded && !sees_begin) {
    return {.kind = Beginning::Kind::whole_run, .a = run + 1};
  }
  if (instruction.a > 0) return {.kind = Beginning::Kind::character, .a = run + 1};
  return {};
}

}  // namespace

Program compile(Syntax syntax) {
  return Compiler(std::move(syntax)).compile();
}

}  // namespace palaver::regex
