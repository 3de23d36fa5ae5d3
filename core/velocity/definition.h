// The value of a name that #define gave a block, and of $bodyContent: it prints what the block
// renders to, each time anew. Velocity 1.7: "Define". One rendering, one thread.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "core/velocity/ast.h"
#include "core/velocity/host.h"

namespace palaver::velocity {

class Interpreter;

class Definition : public HostObject {
 public:
  Definition(std::shared_ptr<const Block> block, std::size_t max_depth, Interpreter& interpreter)
      : block_(std::move(block)), max_depth_(max_depth), interpreter_(interpreter) {}

  std::string text() const override;
  // Where the interpreter prints just now.
  void print() const;

 private:
  std::shared_ptr<const Block> block_;
  std::size_t max_depth_;
  Interpreter& interpreter_;
  // How often it is being rendered at this moment.
  mutable std::size_t depth_ = 0;
};

}  // namespace palaver::velocity
