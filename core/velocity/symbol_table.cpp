#include "core/velocity/symbol_table.h"

namespace palaver::velocity {

SymbolTable::SymbolTable(std::span<const std::string_view> globals) : globals_(globals.size()) {
  for (const char* name : {"foreach", "velocityCount", "velocityHasNext", "bodyContent"}) {
    intern(name);
  }
  for (const std::string_view name : globals) intern(name);
}

Symbol SymbolTable::intern(std::string_view name) {
  const auto found = names_.find(name);
  if (found != names_.end()) return found->second;
  const auto symbol = static_cast<Symbol>(names_.size());
  names_.emplace(name, symbol);
  return symbol;
}

}  // namespace palaver::velocity
