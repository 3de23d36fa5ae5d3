#include "core/gateway/api_integration_checks.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>

#include "core/common/prefix.h"
#include "core/gateway/api_limits.h"
#include "core/gateway/api_uri_checks.h"
#include "core/gateway/parameter_mapping.h"

namespace palaver::gateway {

namespace {

using namespace model;

constexpr std::array<std::string_view, 8> kMethods = {"ANY",     "DELETE", "GET",  "HEAD",
                                                      "OPTIONS", "PATCH",  "POST", "PUT"};

bool is_http(IntegrationType type) {
  return type == IntegrationType::http || type == IntegrationType::http_proxy;
}

// --- The URI -------------------------------------------------------------------------------------

void check_uri(const Api& api, const ApiChecks& checks, const Integration& integration) {
  const IntegrationType type = integration.integration_type;
  if (type == IntegrationType::mock) {
    if (integration.integration_uri) checks.warning("integrationUri", "has no effect in a MOCK");
    return;
  }
  if (!checks.required("integrationUri", integration.integration_uri.value_or(""))) return;
  const std::string& uri = *integration.integration_uri;
  checks.at_most("integrationUri", uri, kIntegrationUriCharacters);
  if (is_aws(type)) {
    check_service_uri(api, checks, "integrationUri", uri,
                      type == IntegrationType::aws ? Services::all : Services::lambda);
    return;
  }
  check_http_uri(api, checks, "integrationUri", uri);
  for (const std::string_view name : placeholders(uri)) {
    const std::string target = "integration.request.path." + std::string(name);
    if (integration.request_parameters.count(target) == 0) {
      checks.warning("integrationUri", "requests will fail: {" + std::string(name) +
                                           "} has no value, which requestParameters would give "
                                           "to " +
                                           target);
    }
  }
}

// --- What is sent --------------------------------------------------------------------------------

void check_method(const ApiChecks& checks, const Integration& integration) {
  const std::optional<std::string>& method = integration.integration_method;
  const IntegrationType type = integration.integration_type;
  if (type == IntegrationType::mock) return;
  if (!method) {
    if (is_http(type)) checks.error("integrationMethod", "is required: the verb for the backend");
    return;
  }
  if (std::find(kMethods.begin(), kMethods.end(), *method) == kMethods.end()) {
    checks.error(
        "integrationMethod",
        "must be ANY, DELETE, GET, HEAD, OPTIONS, PATCH, POST or PUT, not " + quoted(*method));
  } else if (is_aws(type) && *method != "POST") {
    checks.warning("integrationMethod", "has no effect: Lambda functions are invoked by POST");
  }
}

void check_templates(const ApiChecks& checks, std::string_view member, const StringMap& templates) {
  for (const auto& [key, text] : templates) {
    if (text.size() > kMappingTemplateBytes) {
      checks.inside(member).error(key, "has " + std::to_string(text.size()) +
                                           " bytes; API Gateway allows " +
                                           std::to_string(kMappingTemplateBytes));
    }
  }
}

// A header or query parameter of the handshake has to be declared by the route $connect that it is
// mapped for: "Set up data mapping". The several values of one are declared by its single value,
// or by their own expression.
bool is_undeclared(const Api& api, const Integration& integration, std::string_view source) {
  std::string single = "route.request.";
  if (!take_prefix(source, single)) return false;
  const std::string own = single + std::string(source);
  take_prefix(source, "multivalue");
  single += source;
  const bool of_handshake =
      source.substr(0, 7) == "header." || source.substr(0, 12) == "querystring.";
  const Route* connect = api.find_route(kConnectRoute);
  return of_handshake && connect != nullptr &&
         connect->integration_id() == std::string_view(integration.integration_id) &&
         connect->request_parameters.count(own) == 0 &&
         connect->request_parameters.count(single) == 0;
}

void check_request_parameters(const Api& api, const ApiChecks& checks,
                              const Integration& integration) {
  const ApiChecks inner = checks.inside("requestParameters");
  const Backend backend = is_aws(integration.integration_type) ? Backend::aws : Backend::http;
  for (const auto& [target, source] : integration.request_parameters) {
    const auto mapping = ParameterMapping::parse(target, source);
    if (!mapping) {
      inner.error(target, mapping.error());
    } else if (mapping->place() == ParameterMapping::Place::response_header) {
      inner.error(target,
                  "is of a response; a request has integration.request.header|"
                  "querystring|path.NAME");
    } else if (mapping->place() == ParameterMapping::Place::header &&
               is_illegal_header(mapping->name(), backend)) {
      inner.warning(target, "is set by API Gateway itself: requests will fail");
    } else if (is_undeclared(api, integration, source)) {
      inner.warning(target, source + " is not among the requestParameters of the route $connect");
    }
  }
}

void check_request(const Api& api, const ApiChecks& checks, const Integration& integration) {
  check_request_parameters(api, checks, integration);
  check_templates(checks, "requestTemplates", integration.request_templates);
  if (is_proxy(integration.integration_type)) {
    if (!integration.request_templates.empty()) {
      checks.warning("requestTemplates", "have no effect in a proxy integration");
    }
  } else if (integration.integration_type == IntegrationType::mock &&
             integration.request_templates.empty()) {
    checks.warning("requestTemplates",
                   "a MOCK integration takes its statusCode from a template: {\"statusCode\":200}");
  }
}

// --- What is answered ----------------------------------------------------------------------------

void check_response_parameters(const ApiChecks& checks, const IntegrationResponse& response) {
  const ApiChecks inner = checks.inside("responseParameters");
  for (const auto& [target, source] : response.response_parameters) {
    const auto mapping = ParameterMapping::parse(target, source);
    if (!mapping) {
      inner.error(target, mapping.error());
    } else if (mapping->place() != ParameterMapping::Place::response_header) {
      inner.error(target, "is of a request; a response has route.response.header.NAME");
    }
  }
}

void check_responses(const ApiChecks& checks, const Integration& integration) {
  std::set<std::string_view> keys;
  std::set<std::string_view> ids;
  std::size_t index = 0;
  for (const IntegrationResponse& response : integration.integration_responses) {
    const ApiChecks inner = checks.element("integrationResponses", index++);
    inner.id("integrationResponseId", response.integration_response_id);
    if (!ids.insert(response.integration_response_id).second) {
      inner.error("integrationResponseId", "another response has it already");
    }
    const std::string_view key = response.integration_response_key;
    if (inner.required("integrationResponseKey", key)) {
      if (!keys.insert(key).second) {
        inner.error("integrationResponseKey",
                    "another response of the integration has the key " + quoted(key) + " already");
      }
      if (key != kDefaultKey && (key.size() < 3 || key.front() != '/' || key.back() != '/')) {
        inner.warning("integrationResponseKey",
                      "is never picked: a key is $default or a regular expression in slashes, as "
                      "in /4\\d\\d/");
      }
    }
    check_templates(inner, "responseTemplates", response.response_templates);
    check_response_parameters(inner, response);
  }
  if (is_proxy(integration.integration_type) && !integration.integration_responses.empty()) {
    checks.warning("integrationResponses", "have no effect in a proxy integration");
  }
}

void check_integration(const Api& api, const ApiChecks& checks, const Integration& integration) {
  checks.id("integrationId", integration.integration_id);
  check_method(checks, integration);
  check_uri(api, checks, integration);
  if (integration.connection_type == ConnectionType::vpc_link) {
    checks.required("connectionId", integration.connection_id.value_or(""));
  }
  checks.one_to("connectionId", integration.connection_id, kDescriptionCharacters);
  checks.credentials("credentialsArn", integration.credentials_arn);
  if (integration.payload_format_version != "1.0") {
    checks.error("payloadFormatVersion",
                 "must be 1.0, not " + quoted(integration.payload_format_version));
  }
  if (integration.timeout_in_millis < kMinIntegrationTimeoutMillis ||
      integration.timeout_in_millis > kIntegrationTimeoutMillis) {
    checks.error("timeoutInMillis", "Timeout should be between " +
                                        std::to_string(kMinIntegrationTimeoutMillis) + " ms and " +
                                        std::to_string(kIntegrationTimeoutMillis) + " ms");
  }
  if (integration.tls_config) {
    checks.inside("tlsConfig")
        .one_to("serverNameToVerify", integration.tls_config->server_name_to_verify,
                kDomainNameCharacters);
  }
  checks.at_most("description", integration.description.value_or(""), kDescriptionCharacters);
  check_request(api, checks, integration);
  check_responses(checks, integration);
}

}  // namespace

void check_integrations(const Api& api, const ApiChecks& checks) {
  std::set<std::string_view> ids;
  std::size_t index = 0;
  for (const Integration& integration : api.integrations) {
    const ApiChecks inner = checks.element("integrations", index++);
    if (!ids.insert(integration.integration_id).second) {
      inner.error("integrationId", "another integration has the id " +
                                       quoted(integration.integration_id) + " already");
    }
    check_integration(api, inner, integration);
  }
}

}  // namespace palaver::gateway
