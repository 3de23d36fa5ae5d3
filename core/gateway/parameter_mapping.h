// Parameters that an integration's request, or the answer to a handshake, gets out of what is
// known: requestParameters and responseParameters. API Gateway: "Set up data mapping for WebSocket
// APIs in API Gateway". Values; any thread.
//
//   integration.request.header.NAME        <- a mapping_source.h of side `request`
//   integration.request.querystring.NAME
//   integration.request.path.NAME             for {NAME} in the integrationUri
//   route.response.header.NAME             <- a mapping_source.h of side `response`; only
//                                             $connect's answer has headers
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/common/expected.h"
#include "core/gateway/mapping_source.h"
#include "core/gateway/request_context.h"

namespace palaver::gateway {

class ParameterMapping {
 public:
  enum class Place { header, query, path, response_header };

  // The error says what is wrong, for people.
  static expected<ParameterMapping, std::string> parse(std::string_view target,
                                                       std::string_view source);

  Place place() const { return place_; }
  // Of the header or parameter, as it was written.
  const std::string& name() const { return name_; }
  const MappingSource& source() const { return source_; }

 private:
  ParameterMapping(Place place, std::string_view name, MappingSource source)
      : place_(place), name_(name), source_(std::move(source)) {}

  Place place_;
  std::string name_;
  MappingSource source_;
};

// The integrations that a header may be illegal for: HTTP and HTTP_PROXY; AWS and AWS_PROXY.
enum class Backend { http, aws };

// Headers that the gateway sets itself; mapping one is a configuration error when the integration
// is called: content-length, transfer-encoding, x-amzn-trace-id, x-amzn-apigateway-api-id; for AWS
// also authorization, connection, expect, proxy-authenticate, te.
bool is_illegal_header(std::string_view name, Backend backend);

struct MappedParameters {
  std::vector<NamedValue> headers;
  std::vector<NamedValue> query;
  std::vector<NamedValue> path;
};

// The values of `mappings`, in their order. One without a value is left out; of several values
// headers and query parameters repeat, a path parameter has them joined by commas. The error, for a
// log, names an illegal header: it makes an API_CONFIGURATION_ERROR.
//
// A header is also left out when its value has a control character other than a tab: it would end
// the field and begin one of the client's choice (RFC 9110 section 5.5 has it refused). Changing
// the value instead would hand the backend one that nobody sent; a missing parameter it must reckon
// with anyway. Query and path are percent-encoded and take any value.
expected<MappedParameters, std::string> map_parameters(
    const std::vector<ParameterMapping>& mappings, const MappingInput& input, Backend backend);

// The headers for the answer to the handshake, out of the mappings to route.response.header.
std::vector<NamedValue> map_response_headers(const std::vector<ParameterMapping>& mappings,
                                             const MappingInput& input);

}  // namespace palaver::gateway
