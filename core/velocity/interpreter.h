// Renders a parsed template. One interpreter, one rendering, one thread.
//
// Nothing is thrown: after each step that can fail or break out of a loop, whoever goes on asks
// interrupted() first. Recursion follows the nesting of the template (kMaxNesting), of calls
// (kMaxCallDepth) and of definitions (kMaxDefineDepth).
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/common/expected.h"
#include "core/velocity/ast.h"
#include "core/velocity/host.h"
#include "core/velocity/runtime.h"
#include "core/velocity/scope.h"
#include "core/velocity/symbol_table.h"

namespace palaver::velocity {

class LoopScope;

struct Failure {
  std::string message;
  std::size_t at = 0;  // in the template, in bytes
};

class Interpreter {
 public:
  // All of them outlive the interpreter; `host` may be null when there are no globals.
  Interpreter(const Program& program, const SymbolTable& symbols, const Vocabulary* vocabulary,
              Host* host, const Limits& limits);

  expected<std::string, Failure> run();

 private:
  friend class Definition;
  // What ends the block that is being rendered, and those around it up to the one that it is for.
  enum class Interrupt { none, break_loop, stop, failure };

  // interpreter.cpp
  void render(const Block& block);
  void render(const Node& node);
  void render(const Text& node);
  void render(const Print& node);
  void render(const Set& node);
  void render(const If& node);
  void render(const Foreach& node);
  void render(const Define& node);
  void render(const MacroCall& node);
  void render(const Break& node);
  void render(const Stop& node);
  void render(const Evaluate& node);
  void assign(const Reference& target, const json::Value& value);
  void loop(const Foreach& node, const json::Value& list);
  void call(const Macro& macro, const MacroCall& node);
  const Macro* find_macro(std::string_view name) const;
  // Of a #define or a body: what it prints now. False when it is in itself too often.
  bool render_definition(const Block& block, std::size_t& depth, std::size_t max_depth);
  std::string render_apart(const Block& block);

  // evaluator.cpp
  json::Value evaluate(const Expression& expression);
  json::Value evaluate(const Operation& operation, const Span& first_span);
  json::Value evaluate(const Reference& reference);
  json::Value evaluate(const RangeLiteral& range);
  json::Value evaluate(const ListLiteral& list);
  json::Value evaluate(const MapLiteral& map);
  bool truth(const Expression& expression);
  json::Value apply(Operator op, const json::Value& left, const json::Value& right,
                    const Operation& operation, const Span& left_span, const Span& right_span);
  // A macro's argument or a variable; root(): or a global.
  json::Value variable(Symbol name);
  json::Value root(Symbol name);
  json::Value argument(Frame& frame, Parameter& parameter);
  json::Value take_step(const json::Value& target, const Step& step);
  // Whether the bound part of a reference may be asked: nothing hides the global.
  bool is_bound(const Reference& reference) const;
  // The value after the bound part, or after the root.
  json::Value start(const Reference& reference, std::size_t* step);

  // `at`: in the template; inside #evaluate, the place of that.
  void fail(std::string message, std::size_t at);
  template <class T>
  bool check(const expected<T, std::string>& result, std::size_t at) {
    if (result.has_value()) return true;
    fail(result.error(), at);
    return false;
  }
  // False when interrupted, after noting where the Runtime ran out.
  bool go_on(std::size_t at);
  // Counts a level of nesting while it lives.
  class Depth {
   public:
    explicit Depth(Interpreter& interpreter) : depth_(interpreter.depth_) { ++depth_; }
    ~Depth() { --depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;
    bool allowed() const { return depth_ <= kMaxDepth; }

   private:
    std::size_t& depth_;
  };
  bool interrupted() const { return interrupt_ != Interrupt::none; }

  const Program& program_;
  const SymbolTable& symbols_;
  const Vocabulary* vocabulary_;
  Host* host_;
  Runtime runtime_;
  Scope scope_;
  std::string* out_ = nullptr;

  Interrupt interrupt_ = Interrupt::none;
  const json::Object* break_target_ = nullptr;  // null: the innermost
  std::optional<Failure> failure_;

  std::size_t depth_ = 0;
  std::size_t call_depth_ = 0;
  // What #evaluate parsed: its blocks may be held by values, its macros stay.
  std::vector<std::unique_ptr<const Program>> evaluated_;
  std::optional<SymbolTable> evaluated_symbols_;
  std::optional<std::size_t> evaluate_at_;
};

}  // namespace palaver::velocity
