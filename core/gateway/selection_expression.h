// The language in which an API says how a key is picked: of a route, a template, a model, an
// integration response. API Gateway: "WebSocket selection expressions".
//
//   expression := ( literal | variable | '\$' )*       '\$' is a dollar sign
//   variable   := '$' path | '${' path '}'
//   path       := request.body JSONPATH | request.header.NAME | context.NAME
//               | integration.response.statuscode | integration.response.header.NAME
//               | integration.response.multivalueheader.NAME
//               | integration.response.body JSONPATH
//
// A JSONPATH is all that follows `$` in one. Without braces it is .name and [...], as far as they
// go; a name is then letters, digits, `_`, `-` and what is not ASCII. Member names and single
// indexes are found without building the message in memory, the rest takes time and memory for it.
//
// One pass: text from a variable is not evaluated again, and one that yields nothing is the empty
// text. Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/common/expected.h"
#include "core/gateway/request_context.h"
#include "core/json/json_path.h"
#include "core/json/step.h"
#include "core/json/text_sink.h"

namespace palaver::gateway {

struct ExpressionError {
  std::size_t offset;  // of the character in the expression that is wrong
  std::string message;
};

// Which member of the API an expression is, and with it the variables that it may have.
enum class ExpressionKind {
  route,                 // Api.routeSelectionExpression: request.body
  model,                 // Route.modelSelectionExpression: request.body
  request_template,      // Integration.templateSelectionExpression: request.body
  response_template,     // IntegrationResponse.templateSelectionExpression: request.body, and of
                         // integration.response statuscode, header and multivalueheader
  integration_response,  // Integration.integrationResponseSelectionExpression: of
                         // integration.response statuscode and body
  route_response,        // Route.routeResponseSelectionExpression: the text `$default`, unescaped
  api_key,               // Api.apiKeySelectionExpression: one of the two below
};

inline constexpr std::string_view kApiKeyFromHeader = "$request.header.x-api-key";
inline constexpr std::string_view kApiKeyFromAuthorizer = "$context.authorizer.usageIdentifierKey";

// What variables stand for. All is looked at during a call only; what an expression's kind does not
// allow may be left out.
struct SelectionInput {
  std::string_view request_body;  // empty: the client sent none
  const HandshakeRequest* handshake = nullptr;
  const RequestContext* context = nullptr;
  std::optional<int> response_status;
  const std::vector<NamedValue>* response_headers = nullptr;
  std::string_view response_body;
};

class SelectionExpression {
 public:
  // More is refused: an expression of a message's members is evaluated in one reading of it.
  static constexpr std::size_t kMaxBodyVariables = 8;

  // An error for an empty text, for a variable that this kind does not have, for a dollar sign that
  // begins none, and for a path that is not understood.
  static expected<SelectionExpression, ExpressionError> parse(std::string_view text,
                                                              ExpressionKind kind);

  // Strings give themselves, numbers and booleans their JSON text, null and what is missing
  // nothing, arrays what Java prints for a list (`[a, 1]`), objects compact JSON. Nothing when it
  // needs the request's body and that is not JSON; a response's body that is not JSON has no
  // members.
  std::optional<std::string> evaluate(const SelectionInput& input) const;

  enum class Outcome {
    whole,
    cut,       // the sink had enough
    not_json,  // the request's body is needed and is not JSON; nothing was written
  };
  // The same, piece by piece and without allocating as long as all variables are names and indexes
  // in a body.
  Outcome write(const SelectionInput& input, json::TextSink& out) const;

  // Whether it has no variables.
  bool constant() const;
  // Whether a body that is not JSON makes a difference.
  bool needs_request_body() const { return needs_request_body_; }
  // As it was parsed.
  const std::string& text() const { return text_; }

 private:
  class Parser;
  enum class Source : std::uint8_t {
    literal,
    request_body,
    request_header,
    context,
    response_status,
    response_header,
    response_headers,
    response_body,
  };
  struct Part {
    Source source;
    std::string text;      // of a literal; the name of a header or of what is in the context
    std::size_t path = 0;  // of a member of a body: its place in paths_
    std::optional<json::JsonPath> query = {};  // of what more is looked for in one
  };

  SelectionExpression() = default;

  std::string text_;
  std::vector<Part> parts_;
  std::vector<json::MemberPath> paths_;  // of one body: no kind has variables of both
  bool needs_request_body_ = false;
  bool has_queries_ = false;
};

}  // namespace palaver::gateway
