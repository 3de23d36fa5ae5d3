#include "core/velocity/template.h"

#include <algorithm>
#include <utility>

#include "core/velocity/interpreter.h"
#include "core/velocity/parser.h"

namespace palaver::velocity {
namespace {

Error place(std::string_view text, std::size_t at, std::string message) {
  const std::string_view before = text.substr(0, std::min(at, text.size()));
  Error error;
  error.line += static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t line_end = before.rfind('\n');
  error.column += line_end == std::string_view::npos ? before.size() : before.size() - line_end - 1;
  error.message = std::move(message);
  return error;
}

}  // namespace

struct Template::Compiled {
  std::string text;
  SymbolTable symbols;
  Program program;
  const Vocabulary* vocabulary;
};

expected<Template, Error> Template::compile(std::string_view text, const Vocabulary* vocabulary) {
  SymbolTable symbols(vocabulary != nullptr ? vocabulary->globals()
                                            : std::span<const std::string_view>());
  auto program = parse(text, symbols, vocabulary);
  if (!program) return unexpected(place(text, program.error().at, program.error().message));
  return Template(std::make_shared<const Compiled>(
      Compiled{std::string(text), std::move(symbols), *std::move(program), vocabulary}));
}

expected<std::string, Error> Template::render(Host* host, const Limits& limits) const {
  Interpreter interpreter(compiled_->program, compiled_->symbols, compiled_->vocabulary, host,
                          limits);
  auto result = interpreter.run();
  if (!result) {
    return unexpected(place(compiled_->text, result.error().at, result.error().message));
  }
  return *std::move(result);
}

}  // namespace palaver::velocity
