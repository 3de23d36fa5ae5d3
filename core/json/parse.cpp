#include "core/json/parse.h"

#include <utility>
#include <vector>

#include "core/json/number.h"
#include "core/json/scanner.h"

namespace palaver::json {
namespace {

std::string unescaped(std::string_view raw) {
  std::string text;
  append_unescaped(text, raw);
  return text;
}

// A list or map that has begun.
struct Open {
  bool is_list = false;
  List items;
  Map members;
  std::string key;  // of the member whose value comes next

  void add(Value value) {
    if (is_list) {
      items.push_back(std::move(value));
    } else {
      members.put(std::move(key), std::move(value));
    }
  }

  Value close() { return is_list ? Value::list(std::move(items)) : Value::map(std::move(members)); }
};

}  // namespace

expected<Value, ParseError> parse(std::string_view text) {
  Scanner scanner(text);
  std::vector<Open> open;
  Value whole;
  while (true) {
    const Token token = scanner.next();
    Value value;
    switch (token) {
      case Token::begin_object:
      case Token::begin_array:
        if (open.size() == kMaxDepth) {
          return unexpected(ParseError{scanner.offset(), "lists and objects are nested more than " +
                                                             std::to_string(kMaxDepth) + " deep"});
        }
        open.emplace_back().is_list = token == Token::begin_array;
        continue;
      case Token::key:
        open.back().key = unescaped(scanner.raw());
        continue;
      case Token::end_object:
      case Token::end_array:
        value = open.back().close();
        open.pop_back();
        break;
      case Token::string:
        value = Value::string(unescaped(scanner.raw()));
        break;
      case Token::number:
        value = number_value(scanner.raw());
        break;
      case Token::true_value:
        value = Value::boolean(true);
        break;
      case Token::false_value:
        value = Value::boolean(false);
        break;
      case Token::null_value:
        break;
      case Token::end:
        return whole;
      case Token::error:
        return unexpected(ParseError{scanner.offset(), scanner.problem()});
    }
    if (open.empty()) {
      whole = std::move(value);
    } else {
      open.back().add(std::move(value));
    }
  }
}

}  // namespace palaver::json
