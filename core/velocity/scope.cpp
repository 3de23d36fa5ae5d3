#include "core/velocity/scope.h"

#include <algorithm>

namespace palaver::velocity {

Parameter* Frame::find(Symbol name) {
  const auto found = std::find_if(
      parameters.begin(), parameters.end(),
      [name](const Parameter& parameter) { return parameter.name == name && !parameter.removed; });
  return found == parameters.end() ? nullptr : &*found;
}

bool Scope::is_parameter(Symbol name) const {
  for (Frame* frame = frame_; frame != nullptr; frame = frame->caller) {
    if (frame->find(name) != nullptr) return true;
  }
  return false;
}

void Scope::put(Symbol name, const json::Value& value) {
  for (Frame* frame = frame_; frame != nullptr; frame = frame->caller) {
    if (Parameter* parameter = frame->find(name)) {
      parameter->value = value;
      parameter->removed = value.is_null();
    }
  }
  if (name >= variables_.size()) variables_.resize(name + std::size_t{1});
  variables_[name] = value;
}

}  // namespace palaver::velocity
