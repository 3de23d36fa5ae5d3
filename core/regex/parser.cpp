#include "core/regex/parser.h"

#include <algorithm>
#include <tuple>

#include "core/regex/properties.h"
#include "core/regex/unicode_data.h"

namespace palaver::regex {
namespace {

// Of all sets made while one pattern is read, together; 8 bytes each.
constexpr std::size_t kMaxSetRanges = std::size_t{1} << 20;
// How many of the latest sets are looked through for an equal one.
constexpr std::size_t kSetsCompared = 16;
// Java counts in its int.
constexpr std::uint32_t kMaxCount = 0x7FFFFFFF;

bool is_digit(char32_t value) {
  return value >= '0' && value <= '9';
}

bool is_letter(char32_t value) {
  return (value >= 'a' && value <= 'z') || (value >= 'A' && value <= 'Z');
}

bool* flag_of(Flags& flags, char32_t letter) {
  switch (letter) {
    case 'i':
      return &flags.case_insensitive;
    case 'm':
      return &flags.multiline;
    case 's':
      return &flags.dot_all;
    case 'd':
      return &flags.unix_lines;
    case 'u':
      return &flags.unicode_case;
    case 'x':
      return &flags.comments;
    case 'U':
      return &flags.unicode_character_class;
    default:
      return nullptr;
  }
}

}  // namespace

Parser::Parser(std::string_view pattern, Flags flags)
    : reader_(pattern, flags.literal ? PatternReader::Quoting::everything
                                     : PatternReader::Quoting::as_written) {
  if (flags.unicode_character_class) flags.unicode_case = true;
  use(flags);
}

expected<Syntax, RegexError> Parser::parse() {
  syntax_.root = choice();
  if (!failed() && !reader_.at_end()) fail("Unmatched closing ')'");
  if (error_) return unexpected(std::move(*error_));
  return std::move(syntax_);
}

// --- Sequences ---------------------------------------------------------------------------------

NodeId Parser::choice() {
  const NodeId first = sequence();
  if (reader_.peek() != '|') return first;
  const NodeId all = add({.kind = Node::Kind::choice});
  NodeId last = kNoNode;
  append(all, last, first);
  while (reader_.take_if('|')) append(all, last, sequence());
  return all;
}

NodeId Parser::sequence() {
  const NodeId all = add({.kind = Node::Kind::sequence});
  NodeId last = kNoNode;
  while (!reader_.at_end() && reader_.peek() != '|' && reader_.peek() != ')') {
    const NodeId next = atom();
    if (next != kNoNode) append(all, last, quantified(next));
  }
  return all;
}

// kNoNode when there was nothing but modifiers, or a failure.
NodeId Parser::atom() {
  if (reader_.at_quoted()) return character(reader_.take_raw());
  const std::size_t start = reader_.offset();
  const char32_t next = reader_.take();
  switch (next) {
    case '\\':
      return escape_outside();
    case '[':
      return set(character_class());
    case '(':
      return group(start);
    case '.':
      return dot();
    case '^':
      if (!flags_.multiline) return assertion(Assertion::text_begin);
      return assertion(flags_.unix_lines ? Assertion::unix_line_begin : Assertion::line_begin);
    case '$':
      if (flags_.ecma_262 && !flags_.multiline) return assertion(Assertion::text_end);
      if (flags_.multiline) {
        return assertion(flags_.unix_lines ? Assertion::unix_line_end : Assertion::line_end);
      }
      return assertion(flags_.unix_lines ? Assertion::last_unix_line_end
                                         : Assertion::last_line_end);
    case '*':
    case '+':
    case '?':
      reader_.put_back();
      fail(std::string("Dangling meta character '") + static_cast<char>(next) + "'");
      return kNoNode;
    case '{':
      if (flags_.ecma_262) return character(next);
      reader_.put_back();
      return add({});  // as in Java: the count of nothing
    default:
      return character(next);
  }
}

// --- Quantifiers -------------------------------------------------------------------------------

NodeId Parser::quantified(NodeId atom) {
  Node repeat{.kind = Node::Kind::repeat, .max = kUnbounded, .child = atom};
  if (reader_.take_if('?')) {
    repeat.max = 1;
  } else if (reader_.take_if('+')) {
    repeat.min = 1;
  } else if (reader_.peek() == '{' && (!flags_.ecma_262 || at_count())) {
    const auto range = counts();
    if (!range) return atom;
    std::tie(repeat.min, repeat.max) = *range;
  } else if (!reader_.take_if('*')) {
    return atom;
  }
  if (reader_.take_if('?')) {
    repeat.greed = Greed::lazy;
  } else if (reader_.take_if('+')) {
    repeat.greed = Greed::possessive;
  }
  return add(repeat);
}

std::optional<std::pair<std::uint32_t, std::uint32_t>> Parser::counts() {
  const std::size_t start = reader_.offset();
  reader_.take();
  if (!is_digit(reader_.peek())) {
    fail("Illegal repetition", start);
    return std::nullopt;
  }
  const std::uint32_t min = count();
  std::uint32_t max = min;
  if (reader_.take_if(',')) max = is_digit(reader_.peek()) ? count() : kUnbounded;
  if (!reader_.take_if('}')) fail("Unclosed counted closure");
  if (max < min || min > kMaxCount || (max > kMaxCount && max != kUnbounded)) {
    fail("Illegal repetition range", start);
  }
  if (failed()) return std::nullopt;
  return std::pair(min, max);
}

// Whether what follows is {n}, {n,} or {n,m}.
bool Parser::at_count() const {
  std::size_t ahead = 1;
  const auto pass_digits = [&] {
    while (is_digit(reader_.peek_raw(ahead))) ++ahead;
  };
  if (!is_digit(reader_.peek_raw(ahead))) return false;
  pass_digits();
  if (reader_.peek_raw(ahead) == ',') ++ahead;
  pass_digits();
  return reader_.peek_raw(ahead) == '}';
}

// Too large numbers stay so, but are not kUnbounded.
std::uint32_t Parser::count() {
  std::uint32_t value = 0;
  while (is_digit(reader_.peek())) {
    const char32_t digit = reader_.take() - '0';
    value = value > kMaxCount / 10 ? kMaxCount + 1 : value * 10 + digit;
  }
  return value;
}

// --- Groups ------------------------------------------------------------------------------------

NodeId Parser::group(std::size_t start) {
  if (!enter()) return kNoNode;
  const NodeId made = reader_.take_if('?') ? special_group(start) : capturing_group("");
  leave();
  return made;
}

NodeId Parser::special_group(std::size_t start) {
  const char32_t kind = reader_.take_raw();
  switch (kind) {
    case ':':
      return enclosing({.kind = Node::Kind::sequence}, start);
    case '>':
      return enclosing({.kind = Node::Kind::atomic}, start);
    case '=':
    case '!':
      return enclosing({.kind = Node::Kind::look, .negative = kind == '!'}, start);
    case '<':
      return angle_group(start);
    case '$':
    case '@':
      fail("Unknown group type", start);
      return kNoNode;
    default:
      if (kind != PatternReader::kEnd) reader_.put_back();
      return modifiers();
  }
}

// Behind `(?<`: a name, or what must stand before.
NodeId Parser::angle_group(std::size_t start) {
  const char32_t next = reader_.peek_raw();
  if (next == '=' || next == '!') {
    reader_.take_raw();
    return enclosing({.kind = Node::Kind::look, .behind = true, .negative = next == '!'}, start);
  }
  if (!is_letter(next)) {
    fail("Unknown look-behind group", start);
    return kNoNode;
  }
  const std::string name = group_name();
  if (failed()) return kNoNode;
  const bool known = std::any_of(syntax_.names.begin(), syntax_.names.end(),
                                 [&name](const auto& entry) { return entry.first == name; });
  if (known) {
    fail("Named capturing group <" + name + "> is already defined", start);
    return kNoNode;
  }
  return capturing_group(name);
}

NodeId Parser::capturing_group(const std::string& name) {
  const std::uint32_t number = syntax_.groups++;
  if (!name.empty()) syntax_.names.emplace_back(name, number);
  return enclosing({.kind = Node::Kind::group, .value = number}, reader_.offset());
}

// The rest of a group, which is `node`'s content. Flags that are set inside end here.
NodeId Parser::enclosing(Node node, std::size_t start) {
  const Flags outside = flags_;
  node.child = choice();
  use(outside);
  if (!reader_.take_if(')')) {
    fail("Unclosed group");
    return kNoNode;
  }
  if (node.kind == Node::Kind::look && node.behind) {
    const Lengths content = lengths(syntax_, node.child);
    if (content.max == kUnbounded) {
      fail("Look-behind group does not have an obvious maximum length", start);
    }
    node.min = content.min;
    node.max = content.max;
  }
  return add(node);
}

// Behind `(?`: letters for this place on, or for a group of their own.
NodeId Parser::modifiers() {
  Flags flags = flags_;
  bool on = true;
  while (true) {
    const std::size_t offset = reader_.offset();
    const char32_t letter = reader_.take_raw();
    if (letter == ')') {
      use(flags);
      return kNoNode;
    }
    if (letter == ':') {
      const Flags outside = flags_;
      use(flags);
      const NodeId made = enclosing({.kind = Node::Kind::sequence}, offset);
      use(outside);
      return made;
    }
    bool* flag = flag_of(flags, letter);
    if (flag != nullptr) {
      *flag = on;
      if (letter == 'U') flags.unicode_case = on;
    } else if (letter == '-' && on) {
      on = false;
    } else {
      fail(letter == PatternReader::kEnd ? "Unclosed group" : "Unknown inline modifier", offset);
      return kNoNode;
    }
  }
}

// Takes the closing `>` too.
std::string Parser::group_name() {
  std::string name;
  if (!is_letter(reader_.peek_raw()))
    fail("Capturing group name does not start with a Latin letter");
  while (is_letter(reader_.peek_raw()) || is_digit(reader_.peek_raw())) {
    name.push_back(static_cast<char>(reader_.take_raw()));
  }
  if (!reader_.take_if_raw('>')) fail("Named capturing group is missing trailing '>'");
  return name;
}

// --- Characters --------------------------------------------------------------------------------

NodeId Parser::character(char32_t value) {
  // A half of a UTF-16 pair is in no UTF-8 text.
  if (value >= 0xD800 && value <= 0xDFFF) return set({});
  Node node{.kind = Node::Kind::character, .fold = fold(), .value = value};
  if (node.fold == Fold::ascii && !is_letter(value)) node.fold = Fold::none;
  if (node.fold == Fold::ascii) node.value = unicode::to_lower(value);
  if (node.fold == Fold::unicode) node.value = unicode::folded(value);
  return add(node);
}

NodeId Parser::set(CharSet characters) {
  if (failed()) return kNoNode;
  const std::size_t count = syntax_.sets.size();
  for (std::size_t i = count - std::min(count, kSetsCompared); i < count; ++i) {
    if (syntax_.sets[i] == characters) {
      return add({.kind = Node::Kind::set, .value = static_cast<std::uint32_t>(i)});
    }
  }
  charge(characters.ranges().size());
  syntax_.sets.push_back(std::move(characters));
  return add({.kind = Node::Kind::set, .value = static_cast<std::uint32_t>(count)});
}

NodeId Parser::dot() {
  return set(flags_.dot_all ? CharSet().negated() : line_terminators(flags_).negated());
}

NodeId Parser::assertion(Assertion what) {
  return add({.kind = Node::Kind::assertion, .value = static_cast<std::uint32_t>(what)});
}

// --- Common to all -----------------------------------------------------------------------------

void Parser::fail(std::string message, std::size_t offset) {
  if (!failed()) error_ = RegexError{offset, std::move(message)};
  reader_.give_up();
}

NodeId Parser::add(Node node) {
  syntax_.nodes.push_back(node);
  return static_cast<NodeId>(syntax_.nodes.size() - 1);
}

void Parser::append(NodeId parent, NodeId& last, NodeId child) {
  if (child == kNoNode) return;
  (last == kNoNode ? syntax_.nodes[parent].child : syntax_.nodes[last].next) = child;
  last = child;
}

void Parser::charge(std::size_t ranges) {
  ranges_made_ += ranges;
  if (ranges_made_ > kMaxSetRanges) fail("The pattern's character classes are too large");
}

bool Parser::enter() {
  if (++depth_ <= kMaxNesting) return true;
  --depth_;
  fail("Groups or classes are nested too deeply");
  return false;
}

void Parser::use(const Flags& flags) {
  flags_ = flags;
  reader_.set_comments(flags.comments);
  reader_.set_unix_lines(flags.unix_lines);
}

Fold Parser::fold() const {
  if (!flags_.case_insensitive) return Fold::none;
  return flags_.unicode_case ? Fold::unicode : Fold::ascii;
}

}  // namespace palaver::regex
