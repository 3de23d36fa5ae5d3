// Character classes: unions, ranges, intersections, negations. The whole of `[^...]` is negated,
// nested classes and intersections included, as in Java 9 and later.
#include <utility>

#include "core/regex/parser.h"
#include "core/regex/properties.h"
#include "core/regex/unicode_data.h"

namespace palaver::regex {
namespace {

// What finding the other cases of a set costs with (?iu), in ranges.
constexpr std::size_t kUnicodeCaseCost = 3000;

}  // namespace

CharSet Parser::character_class() {
  const bool negated = reader_.take_if_raw('^');
  CharSet content = class_content(ClassEnd::taken);
  return negated ? content.negated() : content;
}

// To the bracket that closes the class. Left for the class outside when this is the right side of
// its `&&`, which takes all that is behind it.
CharSet Parser::class_content(ClassEnd end) {
  if (!enter()) return {};
  std::optional<CharSet> content;
  ClassItems items;
  while (true) {
    const char32_t next = reader_.peek();
    if (reader_.at_end()) {
      fail("Unclosed character class");
      break;
    }
    if (next == '[' && !flags_.ecma_262) {
      reader_.take();
      unite(content, character_class());
    } else if (next == '&' && reader_.peek_raw(1) == '&' && !flags_.ecma_262) {
      reader_.take();
      reader_.take_raw();
      const auto right = right_of_intersection();
      flush(items, content);
      if (!content && !right) fail("Bad class syntax");
      if (right) content = content ? content->intersected(*right) : *right;
    } else if (next == ']' && (content || !items.empty() || flags_.ecma_262)) {
      if (end == ClassEnd::taken) reader_.take();
      flush(items, content);
      break;
    } else {
      class_item(items);
    }
  }
  leave();
  return content.value_or(CharSet());
}

std::optional<CharSet> Parser::right_of_intersection() {
  std::optional<CharSet> right;
  while (!reader_.at_end() && reader_.peek() != ']' && reader_.peek() != '&') {
    if (reader_.take_if('[')) {
      unite(right, character_class());
    } else {
      unite(right, class_content(ClassEnd::left));
    }
  }
  return right;
}

// One character, one range, or a set like \d.
void Parser::class_item(ClassItems& items) {
  if (!reader_.take_if('\\')) {
    add_range(items, reader_.take());
    return;
  }
  Escape found = escape(Place::in_class);
  if (const auto* characters = std::get_if<CharSet>(&found)) {
    unite(items.set, *characters);
  } else if (const auto* value = std::get_if<char32_t>(&found)) {
    add_range(items, *value);
  }
}

void Parser::add_range(ClassItems& items, char32_t first) {
  if (failed()) return;
  const bool range = reader_.peek() == '-' && reader_.peek_raw(1) != ']' &&
                     (reader_.peek_raw(1) != '[' || flags_.ecma_262);
  if (!range) {
    items.ranges.push_back({first, first});
    // What shares a small letter with it is the same; for ranges Java looks only at the letter.
    if (fold() == Fold::unicode) {
      const char32_t same = unicode::folded(first);
      items.ranges.push_back({same, same});
    }
    return;
  }
  const std::size_t start = reader_.offset();
  reader_.take();
  Escape last = reader_.take_if('\\') ? escape(Place::range_end) : Escape(reader_.take());
  const auto* value = std::get_if<char32_t>(&last);
  if (value != nullptr && *value == PatternReader::kEnd) {
    fail("Unclosed character class");
  } else if (const auto* set = std::get_if<CharSet>(&last); set != nullptr && flags_.ecma_262) {
    // [a-\d] is a, - and the digits.
    items.ranges.push_back({first, first});
    items.ranges.push_back({'-', '-'});
    unite(items.set, *set);
  } else if (value == nullptr || *value < first) {
    fail("Illegal character range", start);
  } else {
    items.ranges.push_back({first, *value});
  }
}

void Parser::flush(ClassItems& items, std::optional<CharSet>& into) {
  if (!items.ranges.empty()) {
    if (fold() == Fold::unicode) charge(kUnicodeCaseCost);
    unite(into, with_other_cases(CharSet::of(std::move(items.ranges)), flags_));
  }
  if (items.set) unite(into, *items.set);
  items = {};
}

void Parser::unite(std::optional<CharSet>& into, const CharSet& other) {
  into = into ? into->united(other) : other;
  charge(into->ranges().size());
}

}  // namespace palaver::regex
