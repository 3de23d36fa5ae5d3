#include "core/velocity/runtime.h"

#include <utility>

namespace palaver::velocity {

bool Runtime::charge(std::size_t steps) {
  if (steps <= steps_left_) {
    steps_left_ -= steps;
    return true;
  }
  steps_left_ = 0;
  fail("more than " + std::to_string(limits_.steps) + " steps");
  return false;
}

bool Runtime::charge_text(std::size_t bytes) {
  if (bytes > limits_.output_bytes) {
    fail("a text of more than " + std::to_string(limits_.output_bytes) + " bytes");
    return false;
  }
  return charge(bytes / kBytesPerStep);
}

void Runtime::fail(std::string message) {
  if (failed_) return;
  failed_ = true;
  message_ = std::move(message);
}

json::Value Runtime::new_list(json::List items) {
  charge(items.size());
  json::Value value = json::Value::list(std::move(items));
  hold(value);
  java_lists_.insert(value.as_list());
  return value;
}

json::Value Runtime::new_map(json::Map members) {
  charge(members.size());
  json::Value value = json::Value::map(std::move(members));
  hold(value);
  return value;
}

}  // namespace palaver::velocity
