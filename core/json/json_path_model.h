// A compiled JSONPath: its steps, and the conditions of its filters. Written by the parser, read by
// the evaluator; nobody else needs it. Immutable once it is built.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/json/json_path_pattern.h"
#include "core/json/value.h"

namespace palaver::json::path {

struct Condition;
struct Path;

// --- Steps ---------------------------------------------------------------------------------------

struct Members {  // .a  ['a']  ['a','b']
  std::vector<std::string> names;
};

struct Indexes {  // [0]  [-1]  [0,2]; below zero from the end
  std::vector<std::int32_t> indexes;
};

struct Slice {  // [1:3]  [1:]  [:3]; one of the two is there
  std::optional<std::int32_t> from;
  std::optional<std::int32_t> to;
};

struct Wildcard {};  // .*  [*]

struct Descent {};  // .. before the next step: wherever that finds something

struct Filter {  // [?(...)]
  std::shared_ptr<const Condition> condition;
};

enum class Function {
  append,
  average,
  concat,
  first,
  index,
  keys,
  last,
  length,
  max,
  min,
  standard_deviation,
  sum
};

struct Argument {
  std::string json;  // when there is no path. As text: every evaluation has its own value of it
  std::shared_ptr<const Path> path;
};

struct Call {  // .sum()  .concat("x", $.a)
  Function function = Function::length;
  std::vector<Argument> arguments;
  // What the function is applied to instead of the value so far: a list of all that this path
  // finds from there.
  std::shared_ptr<const Path> input;
};

using Step = std::variant<Members, Indexes, Slice, Wildcard, Descent, Filter, Call>;

struct Path {
  bool from_root = true;  // begins with $; else with @, the value that a filter looks at
  std::vector<Step> steps;
  // How many of the first steps lead to one value at most.
  std::size_t definite_steps = 0;

  bool definite() const { return definite_steps == steps.size(); }
};

// --- Conditions of filters -----------------------------------------------------------------------

using Operand = std::variant<Value, std::shared_ptr<const Path>, Pattern>;

enum class Operator {
  exists,  // only the left operand counts, and it is a path
  equal,
  not_equal,
  same,      // === equal and of the same type
  not_same,  // !==
  less,
  less_or_equal,
  greater,
  greater_or_equal,
  matches,
  in,
  not_in,
  subset_of,
  any_of,
  none_of,
  contains,
  size,
  empty,
};

struct Comparison {
  Operand left;
  Operator op = Operator::exists;
  Operand right;
};

struct Condition {
  enum class Kind { comparison, all, any, negation };

  Kind kind = Kind::comparison;
  Comparison comparison;         // when it is one
  std::vector<Condition> parts;  // else: one of a negation, two or more of the others
};

}  // namespace palaver::json::path
