#include "core/velocity/parser.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/velocity/limits.h"

namespace palaver::velocity {
namespace {

// What a backslash before it makes text, whether or not a macro has that name.
constexpr std::array<std::string_view, 9> kBlockDirectives = {
    "foreach", "include", "parse", "macro", "literal", "evaluate", "break", "define", "stop"};
constexpr std::array<std::string_view, 4> kControl = {"if", "else", "elseif", "end"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

// `name` or `{name}` behind a #; `end` is behind it. Empty when there is none.
std::string_view directive_word(std::string_view text, std::size_t at, std::size_t* end) {
  const bool braced = at < text.size() && text[at] == '{';
  const std::size_t begin = at + (braced ? 1 : 0);
  std::size_t stop = begin;
  const auto first = [&](char c) { return is_letter(c) || c == '_' || (c == '@' && !braced); };
  if (begin >= text.size() || !first(text[begin])) return {};
  while (stop < text.size() && is_word_character(text[stop])) ++stop;
  if (braced && (stop >= text.size() || text[stop] != '}')) return {};
  *end = stop + (braced ? 1 : 0);
  return text.substr(begin, stop - begin);
}

}  // namespace

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_identifier_character(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '-';
}
bool is_word_character(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '@';
}

expected<Program, SyntaxError> parse(std::string_view text, SymbolTable& symbols,
                                     const Vocabulary* vocabulary) {
  ParserState state{symbols, vocabulary, {}, {}, {}};
  auto block = std::make_shared<Block>();
  Parser parser(std::make_shared<const std::string>(text), state, 0, true);
  if (!parser.parse_all(*block)) return unexpected(*std::move(state.error));
  return Program{std::move(block), std::move(state.macros)};
}

// --- Small things ------------------------------------------------------------------------------

bool Parser::Nesting::allowed() {
  if (parser_.state_.nesting <= kMaxNesting) return true;
  return parser_.fail_here("More than " + std::to_string(kMaxNesting) + " levels of nesting");
}

bool Parser::fail(std::size_t at, std::string message) {
  if (!state_.error) state_.error = SyntaxError{place(at), std::move(message)};
  return false;
}

bool Parser::take(char c) {
  if (at_end() || source_[at_] != c) return false;
  ++at_;
  return true;
}

bool Parser::take_word(std::string_view word) {
  if (!looking_at(word) || is_word_character(peek(word.size()))) return false;
  at_ += word.size();
  return true;
}

void Parser::skip_blanks() {
  while (!at_end() && (is_blank(source_[at_]) || source_[at_] == '\n' || source_[at_] == '\r')) {
    ++at_;
  }
}

// "Velocity eats white space up to and including a line end behind a directive."
void Parser::swallow_line_end() {
  std::size_t end = at_;
  while (end < source_.size() && is_blank(source_[end])) ++end;
  if (end < source_.size() && source_[end] == '\r') {
    at_ = end + 1;
    if (!at_end() && source_[at_] == '\n') ++at_;
  } else if (end < source_.size() && source_[end] == '\n') {
    at_ = end + 1;
  }
}

void Parser::add_text(Block& block, std::string_view text) {
  if (text.empty()) return;
  if (!block.empty()) {
    if (auto* last = std::get_if<Text>(&block.back().form)) {
      last->text += text;
      return;
    }
  }
  block.push_back({Text{std::string(text)}, place(at_)});
}

// --- Text --------------------------------------------------------------------------------------

bool Parser::parse_all(Block& block) {
  Ending ending{};
  if (!parse_block(block, ending)) return false;
  if (ending == Ending::text_end) return true;
  const char* what = ending == Ending::end           ? "#end without a directive that it ends"
                     : ending == Ending::else_branch ? "#else without an #if"
                                                     : "#elseif without an #if";
  return fail(ending_begin_, what);
}

bool Parser::parse_block(Block& block, Ending& ending) {
  bool ended = false;
  run_ = at_;
  while (!ended) {
    const std::size_t special = std::min(source_.find_first_of("$#\\", at_), source_.size());
    if (special == source_.size()) {
      add_text(block, source_.substr(run_));
      at_ = run_ = special;
      ending = Ending::text_end;
      return true;
    }
    at_ = special;
    if (!parse_text_character(block, ending, ended)) return false;
  }
  return true;
}

bool Parser::parse_text_character(Block& block, Ending& ending, bool& ended) {
  switch (source_[at_]) {
    case '\\':
      return parse_backslashes(block);
    case '$':
      return parse_dollar(block, 0);
    default:
      return parse_hash(block, ending, ended);
  }
}

// "The \ escapes a reference or directive that it touches, if that is one."
bool Parser::parse_backslashes(Block& block) {
  const std::size_t begin = at_;
  while (peek() == '\\') ++at_;
  const std::size_t count = at_ - begin;
  if (peek() == '$') return parse_dollar(block, count);
  std::size_t end = 0;
  const std::string_view word =
      peek() == '#' ? directive_word(source_, at_ + 1, &end) : std::string_view();
  if (word.empty()) return true;  // text
  const bool is_macro = state_.macro_names.find(word) != state_.macro_names.end();
  const bool control = contains(kControl, word) || contains(kBlockDirectives, word) || is_macro;
  if (count % 2 == 1) {
    if (control || word == "set") {
      add_text(block, source_.substr(run_, begin - run_));
      add_text(block, source_.substr(begin, count / 2));
      add_text(block, source_.substr(at_, end - at_));
      run_ = end;
    }
    at_ = end;
    return true;
  }
  if (control) {
    add_text(block, source_.substr(run_, begin - run_ + count / 2));
    run_ = at_;
  }
  return true;
}

bool Parser::parse_dollar(Block& block, std::size_t backslashes) {
  const std::size_t begin = at_ - backslashes;
  std::size_t dollar = at_;
  while (dollar + 1 < source_.size() && source_[dollar + 1] == '$') ++dollar;

  // "$\!foo" is how to write $!foo as text.
  std::size_t bang = dollar + 1;
  while (bang < source_.size() && source_[bang] == '\\') ++bang;
  const std::size_t bang_slashes = bang - dollar - 1;
  if (bang_slashes > 0 && (bang >= source_.size() || source_[bang] != '!')) {
    at_ = dollar + 1;
    return true;
  }

  Print print;
  bool found = false;
  const std::size_t dollars = dollar - at_;
  at_ = dollar;
  if (bang_slashes > 0) {
    // As text from the $ on, with one backslash less, when a name follows.
    std::size_t name = bang + 1;
    if (name < source_.size() && source_[name] == '{') ++name;
    at_ = bang + 1;
    if (name < source_.size() && (is_letter(source_[name]) || source_[name] == '_')) {
      add_text(block, source_.substr(run_, dollar + 1 - run_));
      add_text(block, source_.substr(dollar + 2, bang - dollar - 1));
      run_ = at_ = bang + 1;
    }
    return true;
  }
  print.reference.at = place(dollar);
  if (!parse_reference(print.reference, &found)) return false;
  if (!found) {
    at_ = dollar + 1;
    return true;
  }
  add_text(block, source_.substr(run_, begin - run_));
  print.backslashes = backslashes;
  print.dollars = dollars;
  if (backslashes % 2 == 1) print.text = source_.substr(dollar, at_ - dollar);
  block.push_back({std::move(print), place(dollar)});
  run_ = at_;
  return true;
}

bool Parser::skip_comment(Block& block) {
  add_text(block, source_.substr(run_, at_ - run_));
  if (peek(1) == '#') {
    at_ = std::min(source_.find_first_of("\r\n", at_), source_.size());
    swallow_line_end();
  } else if (peek(1) == '*') {
    const std::size_t end = source_.find("*#", at_ + 2);
    at_ = end == std::string_view::npos ? source_.size() : end + 2;
  } else {
    const std::size_t end = source_.find("]]#", at_ + 3);
    if (end == std::string_view::npos) return fail_here("A ]]# must end #[[");
    add_text(block, source_.substr(at_ + 3, end - at_ - 3));
    at_ = end + 3;
  }
  run_ = at_;
  return true;
}

bool Parser::parse_hash(Block& block, Ending& ending, bool& ended) {
  if (peek(1) == '#' || peek(1) == '*' || (peek(1) == '[' && peek(2) == '[')) {
    return skip_comment(block);
  }
  std::size_t after = 0;
  const std::string_view word = directive_word(source_, at_ + 1, &after);
  if (word.empty()) {
    ++at_;
    return true;
  }
  return parse_directive(block, word, after, ending, ended);
}

}  // namespace palaver::velocity
