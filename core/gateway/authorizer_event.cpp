#include "core/gateway/authorizer_event.h"

#include "core/gateway/arrival_headers.h"
#include "core/gateway/event_json.h"
#include "core/json/scanner.h"

namespace palaver::gateway {

std::string authorizer_event(const RequestContext& context, std::string_view method_arn,
                             const StringMap& stage_variables, const HandshakeRequest& handshake) {
  std::vector<NamedValue> headers = handshake.headers;
  if (!handshake.header("Content-Length")) insert_header(headers, "content-length", "0");

  std::string out = R"({"type":"REQUEST","methodArn":)";
  json::append_quoted(out, method_arn);
  out += ',';
  append_value_maps(out, "headers", "multiValueHeaders", headers, LetterCase::ignored);
  out += ',';
  append_value_maps(out, "queryStringParameters", "multiValueQueryStringParameters",
                    handshake.query, LetterCase::counts);
  out += ",\"stageVariables\":";
  append_string_map(out, stage_variables);
  out += ',';
  append_request_context(out, context);
  out += '}';
  return out;
}

}  // namespace palaver::gateway
