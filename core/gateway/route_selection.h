// Which route a message takes. API Gateway: "Route selection expressions".
//
// The expression language here: constant text, `$request.body.<path>` and `${request.body.<path>}`,
// any number of them, `\$` for a dollar sign. A path is member names joined by dots, a name is
// letters, digits, `_`, `-` and what is not ASCII; braces end a path where text goes on. One pass:
// text from a variable is not evaluated again. A path that yields nothing becomes the empty string.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/common/expected.h"
#include "core/gateway/json_member.h"

namespace palaver::gateway {

struct ExpressionError {
  std::size_t offset;  // of the character in the expression that is wrong
  std::string message;
};

class RouteSelectionExpression {
 public:
  // The expression of the chat: the message's `action` member.
  static constexpr std::string_view kDefault = "$request.body.action";

  // An error for an empty text, for another variable, and for a dollar sign that begins none.
  static expected<RouteSelectionExpression, ExpressionError> parse(std::string_view text);

  // The route key that `body`, a client's text, selects: nothing when it is not JSON. Strings give
  // themselves, numbers and booleans their JSON text, objects and arrays their JSON; null and what
  // is missing give the empty text.
  std::optional<std::string> evaluate(std::string_view body) const;

 private:
  struct Part {
    std::string literal;  // when path is empty
    MemberPath path;      // below $request.body
  };
  std::vector<Part> parts_;
};

// The route of `body`, an incoming text message: a custom route whose key equals the selected
// value, else `$default`, else nothing (the client gets the Forbidden frame). Text that is not JSON
// takes
// `$default`. `$connect` and `$disconnect` cannot be reached by a message. The result points into
// `route_keys`.
const std::string* select_route(const RouteSelectionExpression& expression, std::string_view body,
                                const std::vector<std::string>& route_keys);

}  // namespace palaver::gateway
