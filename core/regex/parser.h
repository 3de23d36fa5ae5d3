// A pattern's text to its tree: the grammar of java.util.regex.Pattern, "Summary of
// regular-expression constructs". One parser, one pattern; not for several threads.
//
// The grammar is in three files: parser.cpp (choices, groups, quantifiers), parser_escapes.cpp
// (what a backslash begins) and parser_classes.cpp (`[...]`).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/common/expected.h"
#include "core/regex/char_set.h"
#include "core/regex/pattern_reader.h"
#include "core/regex/regex.h"
#include "core/regex/syntax.h"

namespace palaver::regex {

class Parser {
 public:
  Parser(std::string_view pattern, Flags flags);

  expected<Syntax, RegexError> parse();

 private:
  // What a backslash may mean. Inside of classes only the first two are allowed.
  struct Reference {
    std::uint32_t group;
  };
  struct LineBreak {};  // \R
  using Escape = std::variant<char32_t, CharSet, Assertion, Reference, LineBreak>;

  // Where a backslash stands.
  enum class Place { outside, in_class, range_end };

  // What a class has until the next bracket or `&&`.
  struct ClassItems {
    std::vector<CharRange> ranges;
    std::optional<CharSet> set;  // of \d, \p{L} and the like

    bool empty() const { return ranges.empty() && !set; }
  };
  enum class ClassEnd { taken, left };

  // parser.cpp: outside of classes.
  NodeId choice();
  NodeId sequence();
  NodeId atom();
  NodeId quantified(NodeId atom);
  std::optional<std::pair<std::uint32_t, std::uint32_t>> counts();
  bool at_count() const;
  std::uint32_t count();
  NodeId group(std::size_t start);
  NodeId special_group(std::size_t start);
  NodeId angle_group(std::size_t start);
  NodeId capturing_group(const std::string& name);
  NodeId enclosing(Node node, std::size_t start);
  NodeId modifiers();
  std::string group_name();
  NodeId character(char32_t value);
  NodeId set(CharSet characters);
  NodeId dot();
  NodeId assertion(Assertion what);

  // parser_escapes.cpp: behind a backslash.
  NodeId escape_outside();
  NodeId line_break();
  NodeId back_reference(std::uint32_t group);
  Escape escape(Place place);
  std::optional<Escape> escape_for_outside(char32_t letter);
  std::optional<CharSet> class_letter(char32_t letter, Place place);
  char32_t octal();
  char32_t hexadecimal();
  char32_t utf16();
  std::optional<char32_t> utf16_unit();
  char32_t control();
  CharSet property_class();
  Reference numbered_reference(char32_t first_digit);
  Reference named_reference();

  // parser_classes.cpp: behind `[`.
  CharSet character_class();
  CharSet class_content(ClassEnd end);
  std::optional<CharSet> right_of_intersection();
  void class_item(ClassItems& items);
  void add_range(ClassItems& items, char32_t first);
  void flush(ClassItems& items, std::optional<CharSet>& into);
  void unite(std::optional<CharSet>& into, const CharSet& other);

  // The first failure counts; the reader is then at its end, so that everything ends.
  void fail(std::string message, std::size_t offset);
  void fail(std::string message) { fail(std::move(message), reader_.offset()); }
  bool failed() const { return error_.has_value(); }

  NodeId add(Node node);
  // Adds to `parent`, whose latest child is `last`.
  void append(NodeId parent, NodeId& last, NodeId child);
  // Counts what sets cost, so that a small pattern does not make large ones without end.
  void charge(std::size_t ranges);
  // What \b, or \B, is here.
  Assertion word_edge(bool negated) const;
  bool enter();
  void leave() { --depth_; }
  void use(const Flags& flags);
  Fold fold() const;

  PatternReader reader_;
  Flags flags_;
  Syntax syntax_;
  std::optional<RegexError> error_;
  std::size_t depth_ = 0;
  std::size_t ranges_made_ = 0;
};

}  // namespace palaver::regex
