// A JSON value, and what a mapping template computes with: the two are one, because `$input.path`
// hands JSON to a template and templates build lists and maps of their own. It prints as Java does,
// which is what API Gateway's users see. Values are cheap to copy; lists and maps are shared, so
// that `$list.add(1)` is seen by everybody who holds the list, as in Java. Not for several threads
// at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace palaver::json {

class Value;
class Map;
using List = std::vector<Value>;

// Something that only the language on top knows ($input, $util, an entry of a map). It prints as
// its text().
class Object {
 public:
  virtual ~Object() = default;
  virtual std::string text() const = 0;
};

// A whole number beyond 64 bits keeps its digits: Java's BigInteger, as far as printing goes.
struct BigInteger {
  std::string digits;  // with the sign
};

class Value {
 public:
  enum class Kind { null, boolean, integer, big_integer, decimal, string, list, map, object };

  Value() = default;
  static Value null() { return {}; }
  static Value boolean(bool value);
  static Value integer(std::int64_t value);
  static Value big_integer(std::string digits);
  static Value decimal(double value);
  static Value string(std::string text);
  static Value list(List items = {});
  static Value map();
  static Value map(Map members);
  static Value object(std::shared_ptr<Object> object);

  Kind kind() const;
  bool is_null() const { return kind() == Kind::null; }
  bool is_number() const;

  // Null when the value is of another kind; the pointers live as long as the value and its sharers.
  const bool* as_boolean() const;
  const std::int64_t* as_integer() const;
  const double* as_decimal() const;
  const std::string* as_string() const;
  List* as_list() const;
  Map* as_map() const;
  Object* as_object() const;

 private:
  using State = std::variant<std::monostate, bool, std::int64_t, BigInteger, double,
                             std::shared_ptr<const std::string>, std::shared_ptr<List>,
                             std::shared_ptr<Map>, std::shared_ptr<Object>>;
  State state_;
};

// Members in the order in which their names first came, as Java's LinkedHashMap has them.
class Map {
 public:
  using Member = std::pair<std::string, Value>;

  std::size_t size() const;
  bool empty() const { return size() == 0; }
  // Null when there is none. Good until the map changes.
  Value* find(std::string_view name);
  const Value* find(std::string_view name) const;
  // The value of that name before; null when there was none.
  Value put(std::string name, Value value);
  // The value that was removed; null when there was none.
  Value remove(std::string_view name);
  void clear();
  const std::vector<Member>& members() const;

 private:
  std::vector<Member> members_;
};

// Compact JSON. Decimals as Java prints doubles (1.0, 1.0E10); objects as strings of their text.
// Text that is not UTF-8 gets U+FFFD for what is not. Nesting beyond kMaxDepth ends in `null`.
std::string to_json(const Value& value);

// As Java's toString(): strings without quotes, maps as {foo=bar, n=1}, lists as compact JSON,
// which is what API Gateway prints. Null is the empty text here and inside maps the word null.
std::string to_text(const Value& value);

// Of lists in lists and maps in maps. Deeper JSON is not parsed: values are destroyed and printed
// by recursion.
inline constexpr std::size_t kMaxDepth = 500;

}  // namespace palaver::json
