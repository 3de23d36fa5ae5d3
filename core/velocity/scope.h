// The variables of one rendering, and the arguments of the macros that are being called. Velocity
// 1.7: VelocityContext and ProxyVMContext. One rendering, one thread.
//
// A macro's parameters hide variables of the same name; all other variables are everybody's. An
// argument is computed anew each time its parameter is used, where the macro was called from
// ("pass by name"). Setting a parameter sets the caller's variable of that name too.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/json/value.h"
#include "core/velocity/ast.h"

namespace palaver::velocity {

struct Parameter {
  Symbol name = 0;
  const Expression* argument = nullptr;  // computed when used, until there is a value
  std::optional<json::Value> value;
  bool removed = false;
};

// One call of a macro. They hang together from the innermost out.
struct Frame {
  std::vector<Parameter> parameters;
  Frame* caller = nullptr;
  // What the name means in this call; null when it is no parameter of it.
  Parameter* find(Symbol name);
};

class Scope {
 public:
  // What the variable holds; null when nothing. Does not look at parameters.
  json::Value variable(Symbol name) const {
    return name < variables_.size() ? variables_[name] : json::Value();
  }
  bool has_variable(Symbol name) const {
    return name < variables_.size() && !variables_[name].is_null();
  }

  // Of any call that is going on.
  bool is_parameter(Symbol name) const;

  // In this frame and all that called it. Null removes.
  void put(Symbol name, const json::Value& value);

  Frame* frame() const { return frame_; }
  void set_frame(Frame* frame) { frame_ = frame; }

 private:
  std::vector<json::Value> variables_;
  Frame* frame_ = nullptr;
};

}  // namespace palaver::velocity
