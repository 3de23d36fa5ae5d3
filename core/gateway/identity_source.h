// Where an authorizer finds who the client says to be. API Gateway: "Create an API Gateway Lambda
// authorizer for WebSocket APIs", identity sources. Values; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/common/expected.h"
#include "core/gateway/request_context.h"

namespace palaver::gateway {

class IdentitySource {
 public:
  // route.request.header.Auth, route.request.querystring.token, stageVariables.x, context.x. The
  // error is AWS's text for a BadRequestException.
  static expected<IdentitySource, std::string> parse(std::string_view expression);

  // Whether it has a value that is not empty. Names of headers are alike in any letter case; all
  // others are not.
  bool is_present(const RequestContext& context, const StringMap& stage_variables,
                  const HandshakeRequest& handshake) const;

 private:
  enum class Kind { header, query, stage_variable, context };
  IdentitySource(Kind kind, std::string_view name) : kind_(kind), name_(name) {}

  Kind kind_;
  std::string name_;
};

// "If any of the specified parameters are missing, null, or empty", the client gets 401
// Unauthorized and the authorizer is not asked. No sources: it is always asked.
bool are_present(const std::vector<IdentitySource>& sources, const RequestContext& context,
                 const StringMap& stage_variables, const HandshakeRequest& handshake);

}  // namespace palaver::gateway
