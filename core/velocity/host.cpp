#include "core/velocity/host.h"

#include "core/velocity/values.h"

namespace palaver::velocity {

json::Value HostObject::property(std::string_view /*name*/, Runtime& /*runtime*/) const {
  return {};
}

Outcome HostObject::call(std::string_view /*method*/, std::span<const json::Value> /*arguments*/,
                         Runtime& /*runtime*/) {
  return json::Value::null();
}

bool HostObject::assign(std::string_view /*name*/, const json::Value& /*value*/,
                        Runtime& /*runtime*/) {
  return false;
}

expected<void, std::string> BoundReference::append(Host& host, Runtime& runtime,
                                                   std::string& out) const {
  const auto result = value(host, runtime);
  if (!result) return unexpected(result.error());
  append_text(out, *result, runtime);
  return {};
}

expected<bool, std::string> BoundReference::truth(Host& host, Runtime& runtime) const {
  const auto result = value(host, runtime);
  if (!result) return unexpected(result.error());
  return velocity::truth(*result);
}

}  // namespace palaver::velocity
