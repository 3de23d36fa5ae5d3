// JSONPath, the language of `$input.path()` and `$input.json()`: Jayway JsonPath's, which API
// Gateway names as its own ("WebSocket API mapping template reference", $input).
//
//   $.a.b  $['a']['b c']  $.list[0]  $.list[-1]  $.list[0,2]  $.list[1:3]  $.a.*  $..name
//   $['a','b']  $.list[?(@.price < 10 && @.name =~ /a.*/i)]  $.list.length()  $..price.sum()
//
// A path that can find one value only is definite: `$` and single names, single indexes, functions,
// and several names as the last step, which yield one object of those members. Every other path is
// indefinite and yields a list.
//
// Paths and values come from outside: a path's size and nesting are limited, and evaluation ends
// when its steps are used up. A compiled path is immutable and cheap to copy; any thread.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/common/expected.h"
#include "core/json/step.h"
#include "core/json/value.h"

namespace palaver::json {

namespace path {
struct Path;
}

struct PathError {
  std::size_t offset = 0;  // bytes of the path before what is wrong
  std::string message;     // for people: "a name was expected"
};

class JsonPath {
 public:
  // A path without `$` in front is read as if `$.` were. An error says what is not JSONPath, or
  // which limit is exceeded.
  static expected<JsonPath, PathError> compile(std::string_view path);

  bool definite() const;

  // The names, if the path consists of single member names ($.a['b'].c, and `$` with none): what
  // it means can be found in a text without building a value.
  std::optional<std::vector<std::string>> member_names() const;

  // The same, with single indexes too ($.list[0].name), as member.h takes it; nothing for more
  // steps than that knows.
  std::optional<MemberPath> member_path() const;

  // What the path finds in `root`. Lists and maps in it are those of `root`, not copies.
  //
  // Nothing when a definite path leads nowhere: no such member or index, a step into what has none,
  // a function that has nothing to compute from. A null that is there is a value. An indefinite
  // path always yields a list, [] if need be.
  //
  // Takes a step from `steps_left` for each value it looks at, and for each 64 bytes of text it
  // compares. An error when they are used up, or when `root` is nested too deeply.
  expected<std::optional<Value>, PathError> evaluate(const Value& root,
                                                     std::size_t& steps_left) const;

 private:
  explicit JsonPath(std::shared_ptr<const path::Path> path) : path_(std::move(path)) {}

  std::shared_ptr<const path::Path> path_;
};

}  // namespace palaver::json
