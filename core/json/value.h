// A JSON value, and what a mapping template computes with: the two are one, because `$input.path`
// hands JSON to a template and templates build lists and maps of their own. Values are cheap to
// copy; lists and maps are shared, so that `$list.add(1)` is seen by everybody who holds the list,
// as in Java. They are printed by print.h. Not for several threads at a time.
//
// Nesting has no limit here: a template nests lists in a loop as deep as it likes, and may put a
// list into itself. Destroying a value takes no stack, however deep it is. Values that hold
// themselves are freed by a Heap. Whoever walks through a value must limit depth and steps, because
// a list that holds one other list twice, and so on, is small and has endless paths.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace palaver::json {

class Value;
class Map;
using List = std::vector<Value>;

// Deeper JSON is not parsed; deeper values are not printed and not searched, because these recurse.
inline constexpr std::size_t kMaxDepth = 500;

// Something that only the language on top knows ($input, $util, an entry of a map). It prints as
// its text().
class Object {
 public:
  virtual ~Object() = default;
  virtual std::string text() const = 0;
  // Moves the values that the object holds to the end of `values`; the object is destroyed next.
  // For objects that hold lists or maps: without it, lists of objects of lists and so on would
  // take stack to destroy.
  virtual void give_up_values(List& /*values*/) {}
};

// A whole number beyond 64 bits keeps its digits: Java's BigInteger, as far as printing goes.
struct BigInteger {
  std::string digits;  // with the sign
};

class Value {
 public:
  enum class Kind { null, boolean, integer, decimal, big_integer, string, list, map, object };

  Value() = default;
  static Value null() { return {}; }
  static Value boolean(bool value);
  static Value integer(std::int64_t value);
  static Value decimal(double value);
  static Value big_integer(std::string digits);
  static Value string(std::string text);
  static Value list(List items = {});
  static Value map();
  static Value map(Map members);
  // `object` is not null.
  static Value object(std::shared_ptr<Object> object);

  Value(const Value& other) : kind_(other.kind_), slot_(other.slot_) {
    if (is_shared()) keep();
  }
  // What was moved from is null.
  Value(Value&& other) noexcept
      : kind_(std::exchange(other.kind_, Kind::null)), slot_(std::exchange(other.slot_, {})) {}
  Value& operator=(const Value& other) {
    Value copy(other);
    swap(copy);
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    Value taken(std::move(other));
    swap(taken);
    return *this;
  }
  ~Value() {
    if (is_shared()) let_go();
  }

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::null; }
  bool is_number() const {
    return kind_ == Kind::integer || kind_ == Kind::decimal || kind_ == Kind::big_integer;
  }

  // Null when the value is of another kind. Scalars are in the value; the others live as long as
  // the value and its sharers.
  const bool* as_boolean() const { return kind_ == Kind::boolean ? &slot_.boolean : nullptr; }
  const std::int64_t* as_integer() const {
    return kind_ == Kind::integer ? &slot_.integer : nullptr;
  }
  const double* as_decimal() const { return kind_ == Kind::decimal ? &slot_.decimal : nullptr; }
  const BigInteger* as_big_integer() const;
  const std::string* as_string() const;
  // What is done to the list or map is seen by all who share it; see Heap before adding to one.
  List* as_list() const;
  Map* as_map() const;
  Object* as_object() const;
  // Who keeps it keeps the object.
  std::shared_ptr<Object> share_object() const;

  // Whether the two are one list, one map or one object, not only alike.
  bool is_same_as(const Value& other) const {
    return may_hold_values() && kind_ == other.kind_ && slot_.node == other.slot_.node;
  }

 private:
  friend class Heap;
  struct Node;
  template <class Content>
  struct NodeOf;
  union Slot {
    std::int64_t integer = 0;
    bool boolean;
    double decimal;
    Node* node;  // from big_integer on
  };

  Value(Kind kind, Slot slot) : kind_(kind), slot_(slot) {}
  template <class Content>
  static Value make(Kind kind, Content content);
  template <class Content>
  Content* content() const;

  bool is_shared() const { return kind_ >= Kind::big_integer; }
  bool may_hold_values() const { return kind_ >= Kind::list; }
  void keep() const;
  void let_go();
  void swap(Value& other) noexcept {
    std::swap(kind_, other.kind_);
    std::swap(slot_, other.slot_);
  }
  void give_up_values(List& values);

  Kind kind_ = Kind::null;
  Slot slot_ = {};
};

// Members in the order in which their names first came, as Java's LinkedHashMap has them.
class Map {
 public:
  using Member = std::pair<std::string, Value>;

  std::size_t size() const { return members_.size(); }
  bool empty() const { return members_.empty(); }
  // Null when there is none. Good until the map changes. Not slow in a large map.
  Value* find(std::string_view name);
  const Value* find(std::string_view name) const;
  // The value of that name before; null when there was none.
  Value put(std::string name, Value value);
  // The value that was removed; null when there was none. Takes time in proportion to the size.
  Value remove(std::string_view name);
  void clear();
  const std::vector<Member>& members() const { return members_; }

 private:
  friend class Value;
  static constexpr std::size_t kMaxUnindexed = 16;
  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

  std::size_t position(std::string_view name) const;

  std::vector<Member> members_;
  // Where each name is, once there are more than kMaxUnindexed. Not a hash table: the names come
  // from clients, who could choose them so that they collide.
  std::map<std::string, std::size_t, std::less<>> index_;
};

// Frees what holds itself. Whoever changes lists and maps at the wish of others (a template's
// interpreter) has one Heap for each rendering and calls hold() for a list or map before anything
// is put into it. When the Heap goes, all that it held is emptied, which breaks every cycle: one
// that was never changed cannot be the first link of one. So nothing that a template could change
// outlives its rendering with its contents; text does.
class Heap {
 public:
  Heap() = default;
  ~Heap();
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;

  // A list or a map; anything else is left alone. Calling it again for the same one costs little
  // and no memory.
  void hold(const Value& value);

 private:
  List held_;
};

}  // namespace palaver::json
