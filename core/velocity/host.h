// What a program offers to templates: named values that are there before any #set, and objects with
// properties and methods of their own. The language itself knows none of them.
//
// A Vocabulary is there when templates are compiled, and says what they may refer to; it outlives
// no template and is used on the compiling thread only. A Host is there for one rendering, on one
// thread.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/common/expected.h"
#include "core/json/value.h"

namespace palaver::velocity {

class Runtime;

// What a property or a method call gives: a value, null when there is none, or why the rendering
// ends ("index 5 is beyond the end").
using Outcome = expected<json::Value, std::string>;

// An object with members of the program's own.
class HostObject : public json::Object {
 public:
  // Null for what it does not have.
  virtual json::Value property(std::string_view name, Runtime& runtime) const;
  virtual Outcome call(std::string_view method, std::span<const json::Value> arguments,
                       Runtime& runtime);
  // #set($object.name = value). False when it takes none.
  virtual bool assign(std::string_view name, const json::Value& value, Runtime& runtime);
};

class Host {
 public:
  virtual ~Host() = default;
  // The value of the global of that number, in the Vocabulary's order.
  virtual json::Value global(std::size_t index, Runtime& runtime) = 0;
};

// The beginning of a reference, `$context.stage` or `$input.json('$.a')`, that the program
// understood when the template was compiled, so that rendering takes no look-up and no value in
// between. Immutable; any thread.
class BoundReference {
 public:
  virtual ~BoundReference() = default;
  virtual Outcome value(Host& host, Runtime& runtime) const = 0;
  // What value() prints as, appended; nothing for null. Returns what is wrong, as value() does.
  virtual expected<void, std::string> append(Host& host, Runtime& runtime, std::string& out) const;
  // Whether value() is neither null nor false.
  virtual expected<bool, std::string> truth(Host& host, Runtime& runtime) const;
};

// One step of a reference as the Vocabulary sees it.
struct StepView {
  enum class Kind { property, method, index };
  Kind kind = Kind::property;
  std::string_view name;  // not for an index
  std::size_t arguments = 0;
  // The argument or index, when it is the only one and a text that the template spells out.
  std::optional<std::string_view> text;
};

struct Binding {
  // Null: nothing was bound, the global's value is asked for its members when rendering.
  std::shared_ptr<const BoundReference> reference;
  std::size_t steps = 0;  // how many of the steps it stands for
};

class Vocabulary {
 public:
  virtual ~Vocabulary() = default;
  virtual std::span<const std::string_view> globals() const = 0;
  // An error is one of the template: it is refused, at this reference.
  virtual expected<Binding, std::string> bind(std::size_t global,
                                              std::span<const StepView> steps) const = 0;
};

}  // namespace palaver::velocity
