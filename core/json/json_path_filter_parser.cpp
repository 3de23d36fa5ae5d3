// Conditions of filters, and the literals in them and in arguments.
#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "core/json/json_path_parser.h"
#include "core/json/number.h"

namespace palaver::json::path {
namespace {

struct NamedOperator {
  std::string_view name;
  Operator op;
};

constexpr std::array<NamedOperator, 17> kOperators = {{
    {"==", Operator::equal},
    {"!=", Operator::not_equal},
    {"===", Operator::same},
    {"!==", Operator::not_same},
    {"<", Operator::less},
    {"<=", Operator::less_or_equal},
    {">", Operator::greater},
    {">=", Operator::greater_or_equal},
    {"=~", Operator::matches},
    {"in", Operator::in},
    {"nin", Operator::not_in},
    {"subsetof", Operator::subset_of},
    {"anyof", Operator::any_of},
    {"noneof", Operator::none_of},
    {"contains", Operator::contains},
    {"size", Operator::size},
    {"empty", Operator::empty},
}};

constexpr std::string_view kOperatorSigns = "<>=!~";

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto add = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xC0 | code >> 6);
    add(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    add(0xE0 | code >> 12);
    add(0x80 | (code >> 6 & 0x3F));
    add(0x80 | (code & 0x3F));
  } else {
    add(0xF0 | code >> 18);
    add(0x80 | (code >> 12 & 0x3F));
    add(0x80 | (code >> 6 & 0x3F));
    add(0x80 | (code & 0x3F));
  }
}

// The UTF-16 unit of the four digits that `text` begins with.
std::optional<std::uint32_t> hex_unit(std::string_view text) {
  std::uint32_t unit = 0;
  if (text.size() < 4) return std::nullopt;
  const auto parsed = std::from_chars(text.data(), text.data() + 4, unit, 16);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + 4) return std::nullopt;
  return unit;
}

}  // namespace

// --- Conditions ----------------------------------------------------------------------------------

bool Parser::filter(Path& path) {
  ++at_;
  skip_blanks();
  if (!take('(', "`(` was expected")) return false;
  Condition condition;
  if (!any_of(condition) || !take(')', "`)`, `&&` or `||` was expected")) return false;
  skip_blanks();
  return take(']', "`]` was expected") &&
         add(path, Filter{std::make_shared<const Condition>(std::move(condition))});
}

bool Parser::any_of(Condition& condition) {
  const Nesting nesting(*this);
  if (!nesting.allowed() || !all_of(condition)) return false;
  while (starts("||")) {
    at_ += 2;
    if (condition.kind != Condition::Kind::any) {
      Condition first = std::exchange(condition, {});
      condition.kind = Condition::Kind::any;
      condition.parts.push_back(std::move(first));
    }
    if (!all_of(condition.parts.emplace_back())) return false;
  }
  return true;
}

bool Parser::all_of(Condition& condition) {
  if (!part(condition)) return false;
  skip_blanks();
  bool several = false;
  while (starts("&&")) {
    at_ += 2;
    if (!std::exchange(several, true)) {
      Condition first = std::exchange(condition, {});
      condition.kind = Condition::Kind::all;
      condition.parts.push_back(std::move(first));
    }
    if (!part(condition.parts.emplace_back())) return false;
    skip_blanks();
  }
  return true;
}

bool Parser::part(Condition& condition) {
  skip_blanks();
  if (current() == '!') {
    const Nesting nesting(*this);
    if (!nesting.allowed()) return false;
    ++at_;
    condition.kind = Condition::Kind::negation;
    return part(condition.parts.emplace_back());
  }
  if (current() != '(') return comparison(condition);
  ++at_;
  return any_of(condition) && take(')', "`)`, `&&` or `||` was expected");
}

bool Parser::comparison(Condition& condition) {
  Comparison& comparison = condition.comparison;
  const std::size_t begin = at_;
  if (!operand(comparison.left)) return false;
  skip_blanks();
  const char c = current();
  if (is_letter(c) || (c != '\0' && kOperatorSigns.find(c) != std::string_view::npos)) {
    return comparison_operator(comparison.op) && operand(comparison.right);
  }
  if (std::holds_alternative<std::shared_ptr<const Path>>(comparison.left)) return true;
  // What is always there is no condition.
  return fail(begin, "a path or a comparison was expected");
}

bool Parser::comparison_operator(Operator& op) {
  const std::size_t begin = at_;
  const auto belongs = [letters = is_letter(current())](char c) {
    return letters ? is_letter(c) : kOperatorSigns.find(c) != std::string_view::npos;
  };
  std::string name;
  for (; !at_end() && belongs(current()); ++at_) name += lower(current());
  const auto* known = std::find_if(kOperators.begin(), kOperators.end(),
                                   [&name](const auto& entry) { return entry.name == name; });
  if (known == kOperators.end()) return fail(begin, "there is no operator " + name);
  op = known->op;
  return true;
}

bool Parser::operand(Operand& operand) {
  skip_blanks();
  if (at_end()) return fail("a value was expected");
  if (current() == '/') return pattern(operand);
  if (current() == '$' || current() == '@') {
    Path path;
    if (!this->path(path, Place::filter)) return false;
    operand = std::make_shared<const Path>(std::move(path));
    return true;
  }
  Value value;
  if (!literal(value)) return false;
  operand = std::move(value);
  return true;
}

bool Parser::pattern(Operand& operand) {
  const std::size_t begin = ++at_;
  while (!at_end() && current() != '/') at_ += current() == '\\' ? 2 : 1;
  if (at_end()) return fail("the end of the pattern, `/`, was expected");
  const std::string_view text = text_.substr(begin, at_ - begin);
  ++at_;
  const std::size_t flags_begin = at_;
  while (!at_end() && std::string_view("dimsuxU").find(current()) != std::string_view::npos) ++at_;
  auto compiled = Pattern::compile(text, text_.substr(flags_begin, at_ - flags_begin));
  if (!compiled) return fail(begin + compiled.error().offset, compiled.error().message);
  operand = *std::move(compiled);
  return true;
}

// --- Literals ------------------------------------------------------------------------------------

// JSON as json-smart reads it for Jayway: text may stand in single quotes, and inside of lists and
// maps without any.
bool Parser::literal(Value& value) {
  const Nesting nesting(*this);
  if (!nesting.allowed()) return false;
  if (current() == '\'' || current() == '"') {
    std::string text;
    if (!quoted(text)) return false;
    value = Value::string(std::move(text));
    return true;
  }
  if (current() == '[') return list_literal(value);
  if (current() == '{') return map_literal(value);
  const std::size_t begin = at_;
  if (!word(value)) return false;
  return value.as_string() == nullptr || fail(begin, "a value was expected");
}

bool Parser::list_literal(Value& value) {
  ++at_;
  List items;
  for (skip_blanks(); current() != ']'; skip_blanks()) {
    if (!items.empty()) {
      if (!take(',', "a comma or `]` was expected")) return false;
      skip_blanks();
    }
    if (!element(items.emplace_back())) return false;
  }
  ++at_;
  value = Value::list(std::move(items));
  return true;
}

bool Parser::map_literal(Value& value) {
  ++at_;
  Map members;
  for (skip_blanks(); current() != '}'; skip_blanks()) {
    if (!members.empty()) {
      if (!take(',', "a comma or `}` was expected")) return false;
      skip_blanks();
    }
    std::string name;
    const std::size_t begin = at_;
    if (current() == '\'' || current() == '"') {
      if (!quoted(name)) return false;
    } else {
      Value ignored;
      if (!word(ignored)) return false;
      name = text_.substr(begin, at_ - begin);
    }
    skip_blanks();
    if (!take(':', "a colon was expected")) return false;
    skip_blanks();
    Value member;
    if (!element(member)) return false;
    members.put(std::move(name), std::move(member));
  }
  ++at_;
  value = Value::map(std::move(members));
  return true;
}

bool Parser::element(Value& value) {
  const char c = current();
  return c == '\'' || c == '"' || c == '[' || c == '{' ? literal(value) : word(value);
}

bool Parser::word(Value& value) {
  const std::size_t begin = at_;
  while (!at_end() &&
         std::string_view(",:]})&|<>=!~ \t\r\n").find(current()) == std::string_view::npos) {
    ++at_;
  }
  const std::string_view text = text_.substr(begin, at_ - begin);
  if (text.empty()) return fail("a value was expected");
  if (text == "null") {
    value = Value::null();
  } else if (text == "true" || text == "false") {
    value = Value::boolean(text == "true");
  } else {
    value = to_number(text);
    if (value.is_null()) value = Value::string(std::string(text));
  }
  return true;
}

// With Jayway's escapes, in names and in literals: JSON's and \', and any other character for
// itself.
bool Parser::quoted(std::string& text) {
  const std::size_t begin = at_;
  const char quote = current();
  for (++at_; !at_end() && current() != quote; ++at_) {
    if (current() != '\\') {
      text += current();
      continue;
    }
    ++at_;
    if (at_end()) break;
    static constexpr std::string_view kEscapes = "rftnb";
    static constexpr std::string_view kMeanings = "\r\f\t\n\b";
    const std::size_t escape = kEscapes.find(current());
    if (escape != std::string_view::npos) {
      text += kMeanings[escape];
    } else if (current() == 'u') {
      if (!unicode_escape(text)) return false;
    } else {
      text += current();
    }
  }
  if (at_end()) return fail(begin, "the end of the text in quotes is missing");
  ++at_;
  return true;
}

// From the u of \uXXXX on; stays on the last digit.
bool Parser::unicode_escape(std::string& text) {
  const auto unit = hex_unit(text_.substr(at_ + 1));
  if (!unit) return fail("four hexadecimal digits were expected");
  at_ += 4;
  std::uint32_t code = *unit;
  if (code >= 0xD800 && code < 0xDC00 && text_.substr(at_ + 1, 2) == "\\u") {
    const auto low = hex_unit(text_.substr(at_ + 3));
    if (low && *low >= 0xDC00 && *low < 0xE000) {
      code = 0x10000 + ((code - 0xD800) << 10) + (*low - 0xDC00);
      at_ += 6;
    }
  }
  append_utf8(text, code >= 0xD800 && code < 0xE000 ? 0xFFFD : code);
  return true;
}

}  // namespace palaver::json::path
