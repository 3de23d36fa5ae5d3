#include "core/gateway/lambda_event.h"

#include <algorithm>
#include <iterator>

#include "core/common/letter_case.h"
#include "core/gateway/event_json.h"
#include "core/json/scanner.h"

namespace palaver::gateway {
namespace {

// What the members of an event take beside the values that are counted, and some more.
constexpr std::size_t kUsualBytes = 1024;

bool is_kept(const NamedValue& header) {
  return !equals_ignoring_case(header.name, "Connection") &&
         !equals_ignoring_case(header.name, "Upgrade") &&
         !equals_ignoring_case(header.name, "Content-Length");
}

void append_handshake(std::string& out, const HandshakeRequest& handshake) {
  std::vector<NamedValue> headers;
  headers.reserve(handshake.headers.size());
  std::copy_if(handshake.headers.begin(), handshake.headers.end(), std::back_inserter(headers),
               is_kept);
  append_value_maps(out, "headers", "multiValueHeaders", headers, LetterCase::ignored);
  out += ',';
  if (handshake.query.empty()) return;
  append_value_maps(out, "queryStringParameters", "multiValueQueryStringParameters",
                    handshake.query, LetterCase::counts);
  out += ',';
}

void append_disconnect_headers(std::string& out, const std::string& domain_name) {
  append_value_maps(
      out, "headers", "multiValueHeaders",
      {{"Host", domain_name}, {"x-api-key", ""}, {"X-Forwarded-For", ""}, {"x-restapi", ""}},
      LetterCase::ignored);
  out += ',';
}

}  // namespace

std::string lambda_event(const RequestContext& context, const StringMap& stage_variables,
                         const HandshakeRequest* handshake, std::string_view body,
                         BodyEncoding encoding) {
  const bool is_message = context.event_type == EventType::message;
  std::string out;
  out.reserve(kUsualBytes + (is_message ? body.size() + body.size() / 4 : 0));
  out += '{';
  if (context.event_type == EventType::connect) {
    append_handshake(out, handshake != nullptr ? *handshake : HandshakeRequest{});
  }
  if (context.event_type == EventType::disconnect) {
    append_disconnect_headers(out, context.connection->domain_name);
  }
  if (!stage_variables.empty()) {
    append_key(out, "stageVariables");
    append_string_map(out, stage_variables);
    out += ',';
  }
  append_request_context(out, context);
  if (is_message) {
    out += ",\"body\":";
    json::append_quoted(out, body);
  }
  out += ",\"isBase64Encoded\":";
  out += is_message && encoding == BodyEncoding::base64 ? "true}" : "false}";
  return out;
}

}  // namespace palaver::gateway
