// A pattern as a tree, between parser and compiler. The nodes of a tree lie in one vector and name
// each other by their places in it, so that freeing one takes no stack.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "core/regex/char_set.h"
#include "core/regex/regex.h"

namespace palaver::regex {

using NodeId = std::uint32_t;
inline constexpr NodeId kNoNode = std::numeric_limits<NodeId>::max();
// As the greatest count of a quantifier or length of a lookbehind: none.
inline constexpr std::uint32_t kUnbounded = std::numeric_limits<std::uint32_t>::max();

// Which characters count as the same.
enum class Fold : std::uint8_t { none, ascii, unicode };

enum class Greed : std::uint8_t { greedy, lazy, possessive };

enum class Assertion : std::uint8_t {
  text_begin,            // \A, ^
  text_end,              // \z
  last_line_end,         // \Z, $: the end, or before a line terminator that ends the text
  last_unix_line_end,    // the same with (?d)
  line_begin,            // ^ with (?m)
  unix_line_begin,       // with (?md)
  line_end,              // $ with (?m)
  unix_line_end,         // with (?md)
  word_edge,             // \b
  no_word_edge,          // \B
  unicode_word_edge,     // \b with (?U)
  no_unicode_word_edge,  // \B with (?U)
  ascii_word_edge,       // \b with ecma_262
  no_ascii_word_edge,    // \B with ecma_262
  last_match_end,        // \G
};

struct Node {
  enum class Kind : std::uint8_t {
    empty,
    character,       // value: a code point
    set,             // value: a place in Syntax::sets
    sequence,        // children
    choice,          // children
    group,           // capturing; value: its number; one child
    repeat,          // min, max, greed; one child
    atomic,          // one child
    look,            // behind, negative; for those behind min and max, in code points; one child
    back_reference,  // value: the group's number
    assertion,       // value: an Assertion
  };

  Kind kind = Kind::empty;
  Fold fold = Fold::none;  // of character and back_reference
  Greed greed = Greed::greedy;
  bool behind = false;
  bool negative = false;
  std::uint32_t value = 0;
  std::uint32_t min = 0;
  std::uint32_t max = 0;
  NodeId child = kNoNode;  // the first one
  NodeId next = kNoNode;   // the parent's next child
};

struct Syntax {
  std::vector<Node> nodes;
  std::vector<CharSet> sets;
  NodeId root = kNoNode;
  std::uint32_t groups = 1;  // with the whole match
  std::vector<std::pair<std::string, std::uint32_t>> names;
};

// How many code points a node takes at least and at most; numbers that do not fit become
// kUnbounded. Recursive in the nesting of groups.
struct Lengths {
  std::uint32_t min;
  std::uint32_t max;
};
Lengths lengths(const Syntax& syntax, NodeId id);

}  // namespace palaver::regex
