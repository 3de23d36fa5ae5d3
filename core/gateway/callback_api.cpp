#include "core/gateway/callback_api.h"

#include <string_view>
#include <utility>

#include "core/gateway/api_ids.h"

namespace palaver::gateway {
namespace {

// Values go between quotes as they are: see RequestContext on why these may.
constexpr std::string_view kConnectionTemplate =
    R"({"Id":"$context.connectionId","Domain":"$context.domainName","Stage":"$context.stage"})";
constexpr std::string_view kMessageTemplate =
    R"({"ConnectionId":"$context.connectionId","Message":$input.json('$.message'))"
    R"(#if($input.path('$.details')),"Details":$input.json('$.details')#end})";

void add_route(model::Api& api, const std::string& route_key, const std::string& id,
               const std::string& uri, std::string_view request_template) {
  model::Integration integration;
  integration.integration_id = id;
  integration.integration_type = model::IntegrationType::http;
  integration.integration_method = "POST";
  integration.integration_uri = uri;
  integration.template_selection_expression = "\\$default";
  integration.request_templates = {{"$default", std::string(request_template)}};
  api.integrations.push_back(std::move(integration));
  model::Route route;
  route.route_key = route_key;
  route.target = "integrations/" + id;
  api.routes.push_back(std::move(route));
}

}  // namespace

model::Api callback_api(std::string backend_url, std::string stage) {
  while (!backend_url.empty() && backend_url.back() == '/') backend_url.pop_back();
  model::Api api;
  api.api_id = kCallbackApiId;
  api.name = "palaver chat";
  api.route_selection_expression = "$request.body.action";
  add_route(api, "$connect", "connect", backend_url + "/connect", kConnectionTemplate);
  add_route(api, "$disconnect", "disconnect", backend_url + "/disconnect", kConnectionTemplate);
  add_route(api, "sendMessage", "sendmessage", backend_url + "/sendmessage", kMessageTemplate);
  model::Stage served;
  served.stage_name = std::move(stage);
  api.stages.push_back(std::move(served));
  assign_ids(api);
  return api;
}

}  // namespace palaver::gateway
