// A mapping template: what makes the body of an integration request out of a message, and a frame
// out of an integration's response. API Gateway: "WebSocket API mapping template reference"; the
// language is Velocity's (core/velocity/template.h), with these names in it:
//
//   $context.<name>             RequestContext::find(); $context['name'] too
//   $input.body                 the message as it came; {} when it is empty
//   $input.json('$.a.b')        what the JSONPath finds, as JSON; "" (two quotes) when nothing
//   $input.path('$.a.b')        the same as a value; nothing when there is none
//   $input.params()             header, querystring, path (which is empty): of $connect only
//   $input.params('x')          the query parameter or header of that name
//   $stageVariables.<name>      and $stageVariables['name']
//   $util.escapeJavaScript(s), parseJson(s), urlEncode(s), urlDecode(s), base64Encode(s),
//   base64Decode(s)
//
// A message that is not JSON has no members. Values out of it are never read as template. Lists and
// maps that $input.path() gives are those of one parsed message; a template that changes them sees
// the change in other paths, and not in $input.json().
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/common/expected.h"
#include "core/gateway/request_context.h"
#include "core/gateway/template_error.h"
#include "core/velocity/template.h"

namespace palaver::gateway {

// "Mapping template size: 300 KB."
inline constexpr std::size_t kMaxTemplateBytes = std::size_t{300} * 1024;

struct TemplateInput {
  const RequestContext& context;
  const StringMap& stage_variables;
  // What the client sent, or in a response template what the integration answered.
  std::string_view body;
  // Of $connect; null for all other events.
  const HandshakeRequest* handshake = nullptr;
};

// Steps and bytes, with defaults: see velocity::Limits.
using RenderLimits = velocity::Limits;

// API Gateway answers such a request with "Internal server error".
struct RenderError {
  std::string message;  // for the log, not for the client
  std::size_t line;     // from 1
  std::size_t column;   // from 1, in bytes
};

// Immutable; const members are for several threads, and copies share what was compiled.
class MappingTemplate {
 public:
  // Refuses what is longer than kMaxTemplateBytes, what Velocity does not parse, and what can never
  // be rendered: a JSONPath in it that is none, #include and #parse.
  static expected<MappingTemplate, TemplateError> compile(std::string_view text);

  // An error for what Java would throw at (an index beyond the end, a bad regular expression) and
  // when a limit is reached. The output may be anything, it need not be JSON.
  expected<std::string, RenderError> render(const TemplateInput& input,
                                            const RenderLimits& limits = {}) const;

 private:
  explicit MappingTemplate(velocity::Template compiled) : template_(std::move(compiled)) {}

  velocity::Template template_;
};

}  // namespace palaver::gateway
