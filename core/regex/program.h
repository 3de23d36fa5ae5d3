// What a pattern is compiled to: instructions for the Matcher. Immutable; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/regex/char_set.h"
#include "core/regex/syntax.h"

namespace palaver::regex {

enum class Op : std::uint8_t {
  // One character each; `one` of run is one of these.
  character,  // a: the code point; fold
  set,        // a: a place in Program::sets

  text,            // a, b: where it is in Program::text, and its bytes
  run,             // the next instruction, a character or set, from a to b times; greed
  jump,            // a: where to
  split,           // a: first choice, b: second
  group_begin,     // a: the register that keeps the place until the end
  group_end,       // a: the group's two registers, b: group_begin's
  loop_begin,      // a: the loop's two registers: rounds, where this round began
  loop_next,       // the same; b: a place in Program::loops
  assertion,       // a: an Assertion
  back_reference,  // a: the group's two registers; fold
  atomic_begin,    // a: a register: how many backtrack entries there were
  atomic_end,      // the same
  look_begin,      // a: two registers: that, and the place; b: a place in Program::looks
  look_end,        // the same
  match,
};

struct Instruction {
  Op op = Op::match;
  Fold fold = Fold::none;
  Greed greed = Greed::greedy;
  std::uint32_t a = 0;
  std::uint32_t b = 0;
};

struct Loop {
  std::uint32_t min = 0;
  std::uint32_t max = 0;
  Greed greed = Greed::greedy;
  std::uint32_t exit = 0;  // the instruction behind it
};

struct Look {
  bool behind = false;
  bool negative = false;
  std::uint32_t min = 0;  // of those behind: code points back
  std::uint32_t max = 0;
  std::uint32_t exit = 0;  // the instruction behind it
};

// What is known of every match's beginning, so that find() need not try everywhere.
struct Beginning {
  enum class Kind {
    anything,
    text_begin,  // only the text's own begin
    text,        // with Program::text from `a` on, `b` bytes
    character,   // with what instruction `a`, one character, matches
    whole_run,   // with a greedy or lazy run of instruction `a`, of any length: a match that begins
                 // inside of such a run would begin at its begin too
  };
  Kind kind = Kind::anything;
  std::uint32_t a = 0;
  std::uint32_t b = 0;
};

struct Program {
  std::vector<Instruction> code;
  std::vector<CharSet> sets;
  std::string text;
  std::vector<Loop> loops;
  std::vector<Look> looks;
  std::uint32_t groups = 1;  // with the whole match
  std::uint32_t registers = 0;
  std::vector<std::pair<std::string, std::uint32_t>> names;
  Beginning beginning;
};

// Takes the sets out of `syntax`. As long as the pattern, whatever its counts are.
Program compile(Syntax syntax);

}  // namespace palaver::regex
