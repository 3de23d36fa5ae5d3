#include "core/velocity/loop_scope.h"

#include "core/velocity/runtime.h"
#include "core/velocity/values.h"

namespace palaver::velocity {

std::string LoopScope::text() const {
  return "{}";
}

void LoopScope::give_up_values(json::List& values) {
  values.push_back(std::move(outer_));
  values.push_back(std::move(own_));
}

json::Value LoopScope::property(std::string_view name, Runtime& runtime) const {
  if (name == "count") return json::Value::integer(static_cast<std::int64_t>(count_));
  if (name == "index") return json::Value::integer(static_cast<std::int64_t>(count_) - 1);
  if (name == "hasNext") return json::Value::boolean(has_next_);
  if (name == "first") return json::Value::boolean(count_ == 1);
  if (name == "last") return json::Value::boolean(!has_next_);
  const LoopScope* around = parent();
  if (name == "parent") return around == nullptr ? json::Value() : outer_;
  if (name == "topmost") return topmost();
  if (const json::Map* own = own_.as_map()) {
    if (const json::Value* found = own->find(name)) return *found;
  }
  // Loops nest as deep as directives do, which is limited.
  return around == nullptr ? json::Value() : around->property(name, runtime);
}

json::Value LoopScope::topmost() const {
  const LoopScope* top = this;
  while (top->parent() != nullptr) top = top->parent();
  return json::Value::object(std::const_pointer_cast<LoopScope>(top->shared_from_this()));
}

Outcome LoopScope::call(std::string_view method, std::span<const json::Value> arguments,
                        Runtime& runtime) {
  if (!arguments.empty()) {
    if (arguments.size() == 1 && method == "get") {
      return property(velocity::to_text(arguments[0], runtime), runtime);
    }
    return json::Value::null();
  }
  if (method == "hasNext" || method == "getHasNext") return property("hasNext", runtime);
  if (method == "getIndex") return property("index", runtime);
  if (method == "getCount") return property("count", runtime);
  if (method == "isFirst" || method == "getFirst") return property("first", runtime);
  if (method == "isLast" || method == "getLast") return property("last", runtime);
  if (method == "getParent") return property("parent", runtime);
  if (method == "getTopmost") return property("topmost", runtime);
  return json::Value::null();
}

bool LoopScope::assign(std::string_view name, const json::Value& value, Runtime& runtime) {
  if (own_.is_null()) own_ = runtime.new_map();
  own_.as_map()->put(std::string(name), value);
  return true;
}

}  // namespace palaver::velocity
