// One step of a way into a JSON value: the name of a member or the index of an array's element.
// Values; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace palaver::json {

class Step {
 public:
  // Implicit, so that paths are written as they are thought: {"routes", 3, "target"}.
  // NOLINTNEXTLINE(google-explicit-constructor)
  Step(std::string name) : name_(std::move(name)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Step(std::string_view name) : name_(name) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Step(const char* name) : name_(name) {}
  // From 0; negative indexes count from the end, -1 being the last element.
  // NOLINTNEXTLINE(google-explicit-constructor)
  Step(std::int64_t index) : index_(index), is_index_(true) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Step(std::size_t index) : Step(static_cast<std::int64_t>(index)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Step(int index) : Step(static_cast<std::int64_t>(index)) {}

  bool is_index() const { return is_index_; }
  // Of a step that is an index.
  std::int64_t index() const { return index_; }
  // Of a step that is a name.
  const std::string& name() const { return name_; }

  bool operator==(const Step&) const = default;

 private:
  std::string name_;
  std::int64_t index_ = 0;
  bool is_index_ = false;
};

// From the outside in; none means the whole text.
using MemberPath = std::vector<Step>;

}  // namespace palaver::json
