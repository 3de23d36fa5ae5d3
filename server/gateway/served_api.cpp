#include "server/gateway/served_api.h"

#include <algorithm>
#include <utility>

namespace palaver::gateway {
namespace {

constexpr std::string_view kPathPrefix = "_aws";
constexpr std::string_view kExecuteApi = "execute-api";

// "Chat.Example.com:8080" is chat.example.com; "[::1]:8080" is [::1].
std::string host_name(std::string_view host) {
  const std::size_t bracket = host.rfind(']');
  const std::size_t colon = host.rfind(':');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
    host = host.substr(0, colon);
  }
  std::string name(host);
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return name;
}

// The API of "a1b2c3d4e5.execute-api.eu-west-1.localhost"; nothing for another name.
std::optional<std::string_view> api_of_host(std::string_view name) {
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const std::string_view behind = name.substr(dot + 1);
  const bool named = behind.substr(0, kExecuteApi.size()) == kExecuteApi &&
                     (behind.size() == kExecuteApi.size() || behind[kExecuteApi.size()] == '.');
  if (!named) return std::nullopt;
  return name.substr(0, dot);
}

std::vector<std::string> behind(const std::vector<std::string>& segments, std::size_t count) {
  return {segments.begin() + static_cast<std::ptrdiff_t>(count), segments.end()};
}

// The stage of an API that was named. "If disableExecuteApiEndpoint is true the default host
// answers 403."
expected<Destination, Unserved> named_stage(ServedApi* api,
                                            const std::vector<std::string>& segments,
                                            std::size_t at) {
  if (api == nullptr || api->definition().disable_execute_api_endpoint || segments.size() <= at) {
    return unexpected(Unserved::unknown);
  }
  ServedStage* stage = api->find_stage(segments[at]);
  if (stage == nullptr) return unexpected(Unserved::unknown);
  return Destination{stage, behind(segments, at + 1)};
}

// The mapping whose key is the first segment, else the one without a key.
expected<Destination, Unserved> mapped_stage(ServedApi& api, const model::DomainName& domain,
                                             const std::vector<std::string>& segments) {
  const model::ApiMapping* whole = nullptr;
  for (const model::ApiMapping& mapping : domain.api_mappings) {
    if (mapping.api_mapping_key.empty()) {
      whole = &mapping;
    } else if (!segments.empty() && mapping.api_mapping_key == segments.front()) {
      if (ServedStage* stage = api.find_stage(mapping.stage)) {
        return Destination{stage, behind(segments, 1)};
      }
    }
  }
  ServedStage* stage = whole == nullptr ? nullptr : api.find_stage(whole->stage);
  if (stage == nullptr) return unexpected(Unserved::unknown);
  return Destination{stage, segments};
}

ThrottleSettings throttle_settings(const model::RouteSettings& settings) {
  ThrottleSettings result;
  result.rate = settings.throttling_rate_limit;
  if (settings.throttling_burst_limit) {
    result.burst = static_cast<int>(*settings.throttling_burst_limit);
  }
  return result;
}

Throttle throttle_of(const model::Stage& stage) {
  std::map<std::string, ThrottleSettings> routes;
  for (const auto& [key, settings] : stage.route_settings) {
    if (settings.throttling_rate_limit || settings.throttling_burst_limit) {
      routes.emplace(key, throttle_settings(settings));
    }
  }
  const ThrottleLimit inherited{kAccountRequestsPerSecond, static_cast<int>(kAccountRequestsBurst)};
  return Throttle(inherited, throttle_settings(stage.default_route_settings), routes);
}

}  // namespace

ServedStage::ServedStage(const ServedApi& owner, model::Stage definition,
                         std::shared_ptr<const Deployment> what)
    : api(owner),
      settings(std::move(definition)),
      deployment(std::move(what)),
      throttle(throttle_of(settings)) {
  if (settings.access_log_settings && settings.access_log_settings->format) {
    // Validation has read the format before.
    if (auto format = AccessLogFormat::parse(*settings.access_log_settings->format)) {
      access_log_format = std::move(*format);
    }
  }
}

expected<std::unique_ptr<ServedApi>, std::vector<ApiProblem>> ServedApi::create(model::Api api) {
  auto deployment = deploy(api);
  if (!deployment) return unexpected(std::move(deployment.error()));
  std::unique_ptr<ServedApi> served(new ServedApi(std::move(api)));
  for (const model::Stage& stage : served->definition_.stages) {
    served->stages_.push_back(std::make_unique<ServedStage>(*served, stage, *deployment));
  }
  return served;
}

ServedStage* ServedApi::find_stage(std::string_view name) const {
  const auto found = std::find_if(stages_.begin(), stages_.end(),
                                  [name](const auto& stage) { return stage->name() == name; });
  return found == stages_.end() ? nullptr : found->get();
}

bool ApiDirectory::add(std::unique_ptr<ServedApi> api) {
  if (find_api(api->id()) != nullptr) return false;
  apis_.push_back(std::move(api));
  return true;
}

ServedApi* ApiDirectory::find_api(std::string_view id) const {
  const auto found =
      std::find_if(apis_.begin(), apis_.end(), [id](const auto& api) { return api->id() == id; });
  return found == apis_.end() ? nullptr : found->get();
}

expected<Destination, Unserved> ApiDirectory::find(std::string_view host,
                                                   const std::vector<std::string>& segments) {
  const std::string name = host_name(host);
  for (const auto& api : apis_) {
    for (const model::DomainName& domain : api->definition().domain_names) {
      if (domain.domain_name == name) return mapped_stage(*api, domain, segments);
    }
  }
  if (const auto id = api_of_host(name)) return named_stage(find_api(*id), segments, 0);
  if (segments.empty()) return unexpected(Unserved::not_ours);
  if (segments.size() >= 2 && segments[0] == kPathPrefix && segments[1] == kExecuteApi) {
    if (segments.size() < 3) return unexpected(Unserved::unknown);
    return named_stage(find_api(segments[2]), segments, 3);
  }
  ServedStage* stage = find_by_stage(segments.front());
  if (stage == nullptr) return unexpected(Unserved::not_ours);
  return Destination{stage, behind(segments, 1), true};
}

ServedStage* ApiDirectory::find_by_stage(std::string_view stage) const {
  for (const auto& api : apis_) {
    if (api->definition().disable_execute_api_endpoint) continue;
    if (ServedStage* found = api->find_stage(stage)) return found;
  }
  return nullptr;
}

std::string ApiDirectory::path_of(const ServedApi& api, std::string_view stage) const {
  std::string path = "/";
  const ServedStage* by_name = find_by_stage(stage);
  if (by_name == nullptr || &by_name->api != &api) {
    path.append(kPathPrefix).append("/").append(kExecuteApi).append("/");
    path.append(api.id()).append("/");
  }
  return path.append(stage);
}

std::vector<std::string> ApiDirectory::paths() const {
  std::vector<std::string> paths;
  for (const auto& api : apis_) {
    if (api->definition().disable_execute_api_endpoint) continue;
    for (const model::Stage& stage : api->definition().stages) {
      paths.push_back(path_of(*api, stage.stage_name));
    }
  }
  return paths;
}

}  // namespace palaver::gateway
