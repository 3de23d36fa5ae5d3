#include "core/json/value.h"

#include <atomic>

namespace palaver::json {

// --- What is shared ------------------------------------------------------------------------------

struct Value::Node {
  // Atomic for strings only: the words of one template are copied by all who render it.
  std::atomic<std::size_t> owners = 1;
  bool held = false;  // by a Heap
};

template <class Content>
struct Value::NodeOf : Node {
  explicit NodeOf(Content given) : content(std::move(given)) {}
  Content content;
};

template <class Content>
Value Value::make(Kind kind, Content content) {
  Slot slot;
  slot.node = new NodeOf<Content>(std::move(content));
  return Value(kind, slot);
}

template <class Content>
Content* Value::content() const {
  return &static_cast<NodeOf<Content>*>(slot_.node)->content;
}

void Value::keep() const {
  slot_.node->owners.fetch_add(1, std::memory_order_relaxed);
}

// The last owner destroys the values within one after the other instead of one within the other.
void Value::let_go() {
  List values;
  give_up_values(values);
  while (!values.empty()) {
    Value value = std::move(values.back());
    values.pop_back();
    if (value.may_hold_values()) value.give_up_values(values);
  }
}

// Becomes null. If it was the last owner, what it held goes to the end of `values`, as far as it
// may hold more in its turn.
void Value::give_up_values(List& values) {
  const Kind kind = std::exchange(kind_, Kind::null);
  if (slot_.node->owners.fetch_sub(1, std::memory_order_acq_rel) > 1) return;
  switch (kind) {
    case Kind::big_integer:
      delete static_cast<NodeOf<BigInteger>*>(slot_.node);
      return;
    case Kind::string:
      delete static_cast<NodeOf<std::string>*>(slot_.node);
      return;
    case Kind::list: {
      auto* list = static_cast<NodeOf<List>*>(slot_.node);
      for (Value& item : list->content) {
        if (item.may_hold_values()) values.push_back(std::move(item));
      }
      delete list;
      return;
    }
    case Kind::map: {
      auto* map = static_cast<NodeOf<Map>*>(slot_.node);
      for (Map::Member& member : map->content.members_) {
        if (member.second.may_hold_values()) values.push_back(std::move(member.second));
      }
      delete map;
      return;
    }
    case Kind::object: {
      auto* object = static_cast<NodeOf<std::shared_ptr<Object>>*>(slot_.node);
      if (object->content.use_count() == 1) object->content->give_up_values(values);
      delete object;
      return;
    }
    default:
      return;
  }
}

// --- Value ---------------------------------------------------------------------------------------

Value Value::boolean(bool value) {
  Slot slot;
  slot.boolean = value;
  return Value(Kind::boolean, slot);
}

Value Value::integer(std::int64_t value) {
  Slot slot;
  slot.integer = value;
  return Value(Kind::integer, slot);
}

Value Value::decimal(double value) {
  Slot slot;
  slot.decimal = value;
  return Value(Kind::decimal, slot);
}

Value Value::big_integer(std::string digits) {
  return make(Kind::big_integer, BigInteger{std::move(digits)});
}

Value Value::string(std::string text) {
  return make(Kind::string, std::move(text));
}

Value Value::list(List items) {
  return make(Kind::list, std::move(items));
}

Value Value::map() {
  return map(Map());
}

Value Value::map(Map members) {
  return make(Kind::map, std::move(members));
}

Value Value::object(std::shared_ptr<Object> object) {
  return make(Kind::object, std::move(object));
}

const BigInteger* Value::as_big_integer() const {
  return kind_ == Kind::big_integer ? content<BigInteger>() : nullptr;
}

const std::string* Value::as_string() const {
  return kind_ == Kind::string ? content<std::string>() : nullptr;
}

List* Value::as_list() const {
  return kind_ == Kind::list ? content<List>() : nullptr;
}

Map* Value::as_map() const {
  return kind_ == Kind::map ? content<Map>() : nullptr;
}

Object* Value::as_object() const {
  return kind_ == Kind::object ? content<std::shared_ptr<Object>>()->get() : nullptr;
}

std::shared_ptr<Object> Value::share_object() const {
  return kind_ == Kind::object ? *content<std::shared_ptr<Object>>() : nullptr;
}

// --- Map -----------------------------------------------------------------------------------------

std::size_t Map::position(std::string_view name) const {
  if (!index_.empty()) {
    const auto found = index_.find(name);
    return found != index_.end() ? found->second : kNowhere;
  }
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (members_[i].first == name) return i;
  }
  return kNowhere;
}

Value* Map::find(std::string_view name) {
  const std::size_t at = position(name);
  return at != kNowhere ? &members_[at].second : nullptr;
}

const Value* Map::find(std::string_view name) const {
  const std::size_t at = position(name);
  return at != kNowhere ? &members_[at].second : nullptr;
}

Value Map::put(std::string name, Value value) {
  if (Value* there = find(name)) return std::exchange(*there, std::move(value));
  members_.emplace_back(std::move(name), std::move(value));
  if (!index_.empty()) {
    index_.emplace(members_.back().first, members_.size() - 1);
  } else if (members_.size() > kMaxUnindexed) {
    for (std::size_t i = 0; i < members_.size(); ++i) index_.emplace(members_[i].first, i);
  }
  return {};
}

Value Map::remove(std::string_view name) {
  const std::size_t at = position(name);
  if (at == kNowhere) return {};
  // `name` may be the member's own.
  Value value = std::move(members_[at].second);
  if (!index_.empty()) {
    index_.erase(index_.find(name));
    for (auto& [other, place] : index_) {
      if (place > at) --place;
    }
  }
  members_.erase(members_.begin() + static_cast<std::ptrdiff_t>(at));
  return value;
}

void Map::clear() {
  members_.clear();
  index_.clear();
}

// --- Heap ----------------------------------------------------------------------------------------

Heap::~Heap() {
  for (const Value& value : held_) {
    value.slot_.node->held = false;
    // Taken out first: a list that is being emptied must not be found half empty.
    if (List* list = value.as_list()) {
      const Value items = Value::list(std::exchange(*list, {}));
    } else if (Map* map = value.as_map()) {
      const Value members = Value::map(std::exchange(*map, {}));
    }
  }
}

void Heap::hold(const Value& value) {
  if (value.kind_ != Value::Kind::list && value.kind_ != Value::Kind::map) return;
  if (std::exchange(value.slot_.node->held, true)) return;
  held_.push_back(value);
}

}  // namespace palaver::json
