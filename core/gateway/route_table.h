// Which route a message takes. API Gateway: "Routes for WebSocket APIs". Built when an API is
// deployed; values; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/selection_expression.h"

namespace palaver::gateway {

class RouteTable {
 public:
  // An expression of kind `route`. Of equal keys the first counts.
  RouteTable(SelectionExpression expression, std::vector<std::string> route_keys);

  // The place, among the keys given, of the route of an incoming text message: a custom route whose
  // key equals what the expression gives, letter case included; else `$default`; else nothing (the
  // client gets the Forbidden frame). Text that is not JSON takes `$default`. No message reaches
  // `$connect` or `$disconnect`.
  //
  // One reading of the body, whatever the keys and the expression; nothing is allocated up to
  // json::Scanner::kInlineDepth levels of nesting.
  std::optional<std::size_t> select(std::string_view body) const;

 private:
  struct Entry {
    std::string key;
    std::size_t place;
  };
  class Matcher;

  SelectionExpression expression_;
  std::vector<Entry> custom_;  // in the order of their keys
  std::optional<std::size_t> default_;
};

}  // namespace palaver::gateway
