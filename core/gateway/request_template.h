// The body of an integration request, made from a message. API Gateway: "WebSocket API mapping
// template reference". A subset of its Velocity language, in AWS's own syntax, so that a template
// written here runs there unchanged:
//
//   $context.<name>              RequestContext::find(); nothing for a name that has no value
//   $input.body                  the message as it came
//   $input.json('$.a.b')         the member as JSON text; "" (two quotes) when it is missing
//   $input.path('$.a.b')         the member as text: a string without quotes, other values as JSON;
//                                nothing when it is missing or null
//   #if($input.path('$.a')) ... #end
//                                the text between, when the member is there and is not null or
//                                false (Velocity's truth: empty text and 0 are true)
//
// The path '$' is the whole message. An empty message counts as {}, as on AWS. $!name, ${name},
// $!{name}, #{if} and #{end} mean the same as the plain forms. A name takes hyphens in, as Velocity
// has it: where text goes on with one, write ${context.stage}-x. The blanks behind the `)` of #if
// and behind #end disappear when a line ends there, and one line end with them.
//
// Everything else that Velocity gives a meaning is an error of parse(), never printed as it stands:
// other references, `#` and any other word, methods and indexes, operators, comments, escapes with
// a backslash. A `$` or `#` that begins none of these is text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/common/expected.h"
#include "core/gateway/json_member.h"
#include "core/gateway/request_context.h"

namespace palaver::gateway {

struct TemplateError {
  std::size_t line;    // from 1
  std::size_t column;  // from 1, in bytes
  std::string message;
};

class RequestTemplate {
 public:
  static expected<RequestTemplate, TemplateError> parse(std::string_view text);

  // `message` is the client's text, empty for $connect and $disconnect. One that is not JSON has no
  // members. Never fails. Time is the message's length times the template's references.
  std::string render(const RequestContext& context, std::string_view message) const;

 private:
  class Parser;
  enum class Kind { text, context, body, json, path, if_path, end };
  struct Node {
    Kind kind;
    std::string text;     // text, or the name after $context.
    MemberPath path;      // json, path, if_path
    std::size_t end = 0;  // if_path: index of its `end` node
  };
  std::vector<Node> nodes_;
};

}  // namespace palaver::gateway
