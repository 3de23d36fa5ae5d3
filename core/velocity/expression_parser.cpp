// Expressions: operators from the loosest to the tightest, and what they work on.

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "core/json/number.h"
#include "core/velocity/limits.h"
#include "core/velocity/parser.h"
#include "core/velocity/utf16.h"

namespace palaver::velocity {

using json::Value;

namespace {

struct OperatorText {
  int level;
  Operator op;
  std::string_view text;
};

// In one level, what begins another's text comes later.
constexpr std::array kOperators = {
    OperatorText{0, Operator::logical_or, "||"},
    OperatorText{0, Operator::logical_or, "or"},
    OperatorText{1, Operator::logical_and, "&&"},
    OperatorText{1, Operator::logical_and, "and"},
    OperatorText{2, Operator::equal, "=="},
    OperatorText{2, Operator::equal, "eq"},
    OperatorText{2, Operator::not_equal, "!="},
    OperatorText{2, Operator::not_equal, "ne"},
    OperatorText{3, Operator::less_equal, "<="},
    OperatorText{3, Operator::less_equal, "le"},
    OperatorText{3, Operator::less, "<"},
    OperatorText{3, Operator::less, "lt"},
    OperatorText{3, Operator::greater_equal, ">="},
    OperatorText{3, Operator::greater_equal, "ge"},
    OperatorText{3, Operator::greater, ">"},
    OperatorText{3, Operator::greater, "gt"},
    OperatorText{4, Operator::add, "+"},
    OperatorText{4, Operator::subtract, "-"},
    OperatorText{5, Operator::multiply, "*"},
    OperatorText{5, Operator::divide, "/"},
    OperatorText{5, Operator::modulo, "%"},
};
constexpr int kUnaryLevel = 6;

// "\u0041" in a double-quoted string.
std::optional<std::uint32_t> unicode_escape(std::string_view text) {
  if (text.size() < 6 || text.substr(0, 2) != "\\u") return std::nullopt;
  std::uint32_t code = 0;
  const char* end = text.data() + 6;
  const auto parsed = std::from_chars(text.data() + 2, end, code, 16);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return code;
}

std::string decode_unicode_escapes(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    auto code = unicode_escape(text);
    if (!code) {
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    text.remove_prefix(6);
    const auto low = *code >= 0xD800 && *code < 0xDC00 ? unicode_escape(text) : std::nullopt;
    if (low && *low >= 0xDC00 && *low < 0xE000) {
      code = 0x10000 + ((*code - 0xD800) << 10) + (*low - 0xDC00);
      text.remove_prefix(6);
    }
    append_utf8(out, *code);
  }
  return out;
}

// A doubled quote means one.
std::string undouble(std::string_view text, char quote) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    if (text[i] == quote && i + 1 < text.size() && text[i + 1] == quote) ++i;
  }
  return out;
}

}  // namespace

// --- Operators ---------------------------------------------------------------------------------

std::optional<Operator> Parser::take_operator(int level) {
  for (const OperatorText& candidate : kOperators) {
    if (candidate.level != level) continue;
    if (is_letter(candidate.text.front())) {
      if (take_word(candidate.text)) return candidate.op;
    } else if (looking_at(candidate.text)) {
      at_ += candidate.text.size();
      return candidate.op;
    }
  }
  return std::nullopt;
}

bool Parser::parse_level(Expression& out, int level) {
  if (level == kUnaryLevel) return parse_unary(out);
  if (!parse_level(out, level + 1)) return false;
  Operation operation;
  for (;;) {
    skip_blanks();
    const auto op = take_operator(level);
    if (!op) break;
    Operation::Term term;
    term.op = *op;
    if (!parse_level(term.operand, level + 1)) return false;
    operation.rest.push_back(std::move(term));
  }
  if (operation.rest.empty()) return true;
  const Span span{out.span.begin, operation.rest.back().operand.span.end};
  const std::size_t at = out.at;
  operation.first = std::make_unique<Expression>(std::move(out));
  operation.text = text_;
  out = Expression{std::move(operation), span, at};
  return true;
}

bool Parser::parse_unary(Expression& out) {
  skip_blanks();
  const std::size_t begin = at_;
  bool any = false;
  bool negated = false;
  // Any number of them, without a level of nesting for each.
  while ((peek() == '!' && peek(1) != '=') || looking_at("not")) {
    if (peek() == '!') {
      ++at_;
    } else if (!take_word("not")) {
      break;
    }
    any = true;
    negated = !negated;
    skip_blanks();
  }
  if (!any) return parse_primary(out);
  Expression operand;
  if (!parse_primary(operand)) return false;
  const Span span{begin, operand.span.end};
  auto once = std::make_unique<Expression>(std::move(operand));
  if (!negated) {
    // Twice is still true or false, and no longer the operand.
    const Span inner = once->span;
    const std::size_t at = once->at;
    once = std::make_unique<Expression>(Expression{Not{std::move(once)}, inner, at});
  }
  out = Expression{Not{std::move(once)}, span, place(begin)};
  return true;
}

bool Parser::parse_primary(Expression& out) {
  skip_blanks();
  if (peek() != '(') return parse_parameter(out, "A value");
  Nesting nesting(*this);
  if (!nesting.allowed()) return false;
  const std::size_t begin = at_++;
  if (!parse_expression(out)) return false;
  skip_blanks();
  if (!take(')')) return fail_here("A ) must close the parenthesis");
  out.span = {begin, at_};
  return true;
}

// --- Values ------------------------------------------------------------------------------------

bool Parser::parse_parameter(Expression& out, std::string_view what) {
  skip_blanks();
  const std::size_t begin = at_;
  bool parsed = true;
  const char c = peek();
  bool decimal = false;
  if (c == '\'' || c == '"') {
    parsed = parse_string(out);
  } else if (c == '[') {
    parsed = parse_list_or_range(out);
  } else if (c == '{') {
    parsed = parse_map(out);
  } else if (number_end(&decimal) != at_) {
    parsed = parse_number(out);
  } else if (take_word("true")) {
    out.form = Literal{Value::boolean(true)};
  } else if (take_word("false")) {
    out.form = Literal{Value::boolean(false)};
  } else {
    Reference reference;
    bool found = false;
    if (c == '$' && !parse_reference(reference, &found)) return false;
    if (!found) {
      return fail_here(std::string(what) + " was expected");
    }
    out.form = std::move(reference);
  }
  out.span = {begin, at_};
  out.at = place(begin);
  return parsed;
}

// Where the number that begins here ends: -12, 1.5, 1., .5, 2e3; `1..` ends before the dots.
std::size_t Parser::number_end(bool* decimal) const {
  std::size_t at = at_;
  const auto digits = [&] {
    const std::size_t begin = at;
    while (at < source_.size() && is_digit(source_[at])) ++at;
    return at - begin;
  };
  const auto sees = [&](std::string_view text) { return source_.substr(at, text.size()) == text; };
  *decimal = false;
  if (sees("-")) ++at;
  const std::size_t whole = digits();
  if (sees(".") && !sees("..")) {
    ++at;
    const std::size_t fraction = digits();
    if (whole + fraction == 0) return at_;
    *decimal = true;
  } else if (whole == 0) {
    return at_;
  }
  const std::size_t mantissa = at;
  if (sees("e") || sees("E")) {
    ++at;
    if (sees("+") || sees("-")) ++at;
    if (digits() > 0) {
      *decimal = true;
    } else {
      at = mantissa;
    }
  }
  return at;
}

bool Parser::parse_number(Expression& out) {
  bool decimal = false;
  const std::size_t end = number_end(&decimal);
  if (end - at_ > kMaxDigits) return fail_here("A number of too many digits");
  Value value = json::to_number(source_.substr(at_, end - at_));
  // 2e3 is a decimal, as 2000.0 is.
  if (decimal) value = Value::decimal(json::to_double(value));
  at_ = end;
  out.form = Literal{std::move(value)};
  return true;
}

bool Parser::parse_string(Expression& out) {
  const std::size_t begin = at_;
  const char quote = source_[at_++];
  for (;;) {
    const std::size_t end = source_.find(quote, at_);
    if (end == std::string_view::npos) {
      return fail(begin, std::string("A ") + quote + " must end the string");
    }
    at_ = end + 1;
    if (peek() != quote) break;
    ++at_;
  }
  const std::string_view inside = source_.substr(begin + 1, at_ - begin - 2);
  if (quote == '\'') {
    out.form = Literal{Value::string(undouble(inside, quote))};
    return true;
  }
  std::string text = undouble(decode_unicode_escapes(inside), quote);
  if (inside.find_first_of("$#") == std::string_view::npos) {
    out.form = Literal{Value::string(std::move(text))};
    return true;
  }
  Nesting nesting(*this);
  if (!nesting.allowed()) return false;
  const bool exact = exact_ && text == inside;
  auto block = std::make_shared<Block>();
  Parser parser(std::make_shared<const std::string>(std::move(text)), state_, place(begin + 1),
                exact);
  if (!parser.parse_all(*block)) return false;
  out.form = Interpolated{std::move(block)};
  return true;
}

bool Parser::parse_list_or_range(Expression& out) {
  Nesting nesting(*this);
  if (!nesting.allowed()) return false;
  ++at_;
  skip_blanks();
  ListLiteral list;
  if (take(']')) {
    out.form = std::move(list);
    return true;
  }
  for (;;) {
    if (!parse_parameter(list.items.emplace_back(), "An element or ]")) return false;
    skip_blanks();
    if (list.items.size() == 1 && looking_at("..")) {
      at_ += 2;
      RangeLiteral range;
      range.first = std::make_unique<Expression>(std::move(list.items.front()));
      range.last = std::make_unique<Expression>();
      if (!parse_parameter(*range.last, "The end of the range")) return false;
      skip_blanks();
      if (!take(']')) return fail_here("A ] must end the range");
      out.form = std::move(range);
      return true;
    }
    if (take(']')) break;
    if (!take(',')) return fail_here("A , or ] must follow an element of a list");
  }
  out.form = std::move(list);
  return true;
}

bool Parser::parse_map(Expression& out) {
  Nesting nesting(*this);
  if (!nesting.allowed()) return false;
  ++at_;
  skip_blanks();
  MapLiteral map;
  while (!take('}')) {
    MapLiteral::Member& member = map.members.emplace_back();
    if (!parse_parameter(member.key, "A key or }")) return false;
    skip_blanks();
    if (!take(':')) return fail_here("A : must follow the key of a map");
    if (!parse_parameter(member.value, "A value")) return false;
    skip_blanks();
    if (take('}')) break;
    if (!take(',')) return fail_here("A , or } must follow a member of a map");
    skip_blanks();
    if (peek() == '}') return fail_here("A key must follow the ,");
  }
  out.form = std::move(map);
  return true;
}

}  // namespace palaver::velocity
