// Where a mapped parameter has its value from. API Gateway: "Set up data mapping for WebSocket
// APIs in API Gateway". Values; any thread.
//
//   of a request                              of an integration's response
//   route.request.header.NAME                 integration.response.header.NAME
//   route.request.multivalueheader.NAME       integration.response.multivalueheader.NAME
//   route.request.querystring.NAME
//   route.request.multivaluequerystring.NAME
//   route.request.body[.JSONPATH]             integration.response.body[.JSONPATH]
//   context.NAME   stageVariables.NAME   'constant'
//
// JSONPATH is what json_path.h has behind the $.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/common/expected.h"
#include "core/gateway/request_context.h"
#include "core/json/json_path.h"
#include "core/json/step.h"

namespace palaver::gateway {

// What values are taken from; lives for the call.
struct MappingInput {
  const RequestContext& context;
  const StringMap& stage_variables;
  // Of the opening handshake, for $connect; or, without a query, of the integration's response.
  // Null: there are none, as for a message.
  const HandshakeRequest* handshake = nullptr;
  // The message, or the integration's response.
  std::string_view body;
};

class MappingSource {
 public:
  enum class Side { request, response };

  // The error says what is wrong, for people.
  static expected<MappingSource, std::string> parse(std::string_view expression, Side side);

  // One value; several of the multivalue sources; none when there is nothing: the parameter is left
  // out then. A member of the body gives a string without its quotes and other values as JSON; null
  // counts as nothing, and so does the empty list of a path that could have found several.
  std::vector<std::string> values(const MappingInput& input) const;

 private:
  enum class Kind {
    header,
    headers,
    query,
    queries,
    body,
    member,
    stage_variable,
    context,
    constant
  };
  explicit MappingSource(Kind kind, std::string_view name = {}) : kind_(kind), name_(name) {}

  Kind kind_;
  std::string name_;  // or the constant
  // Where a member is: a path that is found without building values of the body, or any other.
  json::MemberPath path_;
  std::optional<json::JsonPath> query_;
};

// Letters, digits and . _ $ - as in names of headers and parameters that are mapped.
bool is_mapping_name(std::string_view name);

}  // namespace palaver::gateway
