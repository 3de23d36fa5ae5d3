// The text of a template as a tree. Velocity 1.7, "VTL Reference" and the grammar behind it: what
// that engine refuses is refused here, with these exceptions, which take more: `$a -1` is a
// subtraction (there, two operands in a row), and a `$` or `$!` that ends the text is text.
//
// Unlike there, #include and #parse are refused, since there is nothing to read. Nesting is limited
// by kMaxNesting. One parser, one text, one thread.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "core/common/expected.h"
#include "core/velocity/ast.h"
#include "core/velocity/symbol_table.h"

namespace palaver::velocity {

struct SyntaxError {
  std::size_t at = 0;  // in bytes
  std::string message;
};

// `symbols` gets the names that it does not have yet. `vocabulary` may be null.
expected<Program, SyntaxError> parse(std::string_view text, SymbolTable& symbols,
                                     const Vocabulary* vocabulary);

// --- Inside the parser -------------------------------------------------------------------------

// What a template and the strings in it have in common while they are parsed.
struct ParserState {
  SymbolTable& symbols;
  const Vocabulary* vocabulary;
  std::vector<Macro> macros;
  std::set<std::string, std::less<>> macro_names;  // of those whose definition has been read
  std::optional<SyntaxError> error;
  std::size_t nesting = 0;
};

class Parser {
 public:
  // `origin`: where in the template the text begins. `exact`: each of its bytes stands there as it
  // stands here.
  Parser(std::shared_ptr<const std::string> text, ParserState& state, std::size_t origin,
         bool exact)
      : text_(std::move(text)), source_(*text_), state_(state), origin_(origin), exact_(exact) {}

  // The whole text. False after an error, here and below.
  bool parse_all(Block& block);

 private:
  class Nesting;
  enum class Ending { text_end, end, else_branch, elseif_branch };

  // parser.cpp: text, comments, escapes.
  bool parse_block(Block& block, Ending& ending);
  bool parse_text_character(Block& block, Ending& ending, bool& ended);
  bool parse_backslashes(Block& block);
  bool parse_hash(Block& block, Ending& ending, bool& ended);
  bool parse_dollar(Block& block, std::size_t backslashes);
  bool skip_comment(Block& block);

  // directive_parser.cpp. The parsers of single directives start behind the name; the directive
  // began at `begin`.
  bool parse_directive(Block& block, std::string_view word, std::size_t after, Ending& ending,
                       bool& ended);
  bool parse_set(Block& block, std::size_t begin);
  bool parse_if(Block& block, std::size_t begin);
  bool parse_foreach(Block& block, std::size_t begin);
  bool parse_define(Block& block, std::size_t begin);
  bool parse_macro(std::size_t begin);
  bool parse_literal(Block& block, std::size_t begin);
  bool parse_break(Block& block, std::size_t begin);
  bool parse_stop();
  bool parse_evaluate(Block& block, std::size_t begin);
  bool parse_call(Block& block, std::size_t begin, std::string_view name);
  bool parse_body(Block& block, std::string_view directive, std::size_t begin);

  // expression_parser.cpp
  bool parse_expression(Expression& out) { return parse_level(out, 0); }
  bool parse_level(Expression& out, int level);
  bool parse_unary(Expression& out);
  bool parse_primary(Expression& out);
  // What may be an argument: anything but operators and parentheses. `what` names it in errors.
  bool parse_parameter(Expression& out, std::string_view what);
  bool parse_number(Expression& out);
  bool parse_string(Expression& out);
  bool parse_list_or_range(Expression& out);
  bool parse_map(Expression& out);
  std::optional<Operator> take_operator(int level);
  std::size_t number_end(bool* decimal) const;

  // reference_parser.cpp
  // At a `$`: takes a reference. `*found` is false, and nothing is taken, when none begins here.
  bool parse_reference(Reference& out, bool* found);
  bool parse_steps(Reference& out);
  bool parse_index(Step& step);
  bool parse_arguments(std::vector<Expression>& out);
  bool bind(Reference& reference);

  bool fail(std::size_t at, std::string message);
  bool fail_here(std::string message) { return fail(at_, std::move(message)); }
  std::size_t place(std::size_t at) const { return exact_ ? origin_ + at : origin_; }

  bool at_end() const { return at_ >= source_.size(); }
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }
  bool looking_at(std::string_view text) const { return source_.substr(at_, text.size()) == text; }
  bool take(char c);
  // A word of letters and digits that ends where this does.
  bool take_word(std::string_view word);
  void skip_blanks();  // line ends too
  bool open_parenthesis(std::string_view directive);
  // `)`, and the rest of the line when it is blank.
  bool close_parenthesis(std::string_view directive);
  void swallow_line_end();
  void add_text(Block& block, std::string_view text);

  std::shared_ptr<const std::string> text_;
  std::string_view source_;
  ParserState& state_;
  std::size_t origin_;
  bool exact_;
  std::size_t at_ = 0;
  // Where the text since the last reference or directive began.
  std::size_t run_ = 0;
  // Where the #end, #else or #elseif that was read last began.
  std::size_t ending_begin_ = 0;
};

// Counts a level of nesting while it lives.
class Parser::Nesting {
 public:
  explicit Nesting(Parser& parser) : parser_(parser) { ++parser_.state_.nesting; }
  ~Nesting() { --parser_.state_.nesting; }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;
  // False, with the error set, when there are too many.
  bool allowed();

 private:
  Parser& parser_;
};

bool is_letter(char c);
bool is_digit(char c);
// Of a reference's names; hyphens are part of them.
bool is_identifier_character(char c);
// Of a directive's name.
bool is_word_character(char c);

}  // namespace palaver::velocity
