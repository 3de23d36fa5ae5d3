// The names of a template's variables as small numbers, so that rendering looks none up. Values;
// one thread while it grows, any thread when const.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "core/velocity/ast.h"

namespace palaver::velocity {

// Names that the language itself sets; they come first in each table.
enum : Symbol { kForeach, kVelocityCount, kVelocityHasNext, kBodyContent, kFirstGlobal };

class SymbolTable {
 public:
  // `globals` get the numbers from kFirstGlobal on.
  explicit SymbolTable(std::span<const std::string_view> globals);

  Symbol intern(std::string_view name);
  std::size_t size() const { return names_.size(); }
  std::size_t globals() const { return globals_; }
  bool is_global(Symbol symbol) const {
    return symbol >= kFirstGlobal && symbol < kFirstGlobal + globals_;
  }

 private:
  std::map<std::string, Symbol, std::less<>> names_;
  std::size_t globals_;
};

}  // namespace palaver::velocity
