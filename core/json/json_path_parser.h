// JSONPath text to its compiled form. Recursive descent, limited in depth. Steps are parsed in
// json_path_parser.cpp, conditions and literals in json_path_filter_parser.cpp. One parser, one
// path.
#pragma once

#include <string>
#include <string_view>

#include "core/common/expected.h"
#include "core/json/json_path.h"
#include "core/json/json_path_model.h"

namespace palaver::json::path {

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  expected<Path, PathError> parse();

 private:
  // Where a path stands, which decides where its names end.
  enum class Place { alone, filter, argument };

  class Nesting;

  // Each takes what it is named after, from at_ on, and returns false when something is wrong.
  bool path(Path& path, Place place);
  bool steps(Path& path, Place place);
  bool step_behind_dot(Path& path, Place place);
  bool bracket(Path& path);
  bool name_or_call(Path& path, Place place);
  bool call(Path& path, std::string_view name, std::size_t name_offset);
  bool argument(Call& call);
  bool names(Path& path);
  bool indexes_or_slice(Path& path);
  bool index(std::int32_t& index);
  bool quoted(std::string& text);

  bool filter(Path& path);
  bool any_of(Condition& condition);
  bool all_of(Condition& condition);
  bool part(Condition& condition);
  bool comparison(Condition& condition);
  bool comparison_operator(Operator& op);
  bool operand(Operand& operand);
  bool pattern(Operand& operand);
  bool literal(Value& value);
  bool list_literal(Value& value);
  bool map_literal(Value& value);
  bool element(Value& value);
  bool word(Value& value);
  bool unicode_escape(std::string& text);

  bool add(Path& path, Step step);
  // All steps are there: whether they are definite, and what a function is applied to.
  void finish(Path& path);

  bool at_end() const { return at_ >= text_.size(); }
  char current() const { return at_end() ? '\0' : text_[at_]; }
  bool name_ends(Place place) const;
  bool starts(std::string_view token) const { return text_.substr(at_, token.size()) == token; }
  void skip_blanks();
  bool take(char c, const char* what);
  bool fail(std::size_t offset, std::string message);
  bool fail(std::string message) { return fail(at_, std::move(message)); }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t step_count_ = 0;
  std::size_t depth_ = 0;
  PathError error_;
};

// A level of nesting, as long as it lives.
class Parser::Nesting {
 public:
  explicit Nesting(Parser& parser) : parser_(parser) { ++parser_.depth_; }
  ~Nesting() { --parser_.depth_; }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;

  // False, with an error, when it is one too many.
  bool allowed() const;

 private:
  Parser& parser_;
};

}  // namespace palaver::json::path
