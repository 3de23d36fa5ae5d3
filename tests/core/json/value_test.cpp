#include "core/json/value.h"

#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <string>

using namespace palaver::json;

namespace {

// Knows how many there are.
class Counted : public Object {
 public:
  explicit Counted(int& count) : count_(count) { ++count_; }
  ~Counted() override { --count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  std::string text() const override { return "counted"; }

 private:
  int& count_;
};

// Holds a value, as an iterator over a list does.
class Holder : public Object {
 public:
  explicit Holder(Value value) : value_(std::move(value)) {}
  std::string text() const override { return "holder"; }
  void give_up_values(List& values) override { values.push_back(std::move(value_)); }

 private:
  Value value_;
};

}  // namespace

TEST_CASE("Value: each kind gives what it was made of, and nothing else", "[json]") {
  const Value null;
  CHECK(null.is_null());
  CHECK(Value::null().kind() == Value::Kind::null);
  CHECK(null.as_boolean() == nullptr);
  CHECK(null.as_list() == nullptr);
  CHECK(*Value::boolean(true).as_boolean());
  CHECK(*Value::integer(-7).as_integer() == -7);
  CHECK(*Value::decimal(1.5).as_decimal() == 1.5);
  CHECK(Value::big_integer("123").as_big_integer()->digits == "123");
  CHECK(*Value::string("text").as_string() == "text");
  CHECK(Value::list({Value::integer(1)}).as_list()->size() == 1);
  CHECK(Value::map().as_map()->empty());
  int count = 0;
  const auto object = std::make_shared<Counted>(count);
  CHECK(Value::object(object).as_object() == object.get());
  CHECK(Value::object(object).share_object() == object);

  CHECK(Value::integer(1).is_number());
  CHECK(Value::decimal(1).is_number());
  CHECK(Value::big_integer("1").is_number());
  CHECK_FALSE(Value::string("1").is_number());
  CHECK(Value::integer(1).as_decimal() == nullptr);
  CHECK(Value::string("x").as_list() == nullptr);
  CHECK(Value::string("x").share_object() == nullptr);
  CHECK(Value::list().as_map() == nullptr);
  CHECK(Value::list().as_string() == nullptr);
  CHECK(Value::list().as_big_integer() == nullptr);
  CHECK(Value::map().as_object() == nullptr);
}

TEST_CASE("Value: lists and maps are shared by their copies, as in Java", "[json]") {
  const Value list = Value::list();
  const Value copy = list;  // NOLINT(performance-unnecessary-copy-initialization): the test
  list.as_list()->push_back(Value::integer(1));
  CHECK(copy.as_list()->size() == 1);
  CHECK(copy.is_same_as(list));
  CHECK_FALSE(Value::list().is_same_as(Value::list()));
  CHECK_FALSE(Value::map().is_same_as(list));
  CHECK_FALSE(Value::null().is_same_as(Value::null()));

  Value moved_from = list;
  const Value moved = std::move(moved_from);
  CHECK(moved.is_same_as(list));
  CHECK(moved_from.is_null());  // NOLINT(bugprone-use-after-move): that is what it becomes

  Value assigned = Value::string("before");
  assigned = copy;
  CHECK(assigned.is_same_as(list));
  const Value& itself = assigned;
  assigned = itself;
  CHECK(assigned.as_list()->size() == 1);
  // A list may be replaced by one of its own items.
  Value outer = Value::list({Value::string("inner")});
  outer = outer.as_list()->front();
  CHECK(*outer.as_string() == "inner");
}

TEST_CASE("Map: members keep the order in which their names first came", "[json]") {
  Map map;
  CHECK(map.put("b", Value::integer(1)).is_null());
  CHECK(map.put("a", Value::integer(2)).is_null());
  CHECK(*map.put("b", Value::integer(3)).as_integer() == 1);
  REQUIRE(map.size() == 2);
  CHECK(map.members()[0].first == "b");
  CHECK(*map.members()[0].second.as_integer() == 3);
  CHECK(map.find("c") == nullptr);
  CHECK(map.remove("c").is_null());
  CHECK(*map.remove("b").as_integer() == 3);
  CHECK(map.find("b") == nullptr);
  map.put("b", Value::integer(4));
  CHECK(map.members()[1].first == "b");
  map.clear();
  CHECK(map.empty());
  CHECK(map.find("a") == nullptr);
}

TEST_CASE("Map: a large one finds, puts and removes as a small one does", "[json]") {
  constexpr int kSize = 200;
  Map map;
  for (int i = 0; i < kSize; ++i) map.put("name" + std::to_string(i), Value::integer(i));
  for (int i = 0; i < kSize; i += 3) {
    // By the member's own name.
    const std::string name = "name" + std::to_string(i);
    const auto& own = map.members()[static_cast<std::size_t>(i - i / 3)].first;
    REQUIRE(own == name);
    CHECK(*map.remove(own).as_integer() == i);
  }
  const Map copy = map;
  map.clear();
  CHECK(map.find("name1") == nullptr);
  map.put("name1", Value::integer(0));
  for (int i = 0; i < kSize; ++i) {
    CAPTURE(i);
    const Value* value = copy.find("name" + std::to_string(i));
    REQUIRE((value == nullptr) == (i % 3 == 0));
    if (value != nullptr) CHECK(*value->as_integer() == i);
  }
}

TEST_CASE("Map: many members take no long time", "[json]") {
  constexpr int kSize = 100'000;
  Map map;
  for (int i = 0; i < kSize; ++i) map.put(std::to_string(i), Value::integer(i));
  for (int i = 0; i < kSize; ++i) map.put(std::to_string(i), Value::integer(-i));
  CHECK(map.size() == kSize);
  CHECK(*map.find("99999")->as_integer() == -99999);
}

TEST_CASE("Value: a deep one is destroyed without taking stack", "[json]") {
  constexpr int kDepth = 1'000'000;
  int count = 0;
  {
    Value list = Value::object(std::make_shared<Counted>(count));
    for (int i = 0; i < kDepth; ++i) {
      switch (i % 3) {
        case 0:
          list = Value::list({Value::integer(i), std::move(list)});
          break;
        case 1: {
          Map map;
          map.put("a", std::move(list));
          list = Value::map(std::move(map));
          break;
        }
        default:
          list = Value::object(std::make_shared<Holder>(std::move(list)));
          break;
      }
    }
    CHECK(count == 1);
  }
  CHECK(count == 0);
}

TEST_CASE("Value: what others still hold outlives the list it was in", "[json]") {
  int count = 0;
  Value kept;
  {
    const Value inner = Value::list({Value::object(std::make_shared<Counted>(count))});
    const Value outer = Value::list({inner, inner});
    kept = outer.as_list()->back();
  }
  CHECK(count == 1);
  CHECK(kept.as_list()->size() == 1);
  kept = {};
  CHECK(count == 0);
}

TEST_CASE("Heap: values that hold themselves are freed with it", "[json]") {
  int count = 0;
  {
    Heap heap;
    // What templates do: a list in itself, a map in its own list, two lists in each other, and a
    // message that holds itself, of which only the map was changed.
    const Value list = Value::list({Value::object(std::make_shared<Counted>(count))});
    heap.hold(list);
    list.as_list()->push_back(list);

    const Value map = Value::map();
    const Value items = Value::list({map, Value::object(std::make_shared<Counted>(count))});
    heap.hold(map);
    map.as_map()->put("items", items);

    const Value one = Value::list({Value::object(std::make_shared<Counted>(count))});
    const Value two = Value::list();
    heap.hold(one);
    heap.hold(two);
    one.as_list()->push_back(two);
    two.as_list()->push_back(Value::object(std::make_shared<Holder>(one)));
    heap.hold(one);

    heap.hold(Value::integer(1));
    CHECK(count == 3);
  }
  CHECK(count == 0);
}

TEST_CASE("Heap: a value that outlives it is empty, and may be held again", "[json]") {
  int count = 0;
  const Value list = Value::list();
  for (int rendering = 0; rendering < 2; ++rendering) {
    Heap heap;
    heap.hold(list);
    list.as_list()->push_back(list);
    list.as_list()->push_back(Value::object(std::make_shared<Counted>(count)));
    CHECK(list.as_list()->size() == 2);
  }
  CHECK(list.as_list()->empty());
  CHECK(count == 0);
}
