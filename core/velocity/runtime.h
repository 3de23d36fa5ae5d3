// What one rendering has spent, and the lists and maps that it made. One rendering, one thread.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_set>

#include "core/json/value.h"
#include "core/velocity/limits.h"

namespace palaver::velocity {

class Runtime {
 public:
  explicit Runtime(const Limits& limits) : limits_(limits), steps_left_(limits.steps) {}
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  // False, and the rendering has failed, when there are not so many left.
  bool charge(std::size_t steps);
  // For making a text of so many bytes; false when that is more than one may have, too.
  bool charge_text(std::size_t bytes);
  // For library code that counts down by itself; it must not be called with none left.
  std::size_t& steps_left() { return steps_left_; }
  const Limits& limits() const { return limits_; }

  // The first reason counts. `message` for people ("index 5 is beyond the end").
  void fail(std::string message);
  bool failed() const { return failed_; }
  const std::string& message() const { return message_; }

  // Containers of the template's own. Such a list prints as Java's ArrayList does, [a, b]; lists
  // out of JSON print as JSON. Charges for the elements.
  json::Value new_list(json::List items = {});
  json::Value new_map(json::Map members = {});
  bool is_java_list(const json::List* list) const { return java_lists_.count(list) != 0; }
  // To be called before anything is put into a container: see json::Heap.
  void hold(const json::Value& container) { heap_.hold(container); }

 private:
  Limits limits_;
  std::size_t steps_left_;
  bool failed_ = false;
  std::string message_;
  json::Heap heap_;
  // The heap keeps them, so that no other list gets the address of one.
  std::unordered_set<const json::List*> java_lists_;
};

}  // namespace palaver::velocity
